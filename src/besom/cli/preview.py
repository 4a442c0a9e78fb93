"""What a sweep will do, before it does it: its parameters, some draws, the command of a run."""

from collections.abc import Sequence

from besom.cli import figures
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
        parts.append(figures.counted(definition.cells, "run"))
    elif definition.run_cap is not None:
        parts.append(f"at most {figures.counted(definition.run_cap, 'run')}")
    return " · ".join(parts)


def preview(definition: Definition, width: int) -> list[str]:
    """The table of parameters with random draws (the same ones every time), and the command of the first of them."""
    draws = suggest_many(METHODS["random"].build(definition.space, None, {}), History(), definition.seed or 0, SAMPLES)
    points = [draw.point for draw in draws]
    rows = [_row(name, parameter, points) for name, parameter in definition.space.parameters.items()]
    head = ["parameter", "draws", f"{len(points)} samples"]
    command = shown(definition.command, program=definition.program, point=points[0])
    return [*table(head, rows, width), f"command  {shell_text(command)}"]


def _row(name: str, parameter: Parameter, points: Sequence[Point]) -> list[str]:
    samples = " ".join(figures.value(point[name]) for point in points)
    return [name, _draws(parameter), "" if isinstance(parameter, Constant) else samples]


def _draws(parameter: Parameter) -> str:
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
