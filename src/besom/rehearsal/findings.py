"""What a rehearsal finds out about a sweep before it costs anything."""

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from besom.scripts import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should look at. A script is only read, so all of it may be wrong, and is worded so."""

    about: str  # the parameter, the argument, "metric", "command"
    sentence: str
    where: Place | None = None
    severity: Literal["warning", "note"] = "warning"  # a note: something could not be checked

    def __str__(self) -> str:
        return f"{self.about}  {self.sentence}"


def near(name: str, names: Iterable[str]) -> str | None:
    """The one of the names that is most likely meant: the same but for case, dashes and dots, else a close spelling."""
    by_key = {key(each): each for each in names}
    if key(name) in by_key:
        return by_key[key(name)]
    known = {"lr": "learningrate", "bs": "batchsize", "wd": "weightdecay"}
    for short, long in known.items():
        for one, other in ((short, long), (long, short)):
            if key(name) == one and other in by_key:
                return by_key[other]
    close = difflib.get_close_matches(key(name), by_key, n=1, cutoff=0.7)
    return by_key[close[0]] if close else None


def key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def listed(names: Collection[object], most: int = 8) -> str:
    """`a, b, c` or `a, b and 5 more`."""
    texts = [str(name) for name in names]
    if len(texts) <= most:
        return ", ".join(texts)
    return f"{', '.join(texts[: most - 1])} and {len(texts) - most + 1} more"
