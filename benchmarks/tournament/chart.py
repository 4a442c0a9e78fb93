"""Charts as SVG, drawn by hand: small files, the same on every machine, with a palette for light and one for dark."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from benchmarks.tournament.scores import Array

WIDTH = 760
FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif"


@dataclass(frozen=True)
class Palette:
    ink: str
    faint: str
    grid: str
    first: str  # of what the chart is about
    others: tuple[str, ...]


PALETTES: Mapping[str, Palette] = {
    "light": Palette(
        "#1f2328", "#59636e", "#d8dee4", "#c2410c", ("#0969da", "#1a7f64", "#8250df", "#9a6700", "#6e7781")
    ),
    "dark": Palette(
        "#e6edf3", "#9198a1", "#30363d", "#ff9257", ("#58a6ff", "#4ac2a0", "#bc8cff", "#d4a72c", "#8b949e")
    ),
}


def curves(series: Mapping[str, Array], first: str, palette: Palette) -> str:
    """Regret on a logarithmic scale over the number of runs; each line ends at its name."""
    left, right, top, bottom, height = 64, 110, 16, 44, 400
    longest = max(map(len, series.values()))
    lowest = min(float(values.min()) for values in series.values())
    floor = max(lowest * 0.8, 1e-4)

    def x(run: float) -> float:
        return left + (WIDTH - left - right) * (run - 1) / (longest - 1)

    def y(regret: float) -> float:
        return top + (height - top - bottom) * math.log(max(regret, floor)) / math.log(floor)

    parts = []
    for tick in (tick for power in range(-4, 1) for tick in (10.0**power, 2 * 10.0**power, 5 * 10.0**power)):
        if floor <= tick <= 1:
            parts.append(_line(left, y(tick), WIDTH - right, y(tick), palette.grid))
            parts.append(_text(left - 8, y(tick) + 4, f"{tick:g}", palette.faint, anchor="end"))
    step = 10 if longest <= 60 else 20
    runs = (1, *range(step, longest + 1, step))
    parts += [_text(x(run), height - bottom + 20, str(run), palette.faint, anchor="middle") for run in runs]
    parts.append(_text((left + WIDTH - right) / 2, height - 6, "runs", palette.faint, anchor="middle"))
    parts.append(_text(14, (top + height - bottom) / 2, "regret", palette.faint, anchor="middle", turned=True))

    colours = _colours(series, first, palette)
    ends = _spread([(y(float(values[-1])), name) for name, values in series.items()], 17)
    for name in sorted(series, key=lambda name: name == first):  # the first one is drawn over the others
        path = " ".join(f"{x(i + 1):.1f},{y(float(value)):.1f}" for i, value in enumerate(series[name]))
        width = 3 if name == first else 1.6
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colours[name]}" stroke-width="{width}" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )
        at = x(len(series[name])) + 8
        parts.append(_text(at, ends[name] + 4, name, colours[name], bold=name == first))
    return _svg(height, parts, "Regret over the number of runs: " + ", ".join(series))


def pairs(rows: Sequence[tuple[str, float, float]], names: tuple[str, str], palette: Palette) -> str:
    """A row for each problem, with a dot for the regret of either optimizer and a line between them."""
    left, right, top, step = 190, 24, 34, 22
    height = top + step * len(rows) + 34
    most = max(0.1, math.ceil(10 * max(max(one, other) for _, one, other in rows)) / 10)

    def x(regret: float) -> float:
        return left + (WIDTH - left - right) * math.sqrt(regret / most)  # gives small ones room

    colours = palette.first, palette.others[0]
    parts = []
    for tick in (0.0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0):
        if tick <= most:
            parts.append(_line(x(tick), top - 8, x(tick), height - 30, palette.grid))
            parts.append(_text(x(tick), height - 12, f"{tick:g}", palette.faint, anchor="middle"))
    for i, (problem, *regrets) in enumerate(rows):
        y = top + step * i + 6
        parts.append(_text(left - 12, y + 4, problem, palette.ink, anchor="end"))
        parts.append(_line(x(regrets[0]), y, x(regrets[1]), y, colours[regrets[0] > regrets[1]], width=2.5))
        for regret, colour in reversed(list(zip(regrets, colours, strict=True))):
            parts.append(f'<circle cx="{x(regret):.1f}" cy="{y}" r="5" fill="{colour}"/>')
    at = float(left)
    for name, colour in zip(names, colours, strict=True):
        parts.append(f'<circle cx="{at + 5:.1f}" cy="11" r="5" fill="{colour}"/>')
        parts.append(_text(at + 16, 15, name, colour, bold=True))
        at += 40 + 8 * len(name)
    parts.append(_text(WIDTH - right, 15, "regret, on a scale of square roots", palette.faint, anchor="end"))
    return _svg(height, parts, f"Regret of {names[0]} and {names[1]} on each problem")


def _colours(names: Iterable[str], first: str, palette: Palette) -> dict[str, str]:
    others = [name for name in names if name != first]
    return {first: palette.first} | {name: palette.others[i % len(palette.others)] for i, name in enumerate(others)}


def _spread(wanted: Sequence[tuple[float, str]], gap: float) -> dict[str, float]:
    """Heights of names, moved down where they would cover one another."""
    placed: dict[str, float] = {}
    free = -math.inf
    for height, name in sorted(wanted):
        placed[name] = max(height, free)
        free = placed[name] + gap
    return placed


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, *, width: float = 1) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"/>'


def _text(
    x: float, y: float, text: str, colour: str, *, anchor: str = "start", bold: bool = False, turned: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}"{weight}{turn}>{escape(text)}</text>'


def _svg(height: float, parts: Sequence[str], title: str) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" font-family="{FONT}" font-size="13" role="img" aria-label="{escape(title)}">'
    )
    return "\n".join((head, *parts, "</svg>")) + "\n"
