"""A first sweep file, written around a script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from besom.command import DEFAULT
from besom.parameters.names import fits
from besom.rehearsal.aim import aim
from besom.rehearsal.guess import Guess, guess, scalar
from besom.rehearsal.points import words
from besom.scripts import Argument, Script

COLUMN = 25  # at which comments begin
FILL_IN = "FIXME"  # stands for what nobody can guess
EXAMPLE = (
    ("learning-rate", ("distribution: log_uniform_values", "min: 0.001", "max: 0.1")),
    ("optimizer", ("values: [adam, sgd]",)),
)


@dataclass(frozen=True, slots=True)
class Draft:
    text: str
    arguments: int  # of the script, as far as they could be parameters
    parameters: int  # those that are
    gaps: tuple[str, ...]  # arguments that the script needs, and that a person has to fill in


def draft(script: Script, file: str, schema: str | None) -> Draft:
    """A commented sweep file that is in order; `schema`: the address of the JSON Schema of sweep files."""
    return _Drafting(script, file).draft(schema)


class _Drafting:
    def __init__(self, script: Script, file: str) -> None:
        self._script, self._file = script, file
        self._command = next((each for each in script.commands if words(each) & {"train", "fit"}), None)
        self._command = self._command or next(iter(script.commands), None)
        mine = [each for each in script.arguments if each.command in (None, self._command) and not each.only_with]
        self._positional = [each for each in mine if each.form == "positional"]
        options = [each for each in mine if each.form != "positional" and each.names and fits(each.names[0])]
        named = list({each.names[0]: each for each in options}.values())
        guesses = [(each, guess(each)) for each in named]
        self._booleans = _booleans([each for each, found in guesses if found is not None and found.booleans])
        self._taken = [
            (each, found) for each, found in guesses if found is not None and self._can_be_given(each, found)
        ]
        taken = [each for each, _ in self._taken]
        self._gaps = [each for each in named if each.required and each not in taken]
        self._left = [each for each in named if each not in taken and each not in self._gaps]

    def draft(self, schema: str | None) -> Draft:
        lines = [] if schema is None else [f"# yaml-language-server: $schema={schema}"]
        lines += [*self._head(), *self._parameters(), *self._rest()]
        gaps = [each.shown for each in [*self._gaps, *self._positional] if each.required]
        return Draft(
            "\n".join([*lines, ""]), len(self._taken) + len(self._gaps) + len(self._left), len(self._taken), tuple(gaps)
        )

    def _can_be_given(self, argument: Argument, found: Guess) -> bool:
        return not found.booleans or argument in self._booleans

    def _head(self) -> Iterator[str]:
        program = self._script.program
        yield f"# A first sweep of {program}. `besom check {self._file}` shows what it will do."
        yield f"program: {scalar(program)}"
        yield _commented("method: bayes", "learns from the runs so far; or: random, grid")
        found = aim(self._script)
        yield "metric:"
        if found is None:
            yield _commented("  name: val_loss", f'{program} seems to log nothing yet: besom.log({{"val_loss": loss}})')
            yield _commented("  goal: minimize", "or: maximize")
        else:
            by = "printed" if found.logged.by == "print" else f"logged by {found.logged.by}"
            yield _commented(f"  name: {scalar(found.name)}", f"as {by} in {found.logged.where}")
            yield _commented(f"  goal: {found.goal}", "or: minimize" if found.goal == "maximize" else "or: maximize")
        if found is None or found.logged.repeated:
            yield "early_terminate:"
            yield _commented("  type: envelope", "ends runs that fall behind the best ones at the same age")
        yield _commented("run_cap: 50", "runs, and then it is finished")
        yield from self._way()

    def _way(self) -> Iterator[str]:
        """How the values are given, where that is not the usual way."""
        script = self._script
        args = "${args}"
        if "hydra" in script.ways:
            yield _commented("args_style: hydra", "lr=0.1, not --lr=0.1")
        elif self._booleans and self._booleans[0].takes == "nothing":
            if self._booleans[0].off:
                yield _commented("args_style: flags", "--amp for true, --no-amp for false")
            else:
                args = "${args_no_boolean_flags}"
        given = [] if self._command is None else [self._command]
        given += [FILL_IN for each in self._positional if each.required]
        if given or args != "${args}":
            command = [*DEFAULT[:-1], *given, args]
            yield f"command: [{', '.join(scalar(word) for word in command)}]"

    def _parameters(self) -> Iterator[str]:
        program = self._script.program
        if not (self._taken or self._gaps):
            yield _commented(
                "parameters:", f"put in the arguments of {program}; each becomes one: --learning-rate=0.0123"
            )
            for name, keys in EXAMPLE:
                yield from [f"  {name}:", *(f"    {key}" for key in keys)]
            return
        yield "parameters:"
        for each in self._gaps:
            yield f"  {each.names[0]}:"
            yield _commented(f"    value: {FILL_IN}", f"{each.where} needs it")
        for each, found in self._taken:
            default = "" if each.default is None else f"{_printable(each.default.text)} by default, "
            yield _commented(f"  {each.names[0]}:", f"{default}{each.where}")
            yield from (f"    {key}" for key in found.keys)

    def _rest(self) -> Iterator[str]:
        if self._left:
            yield f"# {self._script.program} takes these too; they stay at their defaults until you add them above:"
            for each in self._left:
                default = "" if each.default is None else f" {_printable(each.default.text)}"
                yield f"#   {each.shown}{default}"


def _booleans(arguments: Sequence[Argument]) -> list[Argument]:
    """Of arguments that are true or false the largest group that one way of giving values serves."""
    switches = [each for each in arguments if each.takes == "nothing" and not each.off]
    toggles = [each for each in arguments if each.takes == "nothing" and _is_toggle(each)]
    valued = [each for each in arguments if each.takes != "nothing" and each.type != "truthy"]
    return max((valued, toggles, switches), key=len)


def _is_toggle(argument: Argument) -> bool:
    """Whether `--no-` turns it off."""
    name = argument.names[0]
    head, dot, last = name.rpartition(".")
    return f"--{head}{dot}no-{last}" in argument.off


def _printable(text: str) -> str:
    return text if text.isprintable() else repr(text)


def _commented(text: str, comment: str) -> str:
    return f"{text.ljust(COLUMN - 1)} # {comment}"
