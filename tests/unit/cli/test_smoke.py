"""`besom check --smoke`: a real run, without a server."""

import shutil
from pathlib import Path
from textwrap import dedent

import msgspec
import pytest

from tests.unit.cli.terminal import Terminal, check_golden

REAL = Path(__file__).parents[1] / "scripts" / "real"
SWEEP = """\
program: train.py
method: random
run_cap: 10
metric: {name: loss}
budget: {hours: 100, price: 2}
parameters:
  lr: {min: 0.1, max: 1.0}
  epochs: {values: [6, 3]}
"""
SCRIPT = """
import argparse, os, sys
import besom
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float)
parser.add_argument("--epochs", type=int)
args = parser.parse_args()
run = besom.init()
for epoch in range(args.epochs):
    besom.log({"loss": args.lr / (epoch + 1), "nan": float("nan")})
    print("epoch", epoch, flush=True)
"""


@pytest.fixture
def smoked(tmp_path: Path) -> Terminal:
    folder = tmp_path / "little"
    folder.mkdir()
    (folder / "sweep.yaml").write_text(SWEEP)
    (folder / "train.py").write_text(SCRIPT)
    return Terminal(folder)


def test_a_run_that_does_well(smoked: Terminal) -> None:
    check_golden("smoke", {80: smoked.run("check", "sweep.yaml", "--smoke", "--agents", "4")})
    assert smoked.server.asked == []


def test_a_run_that_fails(smoked: Terminal) -> None:
    with (smoked.folder / "train.py").open("a") as file:
        file.write("raise SystemExit('no more images\\nin this folder')\n")
    check_golden("smoke-failed", {80: smoked.run("check", "sweep.yaml", "--smoke")})


def test_a_metric_that_is_not_logged_is_told(smoked: Terminal) -> None:
    (smoked.folder / "sweep.yaml").write_text(SWEEP.replace("name: loss", "name: Loss"))
    shown = smoked.run("check", "sweep.yaml", "--smoke")
    assert shown.code == 0
    assert "! metric  Loss was not logged; did you mean loss?" in shown.out


def test_what_the_script_gets_is_what_an_agent_would_give_it(smoked: Terminal) -> None:
    (smoked.folder / "train.py").write_text(
        dedent("""
        import json, os, sys
        import besom
        config = dict(besom.init().config)
        print(json.dumps({"config": config, "argv": sys.argv[1:], "key": os.environ["BESOM_API_KEY"]}))
        """)
    )
    found = msgspec.json.decode(smoked.run("check", "sweep.yaml", "--smoke", "--json").out)["smoke"]
    said = msgspec.json.decode(found["last_lines"][-1])
    assert said["config"] == found["point"] == {"lr": 0.1, "epochs": 3}
    assert said["argv"] == ["--lr=0.1", "--epochs=3"]
    assert said["key"] != smoked.environ["BESOM_API_KEY"]


def test_what_was_logged_is_counted_and_thrown_away(smoked: Terminal) -> None:
    found = msgspec.json.decode(smoked.run("check", "sweep.yaml", "--smoke", "--json").out)["smoke"]
    assert found["logged"] == {"loss": 3, "nan": 3}
    assert found["metric_logged"] is True
    assert found["whole"]["runs"] == 10
    assert not (smoked.folder / ".data").exists()


def test_every_metric_that_counts_and_was_not_logged_is_told(smoked: Terminal) -> None:
    (smoked.folder / "sweep.yaml").write_text(SWEEP + "outcome_constraints: [{metric: memory, max: 8}]\n")
    shown = smoked.run("check", "sweep.yaml", "--smoke")
    assert "! metric  memory was not logged; logged: loss, nan" in shown.out
    found = msgspec.json.decode(smoked.run("check", "sweep.yaml", "--smoke", "--json").out)["smoke"]
    assert (found["metric_logged"], found["missing"]) == (True, ["memory"])


def test_what_it_prints_can_be_seen(smoked: Terminal) -> None:
    assert "epoch 2" not in smoked.run("check", "sweep.yaml", "--smoke").err
    assert "epoch 2" in smoked.run("check", "sweep.yaml", "--smoke", "-v").err


def test_a_program_that_cannot_be_started_is_told_in_a_sentence(smoked: Terminal) -> None:
    (smoked.folder / "sweep.yaml").write_text(SWEEP + "command: [./nothing-here, '${args}']\n")
    shown = smoked.run("check", "sweep.yaml", "--smoke")
    assert shown.code == 1
    assert "error  ./nothing-here cannot be started: No such file or directory" in shown.err


def test_a_run_that_takes_longer_than_the_files_run_timeout_is_ended(smoked: Terminal) -> None:
    (smoked.folder / "sweep.yaml").write_text(SWEEP + "run_timeout: 1\n")
    (smoked.folder / "train.py").write_text("import signal\nprint('waits', flush=True)\nsignal.pause()\n")
    ticks = iter(range(1000))
    smoked.now = lambda: float(next(ticks))
    shown = smoked.run("check", "sweep.yaml", "--smoke")
    assert shown.code == 3
    assert "✗ ended by run_timeout" in shown.out


def test_a_real_script(tmp_path: Path) -> None:
    shutil.copytree(REAL / "images", tmp_path / "images")
    terminal = Terminal(tmp_path / "images")
    (terminal.folder / "sweep.yaml").unlink()
    terminal.run("init")
    found = msgspec.json.decode(terminal.run("check", "sweep.yaml", "--smoke", "--json").out)["smoke"]
    assert found["exit_code"] == 0
    assert found["metric_logged"] is True
    assert found["logged"]["val/acc"] == 8
