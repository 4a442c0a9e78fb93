"""Reads a training script without running it: which arguments it takes, which metrics it logs.

A leaf: the standard library alone, and PyYAML where a script's own configuration is in YAML.
"""

from besom.scripts.candidates import Candidate, candidates
from besom.scripts.facts import Argument, Default, Doubt, Form, Logged, Place, Script, Type
from besom.scripts.read import read_script

__all__ = [
    "Argument",
    "Candidate",
    "Default",
    "Doubt",
    "Form",
    "Logged",
    "Place",
    "Script",
    "Type",
    "candidates",
    "read_script",
]
