"""A sweep file and a script as texts, and what a rehearsal finds."""

from pathlib import Path

from besom.config import Definition, parse
from besom.rehearsal import Rehearsal, rehearse

ARGPARSE = """
import argparse
p = argparse.ArgumentParser()
"""


def sweep(text: str) -> Definition:
    """A sweep of train.py; `text` is what else the file says."""
    usual = {"program": "train.py", "method": "random"}
    lines = [f"{key}: {value}" for key, value in usual.items() if f"{key}:" not in text]
    return parse("\n".join([*lines, text]))


def rehearsed(folder: Path, script: str, text: str) -> Rehearsal:
    (folder / "train.py").write_text(script)
    return rehearse(sweep(text), folder)


def findings(folder: Path, script: str, text: str) -> list[str]:
    return [str(each) for each in rehearsed(folder, script, text).findings]
