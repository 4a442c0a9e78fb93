"""Which agents are alive, as far as this server process has heard from them."""

from dataclasses import dataclass, field

from besom.domain.agent import Agent


@dataclass(slots=True)
class Presence:
    """An agent counts as alive for `seconds` after its last word; times are on a clock that only ever grows."""

    seconds: float
    _heard: dict[str, tuple[Agent, float]] = field(default_factory=dict)  # the last word of every agent
    _here: set[str] = field(default_factory=set)  # those that neither left nor were missed

    def heard(self, agent: Agent, now: float) -> bool:
        """The agent has spoken; whether it was not here before."""
        new = agent.id not in self._here
        self._here.add(agent.id)
        self._heard[agent.id] = (agent, now)
        return new

    def heard_again(self, agent: str, now: float) -> None:
        """An agent that is here has spoken."""
        if agent in self._here:
            self.heard(self._heard[agent][0], now)

    def left(self, agent: str) -> None:
        self._here.discard(agent)

    def fallen_silent(self, now: float) -> list[Agent]:
        """Agents that are no longer alive, and were not told of before."""
        silent = [self._heard[name][0] for name in self._here if not self.is_alive(name, now)]
        for agent in silent:
            self.left(agent.id)
        return silent

    def is_alive(self, agent: str, now: float) -> bool:
        return agent in self._here and now < self._heard[agent][1] + self.seconds

    def alive(self, project: int, sweep: str, now: float) -> list[Agent]:
        """The agents of a sweep that are alive."""
        agents = (self._heard[name][0] for name in self._here if self.is_alive(name, now))
        return [agent for agent in agents if (agent.project, agent.sweep) == (project, sweep)]

    def last_word(self, agent: str) -> float | None:
        """When the agent last spoke; None if it has not since this server process started."""
        return self._heard[agent][1] if agent in self._heard else None
