import numpy as np


def one_hot(labels, classes):
    return np.eye(classes)[labels]


class Network:
    """One hidden layer, or none."""

    def __init__(self, arch, inputs, hidden, classes, rng):
        sizes = [inputs, hidden, classes] if arch == "mlp" else [inputs, classes]
        self.weights = [rng.normal(0, 1 / np.sqrt(a), (a, b)) for a, b in zip(sizes[:-1], sizes[1:])]
        self.speed = [np.zeros_like(w) for w in self.weights]

    def forward(self, x):
        layers = [x]
        for w in self.weights[:-1]:
            layers.append(np.maximum(layers[-1] @ w, 0))
        logits = layers[-1] @ self.weights[-1]
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        return layers, e / e.sum(axis=1, keepdims=True)

    def step(self, x, y, args):
        layers, p = self.forward(x)
        slope = (p - y) / len(x)
        for i in reversed(range(len(self.weights))):
            grad = layers[i].T @ slope + args.weight_decay * self.weights[i]
            slope = (slope @ self.weights[i].T) * (layers[i] > 0)
            if args.clip is not None:
                grad = np.clip(grad, -args.clip, args.clip)
            self.speed[i] = args.momentum * self.speed[i] - args.lr * grad
            self.weights[i] += args.momentum * self.speed[i] - args.lr * grad if args.nesterov else self.speed[i]


if __name__ == "__main__":  # a self-check that training never runs
    import argparse

    p = argparse.ArgumentParser()
    p.add_argument("--rounds", type=int, required=True)
    print(p.parse_args().rounds)
