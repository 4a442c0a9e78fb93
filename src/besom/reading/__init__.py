"""Reading documents that people wrote: each value with its place, and all that is wrong at once, in sentences."""

from besom.reading.problems import Findings, Marks, Problem, SweepFileError

__all__ = ["Findings", "Marks", "Problem", "SweepFileError"]
