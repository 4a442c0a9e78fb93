import wandb
import argparse

p = argparse.ArgumentParser()
p.add_argument("--lr")
wandb.init(config=vars(p.parse_args()))
wandb.config.lr
wandb.config.wd

# read: --lr str
# read: config wd any
