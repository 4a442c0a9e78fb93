"""Early termination: which running runs are not worth finishing, and why."""

from besom.stopping.envelope import Envelope
from besom.stopping.registry import RULES, RuleKind
from besom.stopping.rule import Curve, Rule, Stop, StoppingError

__all__ = ["RULES", "Curve", "Envelope", "Rule", "RuleKind", "Stop", "StoppingError"]
