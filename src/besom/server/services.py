"""What every route works with, and what follows a verb once it is committed: leases, wake-ups, suggestions."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from besom import engine
from besom.domain.agent import Agent
from besom.domain.run import Run
from besom.domain.states import RunState
from besom.domain.store import Clock, Store
from besom.domain.sweep import Project, Sweep
from besom.engine import Held, Leases
from besom.errors import NotFound, TooLarge
from besom.server.callers import Callers
from besom.server.changes import Changes
from besom.server.feed import Feed
from besom.server.hub import Hub
from besom.server.judge import Judge
from besom.server.pool import Pool
from besom.server.presence import Presence
from besom.server.settings import Settings
from besom.server.supply import Supply

MOST_NAMES = 10_000  # metric names of a run: more are a mistake, and each costs a curve
LONGEST_NAME = 1_024  # bytes
REMEMBERED_RUNS = 4_096  # whose metric names are kept in memory


@dataclass(slots=True)
class Services:
    settings: Settings
    base_url: str
    instance: str
    store: Store
    clock: Clock
    callers: Callers
    hub: Hub
    leases: Leases
    presence: Presence
    pool: Pool
    supply: Supply
    judge: Judge
    feed: Feed
    changes: Changes
    _projects: dict[tuple[str, str], Project] = field(default_factory=dict)
    _names: OrderedDict[tuple[int, str], set[str]] = field(default_factory=OrderedDict)

    async def project(self, entity: str, name: str) -> Project:
        """The project of that name; NotFound if nothing was ever put into it."""
        if (known := self._projects.get((entity, name))) is not None:
            return known
        found: Project | None = await self.store.read(lambda reader: reader.project(entity, name))
        if found is None:
            raise NotFound(f"there is no project {entity}/{name}")
        self._projects[entity, name] = found
        return found

    async def check_names(self, project: int, run: str, names: Iterable[str]) -> None:
        """Raise TooLarge if the run would have too many metrics, or one with too long a name."""
        new = set(names)
        for name in new:
            if len(name) > LONGEST_NAME or len(name.encode()) > LONGEST_NAME:
                raise TooLarge(f"a metric's name has at most {LONGEST_NAME} bytes; {name[:40]!r}... has more")
        known = self._names.get((project, run))
        if known is None:
            known = {metric.name for metric in await self.store.read(lambda reader: reader.metrics(project, run))}
            if len(self._names) >= REMEMBERED_RUNS:
                self._names.popitem(last=False)
            self._names[project, run] = known
        if not new <= known:
            if len(known | new) > MOST_NAMES:
                raise TooLarge(f"a run has at most {MOST_NAMES} metrics; run {run} would have {len(known | new)}")
            known |= new

    def agents_alive(self, sweep: Sweep) -> int:
        return len(self.presence.alive(sweep.project, sweep.id, self.clock.monotonic()))

    def spoke(self, run: Run) -> None:
        """Somebody has spoken for the run: its lease begins anew if it is still running."""
        if run.state is RunState.RUNNING:
            begins = self.leases.renew(Held(run.project, run.id, run.attempt), self.clock.monotonic())
            if begins:
                self.changes.run(run)

    def heard(self, agent: Agent) -> None:
        """The agent has spoken."""
        if self.presence.heard(agent, self.clock.monotonic()):
            self.changes.sweep(agent.project, agent.sweep)

    def left(self, runs: Iterable[Run]) -> None:
        """The runs are no longer with their agents: they have ended, or wait for another one."""
        for run in runs:
            self.leases.drop(Held(run.project, run.id, run.attempt))
            self.judge.ended(run)
            self.changes.run(run)
            if run.sweep is not None:
                self.supply.ask(run.project, run.sweep)
                self.wake_claims(run.project, run.sweep)

    def ordered(self, runs: Iterable[Run]) -> None:
        """The runs' agents have an order to hear."""
        for run in runs:
            self.changes.run(run)
            self.hub.ring(("orders", run.agent))

    def wake_claims(self, project: int, sweep: str) -> None:
        """Whoever waits for a run of the sweep is to ask again."""
        self.hub.ring(("work", project, sweep))

    async def expire_leases(self) -> None:
        """Take runs away from agents that have been silent for a whole lease."""
        now = self.clock.monotonic()
        over = self.leases.over(now)
        if not over:
            return
        changed = await self.store.submit(engine.expire, engine.Expire(tuple(over)))
        for held in self.leases.over(now):  # without those renewed meanwhile, nor those that ran out only now
            self.leases.drop(held)
        self.left(changed)

    def miss_silent_agents(self) -> None:
        for agent in self.presence.fallen_silent(self.clock.monotonic()):
            self.changes.sweep(agent.project, agent.sweep)

    async def begin_leases(self) -> None:
        """After a start every running run has a full lease: nobody was there to hear its agent."""
        for run in await self.store.read(lambda reader: reader.running()):
            self.spoke(run)
