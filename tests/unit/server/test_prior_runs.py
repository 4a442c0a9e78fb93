"""What a caller may learn from: only what their key sees, and of very much only a part."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from besom import engine
from besom.config import parse
from besom.domain.agent import Grant, Scope
from besom.domain.run import Row, Run
from besom.domain.sweep import Goal, Metric, Project
from besom.errors import Invalid, NotFound
from besom.server import prior
from besom.server.callers import Caller, Shown
from besom.server.prior import Address, addresses, gather
from besom.store import SqliteStore

SOURCE = "program: a.py\nmethod: bayes\nmetric: {name: loss}\nparameters: {x: {min: 0.0, max: 1.0}}\n"
DEFINITION = parse(SOURCE)


class Clock:
    def now(self) -> float:
        return 1000.0

    def monotonic(self) -> float:
        return 1000.0


def caller(entity: str, scope: Scope = Scope.WRITE, project: Project | None = None) -> Caller:
    return Caller(
        Grant(scope, entity, None if project is None else project.key), project, Shown(b"", session=False), b""
    )


async def finished(store: SqliteStore, entity: str, project: str, values: list[float]) -> None:
    """A run with each of the values, in a sweep that has the same id wherever it is."""
    command: dict[str, Any] = {
        "entity": entity, "project": project, "id": "sweep001", "name": "", "description": "", "source": SOURCE,
        "document": json.dumps(DEFINITION.document), "method": "bayes", "metric": DEFINITION.metric, "run_cap": None,
        "cells": None, "seed": 1, "max_attempts": 3,
    }  # fmt: skip
    sweep = await store.submit(engine.create_sweep, engine.CreateSweep(**command))
    agent = f"agent-{entity}-{project}"
    await store.submit(engine.register, engine.Register(sweep.project, sweep.id, agent, "host", 1))
    for number, value in enumerate(values):
        name = f"{entity}{project}{number}"
        config = json.dumps({"x": value, "host": "box"})
        await store.submit(engine.enqueue, engine.Enqueue(sweep.project, sweep.id, name, name, config, 0, "{}"))
        run = await store.submit(engine.claim, engine.Claim(sweep.project, sweep.id, agent, name, name, name.encode()))
        assert isinstance(run, Run)
        row = Row(step=None, at=0.0, metrics={"loss": value})
        await store.submit(engine.report, engine.Report(sweep.project, run.id, 1, 0, (row,)))
        await store.submit(engine.finish, engine.Finish(sweep.project, run.id, 1, 0, None))


def learn(folder: Path, who: Caller, text: str, **runs: list[float]) -> prior.Prior:
    """What the caller learns from an address, seen from ana/mine, where `bo_old=[0.5]` puts a run into bo/old."""

    async def scenario() -> prior.Prior:
        store = SqliteStore.open(folder / "besom.db", Clock())
        try:
            for place, values in runs.items():
                entity, project = place.split("_")
                await finished(store, entity, project, values)
            return await store.read(gather, who, "ana", "mine", DEFINITION, [Address(text)])
        finally:
            await store.close()

    return asyncio.run(scenario())


@pytest.mark.parametrize("text", ["bo/old/sweep001", "sweep001", "bo/old/sweep001/1", "bo/old/boold0"])
def test_a_sweep_of_somebody_else_is_not_there(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotFound, match="or this key may not see it"):
        learn(tmp_path, caller("ana"), text, bo_old=[0.5])


def test_an_admin_sees_every_project(tmp_path: Path) -> None:
    told = learn(tmp_path, caller("ana", Scope.ADMIN), "bo/old/sweep001", bo_old=[0.5, 0.25])
    (first, second) = json.loads(told.observations)
    assert (first["config"], first["values"], first["state"]) == ({"x": 0.5}, {"loss": 0.5}, "finished")
    assert second["of"] == "bo/old/sweep001"


def test_a_bare_id_is_looked_for_at_home_first(tmp_path: Path) -> None:
    told = learn(tmp_path, caller("ana"), "sweep001", ana_mine=[0.1], ana_old=[0.5, 0.6])
    assert told.notes == ("sweep sweep001: 1 run",)


def test_a_bare_id_that_several_other_projects_have_is_not_clear(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="several projects have a sweep sweep001; give entity/project/sweep001"):
        learn(tmp_path, caller("ana"), "sweep001", ana_old=[0.5], ana_older=[0.6])


def test_of_very_many_runs_the_best_and_an_even_part_of_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prior, "MOST", 6)
    values = [0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4, 0.5]
    told = learn(tmp_path, caller("ana"), "sweep001", ana_mine=values)
    assert [each["values"]["loss"] for each in json.loads(told.observations)] == [0.1, 0.8, 0.2, 0.3, 0.6, 0.4]
    assert told.notes[-1] == "of 9 runs 6 are kept: the best half, and as many of the others"


def test_the_file_names_sweeps_and_runs_and_the_command_line_either() -> None:
    definition = parse(SOURCE + "prior: {sweeps: [a, b], runs: [c/1]}\n")
    assert addresses(definition, ["d", "d"]) == [
        Address("a", run=False),
        Address("b", run=False),
        Address("c/1", sweep=False),
        Address("d"),
    ]


def test_without_a_metric_there_is_nothing_to_learn(tmp_path: Path) -> None:
    source = "program: a.py\nmethod: random\nprior: {sweep: a}\nparameters: {x: {min: 0.0, max: 1.0}}\n"
    definition = parse(source)

    async def scenario() -> None:
        store = SqliteStore.open(tmp_path / "besom.db", Clock())
        try:
            await store.read(gather, caller("ana"), "ana", "mine", definition, addresses(definition))
        finally:
            await store.close()

    with pytest.raises(Invalid, match="it has none; add metric"):
        asyncio.run(scenario())


def test_goals_are_minimised_or_maximised() -> None:
    kept = [{"values": values} for values in ({"loss": 1.0}, {}, {"loss": 3.0}, {"loss": 2.0})]
    for goal, best in ((Goal.MINIMIZE, 1.0), (Goal.MAXIMIZE, 3.0)):
        chosen = prior._best_and_others(kept * 300, Metric("loss", goal))
        assert sum(each["values"].get("loss") == best for each in chosen) == 300
