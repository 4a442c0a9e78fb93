"""The keys of a sweep file. A new key is one more row of KEYS; `check` says what becomes of it."""

from collections.abc import Mapping

from besom.config import budget, elsewhere, limits, metric, prior, repeat, start, stopping
from besom.config.definition import MAX_ATTEMPTS
from besom.parameters import entries, relations
from besom.reading.fields import at_least, filled, one_of, text
from besom.reading.table import Key, described
from besom.search import METHODS

LATER = frozenset({"report", "stop_when", "retry"})
CUSTOM, INSTEAD = "custom", "bayes"  # a method of W&B that runs elsewhere, and what does its work here
DUPLICATES = ("never", "allow")

KEYS: Mapping[str, Key] = {
    "program": start.PROGRAM,
    "method": Key(
        one_of([*METHODS, CUSTOM]),
        described(
            "How the next point is chosen. grid: every combination once; random: independently; sobol: spread evenly; "
            "bayes: where a model says that an improvement is most probable; tpe: where good runs are dense and others "
            "are not; cma-es: around the best, in generations; auto: the one that fits the space and the budget; "
            "custom: of W&B, searched with bayes here.",
            enum=[*METHODS, CUSTOM],
        ),
        missing=f"method is missing; it is one of {', '.join(METHODS)}",
    ),
    "metric": metric.ONE,
    "metrics": metric.SEVERAL,
    "outcome_constraints": limits.LIMITS,
    "parameters": Key(entries.parameters, described("What there is to search.", **{"$ref": "#/$defs/parameters"})),
    "constraints": relations.CONSTRAINTS,
    "zip": relations.ZIP,
    "early_terminate": Key(stopping.rules, stopping.SCHEMA),
    "run_cap": Key(at_least(1), described("No more runs than this.", type="integer", minimum=1)),
    "budget": Key(budget.budget, budget.BUDGET_SCHEMA),
    "run_timeout": budget.RUN_TIMEOUT,
    "max_attempts": Key(
        at_least(1),
        described(
            "How often a run is begun before it counts as crashed.", type="integer", minimum=1, default=MAX_ATTEMPTS
        ),
    ),
    "resources": budget.RESOURCES_KEY,
    "repeat": Key(repeat.repeat, repeat.SCHEMA),
    "duplicates": Key(
        one_of(DUPLICATES),
        described(
            "Whether random may try a point twice while fresh ones remain.", enum=list(DUPLICATES), default="never"
        ),
    ),
    "seed": Key(at_least(0), described("The same seed makes the same choices again.", type="integer", minimum=0)),
    "acquisition": Key(
        filled,
        described(
            "By what bayes chooses: pi is probability of improvement, ei expected improvement, ucb a confidence bound, "
            "auto takes turns.",
            type="string",
            minLength=1,
            default="auto",
        ),
    ),
    "prior": Key(prior.prior, prior.SCHEMA),
    "command": start.COMMAND,
    "args_style": start.ARGS_STYLE,
    "name": Key(filled, described("What the sweep is called.", type="string", minLength=1)),
    "description": Key(text, described("Anything, for people.", type="string")),
    "project": Key(filled, described("The project of the sweep and its runs.", type="string", minLength=1)),
    "entity": Key(filled, described("Whose project it is.", type="string", minLength=1)),
    **elsewhere.KEYS,
}
