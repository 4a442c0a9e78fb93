import wandb


def log(split, m):
    wandb.log({f"{split}/loss": 1, split + "_acc": 2})
    wandb.log({f"{split}_{k}": v for k, v in m.items()})


# read: wandb */loss open
# read: wandb *_acc open
# read: wandb *_* open
