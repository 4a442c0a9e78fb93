"""Commands, server, agents and scripts as a person has them: nothing is faked."""

import json
import re
import signal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from besom.client.transport import Http
from tests.e2e.cli.home import SECONDS, Home

pytestmark = pytest.mark.timeout(240)

ARGUMENTS = re.compile(r"cnn\.py --learning-rate=0\.\d+(e-\d+)? --optimizer=(adam|sgd) --dropout=0\.\d+ --epochs=30")


def test_init_sweep_agent(home: Home) -> None:
    home.take_cnn()
    assert "started" in home.besom("init", "--project", "mnist").stderr
    assert home.besom("ls").stderr.splitlines()[0].startswith("no sweeps in")

    created = home.besom("sweep", "sweep.yaml")
    sweep = re.findall(r"^Sweep ID +(\w{8})$", created.stdout, re.MULTILINE)[0]
    assert f"/mnist/sweeps/{sweep}" in created.stdout
    assert created.stderr.splitlines()[-1] == f"next  besom agent {sweep}"

    events = home.events("agent", sweep, "--count", "4", "-j", "2")
    started = [" ".join(event["argv"]) for event in events if event["event"] == "run_started"]
    assert len(started) == 4
    assert all(re.search(rf" {ARGUMENTS.pattern}$", command) for command in started)

    status = home.json("status", sweep)
    assert status["counts"]["finished"] + status["counts"]["stopped"] == 4
    best = home.json("best", sweep)
    assert best["metrics"]["val_loss"]["count"] <= 30
    assert (
        best["value"] == status["best"]["value"] == min(run["value"] for run in home.json("best", sweep, "--top", "4"))
    )
    command = home.besom("best", sweep, "--command").stdout
    assert re.fullmatch(rf"python {ARGUMENTS.pattern}\n", command)
    log = home.besom("logs", f"{sweep}/{best['number']}").stdout
    assert log.startswith("epoch 0 val_loss ")
    assert "exit code 0" in home.besom("why", f"{sweep}/{best['number']}").stdout or best["state"] == "stopped"


def test_another_machine_needs_a_server_and_a_key_and_nothing_else(home: Home, tmp_path: Path) -> None:
    home.take_cnn()
    home.besom("init", "--project", "mnist")
    sweep = home.besom("sweep", "-q", "sweep.yaml").stdout.strip()
    url = home.json("server", "status")["url"]
    key = (home.folder / "data" / "key").read_text()

    other = Home(tmp_path / "other")
    other.take_cnn()
    other.environ["BESOM_SERVER"] = url
    told = " ".join(other.besom("ls", code=1).stderr.split())  # wherever its lines were wrapped
    assert f"besom login {url}" in told
    other.besom("login", url, "--key-stdin", stdin=key)
    kept = other.folder / "config" / "servers.toml"
    assert kept.stat().st_mode & 0o077 == 0
    other.besom("agent", sweep, "--count", "1")
    assert home.json("status", sweep)["counts"]["finished"] == 1
    assert not (other.folder / "data" / "server.json").exists()


def test_an_agent_in_the_wrong_folder_takes_no_run(home: Home) -> None:
    home.take_cnn()
    home.besom("init", "--project", "mnist")
    sweep = home.besom("sweep", "-q", "sweep.yaml").stdout.strip()
    (home.work / "cnn.py").rename(home.folder / "cnn.py")
    (home.work / "sweep.yaml").unlink()
    told = " ".join(home.besom("agent", sweep, code=1).stderr.split())
    assert "start the agent in the folder that holds it" in told
    assert set(home.json("status", sweep)["counts"].values()) == {0}


def test_the_link_that_open_prints_logs_a_browser_in(home: Home) -> None:
    home.take_cnn()
    home.besom("init", "--project", "mnist")
    sweep = home.besom("sweep", "-q", "sweep.yaml").stdout.strip()
    link = urlsplit(home.besom("open", sweep).stdout.strip())
    told = parse_qs(link.fragment)
    assert told["next"][0].endswith(f"/mnist/sweeps/{sweep}")
    server = Http(f"{link.scheme}://{link.netloc}")
    body = json.dumps({"token": told["token"][0]}).encode()
    answer = server.send("POST", "/api/session", {"Sec-Fetch-Site": "same-origin"}, body, SECONDS, fresh=True)
    cookie = answer.headers["set-cookie"].partition(";")[0]
    seen = server.send("GET", "/api/sweeps", {"Cookie": cookie}, None, SECONDS, fresh=True)
    assert [each["id"] for each in json.loads(seen.body)["sweeps"]] == [sweep]


def test_a_server_in_the_foreground_says_where_it_listens_and_ends_with_ctrl_c(home: Home) -> None:
    with home.start("server", "--port", "0", "--json") as server:
        assert server.stdout is not None
        listening = json.loads(server.stdout.readline())
        assert home.json("server", "status")["pid"] == listening["pid"] == server.pid
        assert "another besom server" in home.besom("server", "--port", "0", code=1).stderr
        server.send_signal(signal.SIGINT)
        assert server.wait(SECONDS) == 0
    assert home.json("server", "status")["running"] is False


def test_a_wrong_key_is_told_and_not_stored(home: Home, tmp_path: Path) -> None:
    home.besom("init")
    other = Home(tmp_path / "other")
    url = home.json("server", "status")["url"]
    other.besom("login", url, "--key-stdin", stdin="x" * 40 + "\n", code=1)
    assert not (other.folder / "config" / "servers.toml").exists()


def test_run_says_with_its_exit_code_that_runs_failed(home: Home) -> None:
    (home.work / "flaky.py").write_text(
        "import sys, besom\nbesom.init()\nbesom.log({'loss': 1.0})\nsys.exit('--a=2' in sys.argv and 'no such a')\n"
    )
    (home.work / "grid.yaml").write_text(
        "program: flaky.py\nmethod: grid\nmetric: {name: loss}\nparameters: {a: {values: [1, 2, 3]}}\n"
    )
    done = home.besom("run", "grid.yaml", code=3)
    assert "✗ run 2  exit 1" in done.stdout
    assert "no such a" in done.stdout
    assert "3/3" in done.stdout


def test_a_script_that_always_fails_stops_the_agent_and_shows_why(home: Home) -> None:
    (home.work / "broken.py").write_text("import no_such_library\n")
    (home.work / "s.yaml").write_text("program: broken.py\nmethod: random\nparameters: {a: {min: 0.0, max: 1.0}}\n")
    done = home.besom("run", "s.yaml", code=1)
    assert "No module named 'no_such_library'" in done.stderr


def test_the_demo(home: Home) -> None:
    done = home.besom("demo")
    assert "24/24" in done.stdout
    assert re.search(r"^python train\.py --learning-rate=\S+ --momentum=\S+ --width=\d+", done.stdout, re.MULTILINE)
    assert re.search(r"^Follow  http://\S+/demo/sweeps/\w{8}$", done.stdout, re.MULTILINE)
    assert (home.work / "besom-demo" / "train.py").exists()


@pytest.mark.parametrize("arguments", [["--help"], ["agent", "--help"]])
def test_a_reader_who_leaves_is_no_error(home: Home, arguments: list[str]) -> None:
    """`besom --help | head -1`."""
    done = home.besom_into_closed_pipe(*arguments)
    assert done.stderr == b""
