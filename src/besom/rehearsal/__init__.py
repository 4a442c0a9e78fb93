"""Rehearsal: what a sweep will do and cost, and what does not fit between its file and its script, before it runs.

Pure, apart from reading the script's text.
"""

from besom.rehearsal.draft import Draft, draft
from besom.rehearsal.extent import Estimate, Extent, estimate
from besom.rehearsal.findings import Finding
from besom.rehearsal.points import Cheapest, beginning, cheapest, draws, stretch
from besom.rehearsal.rehearse import Rehearsal, rehearse

__all__ = [
    "Cheapest",
    "Draft",
    "Estimate",
    "Extent",
    "Finding",
    "Rehearsal",
    "beginning",
    "cheapest",
    "draft",
    "draws",
    "estimate",
    "rehearse",
    "stretch",
]
