"""Which of the metrics that a script logs a sweep is likely meant to make better, and in which direction."""

from dataclasses import dataclass

from besom.rehearsal.metric import fits
from besom.rehearsal.points import words
from besom.scripts import Logged, Script

HIGHER = frozenset(
    {"acc", "accuracy", "top1", "top5", "f1", "auc", "auroc", "map", "recall", "precision", "reward", "return", "score"}
    | {"bleu", "rouge", "iou", "miou", "dice", "psnr", "ssim", "r2", "win"}
)
LOWER = frozenset(
    {
        "los",
        "loss",
        "error",
        "err",
        "rmse",
        "mse",
        "mae",
        "perplexity",
        "ppl",
        "nll",
        "wer",
        "cer",
        "fid",
        "bpc",
        "regret",
    }
)
HELD_OUT = frozenset({"val", "valid", "validation", "dev", "eval", "test", "heldout"})
OTHERS = frozenset({"epoch", "step", "iter", "iteration", "lr", "time", "second", "norm", "grad", "batch"})


@dataclass(frozen=True, slots=True)
class Aim:
    name: str
    goal: str  # minimize or maximize
    logged: Logged


def aim(script: Script) -> Aim | None:
    """None where the script seems to log nothing of the kind."""
    named = [(name, each) for each in script.logged for name in _names(each, script)]
    fit = [
        (name, each) for name, each in named if not words(name) & OTHERS and name.isprintable() and name.strip() == name
    ]
    if not fit:
        return None
    name, logged = max(fit, key=lambda pair: _score(*pair))  # the first of those that are equal
    return Aim(name, "maximize" if words(name) & HIGHER else "minimize", logged)


def _names(logged: Logged, script: Script) -> list[str]:
    """The name itself; for a pattern those printed that fit it, or the usual ones that the script has a word for."""
    if not logged.pattern:
        return [logged.name]
    printed = [
        each.name for each in script.logged if not each.pattern and each is not logged and fits(each.name, logged)
    ]
    usual = [logged.name.replace("*", word) for word in ("loss", "acc", "accuracy") if word in script.words]
    return printed or (usual if logged.name.count("*") == 1 else [])


def _score(name: str, logged: Logged) -> int:
    kind = words(name)
    return (
        4 * (logged.by != "print")
        + 3 * bool(kind & (HIGHER | LOWER))
        + 2 * bool(kind & HELD_OUT)
        + logged.repeated
        - ("train" in kind)
    )
