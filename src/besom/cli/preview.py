"""What a sweep will do, before it does it."""

from collections.abc import Sequence

from besom.cli import figures
from besom.cli.figures import counted
from besom.cli.layout import table
from besom.command import shell_text, shown
from besom.config import Definition
from besom.search import METHODS, History, suggest_many
from besom.space import Choice, Constant, IntUniform, Parameter, Point, Uniform

SAMPLES = 5


def headline(definition: Definition) -> str:
    """`method bayes · metric val_loss minimize · stop envelope`."""
    parts = [f"method {definition.method}"]
    if definition.metric is not None:
        parts.append(f"metric {definition.metric.name} {definition.metric.goal}")
    parts += [f"stop {kind}" for kind, _ in definition.stopping]
    if definition.cells is not None:
        parts.append(counted(definition.cells, "run"))
    elif definition.run_cap is not None:
        parts.append(f"at most {counted(definition.run_cap, 'run')}")
    return " · ".join(parts)


def parameters(definition: Definition, width: int) -> list[str]:
    """The table of parameters with random draws, the same ones every time."""
    points = _draws(definition)
    rows = [_row(name, parameter, points) for name, parameter in definition.space.parameters.items()]
    return table(["parameter", "draws", counted(len(points), "sample")], rows, width)


def first_command(definition: Definition) -> str:
    """The command of the first draw, as a shell would take it."""
    return shell_text(shown(definition.command, program=definition.program, point=_draws(definition)[0]))


def _draws(definition: Definition) -> list[Point]:
    random = METHODS["random"].build(definition.space, None, {})
    return [draw.point for draw in suggest_many(random, History(), definition.seed or 0, SAMPLES)]


def _row(name: str, parameter: Parameter, points: Sequence[Point]) -> list[str]:
    samples = " ".join(figures.value(point[name]) for point in points)
    return [name, _kind(parameter), "" if isinstance(parameter, Constant) else samples]


def _kind(parameter: Parameter) -> str:
    match parameter:
        case Uniform(low, high):
            return f"uniform {figures.number(low)} … {figures.number(high)}"
        case IntUniform(low, high):
            return f"integer {low} … {high}"
        case Choice():
            return f"one of {' '.join(figures.value(value) for value in parameter.values)}"
        case Constant(value):
            return f"always {figures.value(value)}"
        case _:
            return type(parameter).__name__
