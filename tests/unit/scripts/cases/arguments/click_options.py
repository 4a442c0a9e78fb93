import click


@click.command()
@click.option("--lr", "-l", "rate", default=0.1)
@click.option("--n", type=int, required=True)
@click.option("--fast/--slow", default=False)
@click.option("--amp", is_flag=True)
@click.option("-v", count=True)
@click.option("--kind", type=click.Choice(["a", "b"]))
@click.option("--size", type=click.IntRange(1, 5), default=2)
@click.option("--tag", multiple=True)
@click.argument("data")
@click.argument("rest", nargs=-1)
def main(**k): ...


# read: --lr -l float = 0.1
# read: --n int needed
# read: --fast bool or --slow alone = False
# read: --amp bool alone
# read: -v str alone
# read: --kind any of a b
# read: --size int 1.0 … 5.0 = 2
# read: --tag str many
# read: positional data str needed
# read: positional rest str many
