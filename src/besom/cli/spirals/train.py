"""Train a small neural network, in numpy alone, to tell two entwined spirals apart.

It runs by hand too: python train.py --learning-rate=0.03 --width=24
"""

import argparse
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

import besom

Array = NDArray[Any]
Weights = list[list[Array]]  # a matrix and a bias for every layer


def spirals(points: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Points of two spirals, (points, 2), with some noise, and which spiral each is of, 0 or 1."""
    label = np.arange(points) % 2
    turn = rng.uniform(0.5, 4.0, points) * np.pi
    arm = np.stack([np.cos(turn + np.pi * label), np.sin(turn + np.pi * label)], axis=1)
    return turn[:, None] / 10 * arm + rng.normal(0, 0.06, (points, 2)), label


def forward(weights: Weights, inputs: Array) -> list[Array]:
    """The activations of every layer, the last one the chance of spiral 1."""
    layers = [inputs]
    for matrix, bias in weights[:-1]:
        layers.append(np.tanh(layers[-1] @ matrix + bias))
    matrix, bias = weights[-1]
    layers.append(1 / (1 + np.exp(-np.clip(layers[-1] @ matrix + bias, -30, 30))))
    return layers


def gradients(weights: Weights, layers: list[Array], label: Array) -> Weights:
    """Of the mean cross-entropy, for every matrix and bias."""
    slope = (layers[-1] - label[:, None]) / len(label)
    found = []
    for (matrix, _), below in zip(reversed(weights), reversed(layers[:-1]), strict=True):
        found.append([below.T @ slope, slope.sum(axis=0)])
        slope = slope @ matrix.T * (1 - below**2)
    return found[::-1]


def loss(weights: Weights, inputs: Array, label: Array) -> float:
    """The mean cross-entropy, in nats a point."""
    chance = np.clip(forward(weights, inputs)[-1][:, 0], 1e-6, 1 - 1e-6)
    return float(-np.mean(np.where(label == 1, np.log(chance), np.log(1 - chance))))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=40)
    settings = parser.parse_args()

    rng = np.random.default_rng(0)
    inputs, label = spirals(2000, rng)
    held_out, held_out_label = spirals(1000, rng)
    sizes = [2, settings.width, settings.width, 1]
    weights = [[rng.normal(0, 1.5 / np.sqrt(a), (a, b)), np.zeros(b)] for a, b in pairwise(sizes)]
    speed = [[np.zeros_like(part) for part in layer] for layer in weights]

    besom.init(config=vars(settings))
    for epoch in range(1, settings.epochs + 1):
        order = rng.permutation(len(label))
        for start in range(0, len(order), settings.batch_size):
            batch = order[start : start + settings.batch_size]
            found = gradients(weights, forward(weights, inputs[batch]), label[batch])
            for layer, pace, slopes in zip(weights, speed, found, strict=True):
                for part, slope in enumerate(slopes):
                    pace[part] = settings.momentum * pace[part] - settings.learning_rate * slope
                    layer[part] += pace[part]
        val_loss = loss(weights, held_out, held_out_label)
        besom.log({"val_loss": val_loss, "train_loss": loss(weights, inputs, label)}, step=epoch)
        print(f"epoch {epoch:2}  val_loss {val_loss:.4f}")
    besom.finish()


if __name__ == "__main__":
    main()
