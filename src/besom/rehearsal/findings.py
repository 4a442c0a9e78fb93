"""What a rehearsal finds out about a sweep before it costs anything."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from besom.scripts import Place

ABBREVIATIONS: Mapping[str, str] = {
    "learningrate": "lr",
    "batchsize": "bs",
    "weightdecay": "wd",
    "validation": "val",
    "accuracy": "acc",
}


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
    """The one of the names that is most likely meant.

    The same but for case, dashes, dots and usual abbreviations; else the only longer one; else a close spelling.
    """
    by_key = {key(each): each for each in names}
    wanted = key(name)
    if wanted in by_key:
        return by_key[wanted]
    for spelled, each in by_key.items():
        if _short(spelled) == _short(wanted):
            return each
    longer = [each for spelled, each in by_key.items() if spelled.startswith(wanted) and len(wanted) > 1]
    if len(longer) == 1:
        return longer[0]
    close = difflib.get_close_matches(wanted, by_key, n=1, cutoff=0.7)
    return by_key[close[0]] if close else None


def _short(spelled: str) -> str:
    for long, short in ABBREVIATIONS.items():
        spelled = spelled.replace(long, short)
    return spelled


def key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def listed(names: Collection[object], most: int = 8) -> str:
    """`a, b, c` or `a, b and 5 more`."""
    texts = [str(name) for name in names]
    if len(texts) <= most:
        return ", ".join(texts)
    return f"{', '.join(texts[: most - 1])} and {len(texts) - most + 1} more"
