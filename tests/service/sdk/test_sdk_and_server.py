"""Scripts that use the SDK, and a real server."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from besom.client import embedded
from besom.client.http import Client
from besom.wire.agents import Claimed
from besom.wire.runs import Run
from tests.service.servers import FakeAgent, Process, Server, create, grid, learning


@dataclass
class Scripts:
    """Runs scripts in a folder of their own."""

    folder: Path

    def environ(self, server: Server | None, more: Mapping[str, str] = {}) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("BESOM_")}
        named = {"BESOM_SERVER": server.url, "BESOM_API_KEY": server.key} if server else {}
        places = {"BESOM_DATA_DIR": str(self.folder / "data"), "BESOM_CONFIG_DIR": str(self.folder / "config")}
        return {**inherited, **places, **named, **more}

    def start(self, code: str, environ: Mapping[str, str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", f"import besom, sys\n{code}"],
            env=environ,
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str, environ: Mapping[str, str], *, exit_code: int = 0) -> str:
        script = self.start(code, environ)
        out, err = script.communicate(timeout=50)
        assert script.returncode == exit_code, err
        return out


def of_agent(run: Claimed, agent: FakeAgent) -> dict[str, str]:
    """What an agent tells the script it starts."""
    return {
        "BESOM_API_KEY": run.key,
        "BESOM_RUN_ID": run.run,
        "BESOM_ATTEMPT": str(run.attempt),
        "BESOM_ENTITY": agent.sweep.entity,
        "BESOM_PROJECT": agent.sweep.project,
        "BESOM_CONFIG": json.dumps(run.point),
    }


def losses(client: Client, project: str, run: str) -> list[object]:
    return [each.row.metrics.get("val_loss") for each in client.history("ana", project, run, limit=100_000).rows]


@pytest.fixture
def scripts(tmp_path: Path) -> Scripts:
    folder = tmp_path / "digits"
    folder.mkdir()
    return Scripts(folder)


def test_a_run_by_hand(server: Server, scripts: Scripts, project: str) -> None:
    code = f"""
run = besom.init(project={project!r}, config={{"lr": 0.1, "layers": [8, 8]}}, name="first", group="g", tags=["a"])
for i in range(1500):
    besom.log({{"val_loss": 1 / (i + 1), "deep": {{"nan": float("nan")}}, "text": "x"}})
print(run.id)
"""
    name = scripts.run(code, scripts.environ(server)).strip()
    client = server.client()
    run: Run = client.run("ana", project, name)
    assert (run.state, run.exit_code, run.sweep, run.display_name) == ("finished", 0, None, "first")
    assert run.config == {"lr": 0.1, "layers": [8, 8]}
    assert (run.group, run.tags) == ("g", ["a"])
    assert run.metrics["val_loss"].count == 1500
    assert run.metrics["deep.nan"].last == "NaN"
    rows = client.history("ana", project, name, limit=100_000).rows
    assert [each.line for each in rows] == list(range(1500))
    assert [each.row.step for each in rows] == list(range(1500))
    assert rows[0].row.extra == {"text": "x"}


def test_an_exception_makes_a_run_by_hand_a_failed_one(server: Server, scripts: Scripts, project: str) -> None:
    code = f"run = besom.init(project={project!r})\nprint(run.id, flush=True)\n1 / 0"
    name = scripts.run(code, scripts.environ(server), exit_code=1).strip()
    run = server.client().run("ana", project, name)
    assert (run.state, run.exit_code) == ("failed", 1)


def test_a_run_of_an_agent(server: Server, scripts: Scripts, project: str) -> None:
    agent = FakeAgent(server, create(server, learning("random"), project))
    run = agent.take()
    code = """
