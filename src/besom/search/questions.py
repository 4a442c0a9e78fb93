"""What a model is asked for: an acquisition, and the target it aims at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

# What the model is made of: all runs; all runs, with doubts about smoothness when nothing better was found for long
# (besom.search.standstill); the runs near the best alone (besom.search.nearby).
View: TypeAlias = Literal["plain", "doubting", "near"]


@dataclass(frozen=True)
class Question:
    """An acquisition (see besom.search.gp.acquisition), and the target it aims at.

    The target lies `depth` below the best that the model believes of an observation, in standard deviations of the
    observed values, but no lower than what anything reaches at `sds` standard deviations of the model: a target out of
    reach would only measure ignorance.
    """

    acquisition: str
    depth: float = 0.0
    sds: float = 0.0
    view: View = "plain"


# What `acquisition` in a sweep file stands for: questions asked one after the other, so that those in flight together
# differ. PI goes from sure small steps to bold ones, which does better than any single target (Jones, 2001, calls it
# enhanced PI); auto takes turns with expected improvement, which does better still with noise or with many workers.
QUESTIONS: Mapping[str, tuple[Question, ...]] = {
    "auto": (
        Question("pi", depth=0.05, sds=1.0),
        Question("ei", view="doubting"),
        Question("pi", depth=0.4, sds=2.5, view="doubting"),
        Question("ei", view="near"),
    ),
    "pi": (
        Question("pi", depth=0.01, sds=0.5, view="near"),
        Question("pi", depth=0.05, sds=1.0),
        Question("pi", depth=0.2, sds=2.0, view="doubting"),
        Question("pi", depth=0.6, sds=3.0, view="doubting"),
    ),
    "ei": (Question("ei"), Question("ei", view="doubting"), Question("ei"), Question("ei", view="near")),
    "ucb": (Question("ucb"), Question("ucb", view="near")),
    "ts": (Question("ts"), Question("ts", view="near")),
}
