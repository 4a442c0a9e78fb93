"""A sweep's parameters beside the arguments of its script."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from besom.config import Definition
from besom.rehearsal.delivery import Handed, handed, literals, set_by
from besom.rehearsal.findings import Finding, key, listed, near
from besom.rehearsal.values import misfit, spellings
from besom.scripts import Argument, Script
from besom.space import Choice, Point, Value

MOST_VALUES = 50  # of a parameter that are held against its argument


@dataclass(frozen=True, slots=True)
class Compared:
    findings: tuple[Finding, ...]
    defaults: tuple[Argument, ...]  # what nothing sets, and the script has a default for


def compare(definition: Definition, script: Script, draws: Sequence[Point]) -> Compared:
    """What does not fit. `draws` are points of the sweep; their values stand for all."""
    return _Comparison(definition, script, draws).made()


class _Comparison:
    def __init__(self, definition: Definition, script: Script, draws: Sequence[Point]) -> None:
        self._definition, self._script, self._draws = definition, script, draws
        self._words = literals(definition)
        self._command = next((word for word in self._words if word in script.commands), None)
        mine = [each for each in script.arguments if each.command in (None, self._command)]
        self._parsed = [each for each in mine if each.form != "config"]
        self._read = [each for each in mine if each.form == "config"]
        self._met: list[Argument] = []

    def made(self) -> Compared:
        script = self._script
        if script.problem is not None:
            note = Finding("script", f"{script.problem}, so its arguments are not checked", severity="note")
            return Compared((note,), ())
        found = [*self._of_command(), *self._of_parameters(), *self._of_needs()]
        findings = list({each.sentence: each for each in reversed(found)}.values())[::-1]  # each sentence once
        left = [each for each in self._parsed if each not in self._met and not each.only_with]
        set_ = set_by(self._words)
        unset = [each for each in left if not each.required and set_.isdisjoint(each.names)]
        return Compared(tuple(findings), tuple(unset))

    def _of_command(self) -> Iterator[Finding]:
        script = self._script
        if script.commands and self._command is None:
            sentence = f"{script.program} seems to need one of {listed(script.commands)}: write it behind ${{program}}"
            yield Finding("command", sentence)
        if not (script.arguments or script.doubts):
            sentence = f"{script.program} seems to read neither arguments nor besom.config: all runs would be the same"
            yield Finding("script", sentence)

    def _of_parameters(self) -> Iterator[Finding]:
        wrong_form = False
        for name, configs in self._configs().items():
            given = [each for config in configs for each in handed(self._definition, config)]
            if not wrong_form and (finding := self._form(given)):
                wrong_form = True
                yield finding
            yield from self._of_parameter(name, given)

    def _configs(self) -> Mapping[str, Sequence[Mapping[str, Value]]]:
        """For each parameter what a run's config would hold of it alone: all of a choice, else what was drawn."""
        space, repeat = self._definition.space, self._definition.repeat
        once = replace(self._definition, repeat=None)
        found: dict[str, Sequence[Mapping[str, Value]]] = {}
        for name in space.names:
            parameter = space.parameters.get(name)
            drawn = [point[name] for point in self._draws if name in point]
            values = parameter.values[:MOST_VALUES] if isinstance(parameter, Choice) else drawn
            found[name] = [once.deliver({name: value}) for value in values]
        if repeat is not None:
            found[repeat.parameter] = [self._definition.deliver({}, place) for place in range(len(repeat.seeds))]
        return found

    def _form(self, given: Sequence[Handed]) -> Finding | None:
        """Where options are given to a script that takes overrides, or the other way round."""
        forms = {each.form for each in self._parsed}
        if not given or not forms:
            return None
        first = given[0]
        if first.form == "option" and forms == {"override"}:
            sentence = f"{self._script.program} seems to use Hydra, which refuses {first.words}; use args_style: hydra"
            return Finding("command", sentence)
        if first.form == "override" and "override" not in forms:
            sentence = f"{self._script.program} seems to take options, not {first.words}; use ${{args}}"
            return Finding("command", sentence)
        return None

    def _of_parameter(self, name: str, given: Sequence[Handed]) -> Iterator[Finding]:
        if not given:  # by JSON, or not on the command line at all
            return
        taker = self._taker(given[0])
        if taker is None:
            if not given[0].appended and (finding := self._not_taken(name, given[0])):
                yield finding
            return
        self._met.append(taker)
        if taker.form == "config":
            return
        if taker.abbreviates and given[0].name not in spellings(taker):
            short = f"{self._script.program} would take --{given[0].name} as short for {taker.shown} ({taker.where})"
            yield Finding(name, short, taker.where)
        if (lonely := self._lonely(name, taker)) is not None:
            yield Finding(name, lonely, taker.where)
        sentence = next((wrong for each in given if (wrong := misfit(taker, each)) is not None), None)
        if sentence is not None:
            yield Finding(name, f"{sentence} ({taker.where})", taker.where)

    def _lonely(self, name: str, taker: Argument) -> str | None:
        """What is wrong where the argument exists with some choices of a Hydra group alone."""
        if not taker.only_with:
            return None
        group = taker.only_with[0].partition("=")[0]
        with_ = {each.partition("=")[2] for each in taker.only_with}
        space, set_ = self._definition.space, [word for word in self._words if word in taker.only_with]
        chosen = space.parameters.get(group)
        values = getattr(chosen, "values", None) or (getattr(chosen, "value", None),)
        if chosen is None:
            options = (each for each in self._parsed if group in each.names and each.default is not None)
            values = tuple(each.default.text for each in options if each.default is not None)
        if set_ or name in space.conditions or with_.issuperset(map(str, values)):
            return None
        return f"it exists only with {' or '.join(taker.only_with)} ({taker.where}); say so by `when`"

    def _taker(self, given: Handed) -> Argument | None:
        """The argument that is meant by a name on the command line."""
        bare = {given.name, given.name.removeprefix("no-")}
        for each in self._parsed:
            if each.form != "positional" and (given.name in spellings(each)):
                return each
        for each in self._parsed:
            if each.type == "bool" and not bare.isdisjoint(each.names):
                return each
        short = [each for each in self._parsed if each.abbreviates and _is_short(given.name, each)]
        if given.form == "option" and len(short) == 1:
            return short[0]
        if not self._parsed or self._script.doubts:
            return next((each for each in self._read if given.name.partition(".")[0] in each.names), None)
        return None

    def _not_taken(self, name: str, given: Handed) -> Finding | None:
        script, shown = self._script, f"--{given.name}" if given.form == "option" else given.name
        known = {flag.lstrip("-"): each for each in [*self._parsed, *self._read] for flag in each.flags}
        meant = near(given.name, known)
        taker = None if meant is None else known[meant]
        if script.doubts and not (taker is not None and key(taker.shown) == key(given.name)):
            return None  # it may well take it
        if not (known or script.doubts):  # said once, for all
            return None
        hint = f"; did you mean {taker.shown} ({taker.where})?" if taker is not None else ""
        inner = next((flag for flag in known if flag.startswith(f"{given.name}.")), None)
        if inner is not None:
            hint = f"; args_style: equals gives nested values one by one, such as --{inner}"
        if not self._parsed:
            return Finding(name, f"{script.program} never seems to read it from its configuration{hint}")
        return Finding(name, f"{script.program} seems to have no {shown}{hint}", taker.where if taker else None)

    def _of_needs(self) -> Iterator[Finding]:
        """What the script needs and nothing sets."""
        set_ = set_by(self._words)
        words = [word for word in self._words if not word.startswith("-") and word != self._command]
        for each in self._parsed:
            if not each.required or each in self._met or not set_.isdisjoint(each.names):
                continue
            if each.form == "positional" and words:
                continue
            sentence = f"{self._script.program} seems to need it ({each.where}), and nothing sets it"
            yield Finding(each.shown, sentence, each.where)


def _is_short(name: str, argument: Argument) -> bool:
    return any(spelling.startswith(name) for spelling in argument.names)
