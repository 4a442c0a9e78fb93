"""Networks that were fitted to many real trainings, and stand for them (ONNX files; needs onnxruntime)."""

import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.tournament.problem import Outcome, Problem, duration
from besom.space import Point

DATA = Path(__file__).parent / "data"


@cache
def _session(name: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors
    return onnxruntime.InferenceSession(str(DATA / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])


@dataclass(frozen=True)
class Surrogate:
    """One task of a network; `card` says what its inputs are called and which output counts."""

    network: str
    task: str
    card: dict[str, Any]

    @cached_property
    def _inputs(self) -> dict[str, object]:
        return {**self.card["fixed"], "task": self.task}

    def _outputs(self, point: Point) -> NDArray[np.float32]:
        values = {**self._inputs, **point}
        # code 0 and the number 0 stand for what does not exist in the point
        codes = [table.get(str(values.get(name)), 0) for name, table in self.card["categories"].items()]
        numbers = [values.get(name, 0) for name in self.card["numbers"]]
        rows = {"x_cat": np.array([codes], np.int32), "x_cont": np.array([numbers], np.float32)}
        outputs: NDArray[np.float32] = _session(self.network).run(None, rows)[0][0]
        return outputs

    def measure(self, point: Point, rng: np.random.Generator) -> Outcome:
        outputs = self._outputs(point)
        value = self.card["sign"] * float(outputs[self.card["output"]])
        if self.card["seconds"] is None:
            return Outcome(value, value, duration(rng))
        recorded = max(float(outputs[self.card["seconds"]]), 1e-3)
        return Outcome(value, value, recorded * float(rng.lognormal(0.0, 0.1)))


def problem(network: str, task: str) -> Problem:
    card = json.loads((DATA / f"{network}.json").read_text())
    return Problem(f"{network}-{task}", card["family"], card["parameters"], Surrogate(network, task, card).measure)
