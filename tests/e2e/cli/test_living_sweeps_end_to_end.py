"""A sweep that is mended, widened, nudged and learned from, with real commands, agents and scripts."""

import json

import pytest

from tests.e2e.cli.home import Home

pytestmark = pytest.mark.timeout(240)

SCRIPT = """\
import sys, time
from pathlib import Path
while Path("hold").exists():
    time.sleep(0.02)
x = float(dict(argument.lstrip("-").split("=") for argument in sys.argv[1:])["x"])
if x == {broken}:
    sys.exit("no such x")
import besom
besom.init()
besom.log({{"loss": (x - 3) ** 2}})
"""
SWEEP = "program: train.py\nmethod: {method}\nmetric: {{name: loss}}\nparameters:\n  x: {{{x}}}\n"


def write(home: Home, *, x: str, method: str = "grid", broken: object = None) -> None:
    (home.work / "train.py").write_text(SCRIPT.format(broken=broken))
    (home.work / "sweep.yaml").write_text(SWEEP.format(method=method, x=x))


def points(home: Home, sweep: str) -> dict[int, object]:
    return {run["number"]: run["point"]["x"] for run in home.json("best", sweep, "--top", "20")}


def test_a_sweep_is_mended_widened_tried_by_hand_and_audited(home: Home) -> None:
    write(home, x="values: [1, 2]", broken=2)
    home.besom("init", "--project", "living")
    sweep = home.besom("sweep", "-q", "sweep.yaml").stdout.strip()
    home.besom("agent", sweep, "-q")
    assert home.json("status", sweep)["counts"]["failed"] == 1

    write(home, x="values: [1, 2, 3]")
    assert "queued  1 run again: 2" in home.besom("retry", sweep, "--failed").stdout
    edited = home.besom("edit", sweep, "sweep.yaml")
    assert "one of 1 2 3" in edited.stdout
    assert "grid  1 run still to make" in edited.stdout
    home.besom("agent", sweep, "-q")
    assert points(home, sweep) == {1: 1, 2: 2, 3: 3}

    assert "is not one of [1, 2, 3]" in home.besom("try", sweep, "x=4", code=1).stderr
    assert home.besom("try", sweep, "x=4", "--outside").stdout.startswith("run 4 queued  x 4")
    home.besom("agent", sweep, "-q")
    assert points(home, sweep) == {1: 1, 2: 2, 3: 3, 4: 4}
    assert home.json("best", sweep)["number"] == 3

    assert home.besom("audit", sweep).stdout.endswith("every sum closes\n")
    assert [each["runs"] for each in home.json("versions", sweep)] == [2, 2]
    why = home.json("why", f"{sweep}/2")
    assert [each["outcome"] for each in why["attempts"]] == ["failed", "finished"]
    status = home.json("status", sweep)
    assert (status["state"], status["total"], status["counts"]["finished"]) == ("finished", 4, 4)


def test_a_sweep_begins_with_what_another_has_found_out(home: Home) -> None:
    write(home, x="min: 0.0, max: 10.0", method="random")
    home.besom("init", "--project", "living")
    old = home.besom("sweep", "-q", "sweep.yaml").stdout.strip()
    home.besom("agent", old, "-q", "--count", "10", "-j", "2")
    write(home, x="min: 0.0, max: 10.0", method="bayes")
    made = home.besom("sweep", "sweep.yaml", "--project", "other", "-R", f"living/{old}")
    assert f"knows  sweep living/{old}: 10 runs" in made.stderr
    sweep = next(line.split()[-1] for line in made.stdout.splitlines() if line.startswith("Sweep ID"))
    home.besom("agent", sweep, "-q", "--count", "1")
    assert home.json("best", sweep)["info"]["fitted_to"] == 10
    assert home.json("audit", sweep)["closes"]


def test_a_sweep_that_is_edited_while_an_agent_works_goes_on_by_the_new_file(home: Home) -> None:
    write(home, x="values: [1, 2]")
    home.besom("init", "--project", "living")
    sweep = home.besom("sweep", "-q", "sweep.yaml").stdout.strip()
    (home.work / "hold").touch()  # no run ends before the edit
    with home.start("agent", sweep, "--json") as agent:
        assert agent.stdout is not None
        for line in agent.stdout:
            if json.loads(line)["event"] == "run_started" and (home.work / "hold").exists():
                write(home, x="values: [2, 3, 5]")
                home.besom("edit", sweep, "sweep.yaml")
                (home.work / "hold").unlink()
        assert agent.wait() == 0
    assert points(home, sweep) == {1: 1, 2: 2, 3: 3, 4: 5}
    assert [run["inside"] for run in home.json("best", sweep, "--top", "20")].count(False) == 1
    assert home.json("audit", sweep)["closes"]
