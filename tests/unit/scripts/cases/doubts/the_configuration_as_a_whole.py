import wandb
from elsewhere import train

wandb.init()
train(wandb.config)
