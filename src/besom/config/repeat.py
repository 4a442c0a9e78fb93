"""Running each point several times, under different seeds."""

from collections.abc import Mapping
from dataclasses import dataclass

from besom.parameters.names import parameter_name
from besom.reading.fields import boolean, got, plain, quoted
from besom.reading.problems import Findings, Path
from besom.reading.table import Key, described, object_schema, read_mapping
from besom.space import Value

NAME = "seed"  # what the argument is called unless the file says otherwise


@dataclass(frozen=True, slots=True)
class Repeat:
    """Each point is run once under each seed, which the script gets as the argument `parameter`.

    With `racing` a point gets its later seeds only as long as it may still be the best.
    """

    seeds: tuple[int | str, ...]
    parameter: str = NAME
    racing: bool = True


def repeat(value: Value, path: Path, findings: Findings) -> Mapping[str, object] | None:
    """What the file says of it; None when that is not in order."""
    read = read_mapping(value, REPEAT, path, findings)
    return read if read is not None and "seeds" in read else None


def _seeds(value: Value, path: Path, findings: Findings) -> tuple[int | str, ...] | None:
    if not isinstance(value, list):
        findings.error(path, f"seeds must be a list of numbers or texts, got {got(value)}")
        return None
    if len(value) < 2:
        findings.error(path, "seeds needs at least two; a single one is a parameter with a value")
        return None
    seeds: list[int | str] = []
    for index, seed in enumerate(value):
        here = (*path, index)
        if isinstance(seed, bool) or not isinstance(seed, (int, str)):
            findings.error(here, f"a seed must be a whole number or a text, got {got(seed)}")
        elif seed in seeds:
            findings.error(here, f"seeds has {quoted(seed)} twice")
        elif plain(seed, here, findings):
            seeds.append(seed)
    return tuple(seeds)


REPEAT: Mapping[str, Key] = {
    "seeds": Key(
        _seeds,
        described(
            "What the script gets as its seed, one run for each.",
            type="array",
            items={"type": ["integer", "string"]},
            minItems=2,
            uniqueItems=True,
        ),
        missing="repeat needs seeds: a list, one run of each point for each of them",
    ),
    "parameter": Key(
        parameter_name, described("The argument that takes the seed.", type="string", minLength=1, default=NAME)
    ),
    "racing": Key(
        boolean,
        described(
            "Whether a point gets further seeds only while it may still be the best; true unless the method is grid.",
            type="boolean",
        ),
    ),
}
SCHEMA = described("Run each point under several seeds; the mean counts, with its interval.", **object_schema(REPEAT))
