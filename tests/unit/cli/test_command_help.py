"""Every command explains itself, in its help and in the reference, and has a form for programs."""

import re
from pathlib import Path

import click
import pytest

from besom.cli.main import COMMANDS, besom
from tests.unit.cli.terminal import Terminal

REFERENCE = (Path(__file__).parents[3] / "docs" / "reference" / "cli.md").read_text()


def command(name: str) -> click.Command:
    found = besom.get_command(click.Context(besom), name)
    assert found is not None
    return found


def section(name: str) -> str:
    """What the reference says under the command's heading."""
    found = re.search(rf"^## besom {name}\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/reference/cli.md has no heading for {name}"
    return found[1]


def test_the_reference_has_no_command_that_does_not_exist() -> None:
    assert set(re.findall(r"^## besom (\w+)$", REFERENCE, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_is_explained_in_help_and_reference(name: str) -> None:
    text = section(name)
    for option in command(name).params:
        if isinstance(option, click.Option) and not option.hidden:
            assert option.help
            assert option.opts[-1] in text, f"{option.opts[-1]} is missing under besom {name}"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_the_command_does(name: str, terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.run(name, "--help").code == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: besom {name}")
    assert command(name).help
    assert terminal.server.asked == []


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_can_speak_json(name: str) -> None:
    assert "--json" in {text for option in command(name).params for text in option.opts}


def test_without_arguments_the_overview_is_shown(terminal: Terminal) -> None:
    shown = terminal.run()
    assert shown.code == 2
    assert all(re.search(rf"^  {name} ", shown.err, re.MULTILINE) for name in COMMANDS)
