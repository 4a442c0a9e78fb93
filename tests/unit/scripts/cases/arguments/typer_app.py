import typer, enum
from typing import Annotated, Optional

app = typer.Typer()


class Opt(str, enum.Enum):
    ADAM = "adam"
    SGD = "sgd"


@app.command()
def main(
    data: str,
    learning_rate: float = 0.1,
    amp: bool = False,
    opt: Opt = Opt.ADAM,
    n: Annotated[int, typer.Option("--num", "-n")] = 3,
    w: float = typer.Option(..., help="x"),
    clip: Optional[float] = None,
    ctx: typer.Context = None,
): ...


# read: positional data str needed
# read: --learning-rate float = 0.1
# read: --amp bool or --no-amp alone = False
# read: --opt str of adam sgd = ADAM
# read: --num -n int = 3
# read: --w float needed
# read: --clip float
