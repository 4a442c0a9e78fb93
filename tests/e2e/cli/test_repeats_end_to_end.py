"""A noisy script under several seeds that logs a nested metric, from the file to the best point."""

import json
import re

import pytest

from tests.e2e.cli.home import Home

pytestmark = pytest.mark.timeout(240)

SCRIPT = """
import argparse, random
import besom

parser = argparse.ArgumentParser()
parser.add_argument("--rate", type=int)
parser.add_argument("--seed", type=int)
args = parser.parse_args()
noise = random.Random(args.seed * 100 + args.rate).gauss(0, 0.01)
besom.init()
for step in range(4):
    besom.log({"val": {"loss": args.rate + noise + (9 if step < 2 else 0), "acc": 0.5}})
"""
FILE = """
program: train.py
method: {method}
metric: {{name: {metric}, goal: minimize, reduce: mean-last-2}}
repeat: {{seeds: [3, 5, 8]}}
parameters:
  rate: {{values: [1, 2, 3]}}
"""


def begin(home: Home, method: str, metric: str) -> str:
    (home.work / "train.py").write_text(SCRIPT)
    (home.work / "sweep.yaml").write_text(FILE.format(method=method, metric=metric))
    home.besom("init", "--project", "noisy")
    return home.besom("sweep", "-q", "sweep.yaml").stdout.strip()


def test_the_best_point_has_the_best_mean_of_what_counts_of_each_run(home: Home) -> None:
    sweep = begin(home, "grid", "val.loss")
    home.besom("agent", sweep, "-j", "2", "-q")
    best = home.json("best", sweep)
    assert best["point"] == {"rate": 1}
    assert best["mean"] == pytest.approx(1.0, abs=0.05)
    assert 0 < best["half_width"] < 0.1
    assert sorted(each["repeat"] for each in best["results"]) == [0, 1, 2]
    assert [place["behind"] for place in home.json("best", sweep, "--top", "3")] == [False, True, True]
    status = home.json("status", sweep)
    assert (status["state"], status["counts"]["finished"], status["best"]["value"]) == ("finished", 9, best["mean"])
    assert re.search(r"val\.loss \d\.\d+ ± 0\.\d+ \(runs 1, 2 and 3\)", home.besom("status", sweep).stdout)
    assert "--seed=" in home.besom("best", sweep, "--command").stdout
    assert home.json("audit", sweep)["closes"]


def test_a_race_makes_fewer_runs_and_finds_the_same(home: Home) -> None:
    sweep = begin(home, "random", "val.loss")
    events = home.events("agent", sweep)
    points = [event["point"] for event in events if event["event"] == "run_started"]
    assert len({json.dumps(point) for point in points}) == len(points) < 9
    assert home.json("best", sweep)["point"] == {"rate": 1}
    assert home.json("audit", sweep)["closes"]


def test_a_metric_that_is_never_logged_is_named_with_what_may_be_meant(home: Home) -> None:
    sweep = begin(home, "grid", "loss")
    agent = home.besom("agent", sweep, "--count", "1")
    assert "has not logged loss (did you mean val.loss? logged: val.acc, val.loss)" in " ".join(agent.stderr.split())
    told = " ".join(home.besom("best", sweep, code=1).stderr.split())
    assert "has logged loss yet (did you mean val.loss? logged: val.acc, val.loss)" in told
