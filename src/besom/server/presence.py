"""Which agents are alive, as far as this server process has heard from them."""

from dataclasses import dataclass, field

from besom.domain.agent import Agent


@dataclass(slots=True)
class Presence:
    """An agent counts as alive for `seconds` after its last word; times are on a clock that only ever grows."""

    seconds: float
    _until: dict[str, tuple[Agent, float]] = field(default_factory=dict)

    def heard(self, agent: Agent, now: float) -> bool:
        """The agent has spoken; whether it was not alive before."""
        new = agent.id not in self._until
        self._until[agent.id] = (agent, now + self.seconds)
        return new

    def heard_again(self, agent: str, now: float) -> None:
        """An agent that is known has spoken."""
        if agent in self._until:
            self.heard(self._until[agent][0], now)

    def fallen_silent(self, now: float) -> list[Agent]:
        """Agents that are no longer alive, and have not been told before."""
        silent = [agent for agent, until in self._until.values() if until <= now]
        for agent in silent:
            self.left(agent.id)
        return silent

    def left(self, agent: str) -> None:
        self._until.pop(agent, None)

    def alive(self, project: int, sweep: str, now: float) -> list[Agent]:
        """The agents of a sweep that are alive."""
        return [
            agent
            for agent, until in self._until.values()
            if until > now and (agent.project, agent.sweep) == (project, sweep)
        ]
