"""The stopping rules a sweep file can name. A new rule is one file and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from besom.stopping.envelope import Envelope
from besom.stopping.hyperband import Hyperband
from besom.stopping.rule import Rule


@dataclass(frozen=True)
class RuleKind:
    """How a rule is made, and the keys it reads: name -> (type, default; None without one). `aliases` name them too.

    `needs`: groups of keys of which one at least has to be given. `build(options)` takes keys by their own names, each
    of its type, and raises StoppingError for a bad value.
    """

    build: Callable[[Mapping[str, Any]], Rule]
    options: Mapping[str, tuple[type, object]]
    aliases: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[tuple[str, ...], ...] = ()


RULES: Mapping[str, RuleKind] = {
    "envelope": RuleKind(
        lambda options: Envelope(**options),
        {option.name: (type(option.default), option.default) for option in fields(Envelope)},
        aliases={"start_iter": "min_iter"},
    ),
    "hyperband": RuleKind(
        lambda options: Hyperband(**options),
        {
            "min_iter": (int, None),
            "max_iter": (int, None),
            "s": (int, None),
            "eta": (float, Hyperband.eta),
            "strict": (bool, Hyperband.strict),
        },
        needs=(("min_iter",), ("max_iter", "s")),
    ),
}
