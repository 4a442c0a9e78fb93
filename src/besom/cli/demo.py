"""besom demo"""

import shutil
from dataclasses import replace
from itertools import count
from pathlib import Path

import click

from besom.cli.agent import Work
from besom.cli.options import json_option
from besom.cli.run import run_file
from besom.cli.shell import Shell
from besom.client.project import NAME, ProjectFile

EXAMPLE = Path(__file__).with_name("spirals")
WORKERS = 2


@click.command()
@json_option
@click.pass_obj
def demo(shell: Shell, as_json: bool) -> int:
    """Run a real sweep here: 24 runs of a small neural network that learns to tell two spirals apart.

    The script and its sweep file are copied to a new folder, besom-demo, to read and to change.
    """
    folder = _new_folder(shell.cwd)
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    ProjectFile(project="demo").save(folder / NAME)
    shell.say(f"copied  train.py and sweep.yaml to {folder.name}/")
    code = run_file(replace(shell, cwd=folder), "sweep.yaml", Work(workers=WORKERS, as_json=as_json))
    shell.next(f"cd {folder.name}, change sweep.yaml, then: besom run sweep.yaml -j {WORKERS}")
    return code


def _new_folder(parent: Path) -> Path:
    names = (parent / f"besom-demo{number if number > 1 else ''}" for number in count(1))
    return next(folder for folder in names if not folder.exists())
