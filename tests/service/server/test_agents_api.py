"""Agents over HTTP: each point once, orders at once, and runs that come back when an agent falls silent."""

import threading
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from besom.errors import Conflict, LeaseLost, NotFound
from besom.wire.agents import Claim, Claimed, Holding, Nothing, Orders, Poll
from besom.wire.runs import Finish, Release, Report
from tests.service.servers import FakeAgent, Server, create, grid, learning

ENVELOPE = "early_terminate: {type: envelope}"


def polling(agent: FakeAgent, *held: Holding) -> "Future[Orders]":
    """A poll on a thread of its own."""
    future: Future[Orders] = Future()
    client = agent.server.client()

    def work() -> None:
        try:
            future.set_result(client.poll(agent.id, Poll(runs=list(held)), beat=15))
        except Exception as error:
            future.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return future


def holding(run: Claimed) -> Holding:
    return Holding(run=run.run, attempt=run.attempt)


def test_an_agent_is_told_its_rhythm_and_registers_once_a_request(server: Server, project: str) -> None:
    sweep = create(server, grid(3), project)
    first, again, other = (FakeAgent(server, sweep, name) for name in ("one", "one", "two"))
    assert first.id == again.id != other.id
    assert server.client().sweep("ana", project, sweep.id).agents == 2


def test_a_claim_gives_all_that_a_script_needs(server: Server, project: str) -> None:
    agent = FakeAgent(server, create(server, grid(3), project))
    run = agent.take()
    assert (run.number, run.attempt, run.point, run.program) == (1, 1, {"rate": 1}, "cnn.py")
    assert run.command == ["${env}", "${interpreter}", "${program}", "${args}"]
    assert server.client(run.key).viewer().scope == "run"


def test_the_same_claim_gives_the_same_run(server: Server, project: str) -> None:
    agent = FakeAgent(server, create(server, grid(3), project))
    first, again, other = agent.claim("a"), agent.claim("a"), agent.claim("b")
    assert isinstance(first, Claimed)
    assert isinstance(again, Claimed)
    assert isinstance(other, Claimed)
    assert (first.run, first.attempt) == (again.run, again.attempt)
    assert other.run != first.run
    for run in (first, again):  # whichever answer arrived
        agent.report(run, [1.0])


def test_who_is_not_registered_gets_nothing(server: Server, project: str) -> None:
    sweep = create(server, grid(3), project)
    with pytest.raises(Conflict, match="register"):
        server.client().claim("ana", project, sweep.id, Claim(agent="nobody", request_id="x"))
    with pytest.raises(NotFound, match="register"):
        server.client().poll("nobody", Poll(runs=[]), beat=1)
    with pytest.raises(NotFound):
        server.client().leave("nobody")


def test_eight_agents_get_each_cell_of_a_grid_once(server: Server, project: str) -> None:
    sweep = create(server, grid(200), project)

    def work(place: int) -> list[int]:
        agent = FakeAgent(server, sweep, f"agent{place}")
        cells: list[int] = []
        while True:
            claimed = agent.claim()
            if isinstance(claimed, Nothing):
                if claimed.what == "done":
                    return cells
                continue
            cells.append(claimed.point["rate"])
            agent.finish(claimed)

    with ThreadPoolExecutor(8) as pool:
        cells = [cell for taken in pool.map(work, range(8)) for cell in taken]
    assert Counter(cells) == Counter(range(1, 201))
    seen = server.client().sweep("ana", project, sweep.id)
    assert (seen.state, seen.counts.finished, seen.cells, seen.total) == ("finished", 200, 200, 200)
    numbers = [run.number for run in server.client().runs("ana", project, sweep.id).runs]
    assert numbers == list(range(1, 201))


def test_random_never_repeats_a_point_of_a_discrete_space(server: Server, project: str) -> None:
    sweep = create(server, grid(40).replace("grid", "random"), project)
    agent = FakeAgent(server, sweep, workers=40)
    points = [agent.take().point["rate"] for _ in range(40)]
    assert sorted(points) == list(range(1, 41))


