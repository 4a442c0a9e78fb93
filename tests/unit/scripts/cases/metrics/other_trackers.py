import wandb, mlflow, trackio

wandb.log({"a": 1})
mlflow.log_metric("b", 1)
mlflow.log_metrics({"c": 1})
trackio.log(dict(d=1))

# read: wandb a
# read: mlflow b
# read: mlflow c
# read: trackio d
