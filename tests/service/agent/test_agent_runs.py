"""An agent and real scripts, against a server in memory: what is run, what arrives, and when the agent leaves."""

import json
import math
import os
import signal
import sys
from pathlib import Path

import pytest

from besom.agent import events
from besom.wire.runs import Row
from tests.service.agent.agentserver import FakeRun, FakeServer, Refusal
from tests.service.agent.conftest import Work

SLEEP = "import time; print('ready'); time.sleep(600)"
DEAF = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(os.getpid())
print("ready")
time.sleep(600)
"""
UNTIL_TOLD = """
import os, sys, time
print("ready")
while not os.path.exists("go on"):
    time.sleep(0.01)
print("went on")
"""


def ready(server: FakeServer, number: int = 1) -> FakeRun:
    """The run with this number, once its script has said that it is ready."""
    run = server.runs[number - 1]
    server.wait_until(lambda: "ready" in run.log)
    return run


def outboxes(work: Work) -> list[Path]:
    return [path for path in work.data.rglob("*") if path.is_file()]


def test_every_run_is_started_with_its_point_and_the_agent_leaves_when_there_are_no_more(work: Work) -> None:
    work.script("import sys; print(sys.argv[1:])")
    server = FakeServer([{"lr": 0.1, "opt": "adam"}, {"lr": 1e-05, "opt": "sgd"}])
    assert work.run(server) == 0
    assert [run.state for run in server.runs] == ["finished", "finished"]
    assert server.runs[0].log == ["['--lr=0.1', '--opt=adam']"]
    assert server.runs[1].log == ["['--lr=1e-05', '--opt=sgd']"]
    assert server.gone == list(server.registered)
    started = work.events(events.RunStarted)
    assert [(event.number, event.point) for event in started] == [(1, server.points[0]), (2, server.points[1])]
    assert [event.state for event in work.events(events.RunEnded)] == ["finished", "finished"]
    assert work.events(events.SweepDone) == [events.SweepDone(0, "the sweep is finished")]
    assert outboxes(work) == []


def test_the_agents_own_key_is_not_the_scripts(work: Work) -> None:
    work.script("import json, os; print(json.dumps(dict(os.environ)))")
    server = FakeServer()
    assert work.run(server) == 0
    environ = json.loads(server.runs[0].log[0])
    assert environ["BESOM_API_KEY"] == "key-of-run00001"
    assert server.key not in environ.values()


def test_a_failed_script_is_told_with_its_last_lines(work: Work) -> None:
    work.script("for n in range(200): print('line', n)\nraise RuntimeError('CUDA out of memory')")
    server = FakeServer()
    assert work.run(server) == 0
    (run,) = server.runs
    assert (run.state, run.exit_code) == ("failed", 1)
    assert run.error is not None
    assert run.error.splitlines()[0] == "line 154"
    assert run.error.splitlines()[-1] == "RuntimeError: CUDA out of memory"
    (ended,) = work.events(events.RunEnded)
    assert (ended.state, ended.exit_code, ended.error) == ("failed", 1, run.error)


def test_a_script_that_succeeds_has_no_error(work: Work) -> None:
    work.script("print('Warning: nothing')")
    server = FakeServer()
    assert work.run(server) == 0
    assert server.runs[0].error is None


def test_the_whole_output_arrives_in_order(work: Work) -> None:
    work.script("import os\nfor n in range(20_000): print('line', n)\nos.write(1, b'\\xff\\xfe last')")
    server = FakeServer()
    assert work.run(server) == 0
    assert server.runs[0].log == [f"line {n}" for n in range(20_000)] + ["\ufffd\ufffd last"]


LOGS_AND_DIES = """
import os, pathlib, signal
from besom.client.delivery import Address
from besom.client.outbox import Outbox
run, attempt = os.environ["BESOM_RUN_ID"], int(os.environ["BESOM_ATTEMPT"])
address = Address(entity="ana", project="mnist", run=run, attempt=attempt)
outbox = Outbox(pathlib.Path(os.environ["BESOM_OUTBOX"]), address)
for step in range(300):
    outbox.append(b'{"at": 1.5, "step": %d, "metrics": {"loss": 0.5, "worst": "NaN"}}' % step)
