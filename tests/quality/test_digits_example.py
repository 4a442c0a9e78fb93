"""The digits example leaves something to find: otherwise it shows nothing."""

import statistics

from benchmarks.digits import FOLDER, Trainer
from besom.config import parse
from besom.search import Optimizer

BEST_KNOWN = 0.0431  # val_loss; the best that the benchmark has seen


def test_a_median_random_run_has_three_times_the_best_known_loss() -> None:
    definition = parse((FOLDER / "random.yaml").read_text())
    trainer = Trainer(definition.space)
    optimizer = Optimizer(definition.space, method=definition.method)
    points = [point for _ in range(9) if (point := optimizer.ask())]
    losses = [min(trainer.curve(point)) for point in points]
    assert statistics.median(losses) >= 3 * BEST_KNOWN


def test_the_same_settings_train_the_same_network() -> None:
    definition = parse((FOLDER / "grid.yaml").read_text())
    point = definition.space.cell(0)
    assert Trainer(definition.space).curve(point) == Trainer(definition.space).curve(point)
