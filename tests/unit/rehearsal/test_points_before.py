"""The first points of a sweep, and the cheapest."""

import pytest

from besom.rehearsal import beginning, cheapest, stretch
from besom.rehearsal.points import is_size
from besom.search import History, suggest_many
from tests.unit.rehearsal.rehearse import sweep


def test_the_beginning_is_that_of_the_method_with_the_files_seed() -> None:
    definition = sweep("method: bayes\nmetric: {name: x}\nseed: 7\nparameters: {lr: {min: 0.0, max: 1.0}}")
    begun = beginning(definition, 5)
    assert begun == suggest_many(definition.build_method(), History(), 7, 5)
    assert len({each.point["lr"] for each in begun}) == 5


def test_a_grid_begins_with_all_its_cells_and_no_more() -> None:
    definition = sweep("method: grid\nparameters: {a: {values: [1, 2]}, b: {values: [x, y]}}")
    assert len(beginning(definition, 100)) == 4


@pytest.mark.parametrize("cap", ["run_cap: 3", "budget: {runs: 3}"])
def test_no_more_runs_are_foretold_than_the_sweep_may_have(cap: str) -> None:
    assert len(beginning(sweep(f"method: random\n{cap}\nparameters: {{a: {{min: 0.0, max: 1.0}}}}"), 5)) == 3


@pytest.mark.parametrize(
    "name", ["epochs", "max_steps", "n_estimators", "hidden-dim", "numLayers", "model.width", "depth", "n_trees"]
)
def test_sizes_are_told_by_their_names(name: str) -> None:
    assert is_size(name)


@pytest.mark.parametrize("name", ["lr", "batch_size", "step_size", "hidden_dropout", "warmup_steps", "optimizer"])
def test_other_names_are_no_sizes(name: str) -> None:
    assert not is_size(name)


def test_the_cheapest_point_has_the_lowest_sizes_and_the_first_of_everything_else() -> None:
    definition = sweep(
        "parameters:\n  epochs: {values: [20, 5, 10]}\n  width: {min: 8, max: 64}\n  lr: {min: 0.1, max: 0.9}\n"
        "  opt: {values: [sgd, adam]}\n  z: {distribution: normal, mu: 3, sigma: 1}\n  depth: {value: 4}\n"
    )
    found = cheapest(definition.space)
    assert found is not None
    assert found.point == {"epochs": 5, "width": 8, "lr": 0.1, "opt": "sgd", "z": 3.0, "depth": 4}
    assert found.lowered == ("epochs", "width")


def test_what_constraints_refuse_is_replaced_by_the_cheapest_of_some_draws() -> None:
    definition = sweep(
        "parameters:\n  epochs: {min: 1, max: 9}\n  width: {min: 1, max: 9}\nconstraints: [epochs + width >= 12]\n"
    )
    found = cheapest(definition.space)
    assert found is not None
    assert found.drawn
    assert definition.space.contains(found.point)
    assert sum(int(str(value)) for value in found.point.values()) == 12


def test_inactive_parameters_are_left_out() -> None:
    definition = sweep("parameters:\n  opt: {values: [a, b]}\n  layers: {min: 2, max: 3, when: {opt: b}}\n")
    found = cheapest(definition.space)
    assert found is not None
    assert found.point == {"opt": "a"}
    assert found.lowered == ()


def test_runs_get_longer_as_their_epochs_do() -> None:
    definition = sweep("parameters:\n  lr: {min: 0.1, max: 1.0}\n  epochs: {values: [5, 15]}\n")
    name, ratio = stretch(definition.space, {"lr": 0.1, "epochs": 5}) or ("", 0.0)
    assert name == "epochs"
    assert ratio == pytest.approx(2.0, rel=0.15)


@pytest.mark.parametrize("parameters", ["epochs: {value: 5}", "width: {values: [5, 15]}", "epochs: {values: [a, b]}"])
def test_runs_that_differ_in_nothing_like_epochs_are_taken_to_last_alike(parameters: str) -> None:
    space = sweep(f"parameters:\n  {parameters}\n").space
    found = cheapest(space)
    assert found is not None
    assert stretch(space, found.point) is None
