"""Tell questions from statements by the words in them: a bag-of-words perceptron, in the standard library alone."""
import math
import random

import click

import besom

QUESTIONS = ["what is it", "who are you", "where do you go", "is it late", "are you there", "why not", "can it be"]
STATEMENTS = ["it is late", "you are here", "we go home", "that is all", "it can be", "they said so", "there it is"]


class Model:
    def __init__(self, ngrams, size, rng):
        self.ngrams, self.size = ngrams, size
        self.weights = [rng.gauss(0, 0.01) for _ in range(size)]

    def features(self, text, lowercase):
        words = (text.lower() if lowercase else text).split()
        for n in range(1, self.ngrams + 1):
            for i in range(len(words) - n + 1):
                yield sum(map(ord, " ".join(words[i : i + n]))) % self.size

    def __call__(self, text, lowercase):
        total = sum(self.weights[f] for f in self.features(text, lowercase))
        return 1 / (1 + math.exp(-max(-30, min(30, total))))


def score(model, data, lowercase):
    loss = hits = 0
    for text, label in data:
        p = model(text, lowercase)
        loss -= math.log(p if label else 1 - p) if 0 < p < 1 else 0
        hits += (p > 0.5) == label
    return loss / len(data), hits / len(data)


@click.command(context_settings={"show_default": True})
@click.argument("corpus", default="built-in")
@click.option("--learning-rate", "-l", default=0.1)
@click.option("--epochs", default=10)
@click.option("--ngrams", type=click.IntRange(1, 3), default=2)
@click.option("--features", type=int, default=512)
@click.option("--schedule", type=click.Choice(["constant", "linear", "cosine"]), default="constant")
@click.option("--lowercase/--no-lowercase", default=True)
@click.option("--fp16", is_flag=True)
@click.option("--seed", type=int, default=0)
def main(corpus, learning_rate, epochs, ngrams, features, schedule, lowercase, fp16, seed):
    rng = random.Random(seed)
    data = [(text, 1) for text in QUESTIONS] + [(text, 0) for text in STATEMENTS]
    rng.shuffle(data)
    train, dev = data[4:], data[:4]
    model = Model(ngrams, features, rng)
    run = besom.init()
    for epoch in range(epochs):
        rate = learning_rate
        if schedule == "linear":
            rate *= 1 - epoch / epochs
        elif schedule == "cosine":
            rate *= (1 + math.cos(math.pi * epoch / epochs)) / 2
        for text, label in train:
            slope = model(text, lowercase) - label
            for f in model.features(text, lowercase):
                model.weights[f] -= rate * slope
        loss, accuracy = score(model, dev, lowercase)
        run.log({"dev_loss": loss, "dev_accuracy": accuracy, "lr": rate}, step=epoch)
        click.echo(f"epoch {epoch}  dev_loss {loss:.3f}")


if __name__ == "__main__":
    main()
