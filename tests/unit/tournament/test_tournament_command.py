"""The benchmark's commands, from the searches to the tables."""

import json
from pathlib import Path

import pytest

from benchmarks.tournament.__main__ import main
from benchmarks.tournament.raw import read

PROBLEMS = "own-branches,fcnet-protein_structure"


def run(out: Path, *more: str) -> None:
    main(["run", "--problems", PROBLEMS, "--seeds", "1", "--trials", "6", "--out", str(out), *more])


def test_searches_are_kept_and_not_made_again(tmp_path: Path) -> None:
    out = tmp_path / "raw.jsonl"
    run(out, "--optimizer", "random")
    before = out.read_text()
    run(out, "--optimizer", "random")
    assert out.read_text() == before
    run(out, "--optimizer", "random", "--workers", "2")
    assert [result.key[1:] for result in read([out])] == [
        (problem, 0, workers, 6) for workers in (1, 2) for problem in PROBLEMS.split(",")
    ]


def test_any_optimizer_is_named_by_its_import_path_with_options(tmp_path: Path) -> None:
    out, options = tmp_path / "raw.jsonl", json.dumps({"method": "bayes", "options": {"acquisition": "ei"}})
    run(out, "--optimizer", "besom.search:Optimizer", "--options", options, "--label", "ei")
    assert [len(result.rows) for result in read([out])] == [6, 6]


def test_the_report_compares_what_is_in_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "raw.jsonl"
    for optimizer in ("random", "besom"):
        run(out, "--optimizer", optimizer)
    main(["report", str(out), "--problems", PROBLEMS, "--at", "6"])
    shown = capsys.readouterr().out
    assert "| random | 2 |" in shown
    assert "| own-branches | " in shown


def test_time_that_is_up_starts_no_search(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path / "raw.jsonl", "--optimizer", "random", "--minutes", "0")
    assert not (tmp_path / "raw.jsonl").exists()
    assert "out of time" in capsys.readouterr().err
