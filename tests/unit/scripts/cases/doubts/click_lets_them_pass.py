import click


@click.command(context_settings=dict(ignore_unknown_options=True))
@click.option("--lr")
def main(lr): ...