"""


def test_what_a_dead_script_has_logged_is_sent(work: Work) -> None:
    work.script(LOGS_AND_DIES + "os.kill(os.getpid(), signal.SIGKILL)")
    server = FakeServer()
    assert work.run(server) == 0
    (run,) = server.runs
    assert (run.state, run.exit_code) == ("failed", -9)
    assert run.rows == [Row(at=1.5, step=n, metrics={"loss": 0.5, "worst": "NaN"}) for n in range(300)]
    assert outboxes(work) == []


def test_an_observer_sees_the_newest_values_of_what_is_logged(work: Work) -> None:
    work.script(LOGS_AND_DIES)
    assert work.run(FakeServer()) == 0
    newest = work.events(events.Progress)[-1]
    assert (newest.number, newest.step, newest.metrics["loss"]) == (1, 299, 0.5)
    assert math.isnan(newest.metrics["worst"])


def test_an_observer_sees_output_only_when_it_wants_to(work: Work) -> None:
    work.script("for n in range(3000): print(n)")
    assert work.run(FakeServer()) == 0
    assert work.events(events.Output) == []
    assert work.run(FakeServer(), show_output=True) == 0
    shown = [line for event in work.events(events.Output) for line in event.lines]
    assert shown[-500:] == [str(n) for n in range(2500, 3000)]


def test_a_stop_reaches_the_script_and_is_no_failure(work: Work) -> None:
    work.script(SLEEP)
    server = FakeServer([{}] * 4, beat=30)
    work.start(server, count=4)
    for number in range(1, 5):
        server.order(ready(server, number), "stop")
    assert work.join() == 0
    assert [(run.state, run.exit_code) for run in server.runs] == [("stopped", -signal.SIGTERM)] * 4
    assert work.events(events.RunStopping)[0] == events.RunStopping(0, 1, "stop", "because of stop")
    assert [event.why for event in work.events(events.RunEnded)] == ["because of stop"] * 4


def test_a_script_that_ignores_a_stop_is_killed(work: Work) -> None:
    work.script(DEAF)
    server = FakeServer()
    work.start(server, grace=0.2)
    server.order(ready(server), "kill")
    assert work.join() == 0
    assert [(run.state, run.exit_code) for run in server.runs] == [("killed", -signal.SIGKILL)]


def test_an_order_is_heard_once(work: Work) -> None:
    """Told that the agent knows the order, the server waits for the next one instead of repeating itself."""
    work.script(DEAF)
    server = FakeServer()
    work.start(server, grace=600)
    run = ready(server)
    server.order(run, "stop")
    server.wait_until(lambda: any(held.known == "stop" for poll in server.polls for held in poll.runs))
    server.take_away(run)
    work.wait_for(events.RunStopping)
    server.wait_until(lambda: any(held.known == "lost" for poll in server.polls for held in poll.runs))
    os.kill(int(run.log[0]), signal.SIGKILL)
    work.wait_for(events.RunEnded, lambda event: event.state == "lost")
    server.change(runs=[])
    assert work.join() == 0
    assert len(work.events(events.RunStopping)) == 1


def test_a_run_that_went_to_another_agent_is_ended_and_not_spoken_of(work: Work) -> None:
    work.script("import sys\nif '--n=1' in sys.argv:\n    " + SLEEP)
    server = FakeServer([{"n": 1}, {"n": 2}])
    work.start(server)
    server.take_away(ready(server))
    server.wait_until(lambda: server.runs[1].state == "finished")
    server.change(runs=server.runs[1:])
    assert work.join() == 0
    ended = work.events(events.RunEnded)[0]
    assert (ended.number, ended.state, ended.why) == (1, "lost", "because of lost")
    assert outboxes(work) == []


CHATTY = "import time\nprint('ready')\nwhile True: time.sleep(0.05); print('still here')"


def test_a_lost_run_is_noticed_by_its_output_too(work: Work) -> None:
    work.script(CHATTY)
    server = FakeServer(mute=True)
    work.start(server)
    run = ready(server)
    server.take_away(run)
    work.wait_for(events.RunEnded, lambda event: event.state == "lost")
    server.change(runs=[])
    assert work.join() == 0
    assert run.state == "running"


def test_an_order_comes_with_the_answer_to_output_too(work: Work) -> None:
    work.script(CHATTY)
    server = FakeServer(mute=True)
    work.start(server)
    server.order(ready(server), "stop")
    assert work.join() == 0
    assert server.runs[0].state == "stopped"


def test_a_script_goes_on_while_the_server_is_away_and_everything_arrives_later(work: Work) -> None:
    work.script(LOGS_AND_DIES + UNTIL_TOLD)
    server = FakeServer()
    work.start(server)
    run = ready(server)
    server.change(down=True)
    work.wait_for(events.Reconnecting)
    (work.folder / "go on").touch()
    work.wait_for(events.RunExited)
    assert run.state == "running"
    server.change(down=False)
    assert work.join() == 0
    assert (run.state, run.exit_code, run.log, len(run.rows)) == ("finished", 0, ["ready", "went on"], 300)
    assert outboxes(work) == []


def test_trouble_is_told_when_it_begins_and_when_it_is_over(work: Work) -> None:
    work.script(UNTIL_TOLD)
    server = FakeServer()
    work.start(server)
    ready(server)
    for _ in range(2):
        before = len(work.told)
        server.change(down=True)
        work.wait_for(events.Reconnecting, after=before)
        server.change(down=False)
        work.wait_for(events.Reconnected, after=before)
    (work.folder / "go on").touch()
    assert work.join() == 0
    trouble = [event for event in work.told if isinstance(event, events.Reconnecting | events.Reconnected)]
    assert [type(event) for event in trouble] == [events.Reconnecting, events.Reconnected] * 2


def test_an_agent_waits_for_a_server_that_is_not_there_yet(work: Work) -> None:
    work.script("pass")
    server = FakeServer(down=True)
    work.start(server)
    work.wait_for(events.Reconnecting)
    server.change(down=False)
    assert work.join() == 0
    assert server.runs[0].state == "finished"
    assert len(server.registered) == 1


def test_an_agent_that_the_server_has_forgotten_registers_again(work: Work) -> None:
    work.script(UNTIL_TOLD)
    server = FakeServer([{}, {}])
    work.start(server)
    ready(server)
    with server.changed:
        server.registered.clear()
    work.wait_for(events.Joined, lambda event: event is not work.events(events.Joined)[0])
    (work.folder / "go on").touch()
    assert work.join() == 0
    assert [run.state for run in server.runs] == ["finished", "finished"]


def test_a_claim_whose_answer_was_lost_gives_the_same_run(work: Work) -> None:
    work.script("pass")
    server = FakeServer([{}, {}], losing=2)
    assert work.run(server) == 0
    assert len({claim.request_id for claim in server.claims[:3]}) == 1
    assert [(run.attempt, run.state) for run in server.runs] == [(1, "finished"), (1, "finished")]


def test_no_run_yet_is_waited_for(work: Work) -> None:
    work.script("pass")
    server = FakeServer([{}, {}])
    elsewhere, here = server.runs
    elsewhere.state = "running"
    here.state = "running"
    work.start(server)
    work.wait_for(events.Waiting)
    with server.changed:
        here.state = "queued"
    server.wait_until(lambda: here.state == "finished")
    server.change(runs=[here])
    assert work.join() == 0
    assert len(work.events(events.Waiting)) <= 2


def test_waiting_does_not_use_up_the_count(work: Work) -> None:
    work.script("pass")
    server = FakeServer([{}, {}])
    for run in server.runs:
        run.state = "running"
    work.start(server, count=1)
    server.wait_until(lambda: len(server.claims) > 3)
    with server.changed:
        server.runs[1].state = "queued"
    assert work.join() == 0
    assert [run.state for run in server.runs] == ["running", "finished"]


def test_an_agent_speaks_for_the_runs_that_it_has_and_no_others(work: Work) -> None:
    work.script("import sys\nif '--n=3' in sys.argv:\n    import time; time.sleep(600)")
    server = FakeServer([{"n": n} for n in range(1, 4)])
    work.start(server)
    last = server.runs[-1]
    server.wait_until(lambda: bool(server.polls) and [held.run for held in server.polls[-1].runs] == [last.id])
    server.order(last, "stop")
    assert work.join() == 0


@pytest.mark.parametrize("workers", [1, 3])
def test_no_more_runs_than_asked_for(work: Work, workers: int) -> None:
    work.script("pass")
    server = FakeServer([{}] * 9)
    assert work.run(server, count=4, workers=workers) == 0
    assert [run.state for run in server.runs].count("finished") == 4


def test_two_workers_run_at_the_same_time(work: Work) -> None:
    script = """