def test_the_cap_ends_a_sweep(server: Server, project: str) -> None:
    sweep = create(server, learning("random", more="run_cap: 2"), project)
    agent = FakeAgent(server, sweep)
    for _ in range(2):
        agent.finish(agent.take())
    answer = agent.claim()
    assert isinstance(answer, Nothing)
    assert (answer.what, answer.why) == ("done", f"sweep {sweep.id} is finished: its cap of 2 runs is reached")


def test_a_claim_waits_for_a_run_that_may_come_back(server: Server, project: str) -> None:
    sweep = create(server, grid(1), project)
    agent, waiting = FakeAgent(server, sweep), FakeAgent(server, sweep, "two")
    run = agent.take()
    with ThreadPoolExecutor(1) as pool:
        claim = pool.submit(waiting.claim)
        agent.client.release("ana", project, run.run, Release(attempt=1))
        taken = claim.result()
    assert isinstance(taken, Claimed)
    assert (taken.run, taken.attempt) == (run.run, 2)
    with pytest.raises(LeaseLost):
        agent.report(run, [1.0])


def test_a_claim_that_waits_hears_of_the_end(server: Server, project: str) -> None:
    sweep = create(server, grid(1), project)
    agent, waiting = FakeAgent(server, sweep), FakeAgent(server, sweep, "two")
    run = agent.take()
    with ThreadPoolExecutor(1) as pool:
        claim = pool.submit(waiting.claim)
        agent.finish(run)
        answer = claim.result()
    assert isinstance(answer, Nothing)
    assert answer.what == "done"


def test_a_paused_sweep_hands_out_nothing_until_resumed(server: Server, project: str) -> None:
    sweep = create(server, grid(3), project)
    agent = FakeAgent(server, sweep)
    agent.client.act_on_sweep("ana", project, sweep.id, "pause")
    with ThreadPoolExecutor(1) as pool:
        claim = pool.submit(agent.claim)
        agent.client.act_on_sweep("ana", project, sweep.id, "resume")
        assert isinstance(claim.result(), Claimed)


def test_a_stopped_sweep_lets_runs_end_and_agents_leave(server: Server, project: str) -> None:
    sweep = create(server, grid(3), project)
    agent = FakeAgent(server, sweep)
    run = agent.take()
    agent.client.act_on_sweep("ana", project, sweep.id, "stop")
    answer = agent.claim()
    assert isinstance(answer, Nothing)
    assert (answer.what, answer.why) == ("done", f"sweep {sweep.id} is stopped")
    assert agent.report(run, [1.0]).order is None
    assert agent.finish(run).state == "finished"


def test_a_cancelled_sweep_has_its_runs_killed_at_once(server: Server, project: str) -> None:
    sweep = create(server, grid(3), project)
    agent = FakeAgent(server, sweep)
    run = agent.take()
    poll = polling(agent, holding(run))
    agent.client.act_on_sweep("ana", project, sweep.id, "cancel")
    (order,) = poll.result().orders
    assert (order.run, order.attempt, order.what) == (run.run, 1, "kill")
    assert agent.finish(run, -15).state == "killed"
    answer = agent.claim()
    assert isinstance(answer, Nothing)
    assert answer.what == "done"


def test_an_order_is_told_again_until_it_is_known(server: Server, project: str) -> None:
    sweep = create(server, grid(3), project)
    agent = FakeAgent(server, sweep)
    run, other = agent.take(), agent.take()
    agent.client.kill("ana", project, run.run)
    for _ in range(2):
        orders = polling(agent, holding(run), holding(other)).result().orders
        assert [(order.run, order.what) for order in orders] == [(run.run, "kill")]
    known = Holding(run=run.run, attempt=1, known="kill")
    poll = polling(agent, known, holding(other))
    agent.client.kill("ana", project, other.run)
    assert [order.run for order in poll.result().orders] == [other.run]


def test_an_agent_hears_what_it_has_lost(server: Server, project: str) -> None:
    sweep = create(server, grid(3), project)
    agent = FakeAgent(server, sweep)
    run = agent.take()
    agent.client.release("ana", project, run.run, Release(attempt=1))
    gone = Holding(run="nowhere1", attempt=1)
    orders = polling(agent, holding(run), gone).result().orders
    assert [(order.run, order.what) for order in orders] == [(run.run, "lost"), ("nowhere1", "lost")]


