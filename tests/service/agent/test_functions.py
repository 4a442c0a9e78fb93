"""besom from Python: functions in place of scripts, in this process and in fresh ones, and what Api gives back."""

import asyncio
import math
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import besom
from besom.agent import callee
from besom.agent.notebook import Board
from besom.client.results import Runs
from besom.errors import Invalid, NotFound, Unreachable
from besom.wire.sweeps import Sweep
from tests.service.servers import Server

GRID: dict[str, Any] = {
    "program": "cnn.py",
    "method": "grid",
    "metric": {"name": "val_loss"},
    "parameters": {"rate": {"values": [1, 2, 3]}},
}
TRAINING = """
import os
import besom

def train():
    run = besom.init()
    for epoch in range(3):
        besom.log({"val_loss": besom.config.rate / (epoch + 1), "process": os.getpid()})
"""


@pytest.fixture
def folder(server: Server, project: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where besom is used from Python, with the server and the project of the test."""
    for name, value in {
        "BESOM_SERVER": server.url,
        "BESOM_API_KEY": server.key,
        "BESOM_PROJECT": project,
        "BESOM_DATA_DIR": str(tmp_path / "data"),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def losses(sweep: str) -> dict[int | None, list[Any]]:
    return {curve.number: list(curve.values) for curve in besom.Api().curves(sweep)}


@pytest.mark.usefixtures("folder")
def test_a_function_is_called_for_each_run_in_this_process() -> None:
    seen = []

    def train() -> None:
        besom.init()
        seen.append(dict(besom.config))
        for epoch in range(3):
            besom.log({"val_loss": besom.config.rate / (epoch + 1)})

    sweep = besom.sweep(GRID)
    assert besom.agent(sweep, train) == 0
    assert seen == [{"rate": 1}, {"rate": 2}, {"rate": 3}]
    assert losses(sweep) == {n: [n, n / 2, n / 3] for n in (1, 2, 3)}
    assert besom.Api().sweep(sweep).state == "finished"


@pytest.mark.usefixtures("folder")
def test_a_run_that_was_under_way_goes_on_after_the_agent() -> None:
    mine = besom.init(config={"mine": True})
    sweep = besom.sweep(GRID)
    assert besom.agent(sweep, lambda: besom.log({"val_loss": besom.config.rate}), count=1) == 0
    assert besom.init() is mine
    besom.log({"val_loss": 5.0})
    besom.finish()
    assert mine.id is not None
    assert [row.row.metrics for row in besom.Api().history(mine.id)] == [{"val_loss": 5.0}]
    assert losses(sweep) == {1: [1.0]}


@pytest.mark.usefixtures("folder")
def test_count_bounds_the_runs_and_what_a_function_raises_fails_its_run(capsys: pytest.CaptureFixture[str]) -> None:
    def train() -> None:
        if besom.config.rate == 1:
            raise ValueError("no gradient")
        besom.log({"val_loss": 1.0})

    sweep = besom.sweep(GRID)
    assert besom.agent(sweep, train, count=2) == 0
    failed, finished = besom.Api().runs(sweep)
    assert (failed.state, finished.state) == ("failed", "finished")
    assert failed.error is not None
    assert failed.error.endswith("ValueError: no gradient")
    assert "ValueError: no gradient" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_a_function_hears_of_a_stop_even_where_it_swallows_exceptions() -> None:
    api, cleaned = besom.Api(), []

    def train() -> None:
        run = besom.init()
        if besom.config.rate == 2:
            assert run.id is not None
            given = False
            while True:
                try:
                    if not given:
                        given = True
                        api.client.kill(api.entity, api.project, run.id)  # heard soon, perhaps before this returns
                    time.sleep(0.01)
                except Exception:  # noqa: S110 (as training loops do)
                    pass
                finally:
                    cleaned.append(True)
        besom.log({"val_loss": 1.0})

    sweep = besom.sweep(GRID)
    assert besom.agent(sweep, train) == 0
    assert [run.state for run in api.runs(sweep)] == ["finished", "killed", "finished"]
    assert cleaned


@pytest.mark.parametrize("by_value", [True, False])
def test_a_fresh_process_calls_the_function(folder: Path, by_value: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "training.py").write_text(TRAINING)
    if not by_value:
        monkeypatch.setitem(sys.modules, "cloudpickle", None)
    monkeypatch.syspath_prepend(str(folder))
    import training  # type: ignore[import-not-found]

    sweep = besom.sweep(GRID)
    assert besom.agent(sweep, training.train, processes=2) == 0
    del sys.modules["training"]
    runs = besom.Api().runs(sweep)
    assert [run.state for run in runs] == ["finished"] * 3
    assert losses(sweep) == {n: [n, n / 2, n / 3] for n in (1, 2, 3)}
    assert len({run.metrics["process"].last for run in runs}) == 3


@pytest.mark.parametrize("cloudpickle", ["", "import sys; sys.modules['cloudpickle'] = None\n"])
def test_a_script_gives_its_own_function_to_fresh_processes(folder: Path, cloudpickle: str) -> None:
    main = "\nif __name__ == '__main__':\n    print(besom.agent(SWEEP, train, processes=2))\n"
    sweep = besom.sweep(GRID)
    (folder / "script.py").write_text(cloudpickle + TRAINING + main.replace("SWEEP", repr(sweep)))
    done = subprocess.run([sys.executable, "script.py"], capture_output=True, text=True, timeout=50)
    assert (done.stdout, done.returncode) == ("0\n", 0), done.stderr
    assert [run.state for run in besom.Api().runs(sweep)] == ["finished"] * 3


def test_a_script_without_a_guard_is_told_so(folder: Path) -> None:
    sweep = besom.sweep(GRID)
    script = f"import sys; sys.modules['cloudpickle'] = None\n{TRAINING}\nbesom.agent({sweep!r}, train, processes=1)\n"
    (folder / "script.py").write_text(script)
    done = subprocess.run([sys.executable, "script.py"], capture_output=True, text=True, timeout=50)
    assert "put that under if __name__ == '__main__'" in done.stderr


@pytest.mark.usefixtures("folder")
def test_a_fresh_process_needs_a_function_that_it_can_find(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cloudpickle", None)
    with pytest.raises(Invalid, match="cannot find this function by its name"):
        callee.describe(lambda: None)
    with pytest.raises(Invalid, match="at least 1, got 0"):
        besom.agent("abc", processes=0)


@pytest.mark.usefixtures("folder")
def test_results_come_as_records_dicts_and_frames() -> None:
    def train() -> None:
        for step in range(2):
            besom.log({"val_loss": besom.config.rate - step, "rate": math.nan})

    sweep = besom.sweep(GRID)
    assert besom.Api().best(sweep) is None
    besom.agent(sweep, train)
    api = besom.Api()
    runs = api.runs(sweep, sort="value")
    best = api.best(sweep)
    assert best is not None
    assert (runs[0].id, runs[0].value, best.id) == (best.id, 0.0, runs[0].id)
    first = runs.dicts()[0]
    assert (first["number"], first["state"], first["value"], first["rate"]) == (1, "finished", 0.0, 1)
    assert first["val_loss"] == 0.0
    assert math.isnan(first["logged.rate"])
    assert list(runs.frame()["rate"]) == [1, 2, 3]
    curves = api.curves(sweep).frame()
    assert list(curves[curves["number"] == 2]["value"]) == [2.0, 1.0]
    assert list(api.curves(best.id, "val_loss")[0].values) == [1.0, 0.0]
    assert [row["sweep"] for row in api.sweeps().dicts()] == [sweep]
    assert "<td>finished</td>" in runs._repr_html_()


@pytest.mark.usefixtures("folder")
def test_of_several_objectives_the_front_is_given() -> None:
    def train() -> None:
        rate = besom.config.rate
        besom.log({"val_loss": 3 - rate, "speed": 9 - rate, "memory": 2 * rate})

    several = GRID | {"metric": None, "metrics": [{"name": "val_loss"}, {"name": "speed", "goal": "maximize"}]}
    several["outcome_constraints"] = [{"metric": "memory", "max": 5}]
    sweep = besom.sweep({key: value for key, value in several.items() if value is not None})
    api = besom.Api()
    assert list(api.front(sweep)) == []
    besom.agent(sweep, train)
    assert [run.point["rate"] for run in api.front(sweep)] == [2, 1]
    assert api.runs(sweep)[2].broken == ["memory"]
    best = api.best(sweep)
    assert best is not None
    assert best.point == {"rate": 2}
    assert [row["value.speed"] for row in api.runs(sweep).dicts()] == [8, 7, 6]
    assert list(api.front(besom.sweep(GRID))) == []


@pytest.mark.usefixtures("folder")
def test_a_sweep_is_steered_from_python() -> None:
    api, sweep = besom.Api(), besom.sweep(GRID)
    states = [act(sweep).state for act in (api.pause, api.resume, api.stop, api.cancel)]
    assert states == ["paused", "running", "stopped", "cancelled"]
    with pytest.raises(NotFound, match="no-such"):
        api.sweep("no-such")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("kind", [KeyboardInterrupt, asyncio.CancelledError])
def test_whatever_a_function_raises_ends_its_run_alone(kind: type[BaseException]) -> None:
    def train() -> None:
        if besom.config.rate == 2:
            raise kind("enough")
        besom.log({"val_loss": besom.config.rate})

    sweep = besom.sweep(GRID)
    assert besom.agent(sweep, train) == 0
    assert [run.state for run in besom.Api().runs(sweep)] == ["finished", "failed", "finished"]


@pytest.mark.usefixtures("folder")
def test_a_sweep_is_edited_tried_and_retried_from_python() -> None:
    def train() -> None:
        if besom.config.rate == 2 and besom.Api().sweep(sweep).space_version == 1:
            raise ValueError
        besom.log({"val_loss": besom.config.rate})

    api, sweep = besom.Api(), besom.sweep(GRID)
    besom.agent(sweep, train)
    wider = GRID | {"parameters": {"rate": {"values": [1, 2, 3, 4]}}}
    assert api.edit(sweep, wider).space_version == 2
    assert [run.number for run in api.retry(sweep)] == [2]
    assert api.try_point(sweep, {"rate": 3}, priority=1).number == 4
    besom.agent(sweep, train)
    assert [(run.number, run.point["rate"], run.state) for run in api.runs(sweep)] == [
        (1, 1, "finished"),
        (2, 2, "finished"),
        (3, 3, "finished"),
        (4, 3, "finished"),
        (5, 4, "finished"),
    ]
    assert api.audit(sweep).closes


def test_a_definition_may_name_its_project(folder: Path, project: str) -> None:
    other = f"{project}-other"
    (folder / "sweep.yaml").write_text(
        f"project: {other}\nprogram: a.py\nmethod: random\nparameters: {{a: {{value: 1}}}}"
    )
    for definition in (GRID | {"project": other}, "sweep.yaml"):
        assert besom.Api().sweep(f"{other}/{besom.sweep(definition)}").project == other
    assert besom.Api().sweep(besom.sweep(GRID | {"project": other}, project=project)).project == project


@pytest.mark.usefixtures("folder")
def test_a_sweep_learns_from_an_earlier_one(capsys: pytest.CaptureFixture[str]) -> None:
    first = besom.sweep(GRID)
    besom.agent(first, lambda: besom.log({"val_loss": besom.config.rate}))
    second = besom.sweep(GRID | {"method": "bayes", "run_cap": 1}, prior=[first])
    assert f"sweep {first}: 3 runs" in capsys.readouterr().err
    assert besom.Api().sweep(second).state == "running"


@pytest.mark.usefixtures("folder")
def test_a_notebook_shows_how_far_the_sweep_is() -> None:
    pages: list[str] = []
    api, sweep = besom.Api(), besom.sweep(GRID | {"name": "a <b> c"})
    board = Board(pages.append, lambda: api.sweep(sweep))
    assert '<progress value="0" max="3">' in pages[-1]
    besom.agent(sweep, lambda: besom.log({"val_loss": besom.config.rate}))
    from besom.agent import events

    ended = api.runs(sweep)[0]
    board(events.RunStarted(0, ended.id, 1, 1, ended.config, (), ended.url))
    assert "run 1: rate=1" in pages[-1]
    board(events.RunEnded(0, ended.id, 1, "finished", 0, None, 1.0, None, 0.5))
    assert '<progress value="3" max="3">' in pages[-1]
    assert "a &lt;b&gt; c</a>: 3 of 3 runs · finished · best val_loss 1 (run 1)" in pages[-1]
    assert "<td>finished</td>" in pages[-1]


@pytest.mark.usefixtures("folder")
def test_a_notebook_keeps_what_it_shows_while_the_server_is_away() -> None:
    from besom.agent import events

    pages: list[str] = []
    api = besom.Api()
    first = api.sweep(besom.sweep(GRID))
    answers = iter([first])

    def look() -> Sweep:
        for answer in answers:
            return answer
        raise Unreachable("no answer")

    board = Board(pages.append, look)
    board(events.RunEnded(0, "r", 1, "finished", 0, None, 1.0, None, 0.5))
    board(events.SweepDone(0, "it is over"))
    assert '<progress value="0" max="3">' in pages[-1]
    assert "<td>finished</td>" in pages[-1]
    assert "it is over" in pages[-1]


def test_frames_say_what_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(Invalid, match="pip install pandas"):
        Runs([]).frame()


def test_the_sweep_of_a_file_that_is_not_there(folder: Path) -> None:
    with pytest.raises(NotFound, match=r"there is no file nothing\.yaml"):
        besom.sweep("nothing.yaml")
    with pytest.raises(Invalid, match="cannot"):
        besom.sweep({"parameters": {"a": {"values": [object()]}}})
