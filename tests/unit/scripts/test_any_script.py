"""No text of a script makes the reading of it crash or hang."""

import ast
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from besom.scripts import read_script

FOLDER = Path(__file__).parent
OURS = [*FOLDER.glob("real/*/*.py"), *(FOLDER.parents[2] / "src" / "besom").rglob("*.py")]
PIECES = [
    *[
        "import argparse\n",
        "p = argparse.ArgumentParser()\n",
        "p.add_argument(",
        "'--lr'",
        "type=",
        "default=",
        "*",
        "**x",
        ")",
        "\n",
    ],
    *[
        "for x in ",
        "x",
        "[",
        "]",
        ":",
        "    ",
        "{x: x}",
        "lambda: x",
        "f'{x}'",
        "'%s' % x",
        "x.items()",
        "2 ** 99 ** 9",
        "10 ** 9999",
    ],
    *[
        "import click\n",
        "@click.option('--a/--b', 'c')\n",
        "def f(x: 'list[', *y, **z): return x\n",
        "class C(C): x: C = C\n",
    ],
    *[
        "import besom\n",
        "besom.log(",
        "besom.config.x",
        "besom.init(config=",
        "from . import x\n",
        "from x import *\n",
        "x = x\n",
        "=",
    ],
    *[
        "import tyro\n",
        "tyro.cli(C)\n",
        "import fire\n",
        "fire.Fire(",
        "import typer\n",
        "print('x=', x)\n",
        "é",
        "\0",
        "\x0c",
        "1_0j",
    ],
    *[
        "@hydra.main(config_path='.', config_name='x')\n",
        "import hydra\n",
        "def main(cfg): ...\n",
        "flags.DEFINE_enum('x', 1, x)\n",
    ],
]
quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)


@quick
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_bytes(content)
    read_script("train.py", tmp_path)


@quick
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_pieces_of_python(pieces: list[str], tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("".join(pieces))
    (tmp_path / "x.yaml").write_text("defaults: [x, {x: x}, 1]\n" + "".join(pieces[:3]))
    read_script("train.py", tmp_path)


@quick
@given(data=st.data())
def test_any_change_to_a_real_script(data: st.DataObject, tmp_path: Path) -> None:
    text = data.draw(st.sampled_from(OURS)).read_text()
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 80))
    changed = text[:start] + data.draw(st.sampled_from(PIECES)) + text[start + length :]
    (tmp_path / "train.py").write_text(changed)
    read_script("train.py", tmp_path)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 5000,
        "-" * 100_000 + "1",
        "x" + ".x" * 50_000,
        "x" + "()" * 20_000,
        "+".join(["1"] * 50_000),
        "x = " + "[" * 90 + "]" * 90,
        "if x: pass\n" + "elif x: pass\n" * 5000,
        "import argparse\n"
        + "for a in range(200):\n" * 1
        + " for b in range(200):\n  for c in range(200):\n   f(a, b, c)\n",
        "x = 9\n" * 150_000,
        "import argparse\np.add_argument('--x', default=" + "0x" + "f" * 20_000 + ")",
        "import argparse\np.add_argument('--x' + " + " + ".join(["'a'"] * 3000) + ")",
        "# -*- coding: utf-16 -*-\n",
        "# -*- coding: nonsense -*-\n",
        "# -*- coding: latin-1 -*-\nx = '\u00e9'\n",
    ],
    ids=range(14),
)
def test_texts_made_to_be_hard(source: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_bytes(source.encode("latin-1"))
    read_script("train.py", tmp_path)


def test_our_own_files_are_all_read(tmp_path: Path) -> None:
    for path in OURS:
        found = read_script(path.name, path.parent)
        assert found.problem is None
        assert all(ast.literal_eval(repr(argument.flags)) for argument in found.arguments)
