"""A sweep's metrics beside the names that its script logs."""

import re
from collections.abc import Iterator

from besom.config import Definition
from besom.rehearsal.findings import Finding, key, near
from besom.scripts import Logged, Script

HEARD = frozenset({"besom", "a logger"})  # by which besom hears of values; a logger may be anybody's


def check_metric(definition: Definition, script: Script) -> Iterator[Finding]:
    """What speaks against the sweep ever seeing one of its metrics."""
    if script.problem is not None:
        return
    heard = [each for each in script.logged if each.by in HEARD]
    for place, metric in enumerate(definition.measured):
        name = metric.name
        found = [each for each in heard if fits(name, each)]
        if not found:
            finding = _missing(name, script, heard)
            if finding is not None:
                yield finding
        elif place == 0 and definition.stopping and not any(each.repeated for each in found):
            kinds = ", ".join(kind for kind, _ in definition.stopping)
            sentence = f"{name} seems to be logged once a run ({found[0].where}), so {kinds} has no curve to judge"
            yield Finding("metric", sentence, found[0].where)


def fits(name: str, logged: Logged) -> bool:
    """Whether what is logged may be the metric of that name."""
    if not logged.pattern:
        return name == logged.name
    return re.fullmatch(".+".join(map(re.escape, logged.name.split("*"))), name) is not None


def _missing(name: str, script: Script, heard: list[Logged]) -> Finding | None:
    if script.unread and name in script.words:
        return None
    for each in script.logged:
        if each.by not in HEARD and fits(name, each):
            verb = "is printed" if each.by == "print" else f"goes to {each.by}"
            sentence = f'{name} {verb} ({each.where}), but besom hears what besom.log({{"{name}": …}}) gets'
            return Finding("metric", sentence, each.where)
    meant = _meant(name, heard)
    if meant is not None:
        spelled, each = meant
        return Finding("metric", f"{name} seems never to be logged; did you mean {spelled} ({each.where})?", each.where)
    if heard:
        names = ", ".join(dict.fromkeys(each.name for each in heard))
        return Finding("metric", f"{name} seems never to be logged; {script.program} logs {names}")
    sentence = f'{script.program} seems to log nothing; besom.log({{"{name}": …}}) tells besom'
    return Finding("metric", sentence if not script.unread else f"{name} occurs nowhere in {script.program}")


def _meant(name: str, heard: list[Logged]) -> tuple[str, Logged] | None:
    """The name that is most likely meant: one that is logged, or what a pattern would be for it."""
    plain = {each.name: each for each in heard if not each.pattern}
    if (close := near(name, plain)) is not None:
        return close, plain[close]
    for each in heard:
        first = each.name.removesuffix("*")
        if each.pattern and "*" not in first and key(first) and key(name).startswith(key(first)):
            rest = name[len(first) - 1 if key(name[: len(first) - 1]) == key(first) else len(first) :]
            return f"{first}{rest.lstrip('/_-.')}", each
    return None
