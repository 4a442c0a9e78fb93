"""Links that log a browser in: printed for people, and opened where they would see it."""

import dataclasses
import json
import re

import pytest

from besom.cli.links import has_browser
from besom.cli.main import main
from besom.client.http import Client
from besom.errors import Forbidden, NotFound
from besom.wire.session import Link
from tests.unit.cli.terminal import Terminal
from tests.unit.cli.test_golden import SWEEP_FILE

LINK = r"http://besom\.test/login#token=t{40}&next=/ana/mnist/sweeps/newsweep"


@pytest.fixture
def at_terminal(terminal: Terminal) -> Terminal:
    """A folder with a sweep file."""
    (terminal.folder / "cnn.py").touch()
    (terminal.folder / "sweep.yaml").write_text(SWEEP_FILE)
    return terminal


def shown(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, *argv: str) -> str:
    """Standard output, on a terminal."""
    shell, _ = terminal.shell()
    monkeypatch.setattr(shell.out, "isatty", lambda: True)
    assert main(argv, shell) == 0
    return terminal.text(shell.out)


def test_on_a_terminal_a_new_sweep_is_followed_by_a_link_that_logs_in(
    at_terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert re.search(rf"^Follow\s+{LINK}$", shown(at_terminal, monkeypatch, "sweep", "sweep.yaml"), re.MULTILINE)


def test_what_programs_read_holds_no_token(at_terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(shown(at_terminal, monkeypatch, "sweep", "sweep.yaml", "--json"))
    assert told["url"] == "http://besom.test/ana/mnist/sweeps/newsweep"
    assert shown(at_terminal, monkeypatch, "sweep", "sweep.yaml", "-q") == "newsweep\n"
    assert "Follow    http://besom.test/ana/mnist/sweeps/newsweep\n" in at_terminal.run("sweep", "sweep.yaml").out
    assert not any("login-links" in asked for asked in at_terminal.server.asked)


@pytest.mark.parametrize("error", [Forbidden("a key of scope agent cannot do this"), NotFound("no such route")])
def test_a_key_that_lets_nobody_in_and_an_older_server_leave_the_plain_address(
    at_terminal: Terminal, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(self: Client, path: str = "/") -> Link:
        raise error

    monkeypatch.setattr(Client, "login_link", refuse)
    text = shown(at_terminal, monkeypatch, "sweep", "sweep.yaml")
    assert "Follow    http://besom.test/ana/mnist/sweeps/newsweep\n" in text


@pytest.mark.parametrize(
    ("environ", "platform", "there"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}, "linux", False),
        ({"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22", "DISPLAY": "localhost:10.0"}, "linux", True),
        ({"CI": "true", "DISPLAY": ":99"}, "linux", False),
        ({}, "darwin", True),
        ({"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}, "darwin", False),
        ({"CI": "1"}, "win32", False),
    ],
)
def test_a_browser_opens_where_a_person_sees_it(environ: dict[str, str], platform: str, there: bool) -> None:
    assert has_browser(environ, platform) is there


@pytest.mark.parametrize("works", [True, False])
def test_open_opens_the_link_on_a_desktop(terminal: Terminal, works: bool) -> None:
    opened: list[str] = []

    def browse(url: str) -> bool:
        opened.append(url)
        return works

    terminal.environ["DISPLAY"] = ":0"
    shell, _ = terminal.shell()
    shell = dataclasses.replace(shell, browse=browse)
    assert main(["open", "k3x9q7ab"], shell) == 0
    assert opened == [terminal.text(shell.out).strip()]
    assert ("opened in your browser" in terminal.text(shell.err)) is works
    assert main(["open", "k3x9q7ab", "--json"], shell) == 0
    assert len(opened) == 1
