"""Whether the sweep will ever see its metric."""

from pathlib import Path

import pytest

from tests.unit.rehearsal.rehearse import ARGPARSE, findings

PROPER = "parameters: {lr: {min: 0.1, max: 0.2}}\nmetric: {name: val_loss}"
SCRIPT = ARGPARSE + "p.add_argument('--lr')\nimport besom, wandb\nfor e in range(3):\n    "

CASES: dict[str, tuple[str, str | None]] = {
    "logged": ("besom.log({'val_loss': 1})", None),
    "by a logger that may be besom's": ("self.run.log({'val_loss': 1})", None),
    "by a pattern": ("besom.log({f'{split}_loss': 1})", None),
    "a near name": (
        "besom.log({'validation_loss': 1, 'acc': 2})",
        "val_loss seems never to be logged; did you mean validation_loss (train.py:7)?",
    ),
    "another separator": (
        "besom.log({'val/loss': 1})",
        "val_loss seems never to be logged; did you mean val/loss (train.py:7)?",
    ),
    "what a pattern would be": (
        "besom.log({f'val/{k}': 1})",
        "val_loss seems never to be logged; did you mean val/loss (train.py:7)?",
    ),
    "other names": (
        "besom.log({'acc': 1, 'f1': 1})",
        "val_loss seems never to be logged; train.py logs acc, f1",
    ),
    "printed": (
        "print(f'val_loss={1}')",
        'val_loss is printed (train.py:7), but besom hears what besom.log({"val_loss": …}) gets',
    ),
    "to another tracker": (
        "wandb.log({'val_loss': 1})",
        'val_loss goes to wandb (train.py:7), but besom hears what besom.log({"val_loss": …}) gets',
    ),
    "nothing": ("pass", 'train.py seems to log nothing; besom.log({"val_loss": …}) tells besom'),
    "names that cannot be told, with the word": ("besom.log(val_loss=1, **x())\n    besom.log(y(val_loss=1))", None),
    "names that cannot be told, without it": ("besom.log(y())", "val_loss occurs nowhere in train.py"),
}


@pytest.mark.parametrize("name", CASES)
def test_metric(name: str, tmp_path: Path) -> None:
    line, expected = CASES[name]
    assert findings(tmp_path, SCRIPT + line, PROPER) == ([] if expected is None else [f"metric  {expected}"])


def test_a_rule_needs_a_curve(tmp_path: Path) -> None:
    script = ARGPARSE + "p.add_argument('--lr')\nimport besom\nbesom.log({'val_loss': 1})"
    assert findings(tmp_path, script, PROPER) == []
    assert findings(tmp_path, script, PROPER + "\nearly_terminate: {type: envelope}") == [
        "metric  val_loss seems to be logged once a run (train.py:6), so envelope has no curve to judge"
    ]


def test_every_metric_that_counts_is_looked_for(tmp_path: Path) -> None:
    several = PROPER.replace("metric: {name: val_loss}", "metrics: [{name: val_loss}, {name: speed}]")
    script = SCRIPT + "besom.log({'val_loss': 1, 'speeds': 2})"
    assert findings(tmp_path, script, several + "\noutcome_constraints: [{metric: memory, max: 8}]") == [
        "metric  speed seems never to be logged; did you mean speeds (train.py:7)?",
        "metric  memory seems never to be logged; train.py logs val_loss, speeds",
    ]
