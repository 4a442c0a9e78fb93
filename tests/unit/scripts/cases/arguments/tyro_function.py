import tyro, enum
from dataclasses import dataclass, field
from typing import *


def main(lr: "float" = 0.1): ...


tyro.cli(main)

# read: --lr float = 0.1
