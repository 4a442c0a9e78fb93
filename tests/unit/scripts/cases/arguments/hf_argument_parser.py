from transformers import HfArgumentParser
from dataclasses import dataclass, field


@dataclass
class Data:
    max_len: int = field(default=128, metadata={"help": "x"})


@dataclass
class Model:
    name: str


p = HfArgumentParser((Data, Model))

# read: --max-len --max_len int = 128
# read: --name str needed