import os, sys, time
me = sys.argv[1][-1]
open(me, "w").close()
while not os.path.exists({"1": "2", "2": "1"}[me]):
    time.sleep(0.01)
"""
    work.script(script)
    server = FakeServer([{"n": 1}, {"n": 2}])
    assert work.run(server, workers=2) == 0
    assert [run.state for run in server.runs] == ["finished", "finished"]
    assert {event.worker for event in work.events(events.RunStarted)} == {0, 1}
    assert len(server.registered) == 1


FAILS_AT = "import sys\nif sys.argv[1] in {0}: sys.exit('it broke at ' + sys.argv[1])"


def test_three_failures_in_a_row_stop_the_agent(work: Work) -> None:
    work.script(FAILS_AT.format(["--n=2", "--n=3", "--n=4"]))
    server = FakeServer([{"n": n} for n in range(1, 7)])
    assert work.run(server) == 1
    assert [run.state for run in server.runs] == ["finished", "failed", "failed", "failed", "queued", "queued"]
    (gave_up,) = work.events(events.GaveUp)
    assert gave_up.why == "3 runs in a row have failed; the last with exit code 1"
    assert gave_up.error == "it broke at --n=4"
    assert server.gone == list(server.registered)


def test_failures_with_a_success_between_do_not(work: Work) -> None:
    work.script(FAILS_AT.format(["--n=1", "--n=2", "--n=4", "--n=5"]))
    server = FakeServer([{"n": n} for n in range(1, 7)])
    assert work.run(server) == 0
    assert [run.state for run in server.runs].count("failed") == 4


def test_when_failures_stop_the_agent_other_runs_are_finished_first(work: Work) -> None:
    work.script("import sys\nif '--n=1' not in sys.argv: sys.exit(1)\n" + UNTIL_TOLD)
    server = FakeServer([{"n": n} for n in range(1, 7)])
    work.start(server, workers=2)
    work.wait_for(events.GaveUp)
    ready(server)
    (work.folder / "go on").touch()
    assert work.join() == 1
    assert sorted(run.state for run in server.runs) == ["failed"] * 3 + ["finished"] + ["queued"] * 2


def test_a_command_that_this_machine_does_not_trust_goes_back_unharmed(work: Work) -> None:
    server = FakeServer(command=["touch", "harm"], program=None)
    assert work.run(server) == 1
    assert server.runs[0].state == "queued"
    assert not (work.folder / "harm").exists()
    (gave_up,) = work.events(events.GaveUp)
    assert "--trust" in gave_up.why


def test_a_command_that_a_person_trusts_is_run_and_remembered(work: Work) -> None:
    command = ["touch", "no-harm"]
    assert work.run(FakeServer(command=command, program=None), trust=True) == 0
    (work.folder / "no-harm").unlink()
    assert work.run(FakeServer(command=command, program=None)) == 0
    assert (work.folder / "no-harm").exists()


def test_an_interpreter_that_is_not_there_gives_the_run_back(work: Work) -> None:
    work.script("pass")
    server = FakeServer(command=["${interpreter}", "${program}"])
    assert work.run(server, python="/no/such/python") == 1
    assert server.runs[0].state == "queued"
    (gave_up,) = work.events(events.GaveUp)
    assert "/no/such/python" in gave_up.why


def test_values_that_no_command_line_can_hold_give_the_run_back(work: Work) -> None:
    work.script("pass")
    server = FakeServer([{"name": "a\0b"}])
    assert work.run(server) == 1
    assert server.runs[0].state == "queued"


def test_an_agent_whose_sweep_is_gone_says_so(work: Work) -> None:
    server = FakeServer(refusal=Refusal("not_found", "there is no sweep sweep001 in this project"))
    assert work.run(server) == 1
    (gave_up,) = work.events(events.GaveUp)
    assert gave_up.why == "there is no sweep sweep001 in this project"


def test_a_key_that_is_refused_while_a_script_runs_does_not_end_the_script(work: Work) -> None:
    work.script(UNTIL_TOLD)
    server = FakeServer([{}, {}])
    work.start(server)
    run = ready(server)
    server.change(key="another")
    work.wait_for(events.GaveUp)
    server.change(key="a" * 40)
    (work.folder / "go on").touch()
    assert work.join() == 1
    assert (run.state, run.log) == ("finished", ["ready", "went on"])
    assert server.runs[1].state == "queued"


def test_an_agent_told_to_drain_finishes_its_run_and_leaves(work: Work) -> None:
    work.script(UNTIL_TOLD)
    server = FakeServer([{}, {}])
    work.start(server)
    ready(server)
    server.change(leave="drain")
    assert work.wait_for(events.Leaving) == events.Leaving("finish", 1)
    (work.folder / "go on").touch()
    assert work.join() == 0
    assert [run.state for run in server.runs] == ["finished", "queued"]


def test_an_agent_told_to_exit_gives_its_run_back(work: Work) -> None:
    work.script(SLEEP)
    server = FakeServer()
    work.start(server)
    ready(server)
    server.change(leave="exit")
    assert work.join() == 0
    assert server.runs[0].state == "queued"
    (ended,) = work.events(events.RunEnded)
    assert (ended.state, ended.exit_code) == ("queued", -signal.SIGTERM)


def test_a_server_without_room_gets_everything_once_there_is_room(work: Work) -> None:
    work.script(LOGS_AND_DIES + "print('done')")
    server = FakeServer(full=True)
    work.start(server)
    warned = work.wait_for(events.Warned)
    assert (warned.number, warned.what) == (
        1,
        "the server cannot take the output now, and is asked again: there is no room left",
    )
    server.change(full=False)
    assert work.join() == 0
    (run,) = server.runs
    assert (run.state, run.log, len(run.rows)) == ("finished", ["done"], 300)


def test_lines_that_the_server_has_lost_are_sent_again(work: Work) -> None:
    work.script("for n in range(50): print(n)\n" + UNTIL_TOLD)
    server = FakeServer()
    work.start(server)
    run = ready(server)
    server.change(most_log=20)  # as after a crash that cost the newest ones
    (work.folder / "go on").touch()
    assert work.join() == 0
    assert run.log == [*map(str, range(50)), "ready", "went on"]


def test_the_script_runs_in_the_folder_where_the_agent_was_started(work: Work) -> None:
    work.script("import os, sys; print(os.getcwd(), sys.executable)")
    server = FakeServer()
    assert work.run(server) == 0
    assert server.runs[0].log == [f"{work.folder} {sys.executable}"]
