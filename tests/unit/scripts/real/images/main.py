"""Classify small synthetic images."""
import numpy as np

import besom
from network import Network, one_hot
from options import get_args


def load(rng, count):
    labels = rng.integers(0, 4, count)
    images = rng.normal(0, 0.6, (count, 8, 8))
    for image, label in zip(images, labels):
        image[:, 2 * label : 2 * label + 2] += 1
    return images.reshape(count, -1), labels


def evaluate(net, x, labels):
    _, p = net.forward(x)
    loss = -np.log(p[np.arange(len(labels)), labels] + 1e-9).mean()
    return {"loss": float(loss), "acc": float((p.argmax(axis=1) == labels).mean())}


def train_one_epoch(net, x, labels, args, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), args.batch_size):
        batch = order[start : start + args.batch_size]
        images = x[batch]
        if args.augment:
            images = images + rng.normal(0, 0.1, images.shape)
        images = images * (rng.random(images.shape) >= args.dropout) / (1 - args.dropout)
        net.step(images, one_hot(labels[batch], 4), args)


def main():
    args = get_args()
    rng = np.random.default_rng(args.seed)
    x, labels = load(rng, 512)
    val_x, val_labels = load(rng, 256)
    net = Network(args.arch, x.shape[1], args.hidden_dim, 4, rng)

    besom.init(config=args)
    best = 0.0
    for epoch in range(args.epochs):
        train_one_epoch(net, x, labels, args, rng)
        stats = {}
        for split, (data, truth) in {"train": (x, labels), "val": (val_x, val_labels)}.items():
            for key, value in evaluate(net, data, truth).items():
                stats[f"{split}/{key}"] = value
        stats["epoch"] = epoch
        besom.log(stats)
        best = max(best, stats["val/acc"])
        print(f"epoch {epoch}: val/acc={stats['val/acc']:.3f}")
    besom.log({"best_acc": best})


if __name__ == "__main__":
    main()
