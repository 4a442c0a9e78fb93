"""What does not fit between a sweep's parameters and its script's arguments."""

from pathlib import Path

import pytest

from besom.config import parse
from besom.rehearsal.delivery import script_of
from tests.unit.rehearsal.rehearse import ARGPARSE, findings, rehearsed

HYDRA = """
import hydra
from hydra.core.config_store import ConfigStore
class C:
    lr: float = 1
ConfigStore.instance().store(name="c", node=C)
@hydra.main(config_name="c")
def main(cfg): ...
"""
MACRO = "use the macro ${args_no_boolean_flags} in command"
FLAG = "is a flag and takes no value"
NESTED = "args_style: equals gives nested values one by one"
OFF = "turns it off, which no args_style writes"
PROPER = "parameters: {lr: {min: 0.1, max: 0.2}}"

CASES: dict[str, tuple[str, str, list[str]]] = {
    "all is well": (ARGPARSE + "p.add_argument('--lr', type=float)", PROPER, []),
    "an argument that is not there": (
        ARGPARSE + "p.add_argument('--depth')",
        PROPER,
        ["lr  train.py seems to have no --lr"],
    ),
    "a dash for an underscore": (
        ARGPARSE + "p.add_argument('--weight-decay')",
        "parameters: {weight_decay: {value: 1}}",
        ["weight_decay  train.py seems to have no --weight_decay; did you mean --weight-decay (train.py:4)?"],
    ),
    "another usual name": (
        ARGPARSE + "p.add_argument('--learning_rate')",
        PROPER,
        ["lr  train.py seems to have no --lr; did you mean --learning_rate (train.py:4)?"],
    ),
    "one dash": (
        ARGPARSE + "p.add_argument('-lr')",
        PROPER,
        ["lr  train.py seems to have no --lr; did you mean -lr (train.py:4)?"],
    ),
    "a beginning of another": (
        ARGPARSE + "p.add_argument('--lr-max')",
        PROPER,
        ["lr  train.py would take --lr as short for --lr-max (train.py:4)"],
    ),
    "a beginning that argparse is told not to take": (
        "import argparse\np = argparse.ArgumentParser(allow_abbrev=False)\np.add_argument('--lr-max')",
        PROPER,
        ["lr  train.py seems to have no --lr; did you mean --lr-max (train.py:3)?"],
    ),
    "needed and not set": (
        ARGPARSE + "p.add_argument('--lr')\np.add_argument('--data', required=True)\np.add_argument('out')",
        PROPER,
        [
            "--data  train.py seems to need it (train.py:5), and nothing sets it",
            "out  train.py seems to need it (train.py:6), and nothing sets it",
        ],
    ),
    "needed and set by the command": (
        ARGPARSE + "p.add_argument('--lr')\np.add_argument('--data', required=True)\np.add_argument('out')",
        PROPER + "\ncommand: ['${interpreter}', '${program}', here, --data, /data, '${args}']",
        [],
    ),
    "floats for an integer": (
        ARGPARSE + "p.add_argument('--lr', type=int)",
        "parameters: {lr: {values: [1, 2.5]}}",
        ["lr  --lr takes whole numbers, and would get 2.5 (train.py:4)"],
    ),
    "text for a number": (
        ARGPARSE + "p.add_argument('--lr', type=float)",
        "parameters: {lr: {values: [0.5, auto]}}",
        ["lr  --lr takes numbers, and would get auto (train.py:4)"],
    ),
    "a choice that is none": (
        ARGPARSE + "p.add_argument('--k', type=int, choices=[1, 2])",
        "parameters: {k: {values: [1, 3]}}",
        ["k  --k takes 1, 2, not 3 (train.py:4)"],
    ),
    "beyond the ends": (
        "import click\n@click.command()\n@click.option('--k', type=click.IntRange(1, 3))\ndef main(k): ...",
        "parameters: {k: {values: [1, 4]}}",
        ["k  --k takes at least 1 and at most 3, and would get 4 (train.py:3)"],
    ),
    "a flag with a value": (
        ARGPARSE + "p.add_argument('--amp', action='store_true')",
        "parameters: {amp: {values: [true, false]}}",
        [f"amp  --amp is a flag and takes no value, so --amp=True would be refused; {MACRO} (train.py:4)"],
    ),
    "a flag by the macro for flags": (
        ARGPARSE + "p.add_argument('--amp', action='store_true')",
        "parameters: {amp: {values: [true, false]}}\ncommand: ['${program}', '${args_no_boolean_flags}']",
        [],
    ),
    "a flag that cannot be turned off": (
        ARGPARSE + "p.add_argument('--amp', action='store_true')",
        "parameters: {amp: {values: [true, false]}}\nargs_style: flags",
        [f"amp  --amp cannot be turned off by --no-amp; {MACRO} (train.py:4)"],
    ),
    "a toggle": (
        ARGPARSE + "p.add_argument('--amp', action=argparse.BooleanOptionalAction)",
        "parameters: {amp: {values: [true, false]}}\nargs_style: flags",
        [],
    ),
    "a toggle with a value": (
        ARGPARSE + "p.add_argument('--amp', action=argparse.BooleanOptionalAction)",
        "parameters: {amp: {values: [true, false]}}",
        ["amp  --amp is a flag and takes no value, so --amp=True would be refused; use args_style: flags (train.py:4)"],
    ),
    "a toggle with a name of its own for off": (
        "import click\n@click.command()\n@click.option('--fast/--slow')\ndef main(fast): ...",
        "parameters: {fast: {values: [true, false]}}",
        [f"fast  --fast {FLAG}, so --fast=True would be refused, and only --slow {OFF} (train.py:3)"],
    ),
    "a value without a flag": (
        ARGPARSE + "p.add_argument('--amp', type=str2bool)",
        "parameters: {amp: {values: [true, false]}}\ncommand: ['${program}', '${args_no_boolean_flags}']",
        ["amp  --amp needs a value, and --amp gives none (train.py:4)"],
    ),
    "type=bool": (
        ARGPARSE + "p.add_argument('--amp', type=bool)",
        "parameters: {amp: {values: [true, false]}}",
        ["amp  --amp has type=bool, for which every text is true, False too (train.py:4)"],
    ),
    "a list for several": (
        ARGPARSE + "p.add_argument('--sizes', type=int, nargs='+')",
        "parameters: {sizes: {values: [[1, 2], [3]]}}",
        ["sizes  --sizes takes whole numbers one after the other, not [1, 2]; use args_style: space (train.py:4)"],
    ),
    "several, one after the other": (
        ARGPARSE + "p.add_argument('--sizes', type=int, nargs='+')",
        "parameters: {sizes: {values: [[1, 2], [3]]}}\nargs_style: space",
        [],
    ),
    "Hydra and options": (
        HYDRA,
        PROPER,
        ["command  train.py seems to use Hydra, which refuses --lr=0.16369616873214543; use args_style: hydra"],
    ),
    "options and overrides": (
        ARGPARSE + "p.add_argument('--lr')",
        PROPER + "\nargs_style: hydra",
        ["command  train.py seems to take options, not lr=0.16369616873214543; use ${args}"],
    ),
    "a sub-command": (
        ARGPARSE + "s = p.add_subparsers()\nf = s.add_parser('fit')\nf.add_argument('--lr')\n"
        "t = s.add_parser('test')\nt.add_argument('--ckpt', required=True)",
        PROPER + "\ncommand: ['${program}', fit, '${args}']",
        [],
    ),
    "no sub-command": (
        ARGPARSE + "s = p.add_subparsers()\nf = s.add_parser('fit')\ns.add_parser('test')\np.add_argument('--lr')",
        PROPER,
        ["command  train.py seems to need one of fit, test: write it behind ${program}"],
    ),
    "read from the run": ("import besom\nbesom.init()\nprint(besom.config.lr)", PROPER, []),
    "not read from the run": (
        "import besom\nbesom.init()\nprint(besom.config.lrs)",
        PROPER,
        ["lr  train.py never seems to read it from its configuration; did you mean lrs (train.py:3)?"],
    ),
    "nothing is read at all": (
        "print(1)",
        PROPER,
        ["script  train.py seems to read neither arguments nor besom.config: all runs would be the same"],
    ),
    "others may pass": (ARGPARSE + "p.add_argument('--k')\np.parse_known_args()", PROPER, []),
    "others may pass, but this is a slip": (
        ARGPARSE + "p.add_argument('--batch-size')\np.parse_known_args()",
        "parameters: {batch_size: {value: 1}}",
        ["batch_size  train.py seems to have no --batch_size; did you mean --batch-size (train.py:4)?"],
    ),
    "by JSON": (ARGPARSE + "p.add_argument('--k')", PROPER + "\ncommand: ['${program}', '${args_json}']", []),
    "no Python": (
        "x = (",
        PROPER,
        ["script  train.py:1 is no Python that besom can read: '(' was never closed, so its arguments are not checked"],
    ),
    "the seed of repeats": (
        ARGPARSE + "p.add_argument('--lr')",
        PROPER + "\nmetric: {name: x}\nrepeat: {seeds: [0, 1]}",
        [
            "seed  train.py seems to have no --seed",
            'metric  train.py seems to log nothing; besom.log({"x": …}) tells besom',
        ],
    ),
    "nested parameters in one piece": (
        ARGPARSE + "p.add_argument('--model.width', type=int)\np.add_argument('--model.depth', type=int)",
        "parameters: {model: {parameters: {width: {values: [8, 9]}, depth: {min: 1, max: 3}}}}",
        [f"model.width  train.py seems to have no --model; {NESTED}, such as --model.width"],
    ),
    "nested parameters that are not there": (
        ARGPARSE + "p.add_argument('--k')",
        "parameters: {model: {parameters: {width: {values: [8, 9]}, depth: {min: 1, max: 3}}}}",
        ["model.width  train.py seems to have no --model"],
    ),
    "nested parameters": (
        ARGPARSE + "p.add_argument('--model.width', type=int)",
        "parameters: {model: {parameters: {width: {values: [8, 9]}}}}\nargs_style: equals",
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_findings(name: str, tmp_path: Path) -> None:
    script, text, expected = CASES[name]
    assert findings(tmp_path, script, text) == expected


def test_a_key_of_one_choice_of_a_hydra_group_needs_a_condition(tmp_path: Path) -> None:
    script = "import hydra\n@hydra.main(config_path='conf', config_name='config')\ndef main(c): ...\n"
    for name, text in {
        "config": "defaults:\n  - opt: sgd\n",
        "opt/sgd": "lr: 1\nmomentum: 0.9\n",
        "opt/adam": "lr: 1\n",
    }.items():
        path = tmp_path / "conf" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    both = "args_style: hydra\nparameters:\n  opt: {values: [sgd, adam]}\n  opt.lr: {min: 0.1, max: 1.0}\n"
    momentum = "  opt.momentum: {min: 0.1, max: 0.9"
    sentence = "opt.momentum  it exists only with opt=sgd (conf/opt/sgd.yaml:2); say so by `when`"
    assert findings(tmp_path, script, both + momentum + "}") == [sentence]
    assert findings(tmp_path, script, both + momentum + ", when: {opt: sgd}}") == []


def test_arguments_that_nothing_sets_are_left_at_their_defaults(tmp_path: Path) -> None:
    script = ARGPARSE + "p.add_argument('--lr')\np.add_argument('--wd', default=0.1)\np.add_argument('--k')"
    command = "\ncommand: ['${program}', --k=1, '${args}']"
    assert [each.shown for each in rehearsed(tmp_path, script, PROPER + command).defaults] == ["--wd"]


@pytest.mark.parametrize("start", ["python, lib/train.py", "python, -u, -m, lib.train"])
def test_the_script_is_found_in_a_command_of_ones_own(start: str) -> None:
    definition = parse(f"method: random\n{PROPER}\ncommand: [{start}, '${{args}}']\n")
    assert script_of(definition) == "lib/train.py"