def test_who_leaves_gives_its_runs_back(server: Server, project: str) -> None:
    sweep = create(server, grid(3), project)
    agent = FakeAgent(server, sweep)
    run = agent.take()
    assert agent.client.leave(agent.id).released == [run.run]
    assert agent.client.leave(agent.id).released == []
    with pytest.raises(Conflict):
        agent.claim()
    with pytest.raises(NotFound):
        agent.client.poll(agent.id, Poll(runs=[]), beat=1)
    assert server.client().sweep("ana", project, sweep.id).agents == 0
    again = FakeAgent(server, sweep, "two").take()
    assert (again.run, again.attempt) == (run.run, 2)


def test_a_poll_without_orders_returns_after_a_beat(impatient_server: Server) -> None:
    agent = FakeAgent(impatient_server, create(impatient_server, grid(3), "p"))
    began = time.monotonic()
    assert polling(agent).result().orders == []
    assert time.monotonic() - began >= 0.5


def test_a_silent_agent_loses_its_run_and_its_late_words_are_refused(impatient_server: Server) -> None:
    sweep = create(impatient_server, grid(1), "p")
    silent, other = FakeAgent(impatient_server, sweep), FakeAgent(impatient_server, sweep, "two")
    run = silent.take()
    silent.report(run, [3.0, 2.0])
    again = other.take()
    assert (again.run, again.attempt, again.point) == (run.run, 2, run.point)
    with pytest.raises(LeaseLost):
        silent.report(run, [1.0], first=2)
    with pytest.raises(LeaseLost):
        silent.finish(run)
    orders = polling(silent, holding(run)).result().orders
    assert [order.what for order in orders] == ["lost"]
    other.report(again, [5.0])
    assert other.finish(again).state == "finished"
    history = other.client.history("ana", "p", run.run).rows
    assert [(item.attempt, item.line, item.row.metrics["val_loss"]) for item in history] == [
        (1, 0, 3.0),
        (1, 1, 2.0),
        (2, 0, 5.0),
    ]
    assert other.client.run("ana", "p", run.run).value == 5.0


@pytest.mark.parametrize("sign", ["poll", "report", "log"])
def test_any_sign_of_life_keeps_a_run(impatient_server: Server, sign: str) -> None:
    sweep = create(impatient_server, grid(1), "p")
    agent, other = FakeAgent(impatient_server, sweep), FakeAgent(impatient_server, sweep, "two")
    run = agent.take()
    until = time.monotonic() + 2.5
    while time.monotonic() < until:
        if sign == "poll":
            assert polling(agent, holding(run)).result().orders == []
        elif sign == "report":
            agent.report(run, [])
        else:
            path = f"/api/projects/ana/p/runs/{run.run}/log"
            impatient_server.send("POST", path, {"attempt": 1, "first": 0, "lines": []})
        assert isinstance(other.claim(), Nothing)
    assert agent.finish(run).state == "finished"


def test_an_agent_that_was_only_slow_takes_its_run_back(impatient_server: Server) -> None:
    sweep = create(impatient_server, grid(1), "p")
    agent = FakeAgent(impatient_server, sweep)
    run = agent.take()
    while agent.client.run("ana", "p", run.run).state != "queued":
        pass
    assert polling(agent, holding(run)).result().orders == []
    assert agent.client.run("ana", "p", run.run).state == "running"
    while agent.client.run("ana", "p", run.run).state != "queued":
        pass
    agent.report(run, [1.0])
    assert agent.client.run("ana", "p", run.run).state == "running"


def test_a_run_that_loses_three_agents_has_crashed(impatient_server: Server) -> None:
    sweep = create(impatient_server, grid(1), "p")
    agent = FakeAgent(impatient_server, sweep)
    attempts = [agent.take().attempt for _ in range(3)]
    assert attempts == [1, 2, 3]
    while isinstance(answer := agent.claim(), Nothing) and answer.what == "wait":
        pass
    assert isinstance(answer, Nothing)
    assert agent.client.sweep("ana", "p", sweep.id).state == "finished"
    (run,) = agent.client.runs("ana", "p", sweep.id).runs
    assert run.state == "crashed"


