"""What a suggestion process makes of runs as they are stored."""

import asyncio
import json
from collections.abc import Sequence

import pytest

from besom.config import parse
from besom.domain.sweep import Suggestion
from besom.server.pool import ProcessPool
from besom.server.suggesting import Known, Task, make_suggestions

NESTED = """
program: a.py
method: {method}
metric: {{name: loss}}
repeat: {{seeds: [0, 1, 2], parameter: {seed}, racing: false}}
parameters:
  optim: {{parameters: {{lr: {{values: [1, 2]}}}}}}
"""


@pytest.mark.parametrize("seed", ["optim.seed", "seed"])
@pytest.mark.parametrize("method", ["random", "grid", "bayes"])
def test_each_point_is_run_under_each_seed_wherever_the_seed_stands(method: str, seed: str) -> None:
    document = json.dumps(parse(NESTED.format(method=method, seed=seed), file="a.yaml").document)
    known: list[Known] = []
    while made := make_suggestions(Task(document, 1, 0, len(known), tuple(known), len(known), 1)):
        known.append(Known(made[0].point, "finished", (("loss", 1.0),), 1, made[0].repeat))
        assert len(known) <= 6
    assert len({each.config for each in known}) == 6


LEARNING = """
program: a.py
method: bayes
metric: {name: loss}
parameters:
  rate: {min: 0.0, max: 1.0}
  kind: {values: [a, b, c]}
"""


def test_a_new_process_makes_the_suggestion_that_an_old_one_makes_bit_by_bit() -> None:
    document = json.dumps(parse(LEARNING, file="a.yaml").document)
    points = [(0.1 * place, "abc"[place % 3]) for place in range(12)]
    known = tuple(
        Known(json.dumps({"rate": rate, "kind": kind}), "finished", (("loss", (rate - 0.3) ** 2),), 1, 0)
        for rate, kind in points
    )
    tasks = [Task(document, 1, 7, size, known[:size], size, 2) for size in (10, 11, 12)]
    old, new = made_elsewhere(tasks)[-1], made_elsewhere(tasks[-1:])[-1]
    assert old == new
    assert [json.loads(each.info)["history"] for each in new] == [12, 12]


def made_elsewhere(tasks: Sequence[Task]) -> list[tuple[Suggestion, ...]]:
    """What one new process makes, one after the other."""

    async def ask() -> list[tuple[Suggestion, ...]]:
        return [await pool.run(make_suggestions, task) for task in tasks]

    pool = ProcessPool(1)
    try:
        return asyncio.run(ask())
    finally:
        pool.close()
