"""Many parameters, of which few matter."""

from collections.abc import Mapping

from benchmarks.tournament.formula import Formula
from benchmarks.tournament.problem import Parameters, number, one_of, uniform, whole
from besom.space import Point


def few_of_twenty(point: Point) -> float:
    x, y, u, v = (number(point, f"x{i}") for i in (3, 8, 13, 17))
    return (
        6 * (y - 0.2 - 0.8 * (x - 0.3) ** 2) ** 2
        + 2 * (x - 0.75) ** 2
        + 2 * (u - 0.35) ** 2 * (1 + v)
        + 0.3 * abs(v - 0.6)
        + 0.01 * number(point, "x0")
    )


SIXTY: Parameters = {
    **{f"x{i}": uniform(0.0, 1.0) for i in range(40)},
    **{f"n{i}": whole(1, 16) for i in range(10)},
    **{f"c{i}": one_of("a", "b", "c") for i in range(10)},
}


def few_of_sixty(point: Point) -> float:
    x, y, z = (number(point, name) for name in ("x5", "x21", "x33"))
    best = {"a": 4, "b": 9, "c": 13}[str(point["c7"])]
    return (
        3 * (x - 0.4) ** 2
        + 2 * (y - 0.8) ** 2 * (0.5 + x)
        + abs(z - 0.25)
        + 0.02 * abs(number(point, "n2") - best)
        + {"a": 0.2, "b": 0.0, "c": 0.35}[str(point["c7"])]
    )


FORMULAS: Mapping[str, Formula] = {
    "own-few-of-20": Formula({f"x{i}": uniform(0.0, 1.0) for i in range(20)}, few_of_twenty),
    "own-few-of-60": Formula(SIXTY, few_of_sixty),
}
