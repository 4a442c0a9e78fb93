"""Two objectives and a limit with real agents and scripts, from the file to the front."""

import json
from itertools import product
from typing import Any

import pytest

from tests.e2e.cli.home import Home

pytestmark = pytest.mark.timeout(240)

SCRIPT = """
import argparse
import besom

parser = argparse.ArgumentParser()
parser.add_argument("--width", type=float)
parser.add_argument("--depth", type=float)
args = parser.parse_args()
besom.init()
for epoch in range(3):
    loss = (args.width - 0.7) ** 2 + (args.depth - 0.6) ** 2 + 0.3 * (2 - epoch)
    besom.log({"loss": loss})
besom.log({"speed": 10 - 4 * args.width - 3 * args.depth, "memory": 10 * args.width})
"""
FILE = """
program: train.py
method: {method}
run_cap: 24
seed: 3
metrics: [{{name: loss}}, {{name: speed, goal: maximize, reduce: last}}]
outcome_constraints: [{{metric: memory, max: 6}}]
parameters:
  width: {{min: 0.0, max: 1.0}}
  depth: {{min: 0.0, max: 1.0}}
"""


def swept(home: Home, method: str) -> tuple[str, list[dict[str, Any]]]:
    """A sweep that two workers have brought to its end, and its runs."""
    (home.work / "train.py").write_text(SCRIPT)
    (home.work / "sweep.yaml").write_text(FILE.format(method=method))
    home.besom("init", "--project", "several")
    sweep = home.besom("sweep", "-q", "sweep.yaml").stdout.strip()
    home.besom("agent", sweep, "-j", "2", "-q")
    runs: list[dict[str, Any]] = home.json("best", sweep, "--top", "24")
    assert len(runs) == 24
    return sweep, runs


def beats(a: dict[str, float], b: dict[str, float]) -> bool:
    return a != b and a["loss"] <= b["loss"] and a["speed"] >= b["speed"]


def front_of(runs: list[dict[str, Any]]) -> set[int]:
    kept = [run for run in runs if run["values"]["memory"] <= 6]
    beaten = {b["number"] for a, b in product(kept, kept) if beats(a["values"], b["values"])}
    return {run["number"] for run in kept} - beaten


@pytest.mark.parametrize("method", ["random", "bayes"])
def test_the_front_holds_what_no_run_within_the_limit_beats(home: Home, method: str) -> None:
    sweep, runs = swept(home, method)
    front = front_of(runs)
    status = home.json("status", sweep)
    assert set(status["front"]) == front
    assert [run["number"] for run in runs[: len(front)]] == status["front"]
    assert [run["number"] for run in home.json("best", sweep)] == status["front"]
    assert all(run["broken"] == (["memory"] if run["values"]["memory"] > 6 else []) for run in runs)
    assert runs[0]["values"]["loss"] == pytest.approx(min(run["value"] for run in runs if not run["broken"]))
    shown = home.besom("best", sweep).stdout
    assert shown.splitlines()[0].split() == ["run", "loss", "speed", "memory", "state", "width", "depth"]
    assert len(shown.splitlines()) == 1 + len(front)
    assert f"front   {len(front)} run" in home.besom("status", sweep).stdout
    assert home.json("audit", sweep)["closes"]


def test_the_model_makes_a_longer_front_within_the_limit_than_chance(home: Home) -> None:
    sweep, runs = swept(home, "bayes")
    chosen = [run for run in runs if run["info"]["by"] == "model"]
    assert chosen
    assert all(set(run["info"]["predicted"]) == {"loss", "speed", "memory"} for run in chosen)
    assert sum(not run["broken"] for run in chosen) > len(chosen) / 2
    assert len(front_of(runs)) > len(runs) / 4
    why = home.json("why", f"{sweep}/{chosen[0]['number']}")
    assert {each["metric"] for each in why["predictions"]} == {"loss", "speed", "memory"}
    assert json.dumps(why["chosen"])
