"""Plain scalars by the core schema of YAML 1.2, and the warnings where 1.1 differs."""

import math

import pytest

from besom.config.scalars import double_reading, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("1E+3", 1000.0),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("6.02e23", 6.02e23),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("0", 0),
        ("+12", 12),
        ("-12", -12),
        ("0o17", 15),
        ("0x1F", 31),
        ("010", 10),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("yes", "yes"),
        ("on", "on"),
        ("No", "No"),
        ("tRue", "tRue"),
        ("1_000", "1_000"),
        ("12:30:00", "12:30:00"),
        ("2024-01-01", "2024-01-01"),
        ("0b11", "0b11"),
        ("-0x1F", "-0x1F"),
        ("1e", "1e"),
        (".", "."),
        ("1 000", "1 000"),
        ("١", "١"),  # a digit, but not one of YAML's
        ("9" * 20, 99999999999999999999),
    ],
)
def test_plain_scalars(text: str, value: object) -> None:
    assert read(text) == value
    assert type(read(text)) is type(value)


def test_not_a_number_is_a_float() -> None:
    value = read(".NaN")
    assert isinstance(value, float)
    assert math.isnan(value)


def test_endless_integers_stay_beyond_64_bits() -> None:
    for text in ("7" * 10_000, "0x" + "f" * 10_000, "0o" + "7" * 10_000):
        value = read(text)
        assert isinstance(value, int)
        assert value >= 2**63
        assert double_reading(text) is None


@pytest.mark.parametrize(
    ("text", "here", "elsewhere"),
    [
        ("yes", 'the text "yes"', "true"),
        ("Off", 'the text "Off"', "false"),
        ("010", "the number 10", "the number 8"),
        ("-017", "the number -17", "the number -15"),
        ("08", "the number 8", 'the text "08"'),
        ("0o17", "the number 15", 'the text "0o17"'),
        ("1_000", 'the text "1_000"', "the number 1000"),
        ("1_0.5", 'the text "1_0.5"', "the number 10.5"),
        ("0b11", 'the text "0b11"', "the number 3"),
        ("12:30:00", 'the text "12:30:00"', "the number 45000"),
    ],
)
def test_both_readings_are_named(text: str, here: str, elsewhere: str) -> None:
    sentence = double_reading(text)
    assert sentence is not None
    assert sentence.startswith(f"{text} is {here} here (YAML 1.2), but {elsewhere} in YAML 1.1")


@pytest.mark.parametrize(
    "text", ["1e-3", "1", "0", "1.5", ".inf", ".nan", "true", "null", "~", "", "adam", "2024-01-01", "0b_", "<<", "="]
)
def test_what_everybody_reads_alike_gives_no_warning(text: str) -> None:
    assert double_reading(text) is None
