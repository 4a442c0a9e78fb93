from simple_parsing import ArgumentParser
from dataclasses import dataclass


@dataclass
class Opt:
    lr: float = 0.1


@dataclass
class Args:
    opt: Opt
    amp: bool = False


p = ArgumentParser()
p.add_arguments(Args, dest="a")

# read: --opt.lr --lr float = 0.1
# read: --amp bool alone or not = False
