"""The verbs: every rule on sweeps, runs, leases and counts, each as `verb(tx, now, command) -> outcome`.

A verb runs in one transaction of whichever store; it reads no clock, draws no randomness (ids and keys come in with the
command) and does no numerics: suggestions and verdicts are made outside and handed in with what they were made from.
"""

from besom.engine.agents import Leave, Register, leave, register
from besom.engine.claims import Claim, Nothing, Offer, claim, offer
from besom.engine.leases import Held, Leases
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
    CreateSweep,
    Delete,
    Rename,
    SweepRef,
    cancel,
    create_sweep,
    delete,
    pause,
    rename,
    resume,
    stop,
)

__all__ = [
    "Beat",
    "Claim",
    "CreateRun",
    "CreateSweep",
    "Delete",
    "EditRun",
    "Expire",
    "Finish",
    "Held",
    "Kill",
    "Leases",
    "Leave",
    "Log",
    "Nothing",
    "Offer",
    "Register",
    "Release",
    "Rename",
    "Report",
    "StopRuns",
    "SweepRef",
    "beat",
    "cancel",
    "claim",
    "create_run",
    "create_sweep",
    "delete",
    "edit_run",
    "expire",
    "finish",
    "kill",
    "leave",
    "log",
    "offer",
    "pause",
    "register",
    "release",
    "rename",
    "report",
    "resume",
    "stop",
    "stop_runs",
]
