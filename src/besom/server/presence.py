"""Which agents are alive, as far as this server process has heard from them."""

from dataclasses import dataclass, field

from besom.domain.agent import Agent


@dataclass(slots=True)
class Presence:
    """An agent counts as alive for `seconds` after its last word; times are on a clock that only ever grows."""

    seconds: float
    _until: dict[str, tuple[Agent, float]] = field(default_factory=dict)

    def heard(self, agent: Agent, now: float) -> None:
        self._until[agent.id] = (agent, now + self.seconds)

    def heard_again(self, agent: str, now: float) -> None:
        """An agent that is known has spoken."""
        if agent in self._until:
            self.heard(self._until[agent][0], now)

    def left(self, agent: str) -> None:
        self._until.pop(agent, None)

    def alive(self, project: int, sweep: str, now: float) -> list[Agent]:
        """The agents of a sweep that are alive."""
        self._until = {name: (agent, until) for name, (agent, until) in self._until.items() if until > now}
        return [agent for agent, _ in self._until.values() if (agent.project, agent.sweep) == (project, sweep)]
