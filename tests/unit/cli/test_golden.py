"""Every command's output to the letter, at 80 and at 40 columns, without colours.

BESOM_UPDATE_GOLDEN=1 writes the files anew; read the difference before committing it.
"""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from besom.wire import runs, sweeps
from tests.unit.cli.fakeserver import FakeServer, run, sweep
from tests.unit.cli.terminal import Terminal, check_golden

CNN = Path(__file__).parents[2] / "e2e" / "cnn"
SWEEP_FILE, SCRIPT = ((CNN / name).read_text() for name in ("sweep.yaml", "cnn.py"))
GRID_FILE = "program: cnn.py\nmethod: grid\nparameters:\n  lr: {values: [0.00001, 0.1]}\n  layers: {min: 1, max: 3}\n"
BAD_FILE = """\
program: gone.py
method: bayess
metric: {name: val_loss, goal: minimise}
parametres:
  lr: {min: 1, max: 0}
"""


def in_the_middle() -> FakeServer:
    running = {"state": "running", "exit_code": None}
    return FakeServer(
        runs=[
            run(9, 0.0312),
            run(12, 0.03301),
            run(20, None, state="failed", exit_code=1, error="RuntimeError: CUDA out of memory"),
            run(31, 1.25e-5),
            run(38, 0.0418, **running),
            run(39, None, **running),
        ],
        why={
            "run00009": runs.Why(
                run="run00009",
                number=9,
                state="stopped",
                sentences=[
                    "run 9 was stopped by envelope at its 6th report",
                    "its best val_loss was 0.073 and had to be below 0.0512, the limit that runs 2 and 5 set",
                ],
                stop=None,
                attempts=[],
                chosen=[
                    "it was chosen by expected improvement (log value -2.1), by a model fitted to 8 runs",
                    "its val_loss was predicted at 0.061 (0.052 … 0.071, 68 %), and had reached 0.073 at its end",
                ],
                predictions=[
                    runs.Prediction(metric="val_loss", median=0.061, low=0.052, high=0.071, target=None, value=0.073)
                ],
                info={"by": "model", "acquisition": "ei", "value": -2.1, "fitted_to": 8},
            )
        },
        logs={
            "run00009": [runs.Log(attempt=1, first=0, lines=["epoch 0 val_loss 0.3", "", "epoch 1"], ended=True)],
            "run00012": [runs.Log(attempt=1, first=0, lines=[], ended=False)],
        },
    )


def repeated() -> FakeServer:
    """Points under up to three seeds: one leads, one may be as good, one is behind, of one no run has ended well."""
    served = in_the_middle()
    values: list[list[float]] = [[0.0311, 0.0313, 0.0312], [0.0305], [0.052, 0.049], []]
    none: list[float | None] = [None]
    numbers = iter(range(9, 20))
    served.standings = [
        sweeps.Standing(
            point={"lr": 0.00189 * (place + 1), "batch_size": 64},
            mean=sum(of_point) / len(of_point) if of_point else None,
            half_width=0.000412 / len(of_point) if len(of_point) > 1 else None,
            results=[
                sweeps.Result(run=f"run{number:05}", number=number, repeat=repeat, state="finished", value=value)
                for repeat, (value, number) in enumerate(zip(of_point or none, numbers, strict=False))
            ],
            leads=place == 0,
            behind=place == 2,
            keeps=True,
        )
        for place, of_point in enumerate(values)
    ]
    best = sweeps.Best(run="run00009", number=9, value=0.0312, half_width=0.000137, runs=[9, 10, 11])
    document = served.sweeps[0].document | {"repeat": {"seeds": [0, 1, 2]}}
    served.sweeps = [sweep(best=best, document=document)]
    return served


def fresh() -> FakeServer:
    return FakeServer(sweeps=[sweep(name="", counts=sweeps.RunCounts(), best=None, agents=0, total=None)])


def at_target() -> FakeServer:
    metric = sweeps.Metric(name="val_loss", goal="minimize", target=0.05)
    counts = sweeps.RunCounts(finished=37)
    found = sweep(metric=metric, state="finished", closed="target", counts=counts, agents=0)
    return FakeServer(sweeps=[found], runs=[run(9, 0.0312)])


def over_budget() -> FakeServer:
    return FakeServer(sweeps=[sweep(closed="budget", budget_seconds=7200.0)], runs=[run(9, 0.0312)])


SPEED = sweeps.Metric(name="speed", goal="maximize", reduce="last")
MEMORY = sweeps.OutcomeConstraint(metric="memory", min=None, max=8.0, reduce="last")


