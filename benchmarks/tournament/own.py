"""Problems that tables of real trainings lack: valleys, many modes, strong noise, cliffs, failures, many parameters.

Each is a formula for the true value; the optimum is known, or was found by long search.
"""

import math
from collections.abc import Mapping

import numpy as np

from benchmarks.tournament.formula import Formula
from benchmarks.tournament.landscapes import Vector, ackley, ellipsoid, griewank, rastrigin, rosenbrock, rotation
from benchmarks.tournament.problem import Parameters, doubling, flag, number, one_of, only, rate, uniform, whole
from besom.space import Point


def decades(point: Point, name: str, best: float) -> float:
    """How many powers of ten the value is away from the best one."""
    return math.log10(number(point, name) / best)


def vector(point: Point, scales: Mapping[str, tuple[float, float]]) -> Vector:
    """Positions between low and high, on a log scale where low is above 0 and high at least 100 times as high."""
    return np.array([_position(number(point, name), *ends) for name, ends in scales.items()])


def _position(value: float, low: float, high: float) -> float:
    if low > 0 and high >= 100 * low:
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)


def ranges(scales: Mapping[str, tuple[float, float]]) -> Parameters:
    return {
        n: rate(*ends) if ends[0] > 0 and ends[1] >= 100 * ends[0] else uniform(*ends) for n, ends in scales.items()
    }


# Rotated narrow valleys

FOUR = {"rate": (1e-5, 1.0), "decay": (1e-7, 0.1), "dropout": (0.0, 0.9), "momentum": (0.0, 1.0)}
SIX = {**FOUR, "clip": (0.01, 100.0), "warmup": (0.0, 0.5)}
EIGHT = {**SIX, "smoothing": (0.0, 0.4), "temperature": (0.1, 20.0)}


def valley_of_four(point: Point) -> float:
    z = 2.5 * rotation(4, 11) @ (vector(point, FOUR) - np.array([0.6, 0.35, 0.3, 0.7]))
    return math.log10(rosenbrock(z) + 0.01) + 2


def valley_of_six(point: Point) -> float:
    z = 2.0 * rotation(6, 12) @ (vector(point, SIX) - np.array([0.55, 0.7, 0.25, 0.4, 0.65, 0.3]))
    return math.sqrt(rosenbrock(z))


def bowl_of_eight(point: Point) -> float:
    centre = np.array([0.35, 0.6, 0.7, 0.2, 0.5, 0.8, 0.45, 0.3])
    return ellipsoid(rotation(8, 13) @ (vector(point, EIGHT) - centre), 1000.0)


# Many modes, categories that change the numbers' part

ACTIVATIONS = ("relu", "tanh", "gelu", "silu")
OPTIMIZERS = ("sgd", "adam", "lion")
SCHEDULES = ("constant", "cosine", "step", "linear", "cycle")
TOGETHER = np.array([[1.5, 2.0, 0.9], [0.7, 0.0, 1.8], [2.2, 0.6, 1.1], [1.2, 1.9, 0.4]])  # activation, optimizer


def rippled_funnel(point: Point) -> float:
    """Each optimizer has its best numbers; which activation is good depends on it too."""
    which = OPTIMIZERS.index(str(point["optimizer"]))
    centre = np.array([[0.3, 0.7, 0.25], [0.55, 0.4, 0.6], [0.75, 0.2, 0.45]])[which]
    z = 6 * (vector(point, {name: FOUR[name] for name in ("rate", "decay", "dropout")}) - centre)
    layers = 6 * (number(point, "layers") - (4, 9, 14)[which]) / 15
    return ackley(np.append(z, layers)) + float(TOGETHER[ACTIVATIONS.index(str(point["activation"])), which])


def rippled_bowl(point: Point) -> float:
    """One category sets how high the ripples are, the other turns the axes."""
    height = {"layer": 0.4, "batch": 0.8, "none": 1.4}[str(point["norm"])]
    turn = SCHEDULES.index(str(point["schedule"]))
    z = 3 * rotation(4, 20 + turn) @ (vector(point, FOUR) - np.array([0.45, 0.65, 0.35, 0.55]))
    return (
        rastrigin(z, height) + (0.6, 0.0, 1.1, 0.3, 0.9)[turn] + (0.5 if point["norm"] == "layer" and turn == 2 else 0)
    )


def mirrored_waves(point: Point) -> float:
    """The category says which numbers are seen in the mirror."""
    turn = SCHEDULES.index(str(point["schedule"]))
    z = vector(point, SIX) - 0.5
    z = np.where([(turn >> bit) & 1 for bit in (0, 1, 2, 0, 1, 2)], -z, z) - np.array(
        [0.2, -0.15, 0.1, 0.25, -0.2, 0.05]
    )
    return griewank(9 * z) + (0.25, 0.1, 0.4, 0.0, 0.3)[turn]


# Noise

TRAINING: Parameters = {
    "rate": rate(1e-5, 1.0),
    "batch": doubling(8, 1024),
    "dropout": uniform(0.0, 0.8),
    "decay": rate(1e-7, 0.1),
    "optimizer": one_of(*OPTIMIZERS),
}


