import click


@click.group()
def cli(): ...
@cli.command()
@click.option("--lr", type=float)
def fit_all(lr): ...
@cli.command("eval")
@click.option("--k", type=int)
def evaluate(k): ...


# read: --lr float in fit-all
# read: --k int in eval