def with_front() -> FakeServer:
    """Two objectives and a limit: three runs that no other beats, and one that would but breaks the limit."""
    values = {9: (0.0312, 4.0, 6.0), 17: (0.033, 7.5, 7.9), 30: (0.05, 12.0, 2.0), 4: (0.01, 3.0, 9.0)}
    metrics = [sweeps.Metric(name="val_loss", goal="minimize"), SPEED]
    found = sweep(metrics=metrics, outcome_constraints=[MEMORY], front=[9, 17, 30])
    made = [
        run(
            number,
            loss,
            values={"val_loss": loss, "speed": speed, "memory": memory},
            broken=["memory"] if memory > 8 else [],
        )
        for number, (loss, speed, memory) in values.items()
    ]
    return FakeServer(sweeps=[found], runs=made)


def limited() -> FakeServer:
    """One objective and a limit, which only the second best run keeps."""
    found = sweep(outcome_constraints=[MEMORY])
    best = run(9, 0.0312, values={"val_loss": 0.0312, "memory": 6.0})
    return FakeServer(
        sweeps=[found], runs=[best, run(4, 0.01, values={"val_loss": 0.01, "memory": 9.0}, broken=["memory"])]
    )


def none_within() -> FakeServer:
    """Runs, none of which keeps the limit."""
    summary = runs.MetricSummary(count=1, last=9.0, min=9.0, max=9.0, last_step=None, last_at=0.0)
    found = run(4, 0.01, values={"val_loss": 0.01, "memory": 9.0}, broken=["memory"])
    found = replace(found, metrics=found.metrics | {"memory": summary})
    return FakeServer(sweeps=[sweep(outcome_constraints=[MEMORY], best=None)], runs=[found])


def without_numbers() -> FakeServer:
    """A run that logged its metric, and never as a number."""
    found = run(4, 0.01, values={})
    return FakeServer(sweeps=[sweep(best=None)], runs=[replace(found, value=None)])


def several() -> FakeServer:
    return FakeServer(
        sweeps=[
            sweep(),
            sweep(id="p0a1bbcd", name="resnet-aug", state="paused", total=None, best=None, agents=0, created_at=0.0),
            sweep(id="zz00zz00", name="", project="other", state="finished", total=40, created_at=-200_000.0),
        ]
    )


