"""The tables and the charts of the docs, made again from raw results."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.tournament import chart, known, raw, tables
from benchmarks.tournament.scores import Scores, score
from benchmarks.tournament.suites import SUITES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/concepts/optimiser.md"
FIGURES = ROOT / "docs/figures"
RESULTS = Path(__file__).parent / "results"

OURS, STRONGEST = "besom", "optuna-gp"
MAIN = (OURS, STRONGEST, "optuna-tpe", "wandb", "random")  # those that have searched everything
TUNED, HELD = ("dev", "own"), ("held",)
ABLATION = "besom, "  # how the names of ablations begin


def refresh() -> None:
    results = list(raw.read(sorted(RESULTS.glob("*.jsonl.gz"))))
    PAGE.write_text(fill(PAGE.read_text(), blocks(results)))
    FIGURES.mkdir(exist_ok=True)
    for name, svg in figures(results).items():
        (FIGURES / name).write_text(svg)


def fill(page: str, texts: Mapping[str, str]) -> str:
    """The page with each text between `<!-- NAME -->` and `<!-- end -->`. KeyError for a name without a text."""

    def filled(found: re.Match[str]) -> str:
        return f"{found[1]}\n\n{texts[found[2]]}\n\n<!-- end -->"

    return re.sub(r"(<!-- ([a-z0-9-]+) -->)\n.*?<!-- end -->", filled, page, flags=re.DOTALL)


def blocks(results: Sequence[raw.Result]) -> dict[str, str]:
    made = {}
    for suite in (*TUNED, *HELD):
        scores = scored(results, (suite,))
        made[suite] = tables.standing(scores.of(MAIN), 50)
        made[f"{suite}-wins"] = tables.duels(plain(scores), OURS, (50, 100))
        made[f"{suite}-problems"] = tables.by_problem(scores.of(MAIN), 50)
    busy, others_busy = scored(results, ("dev",), workers=8), scored(results, ("own", *HELD), workers=8)
    pace = scored(results, ("pace",))
    return made | {
        "busy": tables.standing(plain(busy), 50),
        "others-busy": tables.standing(plain(others_busy), 50),
        "pace": tables.pace(plain(pace), "pace-8"),
        "pace-wide": tables.pace(plain(pace), "pace-40"),
        "ablations": tables.standing(ablations(scored(results, ("dev",))), 50),
    }


def figures(results: Sequence[raw.Result]) -> dict[str, str]:
    """By the name of the file."""
    made = {}
    for suite in (*TUNED, *HELD):
        scores = scored(results, (suite,)).of(MAIN).reaching(50).shared()
        lines = {name: scores.curve(name, 50) for name in scores.optimizers}
        ours, theirs = (scores.regrets(name, 50) for name in (OURS, STRONGEST))
        rows = [(name, float(ours[name].mean()), float(theirs[name].mean())) for name in scores.problems()]
        for mode, palette in chart.PALETTES.items():
            made[f"regret-{suite}-{mode}.svg"] = chart.curves(lines, OURS, palette)
            made[f"problems-{suite}-{mode}.svg"] = chart.pairs(rows, (OURS, STRONGEST), palette)
    return made


def scored(results: Iterable[raw.Result], suites: Iterable[str], workers: int = 1) -> Scores:
    names = {problem for suite in suites for problem in SUITES[suite]}
    return score(results, {name: entry for name, entry in known.read().items() if name in names}, workers)


def plain(scores: Scores) -> Scores:
    """Without the ablations, ours first."""
    others = (name for name in scores.optimizers if name != OURS and not name.startswith(ABLATION))
    return scores.of((OURS, *others))


def ablations(scores: Scores) -> Scores:
    return scores.of(name for name in scores.optimizers if name == OURS or name.startswith(ABLATION))