def training(point: Point) -> float:
    """Shaped like a training job: the best rate depends on the optimizer and grows with the batch."""
    best = {"sgd": 0.05, "adam": 2e-3, "lion": 3e-4}[str(point["optimizer"])] * (number(point, "batch") / 128) ** 0.5
    far = decades(point, "rate", best)
    return (
        1.2 * far**2 / (1 + far**2)
        + 0.5 * (number(point, "dropout") - 0.25) ** 2
        + 0.04 * decades(point, "decay", 1e-4) ** 2
        + {"sgd": 0.08, "adam": 0.0, "lion": 0.03}[str(point["optimizer"])]
        + 0.05 * math.log2(number(point, "batch") / 32) ** 2 / 4
    )


def loud(_point: Point, rng: np.random.Generator) -> float:
    """As strong as the differences among the best fifth of random points."""
    return 0.1 * float(rng.normal())


def loud_when_small(point: Point, rng: np.random.Generator) -> float:
    """Small batches, the better ones here, are the noisy ones."""
    return 0.3 * math.sqrt(8 / number(point, "batch")) * float(rng.normal())


def with_outliers(_point: Point, rng: np.random.Generator) -> float:
    """Student's t with two degrees of freedom, and one run in twenty goes wrong."""
    usual, wrong = 0.04 * float(rng.standard_t(2)), rng.random() < 0.05
    return usual + 3.0 * wrong


# Cliffs, failures, edges, ties


def cliff(point: Point) -> float:
    """The faster the better, until it diverges to values beyond all scale."""
    speed = number(point, "rate") / (1 - number(point, "momentum"))
    limit = {"layer": 0.8, "batch": 0.4, "none": 0.05}[str(point["norm"])] / math.sqrt(number(point, "layers"))
    if speed > limit:
        return min(100 * (speed / limit) ** 3, 1e12)
    slow = math.log10(limit / speed)
    depth = 0.03 * abs(number(point, "layers") - 9)
    return 0.25 * slow + depth + 0.3 * (number(point, "dropout") - 0.1) ** 2 + (0.1 if point["norm"] == "none" else 0.0)


def too_large(point: Point) -> float | None:
    """The larger the better, until it does not fit into memory."""
    layers, width, batch = (number(point, name) for name in ("layers", "width", "batch"))
    if layers * width * (width + 8 * batch) > 6e6:
        return None
    return (
        2.5 * math.pow(layers * math.pow(width, 1.5), -0.15)
        + 0.15 * decades(point, "rate", 3e-3 * math.sqrt(batch / 64) / layers**0.5) ** 2
        + 0.3 * (number(point, "dropout") - 0.3) ** 2
        + 0.02 * abs(math.log2(batch / 64))
    )


def at_the_edge(point: Point) -> float:
    """Three parameters are best at the end of their range, and little is left to gain near it."""
    return (
        0.4 * math.sqrt(decades(point, "decay", 1e-7) / 6)
        + 0.5 * decades(point, "clip", 100.0) ** 2 / 16
        + 0.6 * math.pow(1 - number(point, "momentum"), 1.5)
        + 0.3 * decades(point, "rate", 0.01) ** 2
        + 0.2 * (number(point, "dropout") - 0.4) ** 2
    )


def rounded(point: Point) -> float:
    """An error rate, counted on 200 examples and never below 4 %: many points are equally good."""
    return math.ceil(200 * min(0.9, 0.04 + 0.6 * max(training(point) - 0.03, 0.0))) / 200


# Lists and whole numbers alone

SMALL: Parameters = {
    "kernel": one_of("rbf", "linear", "poly", "laplace"),
    "degree": whole(1, 8),
    "depth": whole(1, 10),
    "bins": one_of(16, 32, 64, 128, 255),
    "criterion": one_of("gini", "entropy", "log_loss"),
    "leaves": one_of(7, 15, 31, 63, 127, 255),
}


def countable(point: Point) -> float:
    kernel, degree, depth = str(point["kernel"]), number(point, "degree"), number(point, "depth")
    best = {"rbf": 3, "linear": 1, "poly": 6, "laplace": 4}[kernel]
    leaves = math.log2(number(point, "leaves") + 1)
    return (
        0.06 * abs(degree - best)
        + 0.12 * abs(leaves - 0.8 * depth)
        + 0.02 * (depth - 7) ** 2
        + 0.1 * abs(math.log2(number(point, "bins") / 128))
        + {"rbf": 0.2, "linear": 0.5, "poly": 0.0, "laplace": 0.15}[kernel]
        + (0.15 if (point["criterion"] == "gini") == (kernel == "poly") else 0.0)
    )


def ordered_lists(point: Point) -> float:
    """Every parameter is a list of numbers in order; rate and batch go together, and so do width and dropout."""
    batch, width = math.log2(number(point, "batch")), math.log2(number(point, "width"))
    return (
        0.35 * abs(decades(point, "rate", 1e-3 * 2 ** (0.7 * (batch - 6))))
        + 0.5 * abs(number(point, "dropout") - 0.1 * (width - 6))
        + 0.08 * abs(width - 9)
        + 0.05 * abs(batch - 7)
        + 0.1 * abs(number(point, "layers") - 3)
        + 0.08 * abs(math.log10(number(point, "decay") / 1e-4))
    )


