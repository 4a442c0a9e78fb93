import tyro, enum
from dataclasses import dataclass, field
from typing import *


class Kind(enum.Enum):
    A = 1
    B = 2


@dataclass
class Opt:
    lr: float = 1e-3
    kind: Literal["x", "y"] = "x"


@dataclass
class Args:
    data_dir: str
    opt: Opt = field(default_factory=Opt)
    amp: bool = False
    sizes: tuple[int, ...] = (1, 2)
    clip: float | None = None
    mode: Kind = Kind.A
    where: ClassVar[int] = 1


args = tyro.cli(Args)

# read: --data-dir --data_dir str needed
# read: --opt.lr float = 0.001
# read: --opt.kind str of x y = x
# read: --amp bool or --no-amp alone = False
# read: --sizes int many = [1, 2]
# read: --clip float
# read: --mode str of A B = A
