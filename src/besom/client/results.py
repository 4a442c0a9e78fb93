"""What `besom.Api` gives back of many things: records in order, and the same as dicts, as a frame, or as a table."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from besom.errors import Invalid
from besom.wire.numbers import unpack
from besom.wire.runs import Curve, Run
from besom.wire.sweeps import RunCounts, Sweep

if TYPE_CHECKING:
    from pandas import DataFrame

T = TypeVar("T")

SHOWN = 20  # rows of a table in a notebook


class Records(Sequence[T], Generic[T]):
    """Records in order; a notebook shows them as a table."""

    def __init__(self, records: Sequence[T]) -> None:
        self._records = tuple(records)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._records[index]

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[T]:
        return iter(self._records)

    def __repr__(self) -> str:
        return f"<{len(self)} {type(self).__name__.lower()}>"

    def dicts(self) -> list[dict[str, Any]]:
        """One dict a row, all with what is known of it."""
        raise NotImplementedError

    def frame(self) -> "DataFrame":
        """The rows of `dicts` as a pandas frame; Invalid where pandas is not installed."""
        try:
            from pandas import DataFrame
        except ImportError:
            raise Invalid("frame() needs pandas (pip install pandas); dicts() gives the same rows without it") from None
        return DataFrame(self.dicts())

    def _repr_html_(self) -> str:
        return table(self.dicts())


class Sweeps(Records[Sweep]):
    def dicts(self) -> list[dict[str, Any]]:
        """Id, name, state, method, metric, number of runs and best value of each sweep."""
        return [
            {
                "sweep": sweep.id,
                "name": sweep.name,
                "state": sweep.state,
                "method": sweep.method,
                "metric": sweep.metric.name if sweep.metric else None,
                "runs": made(sweep.counts),
                "best": sweep.best.value if sweep.best else None,
                "url": sweep.url,
            }
            for sweep in self
        ]


class Runs(Records[Run]):
    def dicts(self) -> list[dict[str, Any]]:
        """Number, id, state, value and seconds of each run, its parameters, and the last value of each metric.

        Where several metrics count, what the run has come to of each is under `value.NAME`. A metric that is called
        like something before it is under `logged.NAME`.
        """
        rows = []
        for run in self:
            row: dict[str, Any] = {
                "number": run.number,
                "run": run.id,
                "state": run.state,
                "value": run.value,
                "seconds": _seconds(run),
            }
            if len(run.values) > 1:
                row |= {f"value.{name}": value for name, value in run.values.items()}
            row |= {_free(row, name, "parameter"): value for name, value in run.point.items()}
            row |= {_free(row, name, "logged"): unpack(metric.last) for name, metric in run.metrics.items()}
            rows.append(row)
        return rows


class Curves(Records[Curve]):
    def dicts(self) -> list[dict[str, Any]]:
        """One row a value: the run's number and id, the metric, step, time in seconds since the epoch, and value."""
        return [
            {"number": curve.number, "run": curve.run, "metric": curve.metric, "step": step, "time": at, "value": value}
            for curve in self
            for step, at, value in zip(curve.steps, curve.times, map(unpack, curve.values), strict=True)
        ]


def ended(counts: RunCounts) -> int:
    """How many runs have come to an end, of whichever kind."""
    return counts.finished + counts.stopped + counts.failed + counts.killed + counts.crashed


def made(counts: RunCounts) -> int:
    """How many runs there are."""
    return ended(counts) + counts.running + counts.queued


def table(rows: Sequence[Mapping[str, Any]], shown: int = SHOWN) -> str:
    """The first rows as an HTML table, with a line about how many more there are."""
    columns = list(dict.fromkeys(name for row in rows[:shown] for name in row))
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{cell(row.get(name))}</td>" for name in columns) + "</tr>" for row in rows[:shown]
    )
    more = f"<p>and {len(rows) - shown} more</p>" if len(rows) > shown else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def cell(value: object) -> str:
    """A value as HTML: floats to five digits, addresses as links, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.5g}"
    text = escape(str(value))
    return f'<a href="{text}">{text}</a>' if text.startswith(("http://", "https://")) else text


def _free(taken: Mapping[str, Any], name: str, kind: str) -> str:
    return f"{kind}.{name}" if name in taken else name


def _seconds(run: Run) -> float | None:
    return None if run.started_at is None or run.ended_at is None else run.ended_at - run.started_at
