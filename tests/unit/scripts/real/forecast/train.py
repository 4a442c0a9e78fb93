"""Forecast a noisy wave from a window of its past."""
import logging
import math
import random

import hydra
from omegaconf import DictConfig, OmegaConf

import besom

log = logging.getLogger(__name__)


def series(length, rng):
    return [math.sin(t / 5) + rng.gauss(0, 0.1) for t in range(length)]


def fit(cfg, values):
    window, rate = cfg.data.window, cfg.optimizer.lr
    weights = [0.0] * window
    for epoch in range(cfg.epochs):
        total = 0.0
        for t in range(window, len(values)):
            past = values[t - window : t]
            error = sum(w * v for w, v in zip(weights, past)) - values[t]
            weights = [w - rate * error * v / window for w, v in zip(weights, past)]
            total += error * error
        yield {"train": {"mse": total / len(values)}, "rmse": math.sqrt(total / len(values))}


@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg: DictConfig) -> float:
    besom.init(config=OmegaConf.to_container(cfg, resolve=True))
    values = series(400, random.Random(cfg.seed))
    for epoch, metrics in enumerate(fit(cfg, values)):
        besom.log({f"train/{name}": value for name, value in metrics["train"].items()}, step=epoch)
        besom.log({"rmse": metrics["rmse"]}, step=epoch)
        log.info("epoch %d rmse %.4f", epoch, metrics["rmse"])
    return metrics["rmse"]


if __name__ == "__main__":
    main()
