"""What a suggestion process makes of runs as they are stored."""

import json

import pytest

from besom.config import parse
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
        known.append(Known(made[0].point, "finished", {"loss": 1.0}, 1, made[0].repeat))
        assert len(known) <= 6
    assert len({each.config for each in known}) == 6
