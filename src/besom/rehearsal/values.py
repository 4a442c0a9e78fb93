"""Whether a script's argument takes what a sweep hands it."""

import math
from collections.abc import Callable, Mapping

from besom.rehearsal.delivery import Handed
from besom.rehearsal.findings import listed
from besom.scripts import Argument

FALSE = frozenset({"False", "false", "0", "no", "off", "None"})
_READ: Mapping[str, tuple[Callable[[str], object], str]] = {
    "int": (int, "whole numbers"),
    "float": (float, "numbers"),
}


def misfit(argument: Argument, given: Handed) -> str | None:
    """A sentence about why the script would not take this, or take it for something else; None when all is well."""
    shown = argument.shown
    if f"--{given.name}" in argument.off:
        return None
    if given.name not in spellings(argument) and given.name.rpartition(".")[2].startswith("no-"):
        return f"{shown} cannot be turned off by {given.words}; use the macro ${{args_no_boolean_flags}} in command"
    if argument.form == "option" and argument.takes == "nothing" and given.texts:
        refused = f"{shown} is a flag and takes no value, so {given.words} would be refused"
        if not argument.off:
            return f"{refused}; use the macro ${{args_no_boolean_flags}} in command"
        if any(flag.rpartition(".")[2].removeprefix("--").startswith("no-") for flag in argument.off):
            return f"{refused}; use args_style: flags"
        return f"{refused}, and only {argument.off[0]} turns it off, which no args_style writes"
    if argument.form == "option" and argument.takes == "value" and not given.texts:
        return f"{shown} needs a value, and {given.words} gives none"
    if argument.type == "truthy" and any(text in FALSE for text in given.texts):
        return f"{shown} has type=bool, for which every text is true, {given.texts[0]} too"
    if argument.choices and (odd := [text for text in given.texts if not _is_choice(text, argument)]):
        return f"{shown} takes {listed(argument.choices)}, not {odd[0]}"
    if argument.form == "option" and argument.type in _READ:
        return _unreadable(argument, given) or _outside(argument, given)
    return None


def spellings(argument: Argument) -> frozenset[str]:
    """All names by which the argument is given on a command line, those that turn it off too."""
    return frozenset({*argument.names, *(flag.removeprefix("--") for flag in argument.off)})


def _is_choice(text: str, argument: Argument) -> bool:
    if text in {str(choice) for choice in argument.choices}:
        return True
    try:
        return any(isinstance(choice, int | float) and float(text) == choice for choice in argument.choices)
    except ValueError:
        return False


def _outside(argument: Argument, given: Handed) -> str | None:
    """A sentence about the first number that lies beyond the argument's ends."""
    low, high = (end if end is not None else sign * math.inf for end, sign in ((argument.low, -1), (argument.high, 1)))
    odd = next((text for text in given.texts if not low <= float(text) <= high), None)
    if odd is None:
        return None
    ends = [
        f"{word} {end:g}" for word, end in (("at least", argument.low), ("at most", argument.high)) if end is not None
    ]
    return f"{argument.shown} takes {' and '.join(ends)}, and would get {odd}"


def _unreadable(argument: Argument, given: Handed) -> str | None:
    """A sentence about the first text that is no number of the argument's kind."""
    read, numbers = _READ[str(argument.type)]
    for text in given.texts:
        try:
            read(text)
        except ValueError:
            if argument.many and text.startswith("["):
                return f"{argument.shown} takes {numbers} one after the other, not {text}; use args_style: space"
            return f"{argument.shown} takes {numbers}, and would get {text}"
    return None
