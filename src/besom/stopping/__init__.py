"""Early termination: which running runs are not worth finishing, and why."""

from besom.stopping.envelope import Envelope
from besom.stopping.hyperband import Hyperband
from besom.stopping.registry import RULES, RuleKind
from besom.stopping.rule import Curve, Limit, Rule, Stop, StoppingError

__all__ = ["RULES", "Curve", "Envelope", "Hyperband", "Limit", "Rule", "RuleKind", "Stop", "StoppingError"]
