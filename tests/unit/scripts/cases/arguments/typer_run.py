import typer


def main(lr: float = 0.1): ...


typer.run(main)

# read: --lr float = 0.1
