"""Problems that tables of real trainings lack. Each is a formula for the true value."""

from collections.abc import Mapping

from benchmarks.tournament.formula import Formula
from benchmarks.tournament.own import choices, trainings, valleys, wide

FORMULAS: Mapping[str, Formula] = {
    **valleys.FORMULAS,
    **trainings.FORMULAS,
    **choices.FORMULAS,
    **wide.FORMULAS,
}
