"""Train a small neural network on scikit-learn's digits and report the validation loss after every epoch.

It is an ordinary script: `python train.py --learning-rate=0.05 --optimizer=sgd` works by hand, and an agent starts it
the same way. What makes it part of a sweep are the calls of `besom` in `main`.
"""

import argparse
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

import besom


class Epoch(NamedTuple):
    val_loss: float
    val_accuracy: float


def train(settings: argparse.Namespace) -> Iterator[Epoch]:
    """Yield the loss (nats an image) and accuracy on 500 held-out images after each epoch over the other 1,297.

    The same settings give the same numbers: the split is fixed, and `settings.seed` draws weights and noise.
    """
    images, digits = load_digits(return_X_y=True)
    images, val_images, digits, val_digits = train_test_split(
        images / 16, digits, test_size=500, stratify=digits, random_state=0
    )
    network = MLPClassifier(
        hidden_layer_sizes=(settings.width,),
        activation=settings.activation,
        solver=settings.optimizer,
        learning_rate_init=settings.learning_rate,
        batch_size=settings.batch_size,
        alpha=settings.l2,
        random_state=settings.seed,
    )
    rng = np.random.default_rng(settings.seed)
    for _ in range(settings.epochs):
        noisy = images + settings.noise * rng.standard_normal(images.shape)
        network.partial_fit(noisy, digits, classes=np.arange(10))
        chances = network.predict_proba(val_images)
        right = chances.argmax(axis=1) == val_digits
        yield Epoch(float(log_loss(val_digits, chances)), float(right.mean()))


def parser() -> argparse.ArgumentParser:
    arguments = argparse.ArgumentParser(description="Train a small neural network on scikit-learn's digits.")
    arguments.add_argument("--learning-rate", type=float, default=0.01, help="first step size")
    arguments.add_argument("--optimizer", choices=["adam", "sgd"], default="adam")
    arguments.add_argument("--activation", choices=["relu", "tanh", "logistic"], default="relu")
    arguments.add_argument("--batch-size", type=int, default=64, help="images a step")
    arguments.add_argument("--width", type=int, default=32, help="units in the hidden layer")
    arguments.add_argument("--l2", type=float, default=0.0001, help="strength of the penalty on large weights")
    arguments.add_argument("--noise", type=float, default=0.0, help="standard deviation of noise added to the images")
    arguments.add_argument("--epochs", type=int, default=25, help="passes over the training images")
    arguments.add_argument("--seed", type=int, default=0, help="of weights and noise")
    return arguments


def main() -> None:
    settings = parser().parse_args()
    besom.init(config=vars(settings))
    for number, epoch in enumerate(train(settings), start=1):
        besom.log(epoch._asdict(), step=number)
        print(f"epoch {number:2}  val_loss {epoch.val_loss:.4f}  val_accuracy {epoch.val_accuracy:.3f}")
    besom.finish()


if __name__ == "__main__":
    main()
