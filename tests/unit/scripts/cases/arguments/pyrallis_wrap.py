import pyrallis
from dataclasses import dataclass


@dataclass
class Base:
    seed: int = 0


@dataclass
class C(Base):
    lr: float = 0.1


@pyrallis.wrap()
def main(cfg: C): ...


# read: --seed int = 0
# read: --lr float = 0.1
