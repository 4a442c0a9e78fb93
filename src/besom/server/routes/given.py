"""What handlers are given: the addresses of things, and what the framework puts in for each name."""

from typing import TypeAlias

from litestar.di import NamedDependency
from litestar.params import FromPath

from besom.server.callers import Caller
from besom.server.services import Services

PROJECT = "/api/projects/{entity:str}/{project:str}"
SWEEPS = f"{PROJECT}/sweeps"
SWEEP = SWEEPS + "/{sweep:str}"
RUNS = f"{PROJECT}/runs"
RUN = RUNS + "/{run:str}"

Name: TypeAlias = FromPath[str]  # of an entity, project, sweep, run or agent
Server: TypeAlias = NamedDependency[Services]
Who: TypeAlias = NamedDependency[Caller]
