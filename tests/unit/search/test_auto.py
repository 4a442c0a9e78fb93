"""The method that fits a space and a budget."""

import pytest

from besom.config import from_document
from besom.search import METHODS, Aim, History, Limit, Objective, suggest_many
from besom.space import Choice, Space, Uniform

SMALL = Space({"a": Choice((1, 2, 3)), "b": Choice(("x", "y"))})
WIDE = Space({"a": Choice((1, 2, 3)), "x": Uniform(0, 1)})
SIXTEEN = Space({f"x{i}": Uniform(0, 1) for i in range(16)})
LOSS = Aim((Objective("loss"),))
LIMITED = Aim((Objective("loss"),), (Limit("ms", high=1.0),))


@pytest.mark.parametrize(
    ("space", "aim", "run_cap", "name", "because"),
    [
        (SMALL, LOSS, 6, "grid", "all 6 combinations fit into 6 runs"),
        (SMALL, LOSS, 5, "bayes", "2 parameters, 5 runs"),
        (SMALL, LOSS, None, "bayes", "2 parameters"),
        (WIDE, LOSS, 40, "bayes", "2 parameters, 40 runs"),
        (WIDE, LOSS, 999, "bayes", "2 parameters, 999 runs"),
        (WIDE, LOSS, 1000, "cma-es", "1000 runs are many for 2 parameters"),
        (SIXTEEN, LOSS, 1599, "bayes", "16 parameters, 1599 runs"),
        (WIDE, LIMITED, 1000, "bayes", "2 parameters, 1000 runs"),
        (WIDE, Aim(), 40, "sobol", "there is no metric to learn from, so the points are spread evenly"),
        (SMALL, Aim(), 100, "grid", "all 6 combinations fit into 100 runs"),
    ],
)
def test_each_suggestion_says_which_method_and_why(
    space: Space, aim: Aim, run_cap: int | None, name: str, because: str
) -> None:
    method = METHODS["auto"].build(space, aim, {"run_cap": run_cap})
    made = suggest_many(method, History(), 3, 3)
    plain = suggest_many(METHODS[name].build(space, aim, {}), History(), 3, 3)
    assert [s.point for s in made] == [s.point for s in plain]
    assert all(s.info["method"] == name and s.info["chosen_because"] == because for s in made)
    assert method.learns == (name in ("bayes", "cma-es"))


@pytest.mark.parametrize("limit", [{"run_cap": 6}, {"budget": {"runs": 6}}])
def test_the_limit_of_a_sweep_file_counts(limit: dict[str, object]) -> None:
    parameters = {"a": {"values": [1, 2, 3]}, "b": {"values": ["x", "y"]}}
    says = {"program": "a.py", "method": "auto", "metric": {"name": "loss"}, "parameters": parameters}
    definition = from_document(says | limit)  # type: ignore[arg-type]
    (made,) = suggest_many(definition.build_method(), History(), 0, 1)
    assert made.info["method"] == "grid"