# Conditional parameters

BRANCHES: Parameters = {
    "optimizer": one_of("sgd", "adam", "lbfgs"),
    "layers": whole(1, 12),
    "decay": rate(1e-7, 0.1),
    "sgd_rate": only(rate(1e-4, 10.0), "optimizer", "sgd"),
    "momentum": only(uniform(0.0, 0.99), "optimizer", "sgd"),
    "nesterov": only(flag(), "optimizer", "sgd"),
    "adam_rate": only(rate(1e-6, 0.1), "optimizer", "adam"),
    "beta": only(uniform(0.5, 0.999), "optimizer", "adam"),
    "epsilon": only(rate(1e-10, 0.01), "optimizer", "adam"),
    "memory": only(doubling(2, 256), "optimizer", "lbfgs"),
    "tolerance": only(rate(1e-9, 0.01), "optimizer", "lbfgs"),
    "search": only(one_of("wolfe", "armijo", "none"), "optimizer", "lbfgs"),
}


def branches(point: Point) -> float:
    """Three optimizers with parameters of their own; the best one is good in a small part of its range only."""
    common = 0.03 * abs(number(point, "layers") - 5) + 0.03 * decades(point, "decay", 3e-5) ** 2
    if point["optimizer"] == "sgd":
        speed = decades(point, "sgd_rate", 0.5 * (1.02 - number(point, "momentum")))
        return (
            common
            + min(0.9, 0.45 * abs(speed))
            + 0.2 * abs(number(point, "momentum") - 0.9)
            + 0.02 * (not point["nesterov"])
        )
    if point["optimizer"] == "adam":
        far = 0.12 * decades(point, "adam_rate", 1e-3) ** 2 + 0.01 * decades(point, "epsilon", 1e-8) ** 2
        return common + 0.2 + min(0.8, far) + 0.15 * (number(point, "beta") - 0.9) ** 2
    lines = {"wolfe": 0.0, "armijo": 0.1, "none": 0.4}[str(point["search"])]
    return (
        common
        + 0.3
        + lines
        + 0.03 * abs(math.log2(number(point, "memory") / 16))
        + 0.03 * abs(decades(point, "tolerance", 1e-5))
    )


# Many parameters of which few matter


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
    "own-valley-4": Formula(ranges(FOUR), valley_of_four),
    "own-valley-6": Formula(ranges(SIX), valley_of_six),
    "own-bowl-8": Formula(ranges(EIGHT), bowl_of_eight),
    "own-rippled-funnel": Formula(
        {
            **ranges({name: FOUR[name] for name in ("rate", "decay", "dropout")}),
            "layers": whole(1, 16),
            "activation": one_of(*ACTIVATIONS),
            "optimizer": one_of(*OPTIMIZERS),
        },
        rippled_funnel,
    ),
    "own-rippled-bowl": Formula(
        {**ranges(FOUR), "norm": one_of("layer", "batch", "none"), "schedule": one_of(*SCHEDULES)}, rippled_bowl
    ),
    "own-mirrored-waves": Formula({**ranges(SIX), "schedule": one_of(*SCHEDULES)}, mirrored_waves),
    "own-loud": Formula(TRAINING, training, loud),
    "own-loud-small-batch": Formula(TRAINING, training, loud_when_small),
    "own-outliers": Formula(TRAINING, training, with_outliers),
    "own-cliff": Formula(
        {
            "rate": rate(1e-5, 10.0),
            "momentum": uniform(0.0, 0.99),
            "layers": whole(1, 16),
            "dropout": uniform(0.0, 0.8),
            "norm": one_of("layer", "batch", "none"),
        },
        cliff,
    ),
    "own-out-of-memory": Formula(
        {
            "layers": whole(1, 24),
            "width": doubling(16, 2048),
            "batch": doubling(8, 1024),
            "rate": rate(1e-5, 0.1),
            "dropout": uniform(0.0, 0.8),
        },
        too_large,
    ),
    "own-edge": Formula(
        ranges({name: SIX[name] for name in ("rate", "decay", "dropout", "momentum", "clip")}), at_the_edge
    ),
    "own-ties": Formula(TRAINING, rounded),
    "own-countable": Formula(SMALL, countable),
    "own-ordered-lists": Formula(
        {
            "rate": one_of(1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2),
            "batch": one_of(8, 16, 32, 64, 128, 256, 512, 1024),
            "width": one_of(32, 64, 128, 256, 512, 1024, 2048),
            "dropout": one_of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
            "layers": one_of(1, 2, 3, 4, 6, 8),
            "decay": one_of(1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1),
        },
        ordered_lists,
    ),
    "own-branches": Formula(BRANCHES, branches),
    "own-few-of-20": Formula({f"x{i}": uniform(0.0, 1.0) for i in range(20)}, few_of_twenty),
    "own-few-of-60": Formula(SIXTY, few_of_sixty),
}
