"""Raw results: a line of JSON for each search, with one row for each of its runs."""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

NAMES = ("optimizer", "problem", "seed", "workers", "trials")
DIGITS = (None, None, 5, 5, 3)  # of each column; values are kept as they are


@dataclass(frozen=True)
class Result:
    optimizer: str
    problem: str
    seed: int
    workers: int
    trials: int  # that were asked for
    rows: NDArray[np.float64]  # (n, 5) as simulate.search gives them

    @property
    def key(self) -> tuple[str, str, int, int, int]:
        return self.optimizer, self.problem, self.seed, self.workers, self.trials


def append(file: Path, result: Result) -> None:
    rows = [
        [value if digits is None else round(value, digits) for value, digits in zip(row, DIGITS, strict=True)]
        for row in result.rows.tolist()
    ]
    entry = dict(zip(NAMES, result.key, strict=True))
    with file.open("a") as lines:
        lines.write(json.dumps({**entry, "rows": rows}) + "\n")


def read(files: Iterable[Path]) -> Iterator[Result]:
    """What stands in the files, packed with gzip or not. Searches that broke off are left out."""
    for file in files:
        with gzip.open(file, "rt") if file.suffix == ".gz" else file.open() as lines:
            for line in lines:
                entry = json.loads(line)
                if "rows" in entry:
                    yield Result(**{name: entry[name] for name in NAMES}, rows=np.array(entry["rows"], dtype=float))