CASES: dict[str, tuple[Callable[[], FakeServer], list[str]]] = {
    "ls": (several, ["ls"]),
    "ls-all": (several, ["ls", "--all"]),
    "ls-empty": (lambda: FakeServer(sweeps=[]), ["ls"]),
    "ls-json": (several, ["ls", "--json"]),
    "status": (in_the_middle, ["status", "k3x9q7ab"]),
    "status-target": (at_target, ["status", "k3x9q7ab"]),
    "status-budget": (over_budget, ["status", "k3x9q7ab"]),
    "status-fresh": (fresh, ["status", "k3x9q7ab"]),
    "status-json": (in_the_middle, ["status", "k3x9q7ab", "--json"]),
    "status-unknown": (in_the_middle, ["status", "nosuchid"]),
    "best": (in_the_middle, ["best", "k3x9q7ab"]),
    "best-none": (fresh, ["best", "k3x9q7ab"]),
    "best-top": (in_the_middle, ["best", "k3x9q7ab", "--top", "3"]),
    "best-command": (in_the_middle, ["best", "k3x9q7ab", "--command"]),
    "best-yaml": (in_the_middle, ["best", "k3x9q7ab", "--yaml"]),
    "best-env": (in_the_middle, ["best", "k3x9q7ab", "--env"]),
    "best-repeated": (repeated, ["best", "k3x9q7ab"]),
    "best-repeated-top": (repeated, ["best", "k3x9q7ab", "--top", "5"]),
    "best-repeated-command": (repeated, ["best", "k3x9q7ab", "--command"]),
    "best-repeated-json": (repeated, ["best", "k3x9q7ab", "--json"]),
    "status-repeated": (repeated, ["status", "k3x9q7ab"]),
    "ls-repeated": (repeated, ["ls"]),
    "best-front": (with_front, ["best", "k3x9q7ab"]),
    "best-front-top": (with_front, ["best", "k3x9q7ab", "--top", "4"]),
    "best-front-command": (with_front, ["best", "k3x9q7ab", "--command"]),
    "status-front": (with_front, ["status", "k3x9q7ab"]),
    "ls-front": (with_front, ["ls"]),
    "best-limited": (limited, ["best", "k3x9q7ab"]),
    "best-none-within": (none_within, ["best", "k3x9q7ab"]),
    "status-none-within": (none_within, ["status", "k3x9q7ab"]),
    "best-without-numbers": (without_numbers, ["best", "k3x9q7ab"]),
    "best-json": (in_the_middle, ["best", "k3x9q7ab", "--json"]),
    "open": (in_the_middle, ["open", "k3x9q7ab"]),
    "open-all": (in_the_middle, ["open"]),
    "open-json": (in_the_middle, ["open", "k3x9q7ab", "--json"]),
    "why": (in_the_middle, ["why", "k3x9q7ab/9"]),
    "why-json": (in_the_middle, ["why", "run00009", "--json"]),
    "logs": (in_the_middle, ["logs", "k3x9q7ab/9"]),
    "logs-empty": (in_the_middle, ["logs", "k3x9q7ab/12"]),
    "logs-json": (in_the_middle, ["logs", "k3x9q7ab/9", "--json"]),
    "pause": (in_the_middle, ["pause", "k3x9q7ab"]),
    "resume": (in_the_middle, ["resume", "k3x9q7ab"]),
    "stop": (in_the_middle, ["stop", "k3x9q7ab"]),
    "cancel": (in_the_middle, ["cancel", "k3x9q7ab"]),
    "sweep-cancel": (in_the_middle, ["sweep", "k3x9q7ab", "--cancel"]),
    "rename": (in_the_middle, ["rename", "k3x9q7ab", "a better name"]),
    "delete": (in_the_middle, ["delete", "k3x9q7ab", "--yes"]),
    "sweep": (FakeServer, ["sweep", "sweep.yaml", "--name", "little cnn"]),
    "sweep-grid": (FakeServer, ["sweep", "grid.yaml"]),
    "sweep-check": (FakeServer, ["sweep", "--check", "sweep.yaml"]),
    "check-grid": (FakeServer, ["check", "grid.yaml"]),
    "check-json": (FakeServer, ["check", "--json", "sweep.yaml"]),
    "preview": (FakeServer, ["preview", "grid.yaml"]),
    "preview-commands": (FakeServer, ["preview", "sweep.yaml", "-n", "3", "--format", "commands"]),
    "preview-json": (FakeServer, ["preview", "sweep.yaml", "-n", "2", "--format", "json"]),
    "sweep-quiet": (FakeServer, ["sweep", "-q", "sweep.yaml"]),
    "sweep-json": (FakeServer, ["sweep", "--json", "sweep.yaml"]),
    "sweep-bad": (FakeServer, ["sweep", "bad.yaml"]),
    "sweep-missing": (FakeServer, ["sweep", "nothere.yaml"]),
    "init": (FakeServer, ["init"]),
    "init-json": (FakeServer, ["init", "--json", "--project", "other", "--entity", "bo"]),
    "unknown-command": (FakeServer, ["swep"]),
    "unknown-option": (FakeServer, ["ls", "--al"]),
}


@pytest.mark.parametrize("name", CASES)
def test_output(name: str, terminal: Terminal) -> None:
    (terminal.folder / "cnn.py").write_text(SCRIPT)
    (terminal.folder / "sweep.yaml").write_text(SWEEP_FILE)
    (terminal.folder / "grid.yaml").write_text(GRID_FILE)
    (terminal.folder / "bad.yaml").write_text(BAD_FILE)
    make, argv = CASES[name]
    shown = {}
    for terminal.width in (80, 40):
        terminal.server = make()
        shown[terminal.width] = terminal.run(*argv)
    check_golden(name, shown)


def test_login(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(terminal.environ["BESOM_API_KEY"] + "\n"))
    check_golden("login", {80: terminal.run("login", "HTTP://Besom.test/", "--key-stdin")})


def test_delete_asks(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    shown = terminal.run("delete", "k3x9q7ab")
    assert shown.code == 1
    assert not any(asked.startswith("DELETE") for asked in terminal.server.asked)


def test_a_new_folder_gets_a_template_that_is_a_valid_sweep_file(tmp_path: Path) -> None:
    folder = tmp_path / "my first project"
    folder.mkdir()
    (folder / "train.py").touch()
    terminal = Terminal(folder)
    shown = terminal.run("init")
    check_golden("init-template", {80: shown})
    assert terminal.run("sweep", "--check", "sweep.yaml").code == 0
    assert "my-first-project" in (folder / "besom.toml").read_text()
    assert terminal.environ["BESOM_API_KEY"] not in (folder / "besom.toml").read_text()
