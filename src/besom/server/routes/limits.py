"""What stopping rules judge a sweep's runs by."""

from litestar import get

from besom.domain.sweep import Metric
from besom.server.judge import in_own_sign
from besom.server.routes.given import SWEEP, Name, Server
from besom.server.routes.sweeps import find_sweep
from besom.server.suggesting import definition_of
from besom.stopping import Limit
from besom.wire import sweeps as wire
from besom.wire.numbers import pack


@get(f"{SWEEP}/limits")
async def limits(services: Server, entity: Name, project: Name, sweep: Name) -> wire.Limits:
    """What running runs have to keep up with now, by each of the sweep's stopping rules."""
    found = await find_sweep(services, entity, project, sweep)
    definition = definition_of(found.document)
    if not definition.stopping or found.metric is None:
        return wire.Limits([])
    metric = found.metric
    curves = await services.judge.curves(found.project, found.id)
    running = [curve for _, curve in curves.running]
    return wire.Limits(
        [
            wire.RuleLimits(rule=name, limits=[_shown(limit, metric) for limit in rule.limits(curves.ended, running)])
            for (name, _), rule in zip(definition.stopping, definition.build_rules(), strict=True)
        ]
    )


def _shown(limit: Limit, metric: Metric) -> wire.Limit:
    value = pack(in_own_sign(limit.value, metric))
    return wire.Limit(age=limit.age, value=value, by=list(limit.by), among=limit.among)
