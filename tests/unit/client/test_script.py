"""The SDK in scripts of its own processes: what reaches the server, whatever becomes of the script."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from besom.client.http import Client
from besom.client.outbox import discard, drain
from tests.unit.client.fakeserver import FakeServer

HEAVY = "asyncio click litestar numpy rich scipy sqlite3 apsw yaml uvicorn".split()  # noqa: SIM905


@dataclass
class Desk:
    """A folder, a server and an environment for scripts."""

    folder: Path
    server: FakeServer

    @property
    def outbox(self) -> Path:
        return self.folder / "box"

    @property
    def by_hand(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "BESOM_DATA_DIR": str(self.folder / "data"),
            "BESOM_CONFIG_DIR": str(self.folder / "config"),
            "BESOM_SERVER": self.server.url,
            "BESOM_API_KEY": self.server.key,
        }

    @property
    def under_agent(self) -> dict[str, str]:
        return self.by_hand | {
            "BESOM_ENTITY": "ana",
            "BESOM_PROJECT": "p",
            "BESOM_RUN_ID": "r1",
            "BESOM_ATTEMPT": "1",
            "BESOM_OUTBOX": str(self.outbox),
            "BESOM_CONFIG": json.dumps({"learning-rate": 0.01, "epochs": 3}),
        }

    def start(self, code: str, environ: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", "import besom, os, signal, sys\n" + code],
            env=environ or self.under_agent,
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str, environ: Mapping[str, str] | None = None, *, exit_code: int = 0) -> tuple[str, str]:
        script = self.start(code, environ)
        out, err = script.communicate(timeout=50)
        assert script.returncode == exit_code, err
        return out, err

    def losses(self, run: str = "r1") -> list[object]:
        return [row and row.metrics.get("loss") for row in self.server.rows[run]]

    def drain(self) -> None:
        assert drain(self.outbox, Client(self.server.url, self.server.key, patience=0), 0)


@pytest.fixture
def desk(tmp_path: Path, server: FakeServer) -> Desk:
    folder = tmp_path / "digits"
    folder.mkdir()
    return Desk(folder, server)


def test_an_agents_run_logs_and_reads_its_parameters(desk: Desk) -> None:
    out, err = desk.run("""
run = besom.init(config={"epochs": 1, "batch": 32})
for epoch in range(besom.config.epochs):
    besom.log({"loss": epoch, "val": {"acc": 1.0}, "note": "x"})
besom.log({"loss": 9}, step=20)
besom.log({"loss": 10})
besom.finish()
print(run.id, besom.config.learning_rate, run.config["batch"])
""")
    assert out == "r1 0.01 32\n"
    assert err == ""
    rows = [row for row in desk.server.rows["r1"] if row]
    assert [row.step for row in rows] == [0, 1, 2, 20, 21]
    assert rows[0].metrics == {"loss": 0, "val.acc": 1}
    assert rows[0].extra == {"note": "x"}
    assert desk.server.finishes == []  # the agent tells it


def test_under_an_agent_log_needs_no_init(desk: Desk) -> None:
    assert desk.run("besom.log({'loss': 1})") == ("", "")
    assert desk.losses() == [1]


def test_by_hand_log_without_init_is_one_warning(desk: Desk) -> None:
    _, err = desk.run("for i in range(5): besom.log({'loss': i})", desk.by_hand)
    assert err.count("\n") == 1
    assert "before init()" in err
    assert desk.server.requests == []


def test_by_hand_a_run_is_made_in_the_folders_project_and_ended(desk: Desk) -> None:
    (desk.folder / "besom.toml").write_text('project = "mnist"\n')
    code = """
from argparse import Namespace
besom.init(config=Namespace(lr=0.1, fn=print), name="first", tags=["a"])
besom.log({"loss": 1})
"""
    told = desk.run(code, desk.by_hand)[1].splitlines()
    assert len(told) == 2
    assert "without a JSON form are not sent: fn (builtin" in told[0]
    assert told[1] == f"besom: run {desk.server.url}/ana/mnist/runs/own0"
    [new] = desk.server.created
    assert (new.config, new.display_name, new.tags) == ({"lr": 0.1}, "first", ["a"])
    assert desk.losses("own0") == [1]
    assert desk.server.finishes == [("own0", 0)]
    assert list((desk.folder / "data").rglob("*.jsonl")) == []  # nothing is left of it


def test_without_a_besom_toml_the_project_is_called_after_the_folder(desk: Desk) -> None:
    desk.run("besom.init()", desk.by_hand)
    assert any(path == "/api/projects/ana/digits/runs" for _, path in desk.server.requests)


@pytest.mark.parametrize(
    ("end", "exit_code", "told"),
    [
        ("raise ValueError('no')", 1, 1),
        ("raise KeyboardInterrupt", -signal.SIGINT, -signal.SIGINT),
        ("sys.exit(3)", 3, 3),
        ("sys.exit('bad data')", 1, 1),
        ("sys.exit()", 0, 0),
        ("os.kill(os.getpid(), signal.SIGTERM); signal.pause()", -signal.SIGTERM, -signal.SIGTERM),
        ("besom.finish(); sys.exit(4)", 4, 0),
    ],
)
def test_however_the_script_ends_the_rest_is_sent_and_the_end_told(
    desk: Desk, end: str, exit_code: int, told: int
) -> None:
    _, err = desk.run(
        f"besom.init()\nfor i in range(3000): besom.log({{'loss': i}})\n{end}", desk.by_hand, exit_code=exit_code
    )
    assert desk.losses("own0") == list(range(3000))
    assert desk.server.finishes == [("own0", told)]
    assert ("ValueError: no" in err) == ("ValueError" in end)


def test_an_exception_hook_of_the_script_still_runs(desk: Desk) -> None:
    _, err = desk.run(
        "sys.excepthook = lambda *_: print('mine', file=sys.stderr)\nbesom.init()\n1/0", desk.by_hand, exit_code=1
    )
    assert err.endswith("mine\n")
    assert desk.server.finishes == [("own0", 1)]


def test_a_signal_handler_of_the_script_is_left_alone(desk: Desk) -> None:
    out, _ = desk.run("""
