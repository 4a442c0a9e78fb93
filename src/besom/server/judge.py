"""Ends running runs early: reads curves, asks the sweep's stopping rules, and hands their verdicts to the engine."""

import asyncio
import logging
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from besom import engine
from besom.domain.run import Run, Stop
from besom.domain.states import RunState
from besom.domain.store import Reader, Store
from besom.domain.sweep import Goal, Metric, Sweep
from besom.server.changes import Changes
from besom.server.errands import Errands
from besom.server.hub import Hub
from besom.server.suggesting import definition_of
from besom.stopping import Curve, Rule
from besom.stopping import Stop as Verdict

SweepKey: TypeAlias = tuple[int, str]  # project, sweep

KEPT_SWEEPS = 32  # whose finished curves stay in memory: those looked at last

log = logging.getLogger("besom.server")


@dataclass(frozen=True, slots=True)
class Finished:
    """The finished runs' curves of a sweep, lower is better, as they were at a version of its history."""

    version: int
    curves: tuple[Curve, ...]
    read: dict[str, tuple[int, Curve]]  # by run: history lines when its curve was read


NONE_FINISHED = Finished(-1, (), {})


class Judge:
    def __init__(self, store: Store, hub: Hub, changes: Changes) -> None:
        self._store, self._hub, self._changes = store, hub, changes
        self._errands = Errands(self._judge)
        self._due: defaultdict[SweepKey, set[str]] = defaultdict(set)  # runs that reported
        self._all_due: set[SweepKey] = set()
        self._finished: OrderedDict[SweepKey, Finished] = OrderedDict()
        self._ruleless: set[SweepKey] = set()

    def reported(self, run: Run) -> None:
        """The run has logged something: see whether it is still worth finishing."""
        key = (run.project, run.sweep or "")
        if run.sweep is not None and key not in self._ruleless:
            self._due[key].add(run.id)
            self._errands.ask(key)

    def ended(self, run: Run) -> None:
        """The run has come to an end: a finished one moves the limits for all that run."""
        key = (run.project, run.sweep or "")
        if run.sweep is not None and run.state is RunState.FINISHED and key not in self._ruleless:
            self._all_due.add(key)
            self._errands.ask(key)

    async def finished(self, sweep: Sweep) -> Finished:
        """The curves of the sweep's finished runs; read once for each version of its history while they are kept."""
        key = (sweep.project, sweep.id)
        known = self._finished.get(key, NONE_FINISHED)
        if known.version != sweep.version:
            known = await self._store.read(finished_curves, *key, known.read)
        self._finished[key] = known
        self._finished.move_to_end(key)
        if len(self._finished) > KEPT_SWEEPS:
            self._finished.popitem(last=False)
        return known

    async def close(self) -> None:
        await self._errands.close()

    async def _judge(self, key: SweepKey) -> None:
        only = None if key in self._all_due else frozenset(self._due[key])
        self._all_due.discard(key)
        self._due.pop(key, None)
        sweep: Sweep | None = await self._store.read(lambda reader: reader.sweep(*key))
        if sweep is None:
            return
        rules = definition_of(sweep.document).build_rules()
        if not rules or sweep.metric is None:
            self._ruleless.add(key)
            return
        finished = await self.finished(sweep)
        running = await self._store.read(running_curves, sweep, only)
        verdicts = await asyncio.to_thread(decide, rules, finished.curves, [curve for _, curve in running])
        if verdicts:
            await self._stop(sweep, sweep.metric, verdicts, [run for run, _ in running])

    async def _stop(self, sweep: Sweep, metric: Metric, verdicts: Iterable[Verdict], running: Iterable[Run]) -> None:
        runs = {run.number: run for run in running}
        stops = tuple((runs[v.run].id, runs[v.run].attempt, told(v, metric)) for v in verdicts)
        stopped = await self._store.submit(engine.stop_runs, engine.StopRuns(sweep.project, sweep.id, stops))
        for run in stopped:
            self._hub.ring(("orders", run.agent))
            self._changes.run(run)


def decide(rules: Iterable[Rule], finished: Sequence[Curve], running: Sequence[Curve]) -> list[Verdict]:
    """One verdict for each run that any rule ends, of the first rule that does."""
    verdicts: dict[int, Verdict] = {}
    for rule in rules:
        for verdict in rule.decide(finished, running):
            verdicts.setdefault(verdict.run, verdict)
    return list(verdicts.values())


def told(verdict: Verdict, metric: Metric) -> Stop:
    """The verdict in the metric's own sign."""
    sign = sign_of(metric)
    return Stop(verdict.rule, verdict.age, sign * verdict.value, sign * verdict.limit, verdict.by)


def sign_of(metric: Metric) -> float:
    """What to multiply values with so that lower is better."""
    return 1.0 if metric.goal is Goal.MINIMIZE else -1.0


def finished_curves(reader: Reader, project: int, name: str, known: dict[str, tuple[int, Curve]]) -> Finished:
    """The curves of the finished runs, and the version that they are of; those known that did not grow are kept."""
    sweep = reader.sweep(project, name)
    if sweep is None or sweep.metric is None:
        return NONE_FINISHED
    read = {}
    for run in reader.runs(project, name, [RunState.FINISHED]):
        lines, curve = known.get(run.id, (-1, None))
        if curve is None or lines != run.lines:
            curve = _curve(reader, run, sweep.metric)
        read[run.id] = (run.lines, curve)
    return Finished(sweep.version, tuple(curve for _, curve in read.values()), read)


def running_curves(reader: Reader, sweep: Sweep, only: frozenset[str] | None) -> list[tuple[Run, Curve]]:
    """The runs that could be ended now, with their curves; of those named, or of all."""
    if sweep.metric is None:
        return []
    if only is None:
        runs = reader.runs(sweep.project, sweep.id, [RunState.RUNNING])
    else:
        runs = [run for name in only if (run := reader.run(sweep.project, name)) is not None]
    going = (run for run in runs if run.state is RunState.RUNNING and run.order is None)
    return [(run, _curve(reader, run, sweep.metric)) for run in going]


def _curve(reader: Reader, run: Run, metric: Metric) -> Curve:
    _, _, values = reader.curve(run.project, run.id, metric.name)
    return Curve(run.number or 0, sign_of(metric) * np.asarray(values, dtype=np.float64))
