"""Ends what has become needless: running runs that the sweep's stopping rules give up, and a sweep at its target.

What rules and target say depends on what is stored alone, so nothing is lost when a look is missed: the next finds it.
"""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from besom import engine
from besom.domain.run import Run, Stop
from besom.domain.states import Closed
from besom.domain.store import Store
from besom.domain.sweep import Metric, Sweep
from besom.server.changes import Changes
from besom.server.curves import NO_CURVES, Curves, read_curves
from besom.server.errands import Errands
from besom.server.hub import Hub
from besom.server.suggesting import definition_of
from besom.stopping import Curve, Rule
from besom.stopping import Stop as Verdict

SweepKey: TypeAlias = tuple[int, str]  # project, sweep

KEPT_SWEEPS = 32  # whose curves stay in memory: those looked at last


class Judge:
    def __init__(self, store: Store, hub: Hub, changes: Changes) -> None:
        self._store, self._hub, self._changes = store, hub, changes
        self._errands = Errands(self._judge)
        self._new: defaultdict[SweepKey, set[str]] = defaultdict(set)  # runs whose values have not been looked at
        self._looked: set[SweepKey] = set()  # sweeps of which all other values have been
        self._idle: set[SweepKey] = set()  # sweeps with nothing to judge by
        self._curves: OrderedDict[SweepKey, Curves] = OrderedDict()

    def reported(self, run: Run) -> None:
        """The run has logged something: see which of the sweep's runs are still worth finishing."""
        if run.sweep is not None and (run.project, run.sweep) not in self._idle:
            self._ask((run.project, run.sweep), run)

    def ended(self, run: Run) -> None:
        """The run has come to an end, or went back to the queue: that may move the limits for all that run."""
        if run.sweep is not None:
            self._ask((run.project, run.sweep), run)

    def edited(self, sweep: Sweep) -> None:
        """The sweep has other rules now, or another target."""
        key = (sweep.project, sweep.id)
        self._idle.discard(key)
        self._looked.discard(key)
        self._errands.ask(key)

    async def curves(self, project: int, sweep: str) -> Curves:
        """The curves of the sweep's runs as they are now; while they are kept, only what came since is read."""
        key = (project, sweep)
        self._curves[key] = await self._store.read(read_curves, *key, self._curves.get(key, NO_CURVES))
        self._curves.move_to_end(key)
        if len(self._curves) > KEPT_SWEEPS:
            self._curves.popitem(last=False)
        return self._curves[key]

    async def close(self) -> None:
        await self._errands.close()

    def _ask(self, key: SweepKey, run: Run) -> None:
        self._new[key].add(run.id)
        self._errands.ask(key)

    async def _judge(self, key: SweepKey) -> None:
        new = self._new.pop(key, set())
        only = new if key in self._looked else None
        self._looked.discard(key)  # should this fail, the next time all are looked at
        sweep: Sweep | None = await self._store.read(lambda reader: reader.sweep(*key))
        definition = None if sweep is None else definition_of(sweep.document)
        rules = [] if definition is None else definition.build_rules()
        if sweep is None or definition is None or sweep.metric is None or not (rules or _aims(sweep)):
            self._idle.add(key)
            return
        self._idle.discard(key)  # it was edited while it was looked at
        if _aims(sweep) and await self._store.read(engine.reaches_target, sweep, only, definition.limits):
            await self._close(sweep)
        if rules:
            await self._stop(sweep, sweep.metric, rules)
        self._looked.add(key)

    async def _close(self, sweep: Sweep) -> None:
        command = engine.Close(sweep.project, sweep.id, Closed.TARGET, sweep.space_version)
        await self._store.submit(engine.close_sweep, command)
        self._changes.sweep(sweep.project, sweep.id)
        self._hub.ring(("work", sweep.project, sweep.id))  # whoever waits for a run learns that none will come

    async def _stop(self, sweep: Sweep, metric: Metric, rules: Sequence[Rule]) -> None:
        curves = await self.curves(sweep.project, sweep.id)
        going = {run.number: run for run, _ in curves.running if run.order is None}
        if not going:
            return
        verdicts = await asyncio.to_thread(decide, rules, curves.ended, [curve for _, curve in curves.running])
        stops = tuple(
            (run.id, run.attempt, told(verdict, metric))
            for verdict in verdicts
            if (run := going.get(verdict.run)) is not None
        )
        if not stops:
            return
        stopped = await self._store.submit(engine.stop_runs, engine.StopRuns(sweep.project, sweep.id, stops))
        for run in stopped:
            self._hub.ring(("orders", run.agent))
            self._changes.run(run)


def decide(rules: Iterable[Rule], ended: Sequence[Curve], running: Sequence[Curve]) -> list[Verdict]:
    """One verdict for each run that any rule ends, of the first rule that does."""
    verdicts: dict[int, Verdict] = {}
    for rule in rules:
        for verdict in rule.decide(ended, running):
            verdicts.setdefault(verdict.run, verdict)
    return list(verdicts.values())


def told(verdict: Verdict, metric: Metric) -> Stop:
    """The verdict in the metric's own sign."""
    return Stop(
        verdict.rule,
        verdict.age,
        in_own_sign(verdict.value, metric),
        in_own_sign(verdict.limit, metric),
        verdict.by,
        band=verdict.band,
        rank=verdict.rank,
        among=verdict.among,
    )


def in_own_sign(value: float, metric: Metric) -> float:
    """What rules see of a value, as it was logged."""
    return metric.sign * value + 0.0  # for there is no need of a negative zero


def _aims(sweep: Sweep) -> bool:
    """Whether reaching the target would make a difference."""
    return sweep.closed is None and sweep.metric is not None and sweep.metric.target is not None