signal.signal(signal.SIGTERM, lambda *_: (besom.log({"loss": 5}), print("mine"), sys.exit(0)))
besom.init()
os.kill(os.getpid(), signal.SIGTERM)
signal.pause()
""")
    assert out == "mine\n"
    assert desk.losses() == [5]


def test_what_was_logged_before_sigkill_arrives_later(desk: Desk) -> None:
    desk.server.next_fault = lambda: "503"
    script = desk.start("""
besom.init()
for i in range(2000): besom.log({"loss": i})
print("logged", flush=True)
signal.pause()
""")
    assert script.stdout is not None
    assert script.stdout.readline() == "logged\n"
    script.kill()
    script.communicate()
    assert desk.losses() == []
    desk.server.next_fault = lambda: ""
    desk.drain()
    assert desk.losses() == list(range(2000))
    assert discard(desk.outbox)


def test_a_run_by_hand_whose_server_was_away_is_made_by_the_next_script(desk: Desk) -> None:
    desk.server.next_fault = lambda: "503"
    hurried = desk.by_hand | {"BESOM_FLUSH_SECONDS": "0.1"}
    _, err = desk.run("besom.init(config={'lr': 1})\nfor i in range(3): besom.log({'loss': i})", hurried)
    assert "not everything could be sent" in err
    desk.server.next_fault = lambda: ""
    script = desk.start("besom.init(config={'lr': 2})\nsys.stdin.read()", desk.by_hand)
    desk.server.wait_until(lambda: len(desk.server.finishes) == 1)
    script.communicate(timeout=50)
    assert sorted(new.config["lr"] for new in desk.server.created) == [1, 2]
    first = desk.server.finishes[0][0]
    assert desk.losses(first) == [0, 1, 2]


def test_an_absent_server_delays_neither_init_nor_log(desk: Desk) -> None:
    nobody = desk.by_hand | {"BESOM_SERVER": "http://127.0.0.1:1", "BESOM_FLUSH_SECONDS": "0"}
    out, err = desk.run("run = besom.init()\nbesom.log({'loss': 1})\nprint(run.id)", nobody)
    assert out == "None\n"
    assert err.count("\n") == 1
    assert "waits in" in err


def test_threads_lose_nothing(desk: Desk) -> None:
    desk.run("""
import threading
besom.init()
def work(first):
    for i in range(first, first + 1000): besom.log({"loss": i})
threads = [threading.Thread(target=work, args=(1000 * n,)) for n in range(4)]
for t in threads: t.start()
for t in threads: t.join()
""")
    assert sorted(map(float, desk.losses())) == list(range(4000))  # type: ignore[arg-type]
    assert sorted(row.step for row in desk.server.rows["r1"] if row) == list(range(4000))  # type: ignore[type-var]


def test_forked_children_log_beside_their_parent(desk: Desk) -> None:
    desk.run("""
besom.init()
besom.log({"loss": 0})
children = []
for n in (1, 2):
    child = os.fork()
    if child == 0:
        for i in range(500): besom.log({"loss": 1000 * n + i})
        sys.exit()
    children.append(child)
for i in range(1, 500): besom.log({"loss": i})
for child in children: assert os.waitpid(child, 0)[1] == 0
""")
    expected = {1000 * n + i for n in range(3) for i in range(500)}
    assert len(desk.losses()) == 1500
    assert set(desk.losses()) == expected


def test_a_child_sends_when_its_parent_has_gone(desk: Desk) -> None:
    script = desk.start("""
besom.init()
besom.log({"loss": 0})
if os.fork():
    os._exit(0)
besom.log({"loss": 1})
sys.stdin.read()
""")
    desk.server.wait_until(lambda: desk.losses() == [0, 1])
    script.communicate(timeout=50)


def test_a_forked_child_does_not_end_its_parents_run(desk: Desk) -> None:
    desk.run(
        """
besom.init()
if os.fork() == 0:
    besom.log({"loss": 1})
    sys.exit(7)
