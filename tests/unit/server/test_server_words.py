"""What the server says: reasons, log lines, ids, keys, errors."""

import logging
from dataclasses import replace
from typing import Any

import pytest

from besom.domain.run import Run, Stop
from besom.domain.states import Order, RunState
from besom.errors import BY_CODE, BesomError, Busy, DiskFull
from besom.server.asgi import STATUS, error_reply
from besom.server.keys import hash_key, id_of_request, new_id, new_key
from besom.server.logs import Lines
from besom.server.why import cause, listed, ordinal, span, why

RUN = Run(
    project=1,
    id="abc",
    state=RunState.RUNNING,
    attempt=1,
    agent="a",
    request_id=None,
    config="{}",
    created_at=0.0,
    started_at=None,
    sweep="s",
    number=7,
)
STOP = Stop(rule="envelope", age=3, value=0.5, limit=0.25, by=(1, 2))
AT_BAND = Stop(rule="hyperband", age=12, value=0.53, limit=0.41, by=(4,), band=9, rank=12, among=15)
TIMEOUT = Stop(rule="run_timeout", age=31, value=7203.5, limit=7200.0, by=())


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({}, ["run 7 is running"]),
        ({"number": None}, ["run abc is running"]),
        ({"state": RunState.QUEUED}, ["run 7 waits for an agent"]),
        ({"state": RunState.FINISHED}, ["run 7 finished: its script ended with exit code 0"]),
        (
            {"state": RunState.FAILED, "exit_code": 2, "error": "Traceback\nKeyError: 'x'\n"},
            ["run 7 failed: its script ended with exit code 2", "the last that it printed: KeyError: 'x'"],
        ),
        ({"state": RunState.FAILED, "exit_code": -9}, ["run 7 failed: its script was ended by signal 9"]),
        (
            {"state": RunState.STOPPED, "stop": STOP},
            [
                "run 7 was stopped by envelope at its 3rd report",
                "its best value was 0.5 and had to be below 0.25, the limit that runs 1 and 2 set at that age",
            ],
        ),
        (
            {"state": RunState.STOPPED, "stop": AT_BAND},
            [
                "run 7 was stopped by hyperband at its 12th report",
                "at band 9 its value counted as 0.53 and had to be at most 0.41, "  # noqa: ISC004 (one sentence)
                "the threshold that run 4 set: rank 12 of 15",
            ],
        ),
        ({"state": RunState.STOPPED, "stop": TIMEOUT}, ["run 7 ended after 2 h: run_timeout"]),
        ({"state": RunState.STOPPED}, ["run 7 was stopped early"]),
        ({"state": RunState.KILLED}, ["run 7 was killed by a person, or with its sweep"]),
        (
            {"state": RunState.CRASHED, "attempt": 3},
            [
                "run 7 crashed: nobody knows how its script ended, or its agent was not heard of again",
                "this was attempt 3: its earlier agents fell silent or gave it back",
            ],
        ),
        (
            {"order": Order.KILL},
            ["run 7 is running", "a person has ended it, and its agent has yet to say that the script is gone"],
        ),
    ],
)
def test_why_says_what_became_of_a_run(changes: dict[str, Any], sentences: list[str]) -> None:
    assert why(replace(RUN, **changes), None) == sentences


@pytest.mark.parametrize(
    ("info", "because"),
    [
        (
            '{"by": "repeat", "why": "leads", "mean": 0.03125, "leader": 0.03125}',
            "because that point led with a mean of 0.03125",
        ),
        (
            '{"by": "repeat", "why": "close", "mean": 0.034, "leader": 0.031}',
            "because its mean of 0.034 was not clearly behind the leader's 0.031",
        ),
        ('{"by": "repeat", "why": "every"}', "as every point is"),
        ('{"by": "grid", "cell": 3}', "as every point is"),
    ],
)
def test_why_says_why_a_point_is_run_again(info: str, because: str) -> None:
    said = why(replace(RUN, info=info), None, [2, 5])[1]
    assert said == f"it repeats the point of runs 2 and 5 under another seed, {because}"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"order": Order.STOP, "stop": STOP}, "envelope: 0.5 at report 3, limit 0.25"),
        ({"order": Order.STOP, "stop": AT_BAND}, "hyperband at band 9: 0.53, threshold 0.41, rank 12 of 15"),
        ({"state": RunState.STOPPED, "stop": TIMEOUT}, "ended after 2 h: run_timeout"),
        ({"order": Order.KILL, "stop": STOP}, "a person has ended the run or its sweep"),
    ],
)
def test_what_ended_a_run_fits_a_line(changes: dict[str, Any], said: str | None) -> None:
    assert cause(replace(RUN, **changes)) == said


def test_spans_of_time_are_told_in_their_largest_whole_unit() -> None:
    assert [span(seconds) for seconds in (0.5, 2.0, 90.0, 900.0, 5400.0, 7200.0, 86400.0)] == [
        "0.5 s", "2 s", "90 s", "15 min", "90 min", "2 h", "1 d",
    ]  # fmt: skip


def test_numbers_in_words() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th",
    ]  # fmt: skip
    assert [listed([2]), listed([2, 5]), listed([2, 5, 9])] == ["run 2", "runs 2 and 5", "runs 2, 5 and 9"]


def test_a_log_line_is_one_line_whatever_is_in_it() -> None:
    record = logging.LogRecord("besom", logging.INFO, "", 0, "said %s", ("a\nb\x1b[31m\u202e",), None)
    line = Lines().format(record)
    assert line.endswith("INFO said a\\nb\\x1b[31m\\u202e")


def test_an_exception_in_the_log_keeps_its_lines_and_nothing_else() -> None:
    try:
        raise ValueError("a\x1b]0;title\x07")
    except ValueError as error:
        record = logging.LogRecord("besom", logging.ERROR, "", 0, "oh", (), (type(error), error, error.__traceback__))
    lines = Lines().format(record).splitlines()
    assert lines[1].startswith("Traceback")
    assert lines[-1] == "ValueError: a\\x1b]0;title\\x07"


def test_keys_are_40_letters_and_digits_and_ids_8() -> None:
    keys = {new_key() for _ in range(50)}
    assert len(keys) == 50
    assert all(len(key) == 40 and key.isalnum() and key.isascii() for key in keys)
    assert len(hash_key("x")) == 32
    ids = {new_id() for _ in range(50)} | {id_of_request("a", str(n)) for n in range(50)}
    assert len(ids) == 100
    assert all(len(name) == 8 and name.isalnum() and name == name.lower() for name in ids)
    assert id_of_request("a", "b") == id_of_request("a", "b") != id_of_request("ab", "")


def test_every_error_that_a_server_raises_has_a_status() -> None:
    assert set(STATUS) == set(BY_CODE) - {"unreachable"}


def test_an_error_is_told_in_one_form() -> None:
    status, body, headers = error_reply(Busy("come back", retry_after=3))
    assert (status, dict(headers)[b"retry-after"]) == (503, b"3")
    assert body == b'{"error":{"code":"busy","message":"come back","details":{"retry_after":3}}}'
    assert error_reply(DiskFull("no room"))[0] == 507


def test_what_went_wrong_inside_is_logged_and_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    for error in (RuntimeError("password=secret"), BesomError("secret thing")):
        status, body, _ = error_reply(error)
        assert status == 500
        assert b"secret" not in body
    assert "password=secret" in caplog.text
