"""The sweep file that init writes around a script. BESOM_UPDATE_GOLDEN=1 writes the files anew."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from besom.config import parse
from besom.rehearsal import draft, rehearse
from besom.rehearsal.guess import guess
from besom.scripts import Argument, Default, Place, candidates, read_script
from tests.unit.rehearsal.rehearse import ARGPARSE

REAL = Path(__file__).parents[1] / "scripts" / "real"
CASES = Path(__file__).parents[1] / "scripts" / "cases"
GOLDEN = Path(__file__).parent / "golden"
SCHEMA = "http://besom.test/api/sweep-file.schema.json"


@pytest.mark.parametrize("name", ["images", "text", "forecast"])
def test_the_file_of_a_real_script(name: str) -> None:
    script = candidates(REAL / name)[0].script
    text = draft(script, "sweep.yaml", SCHEMA).text
    golden = GOLDEN / f"draft-{name}.yaml"
    if os.environ.get("BESOM_UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text)
    assert text == golden.read_text()
    definition = parse(text)
    assert definition.warnings == ()
    assert rehearse(definition, REAL / name).findings == ()


@pytest.mark.parametrize("path", sorted(CASES.glob("*/*.py")), ids=lambda path: path.stem)
def test_the_file_of_any_script_is_in_order(path: Path) -> None:
    definition = parse(draft(read_script(path.name, path.parent), "sweep.yaml", None).text)
    assert definition.warnings == ()
    found = [each for each in rehearse(definition, path.parent).findings if "FIXME" not in each.sentence]
    odd = {each.about for each in found} - {"metric", "script"}
    assert odd <= {"learning-rate", "optimizer"}  # the example, where no argument was found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(
    name=st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,12}", fullmatch=True),
    default=st.none() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False) | st.text(max_size=8) | st.booleans(),
    choices=st.lists(st.integers() | st.text(max_size=5) | st.floats(allow_nan=False), max_size=3, unique_by=str),
)
def test_the_file_of_any_argument_is_in_order(
    name: str, default: object, choices: list[object], tmp_path: Path
) -> None:
    kind = "float" if default is None else type(default).__name__
    line = f"p.add_argument({'--' + name!r}, type={kind}, choices={choices or None!r}, default={default!r})\n"
    (tmp_path / "train.py").write_text(ARGPARSE + line.replace("inf", "1e300"), "utf-8")
    text = draft(read_script("train.py", tmp_path), "sweep.yaml", None).text
    assert parse(text).warnings == ()


def argument(name: str, default: object = None, kind: str | None = None, **more: object) -> Argument:
    shown = None if default is None else Default(str(default), default)
    return Argument((f"--{name}",), Place("train.py", 1), default=shown, type=kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        (argument("lr", 0.01, "float"), ["distribution: log_uniform_values", "min: 0.001", "max: 0.1"]),
        (argument("learning_rate", None, "float"), ["distribution: log_uniform_values", "min: 0.0001", "max: 0.1"]),
        (argument("weight-decay", 0.0, "float"), None),
        (argument("dropout", 0.1, "float"), ["min: 0.0", "max: 0.5"]),
        (argument("label-smoothing", 0.0, "float"), ["min: 0.0", "max: 0.5"]),
        (argument("momentum", 0.9, "float"), ["min: 0.5", "max: 0.99"]),
        (argument("beta2", 0.999, "float"), ["min: 0.8", "max: 0.999"]),
        (argument("batch-size", 48, "int"), ["values: [32, 64, 128]"]),
        (argument("hidden", 256, "int"), ["values: [128, 256, 512]"]),
        (argument("n-layers", 3, "int"), ["min: 1", "max: 6"]),
        (argument("n-grams", 2, "int", low=1.0, high=3.0), None),
        (argument("ngram", 2, "int", low=1.0, high=3.0), ["min: 1", "max: 3"]),
        (argument("epochs", 20, "int"), ["value: 20"]),
        (argument("optimizer", "adam", "str", choices=("adam", "sgd", "no")), ['values: [adam, sgd, "no"]']),
        (argument("nesterov", kind="bool"), ["values: [true, false]"]),
        (argument("seed", 1, "int"), None),
        (argument("data-dir", "x", "str", choices=("a", "b")), None),
        (argument("sizes", 3, "int", many=True), None),
        (argument("frobnicate", 0.3, "float"), None),
    ],
    ids=lambda given: given.shown if isinstance(given, Argument) else "",
)
def test_what_a_sweep_may_try_for_an_argument(given: Argument, keys: list[str] | None) -> None:
    found = guess(given)
    assert (None if found is None else list(found.keys)) == keys


LOGS = [
    ("besom.log({'train_loss': 1, 'val_loss': 2, 'val_acc': 3, 'epoch': 4})", "val_loss", "minimize"),
    ("besom.log({'loss': 1})\n    besom.log({'test/accuracy': 1})", "test/accuracy", "maximize"),
    ("besom.log({'reward': 1, 'lr': 2})", "reward", "maximize"),
    ("besom.log({'perplexity': 1})", "perplexity", "minimize"),
    ("wandb.log({'loss': 1})\n    print(f'val_loss={x}')", "loss", "minimize"),
    ("print(f'epoch {e} rmse: {x}')", "rmse", "minimize"),
    ("besom.log({f'val/{k}': 1})\n    print(f'val/acc: {x}')", "val/acc", "maximize"),
    ("besom.log({f'val/{k}': 1})\n    loss()", "val/loss", "minimize"),
    ("pass", "val_loss", "minimize"),
]


@pytest.mark.parametrize(("line", "name", "goal"), LOGS, ids=[name for _, name, _ in LOGS])
def test_the_metric_is_what_the_script_logs(line: str, name: str, goal: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(f"import besom, wandb\nfor e in range(3):\n    {line}\n")
    definition = parse(draft(read_script("train.py", tmp_path), "sweep.yaml", None).text)
    assert definition.metric is not None
    assert (definition.metric.name, definition.metric.goal) == (name, goal)
    assert definition.stopping


def test_a_rule_is_left_out_where_the_metric_is_logged_once(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import besom\nbesom.log({'val_loss': 1})\n")
    assert parse(draft(read_script("train.py", tmp_path), "sweep.yaml", None).text).stopping == ()


BOOLEANS = {
    "flags": ("action='store_true'", "store_true", "${args_no_boolean_flags}"),
    "toggles": ("action=argparse.BooleanOptionalAction", "toggle", "args_style: flags"),
    "values": ("type=str2bool, default=True", "value", ""),
}


@pytest.mark.parametrize("kind", BOOLEANS)
def test_booleans_are_given_as_the_script_takes_them(kind: str, tmp_path: Path) -> None:
    how, _, way = BOOLEANS[kind]
    (tmp_path / "train.py").write_text(ARGPARSE + f"p.add_argument('--nesterov', {how})\n")
    text = draft(read_script("train.py", tmp_path), "sweep.yaml", None).text
    assert "values: [true, false]" in text
    assert way in text
    assert "nesterov" not in {each.about for each in rehearse(parse(text), tmp_path).findings}


def test_what_the_script_needs_is_left_to_be_filled_in(tmp_path: Path) -> None:
    source = (
        ARGPARSE
        + "p.add_argument('data')\np.add_argument('--out', required=True)\np.add_argument('--lr', type=float)\n"
    )
    (tmp_path / "train.py").write_text(source)
    made = draft(read_script("train.py", tmp_path), "sweep.yaml", None)
    assert made.gaps == ("--out", "data")
    assert "command: [" in made.text
    assert made.text.count("FIXME") == 2
    assert parse(made.text).warnings == ()


def test_an_argument_of_the_script_and_of_its_sub_command_is_one_parameter(tmp_path: Path) -> None:
    source = ARGPARSE + (
        "p.add_argument('--lr', type=float, default=0.1)\nt = p.add_subparsers().add_parser('fit')\n"
        "t.add_argument('--lr', type=float, default=0.2)\np.add_subparsers().add_parser('test')\n"
    )
    (tmp_path / "train.py").write_text(source)
    assert list(parse(draft(read_script("train.py", tmp_path), "sweep.yaml", None).text).space.names) == ["lr"]


def test_the_training_sub_command_is_taken(tmp_path: Path) -> None:
    source = ARGPARSE + (
        "s = p.add_subparsers()\ne = s.add_parser('evaluate')\ne.add_argument('--k', type=int, default=3)\n"
        "t = s.add_parser('train')\nt.add_argument('--lr', type=float, default=0.1)\n"
    )
    (tmp_path / "train.py").write_text(source)
    text = draft(read_script("train.py", tmp_path), "sweep.yaml", None).text
    assert '"${program}", train, "${args}"]' in text
    assert "  lr:" in text
    assert "--k" not in text