os.wait()
besom.log({"loss": 2})
""",
        desk.by_hand,
    )
    assert set(desk.losses("own0")) == {1, 2}
    assert desk.server.finishes == [("own0", 0)]


def test_a_workers_sigterm_ends_it_as_if_besom_were_not_there(desk: Desk) -> None:
    out, _ = desk.run("""
besom.init()
child = os.fork()
if child == 0:
    signal.pause()
os.kill(child, signal.SIGTERM)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""")
    assert out == f"{-signal.SIGTERM}\n"


def test_on_a_full_disk_training_goes_on_with_one_warning(desk: Desk) -> None:
    out, err = desk.run("""
import resource
run = besom.init()
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
for i in range(500): besom.log({"loss": i})
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
besom.log({"loss": 1000})
print(run.dropped)
""")
    warnings = err.splitlines()
    assert len(warnings) == 2
    assert "records are dropped until the disk has room" in warnings[0]
    assert f"{int(out)} records were dropped" in warnings[1]
    kept, torn, last = desk.losses()[:-2], desk.losses()[-2], desk.losses()[-1]
    assert kept == list(range(len(kept)))
    assert torn is None  # the one that was cut off in the middle
    assert last == 1000
    assert len(kept) + int(out) == 500


def test_no_outbox_no_harm(desk: Desk) -> None:
    desk.outbox.write_text("a file where the folder should be")
    out, err = desk.run("besom.init()\nbesom.log({'loss': 1})\nprint(besom.config.epochs)")
    assert out == "3\n"
    assert err.count("\n") == 1
    assert "nothing of this run will be kept" in err


def test_wrong_values_are_one_warning_each_and_never_an_exception(desk: Desk) -> None:
    _, err = desk.run("""
class Nasty:
    def item(self): raise SystemError("no")
loop = {}
loop["self"] = loop
for i in range(3):
    besom.log({"loss": i, "fig": Nasty(), 5: 1}, step=[1])
    besom.log("loss")
    besom.log(None)
    besom.log(loop)
    besom.log({})
besom.finish()
besom.log({"loss": 1})
""")
    assert desk.losses() == [0, 1, 2]
    assert [row.step for row in desk.server.rows["r1"] if row] == [0, 1, 2]
    told = err.splitlines()
    for words in (
        "fig is a Nasty",
        "not 5 of type int",
        "step must be",
        "not a str",
        "not a NoneType",
        "Recursion",
        "finish()",
    ):
        assert sum(words in line for line in told) == 1, (words, err)
    assert len(told) == 7


def test_a_closed_standard_error_is_no_reason_to_fail(desk: Desk) -> None:
    desk.run("sys.stderr.close()\nbesom.log(3)\nbesom.log({'loss': 1})")
    assert desk.losses() == [1]


def test_a_stopped_run_goes_on_undisturbed(desk: Desk) -> None:
    desk.server.attempt = 2  # the run has been given to another agent
    out, err = desk.run("for i in range(3): besom.log({'loss': i})\nprint('trained')")
    assert out == "trained\n"
    assert err == "besom: another attempt of this run has begun; nothing more of this one is sent\n"


def test_a_record_is_on_disk_when_log_returns(desk: Desk) -> None:
    out, _ = desk.run("""
besom.init()
besom.log({"loss": 7})
os.write(1, open(os.environ["BESOM_OUTBOX"] + "/history.jsonl", "rb").read())
os._exit(0)
""")
    assert json.loads(out)["metrics"] == {"loss": 7}


def test_a_broken_environment_is_told_at_once(desk: Desk) -> None:
    broken = desk.under_agent | {"BESOM_ATTEMPT": "two"}
    _, err = desk.run("besom.init()", broken, exit_code=1)
    assert "BESOM_ATTEMPT" in err
    assert desk.server.key not in err


def test_init_twice_is_one_run_and_after_finish_another(desk: Desk) -> None:
    out, _ = desk.run(
        "a, b = besom.init(), besom.init()\nbesom.finish()\nc = besom.init()\nprint(a is b, a is c)", desk.by_hand
    )
    assert out == "True False\n"
    assert len(desk.server.created) == 2
    assert desk.server.finishes == [("own0", 0), ("own1", 0)]


def test_neither_import_nor_init_loads_anything_heavy(desk: Desk) -> None:
    code = f"besom.init()\nbesom.log({{'loss': 1}})\nprint([m for m in {HEAVY} if m in sys.modules])"
    assert desk.run(code)[0] == "[]\n"
    assert desk.run(code, desk.by_hand)[0] == "[]\n"


def test_the_packages_config_and_agent_do_not_hide_the_names_of_scripts(desk: Desk) -> None:
    out, _ = desk.run("""
besom.init()
import besom.config
import besom.agent
print(besom.config.epochs, callable(besom.agent), callable(besom.sweep))
""")
    assert out == "3 True True\n"


def test_an_unknown_name_is_an_attribute_error(desk: Desk) -> None:
    out, _ = desk.run("print(hasattr(besom, 'wandb'), besom.__version__)")
    assert out.startswith("False ")
