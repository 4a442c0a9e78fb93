"""The Pareto front of runs: what no other run beats."""

from hypothesis import given
from hypothesis import strategies as st

from besom.search import Objective, front

LOSS, SPEED, MEMORY = Objective("loss"), Objective("speed", "maximize"), Objective("memory")
VALUES = st.integers(0, 4).map(float)  # few, so that many are equal


def test_it_holds_what_no_other_beats_with_the_best_by_the_first_objective_first() -> None:
    assert front([LOSS, SPEED], [(3, 9), (1, 1), (2, 0.5), (2, 5), (2, 5), (3, 2)]) == [1, 3, 4, 0]
    assert front([LOSS, SPEED], [(1, 1)]) == [0]
    assert front([LOSS, SPEED], []) == []


@given(st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=12))
def test_a_run_is_on_it_unless_another_is_as_good_in_all_and_better_in_one(rows: list[tuple[float, ...]]) -> None:
    objectives = [LOSS, SPEED, MEMORY]
    lower = [tuple(of.sign * value for of, value in zip(objectives, row, strict=True)) for row in rows]

    def beaten(row: tuple[float, ...]) -> bool:
        return any(other != row and all(a <= b for a, b in zip(other, row, strict=True)) for other in lower)

    found = front(objectives, rows)
    assert set(found) == {place for place, row in enumerate(lower) if not beaten(row)}
    assert found == sorted(found, key=lambda place: lower[place])
