import wandb

for split in ("train", "val"):
    wandb.log({f"{split}/loss": 1})

# read: wandb train/loss each
# read: wandb val/loss each
