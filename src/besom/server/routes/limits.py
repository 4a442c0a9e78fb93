"""What stopping rules judge a sweep's runs by."""

import asyncio

from litestar import get

from besom.domain.sweep import Metric
from besom.server.curves import Curves
from besom.server.judge import in_own_sign
from besom.server.routes.given import SWEEP, Name, Server
from besom.server.routes.sweeps import find_sweep
from besom.server.suggesting import definition_of
from besom.stopping import Limit, Rule
from besom.wire import sweeps as wire
from besom.wire.numbers import pack


@get(f"{SWEEP}/limits")
async def limits(services: Server, entity: Name, project: Name, sweep: Name) -> wire.Limits:
    """What running runs have to keep up with now, by each of the sweep's stopping rules."""
    found = await find_sweep(services, entity, project, sweep)
    definition = definition_of(found.document)
    if not definition.stopping or found.metric is None:
        return wire.Limits([])
    curves = await services.judge.curves(found.project, found.id)
    names = [name for name, _ in definition.stopping]
    shown = await asyncio.to_thread(_limits, definition.build_rules(), curves, found.metric)
    return wire.Limits([wire.RuleLimits(rule=name, limits=each) for name, each in zip(names, shown, strict=True)])


def _limits(rules: list[Rule], curves: Curves, metric: Metric) -> list[list[wire.Limit]]:
    running = [curve for _, curve in curves.running]
    return [[_shown(limit, metric) for limit in rule.limits(curves.ended, running)] for rule in rules]


def _shown(limit: Limit, metric: Metric) -> wire.Limit:
    value = pack(in_own_sign(limit.value, metric))
    return wire.Limit(age=limit.age, value=value, by=list(limit.by), among=limit.among)
