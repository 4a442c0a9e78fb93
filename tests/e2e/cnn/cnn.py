"""A little convolutional network in numpy: which way does the bar in an image lie?

python cnn.py --learning-rate=0.0123 --optimizer=adam --dropout=0.2 --epochs=30
"""

import argparse
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

import besom

Array = NDArray[Any]
SIDE, PATCH, FILTERS, CLASSES = 8, 3, 6, 3


def images(count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Noisy images of a horizontal, a vertical or a slanting bar, as patches (count, 36, 9), and which it is."""
    labels = rng.integers(CLASSES, size=count)
    place = rng.integers(1, SIDE - 1, size=(count, 1, 1))
    row, column = np.indices((SIDE, SIDE))
    bars = np.stack([row == place, column == place, column - row == place - SIDE // 2])  # (3, count, side, side)
    pictures = rng.normal(0, 0.6, (count, SIDE, SIDE)) + bars[labels, np.arange(count)]
    patches = sliding_window_view(pictures, (PATCH, PATCH), axis=(1, 2))
    return patches.reshape(count, -1, PATCH * PATCH), labels


def forward(weights: list[Array], patches: Array, keep: Array) -> tuple[Array, Array, Array]:
    """Responses (n, 36, filters), pooled features (n, filters), class probabilities (n, classes)."""
    filters, dense = weights
    responses = np.maximum(patches @ filters, 0)
    features = responses.max(axis=1) * keep
    scores = np.exp(features @ dense - (features @ dense).max(axis=1, keepdims=True))
    return responses, features, scores / scores.sum(axis=1, keepdims=True)


def gradients(weights: list[Array], patches: Array, labels: Array, keep: Array) -> list[Array]:
    responses, features, chances = forward(weights, patches, keep)
    slope = (chances - np.eye(CLASSES)[labels]) / len(labels)
    back = (slope @ weights[1].T) * keep
    strongest = responses.argmax(axis=1)  # only the patch that won the pooling learns
    winners = np.take_along_axis(patches, strongest[:, :, None], axis=1)
    return [np.einsum("nfp,nf->pf", winners, back * (features > 0)), features.T @ slope]


def loss(weights: list[Array], patches: Array, labels: Array) -> float:
    chances = forward(weights, patches, np.ones(FILTERS))[2]
    return float(-np.log(np.clip(chances[np.arange(len(labels)), labels], 1e-9, 1)).mean())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--optimizer", choices=["adam", "sgd"], required=True)
    parser.add_argument("--dropout", type=float, required=True)
    parser.add_argument("--epochs", type=int, required=True)
    settings = parser.parse_args()

    rng = np.random.default_rng(0)
    patches, labels = images(512, rng)
    held_out, held_out_labels = images(256, rng)
    weights = [rng.normal(0, 0.3, (PATCH * PATCH, FILTERS)), rng.normal(0, 0.3, (FILTERS, CLASSES))]
    mean, square, steps = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights], 0

    besom.init()
    for epoch in range(settings.epochs):
        for batch in np.split(rng.permutation(len(labels)), 16):
            keep = (rng.random((len(batch), FILTERS)) > settings.dropout) / (1 - settings.dropout)
            steps += 1
            for i, slope in enumerate(gradients(weights, patches[batch], labels[batch], keep)):
                mean[i] = 0.9 * mean[i] + 0.1 * slope
                square[i] = 0.999 * square[i] + 0.001 * slope**2
                adam = (mean[i] / (1 - 0.9**steps)) / (np.sqrt(square[i] / (1 - 0.999**steps)) + 1e-8)
                weights[i] -= settings.learning_rate * (adam if settings.optimizer == "adam" else slope)
        val_loss = loss(weights, held_out, held_out_labels)
        besom.log({"val_loss": val_loss}, step=epoch)
        print(f"epoch {epoch} val_loss {val_loss:.4f}")
    besom.finish()


if __name__ == "__main__":
    main()
