"""The verbs: every rule on sweeps, runs, leases and counts, each as `verb(tx, now, command) -> outcome`.

A verb runs in one transaction of whichever store; it reads no clock, draws no randomness (ids and keys come in with the
command) and does no numerics: suggestions and verdicts are made outside and handed in with what they were made from.
"""

from besom.engine.agents import Leave, Register, leave, register
from besom.engine.audit import Audit, Line, audit
from besom.engine.claims import Claim, Nothing, Offer, claim, offer
from besom.engine.leases import Held, Leases
from besom.engine.queue import Enqueue, Prioritise, Retry, enqueue, prioritise, retry
from besom.engine.reports import Beat, Log, Report, beat, log, report
from besom.engine.runs import (
    CreateRun,
    EditRun,
    Expire,
    Finish,
    Kill,
    Release,
    StopRuns,
    create_run,
    edit_run,
    expire,
    finish,
    kill,
    release,
    stop_runs,
)
from besom.engine.sweeps import (
    Close,
    CreateSweep,
    Delete,
    Rename,
    SweepRef,
    cancel,
    close_sweep,
    create_sweep,
    delete,
    pause,
    rename,
    resume,
    stop,
)
from besom.engine.targets import reaches_target
from besom.engine.versions import EditSweep, edit

__all__ = [
    "Audit",
    "Beat",
    "Claim",
    "Close",
    "CreateRun",
    "CreateSweep",
    "Delete",
    "EditRun",
    "EditSweep",
    "Enqueue",
    "Expire",
    "Finish",
    "Held",
    "Kill",
    "Leases",
    "Leave",
    "Line",
    "Log",
    "Nothing",
    "Offer",
    "Prioritise",
    "Register",
    "Release",
    "Rename",
    "Report",
    "Retry",
    "StopRuns",
    "SweepRef",
    "audit",
    "beat",
    "cancel",
    "claim",
    "close_sweep",
    "create_run",
    "create_sweep",
    "delete",
    "edit",
    "edit_run",
    "enqueue",
    "expire",
    "finish",
    "kill",
    "leave",
    "log",
    "offer",
    "pause",
    "prioritise",
    "reaches_target",
    "register",
    "release",
    "rename",
    "report",
    "resume",
    "retry",
    "stop",
    "stop_runs",
]