besom.init()
for i in range(3): besom.log({"val_loss": besom.config.rate + i})
"""
    scripts.run(code, scripts.environ(server, of_agent(run, agent)))
    assert losses(server.client(), project, run.run) == [run.point["rate"] + i for i in range(3)]
    assert server.client().run("ana", project, run.run).state == "running"  # its agent tells how it ended


def test_a_run_that_was_handed_to_another_gets_nothing_more(
    impatient_server: Server, scripts: Scripts, project: str
) -> None:
    agent = FakeAgent(impatient_server, create(impatient_server, grid(1), project))
    first = agent.take()
    second = agent.take()  # waits until the first lease is over
    assert (second.run, second.attempt) == (first.run, first.attempt + 1)
    script = scripts.start(
        "besom.log({'val_loss': 1})\nprint('trained')", scripts.environ(impatient_server, of_agent(first, agent))
    )
    out, err = script.communicate(timeout=50)
    assert (script.returncode, out) == (0, "trained\n")
    assert err.count("\n") == 1
    assert losses(impatient_server.client(), project, first.run) == []


def test_a_run_by_hand_lives_as_long_as_its_script(server: Server, scripts: Scripts, project: str) -> None:
    script = scripts.start(
        f"run = besom.init(project={project!r})\nprint(run.id, flush=True)\nsys.stdin.read()", scripts.environ(server)
    )
    assert script.stdout is not None
    name = script.stdout.readline().strip()
    assert server.client().run("ana", project, name).state == "running"
    script.communicate(timeout=50)
    assert server.client().run("ana", project, name).state == "finished"


def test_a_script_outlasts_a_server_that_is_killed_and_started_again(
    start_server: Callable[..., Process], scripts: Scripts
) -> None:
    first = start_server(port=0)
    old = first.server()
    port = int(old.url.rpartition(":")[2])
    script = scripts.start(
        """
run = besom.init(project="p")
print(run.id, flush=True)
for line in sys.stdin:
    for i in range(100): besom.log({"val_loss": i})
    print("logged", flush=True)
""",
        scripts.environ(old),
    )
    assert script.stdin is not None
    assert script.stdout is not None
    name = script.stdout.readline().strip()

    def log() -> None:
        assert script.stdin is not None
        assert script.stdout is not None
        script.stdin.write("more\n")
        script.stdin.flush()
        assert script.stdout.readline() == "logged\n"

    log()
    first.end(9)
    log()
    second = start_server(port=port).server()
    log()
    _, err = script.communicate(timeout=50)
    assert script.returncode == 0, err
    assert losses(second.client(), "p", name) == list(range(100)) * 3


def test_a_script_starts_the_embedded_server_where_none_is_named(scripts: Scripts) -> None:
    environ = scripts.environ(None)
    data = Path(environ["BESOM_DATA_DIR"])
    try:
        name = scripts.run("run = besom.init()\nbesom.log({'val_loss': 2})\nbesom.finish()\nprint(run.id)", environ)
        state = embedded.current(data)
        assert state is not None
        client = Client(state.url, state.key)
        entity = client.viewer().entity
        run = client.run(entity, "digits", name.strip())
        assert (run.state, run.metrics["val_loss"].last) == ("finished", 2)
    finally:
        embedded.stop(data)
    assert embedded.current(data) is None


PROGRAM = """
import argparse, besom
arguments = argparse.ArgumentParser()
arguments.add_argument("--x", type=float)
besom.init()
besom.log({"loss": arguments.parse_args().x ** 2})
"""
DEFINITION = {
    "program": "train.py",
    "method": "grid",
    "metric": {"name": "loss", "goal": "minimize"},
    "parameters": {"x": {"values": [-1, 0, 2]}},
}


def test_a_sweep_from_python_from_its_making_to_its_best_run(server: Server, scripts: Scripts, project: str) -> None:
    (scripts.folder / "train.py").write_text(PROGRAM)
    (scripts.folder / "besom.toml").write_text(f'project = "{project}"\n')
    code = f"""
sweep = besom.sweep({DEFINITION!r})
code = besom.agent(sweep)
api = besom.Api()
[best] = api.runs(sweep, sort="value", limit=1)
print(code, api.sweep(sweep).state, best.value, best.config["x"], len(api.sweeps()))
print(len(api.history(best.id)), api.run(f"{project}/{{best.id}}").id == best.id)
"""
    assert scripts.run(code, scripts.environ(server)) == "0 finished 0.0 0 1\n1 True\n"


def test_what_python_asks_wrongly_is_told(server: Server, scripts: Scripts, project: str) -> None:
    code = f"""
from besom.errors import BesomError
for wrong in (
    lambda: besom.sweep({{"method": "grid"}}),
    lambda: besom.agent("ana/{project}/none", print),
    lambda: besom.Api().sweep("a/b/c/d"),
    lambda: besom.Api().run("ana/{project}/none"),
):
    try: wrong()
    except BesomError as error: print(type(error).__name__)
"""
    assert scripts.run(code, scripts.environ(server)).split() == ["Invalid", "NotFound", "Invalid", "NotFound"]
