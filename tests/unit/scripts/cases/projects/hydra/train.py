import hydra


@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...


# read: override model str of cnn mlp = mlp
# read: override more str = null
# read: override model.width int = 8 with model=mlp
# read: override model.name any = mlp${lr} ? with model=mlp
# read: override host any = here
# read: override lr float = 0.001
# read: override data.path any needed
# read: override data.sizes any many = [1, 2]
# read: override model.channels int = 3 with model=cnn
