"""What a sweep may cost: runs, hours and money, and how long one run may take."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from besom.reading.fields import above, at_least, called, got
from besom.reading.problems import Findings, Path
from besom.reading.table import Key, described, object_schema, read_mapping
from besom.space import Value

_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?([smhd]?)")
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Budget:
    """What a sweep may use up over all its runs; None where there is no limit. `price` is of one hour of one run."""

    runs: int | None = None
    hours: float | None = None
    gpu_hours: float | None = None
    cost: float | None = None
    price: float | None = None

    def seconds(self, gpus: int) -> float | None:
        """The seconds of runs, added up, after which the tightest limit is reached, each run using so many GPUs."""
        limits = [self.hours]
        limits.append(self.gpu_hours / gpus if self.gpu_hours and gpus else None)
        limits.append(self.cost / self.price if self.cost and self.price else None)
        hours = [limit for limit in limits if limit is not None]
        return min(hours) * HOUR if hours else None


def budget(value: Value, path: Path, findings: Findings) -> Budget | None:
    read = read_mapping(value, BUDGET, path, findings)
    if read is None:
        return None
    if not read and not value:
        findings.error(path, f"budget needs a limit: {', '.join(BUDGET)}")
    if "cost" in read and isinstance(value, dict) and "price" not in value:
        findings.error((*path, "cost"), "cost needs price beside it: what one hour of one run costs", key=True)
    return Budget(**read)


def seconds(value: Value, path: Path, findings: Findings) -> float | None:
    """A duration: a number of seconds, or a text such as 90s, 15m, 2h or 1d."""
    if isinstance(value, str):
        found = _DURATION.fullmatch(value.strip())
        if found is None:
            forms = "seconds, or a text such as 90s, 15m, 2h or 1d"
            findings.error(path, f"{called(path)} must be {forms}; got {got(value)}")
            return None
        value = float(found[1]) * _UNITS[found[2]]
    given: float | None = above(0)(value, path, findings)
    return given


def _resources(value: Value, path: Path, findings: Findings) -> int | None:
    read = read_mapping(value, RESOURCES, path, findings)
    return None if read is None else read.get("gpus")


def _limit(description: str) -> Key:
    return Key(above(0), described(description, type="number", exclusiveMinimum=0))


BUDGET: Mapping[str, Key] = {
    "runs": Key(at_least(1), described("No more runs than this; the same as run_cap.", type="integer", minimum=1)),
    "hours": _limit("Hours of all runs added up, after which no new one is started."),
    "gpu_hours": _limit("The same, an hour counting once for each GPU of a run (resources: gpus)."),
    "cost": _limit("Money, in any currency; needs price."),
    "price": _limit("What one hour of one run costs."),
}
BUDGET_SCHEMA = described(
    "What the whole sweep may use up.", **object_schema(BUDGET), minProperties=1, dependentRequired={"cost": ["price"]}
)

RESOURCES: Mapping[str, Key] = {
    "gpus": Key(
        at_least(0),
        described("How many GPUs one run gets.", type="integer", minimum=0, default=1),
        missing="resources needs gpus: how many one run gets",
    )
}
RESOURCES_KEY = Key(_resources, described("What one run needs of its machine.", **object_schema(RESOURCES)))

RUN_TIMEOUT = Key(
    seconds,
    described(
        "A run that takes longer is stopped: seconds, or a text such as 90s, 15m, 2h or 1d.",
        anyOf=[
            {"type": "number", "exclusiveMinimum": 0},
            {"type": "string", "pattern": f"^\\s*{_DURATION.pattern}\\s*$"},
        ],
    ),
)
