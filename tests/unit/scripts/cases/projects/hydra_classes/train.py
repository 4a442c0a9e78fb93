from dataclasses import dataclass, field

import hydra
from hydra.core.config_store import ConfigStore


@dataclass
class Optimizer:
    lr: float = 0.1


@dataclass
class Config:
    optimizer: Optimizer = field(default_factory=Optimizer)
    layers: int = 3


ConfigStore.instance().store(name="config", node=Config)


@hydra.main(config_path=None, config_name="config")
def main(cfg): ...


# read: override optimizer.lr float = 0.1
# read: override layers int = 3
