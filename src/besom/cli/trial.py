"""A smoke run: one real run on the cheapest point, and what it tells about the whole sweep."""

from collections.abc import Callable, Mapping
from signal import Signals
from typing import Any

from besom.cli import figures, overview
from besom.cli.layout import GAP, SEPARATOR, fields
from besom.cli.shell import Shell
from besom.cli.smoke import Smoked, smoke
from besom.cli.wording import instead
from besom.command import shell_text
from besom.errors import Invalid
from besom.rehearsal import Cheapest, Estimate, Rehearsal, cheapest, estimate, stretch

FAILED = 3  # exit code: the file is in order, but its run failed
INTERRUPTED = 130
SHOWN = 10  # last lines of a run that failed
TIMES = 10.0  # seconds, below which tenths count


class Trial:
    def __init__(self, shell: Shell, rehearsal: Rehearsal, agents: int) -> None:
        """Invalid where no point can be found to run."""
        self._shell, self._rehearsal, self._agents = shell, rehearsal, agents
        found = cheapest(rehearsal.definition.space)
        if found is None:
            raise Invalid("no point was found that the constraints allow, so there is nothing to run")
        self._cheapest: Cheapest = found
        self._smoked: Smoked | None = None

    def run(self, *, python: str | None, listen: Callable[[str], None] | None) -> None:
        """Run the point here, to its end. Ctrl-C asks it to end, a second one kills it."""
        shell, definition = self._shell, self._rehearsal.definition
        shell.say(f"smoke  {shell_text(overview.command(definition, self._cheapest.point))}")
        shell.say(f"{GAP}{_described(self._cheapest)}; ctrl-c ends it")
        self._smoked = smoke(
            definition,
            self._cheapest.point,
            folder=shell.cwd,
            environ=shell.environ,
            python=python,
            now=shell.now,
            listen=listen or (lambda _: None),
        )

    @property
    def smoked(self) -> Smoked:
        assert self._smoked is not None  # noqa: S101 (run() comes first)
        return self._smoked

    @property
    def exit_code(self) -> int:
        if self.smoked.interrupted:
            return INTERRUPTED
        return 0 if self.smoked.code == 0 else FAILED

    @property
    def whole(self) -> Estimate:
        """What the sweep takes, if runs get longer as their epochs or steps do."""
        return estimate(
            self._rehearsal.definition, self._rehearsal.extent, self.smoked.seconds * self._ratio, self._agents
        )

    def tell(self) -> None:
        """Print how the run went and, if it did well, what the whole would take."""
        shell, smoked = self._shell, self.smoked
        taken = _seconds(smoked.seconds)
        if smoked.interrupted:
            shell.tell(f"◼ interrupted after {taken}")
        elif smoked.code == 0:
            shell.tell(f"✓ exit code 0 after {taken}")
        else:
            shell.tell(f"✗ {_ending(smoked)} after {taken}; its last lines:")
            shell.copy(*(f"{GAP * 2}{line}" for line in smoked.tail.splitlines()[-SHOWN:]))
        logged = [f"{name} {_times(count)}" for name, count in smoked.logged.items()]
        lines = [("logged", SEPARATOR.join(logged) or "nothing")]
        if smoked.code == 0 and not smoked.interrupted:
            lines += self._whole()
        shell.tell(*fields([(f"{GAP}{label:7}", text) for label, text in lines], shell.width))
        for sentence in self._missing():
            shell.tell(f"! metric{GAP}{sentence}")

    def data(self) -> Mapping[str, Any]:
        smoked = self.smoked
        metric, measured = self._rehearsal.definition.metric, self._rehearsal.definition.measured
        return {
            "point": self._cheapest.point,
            "command": smoked.argv,
            "seconds": smoked.seconds,
            "exit_code": smoked.code,
            "interrupted": smoked.interrupted,
            "timed_out": smoked.timed_out,
            "logged": smoked.logged,
            "metric_logged": None if metric is None else metric.name in smoked.logged,
            "missing": [each.name for each in measured if each.name not in smoked.logged],
            "last_lines": smoked.tail.splitlines()[-SHOWN:],
            "agents": self._agents,
            "longer": self._ratio,
            "whole": self.whole if smoked.code == 0 else None,
        }

    @property
    def _stretch(self) -> tuple[str, float] | None:
        return stretch(self._rehearsal.definition.space, self._cheapest.point)

    @property
    def _ratio(self) -> float:
        return 1.0 if self._stretch is None else self._stretch[1]

    def _missing(self) -> list[str]:
        """Which of the metrics that count were not logged, where they could have been."""
        smoked = self.smoked
        if smoked.interrupted or not (smoked.logged or smoked.code == 0):
            return []
        names = (each.name for each in self._rehearsal.definition.measured if each.name not in smoked.logged)
        return [f"{name} was not logged; {instead(smoked.logged, name)}" for name in names]

    def _whole(self) -> list[tuple[str, str]]:
        whole, agents = self.whole, figures.counted(self._agents, "agent")
        longer = self._stretch
        why = f"a guess from this run alone, {_seconds(self.smoked.seconds)} a run"
        if longer is not None:
            name, ratio = longer
            why = f"a guess: {_seconds(whole.run)} a run, as others have {ratio:.3g} times its {name} on average"
        if whole.runs is None or whole.wall is None or whole.busy is None:
            return [("whole", f"no end of its own; {whole.a_day:.0f} runs a day with {agents} ({why})")]
        runs = figures.counted(whole.runs, "run")
        cut = ", where the budget ends it" if whole.ended_by_budget else ""
        lines = [("whole", f"{runs}{cut}: {_seconds(whole.wall)} with {agents} ({why})")]
        if self._agents > 1:
            lines.append(("busy", f"{_seconds(whole.busy)} of runs added up"))
        if whole.cost is not None:
            lines.append(("cost", f"{figures.number(whole.cost)} by the budget's price"))
        if self._rehearsal.definition.stopping:
            lines[0] = ("whole", f"at most {lines[0][1]}")
        return lines


def _described(found: Cheapest) -> str:
    if found.drawn:
        return "the smallest of some draws, since the constraints refuse the lowest values"
    if not found.lowered:
        return "the first value of each parameter"
    lowered = SEPARATOR.join(f"{name} {figures.value(found.point[name])}" for name in found.lowered)
    return f"the lowest of what looks like a size ({lowered}), the first value of everything else"


def _ending(smoked: Smoked) -> str:
    if smoked.timed_out:
        return "ended by run_timeout"
    if smoked.code is None:
        return "gone without an exit code"
    return f"exit code {smoked.code}" if smoked.code >= 0 else f"killed by {Signals(-smoked.code).name}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}s" if seconds < TIMES else figures.duration(seconds)