def test_a_loser_is_stopped_while_it_runs_with_the_reason(server: Server, project: str) -> None:
    sweep = create(server, learning("random", goal="maximize", more=ENVELOPE), project)
    agent = FakeAgent(server, sweep, workers=5)
    for values in ([0.1, 0.5, 0.6, 0.6], [0.2, 0.4, 0.5, 0.6], [0.3, 0.4, 0.4, 0.7]):
        run = agent.take()
        agent.report(run, values)
        agent.finish(run)
    winner, loser = agent.take(), agent.take()
    poll = polling(agent, holding(winner), holding(loser))
    assert agent.report(winner, [0.3, 0.6, 0.6, 0.9]).order is None
    agent.report(loser, [0.1, 0.1, 0.1])
    agent.report(loser, [0.6], first=3)
    (order,) = poll.result().orders
    assert (order.run, order.what) == (loser.run, "stop")
    assert order.why == "envelope: 0.6 at report 4, limit 0.6"
    assert agent.report(loser, [], first=4).order == "stop"
    assert agent.finish(loser, -15).state == "stopped"
    why = agent.client.why("ana", project, loser.run)
    assert why.stop is not None
    assert (why.stop.rule, why.stop.age, why.stop.value, why.stop.limit, why.stop.by) == (
        "envelope", 4, 0.6, 0.6, [1, 2],
    )  # fmt: skip
    assert why.sentences == [
        "run 5 was stopped by envelope at its 4th report",
        "its best val_loss was 0.6 and had to be above 0.6, the limit that runs 1 and 2 set at that age",
    ]
    assert agent.finish(winner).state == "finished"


def test_a_run_that_finishes_moves_the_limit_for_all_that_run(server: Server, project: str) -> None:
    sweep = create(server, learning("random", more=ENVELOPE), project)
    agent = FakeAgent(server, sweep, workers=4)
    runs = [agent.take() for _ in range(4)]
    agent.report(runs[3], [9.0] * 5)
    for run in runs[:3]:
        agent.report(run, [1.0] * 5)
    poll = polling(agent, holding(runs[3]))
    for run in runs[:3]:
        agent.finish(run)
    (order,) = poll.result().orders
    assert (order.run, order.what) == (runs[3].run, "stop")


def test_bayes_learns_from_what_its_runs_report(server: Server, project: str) -> None:
    sweep = create(server, learning("bayes", more="seed: 3"), project)
    agent = FakeAgent(server, sweep)

    def loss(run: Claimed) -> float:
        return float((run.point["rate"] - 0.3) ** 2) + (0.1 if run.point["kind"] == "a" else 0.0)

    losses = []
    for _ in range(20):
        run = agent.take()
        losses.append(loss(run))
        agent.report(run, [losses[-1] + 0.5, losses[-1]])
        agent.finish(run)
    assert min(losses[10:]) < 1e-4  # one random draw in a hundred is as good
    runs = agent.client.runs("ana", project, sweep.id).runs
    assert len({run.info["by"] for run in runs}) > 1
    assert all(run.info for run in runs)


def test_an_early_row_of_another_attempt_is_no_reason_to_stop(server: Server, project: str) -> None:
    sweep = create(server, learning("random", more=ENVELOPE), project)
    agent = FakeAgent(server, sweep, workers=4)
    for _ in range(3):
        run = agent.take()
        agent.report(run, [1.0] * 4)
        agent.finish(run)
    run = agent.take()
    agent.report(run, [9.0] * 3)
    agent.client.release("ana", project, run.run, Release(attempt=1))
    again = agent.take()
    agent.report(again, [9.0])
    poll = polling(agent, holding(again))
    agent.client.report("ana", project, again.run, Report(attempt=2, first=1, rows=[]))
    agent.report(again, [0.5, 0.5, 0.5, 0.5], first=1)
    agent.client.kill("ana", project, again.run)
    assert [order.what for order in poll.result().orders] == ["kill"]
    assert agent.client.finish("ana", project, again.run, Finish(attempt=2, exit_code=-9)).state == "killed"
