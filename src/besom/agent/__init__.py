"""The agent: takes runs from a server, starts their scripts, and tells the server what becomes of them."""

from besom.agent.loop import run_agent
from besom.agent.options import AgentOptions

__all__ = ["AgentOptions", "run_agent"]
