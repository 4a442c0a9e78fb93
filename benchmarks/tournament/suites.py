"""Which problems there are. Search may be tuned to those of `dev`; what it learnt is tested on `own` and `held`."""

from collections.abc import Iterable, Mapping

from benchmarks.tournament import surrogate, table, trained
from benchmarks.tournament.formula import Formula
from benchmarks.tournament.own import FORMULAS
from benchmarks.tournament.own.trainings import PACE
from benchmarks.tournament.problem import Problem
from benchmarks.tournament.synthetic import SYNTHETIC

NETWORKS = ("lcbench", "rbv2_xgboost", "rbv2_svm", "rbv2_super")
GRIDS = ("fcnet", "hpobench_nn", "nb201")

SUITES: Mapping[str, tuple[str, ...]] = {
    "dev": (
        "lcbench-167168",
        "lcbench-189866",
        "rbv2_xgboost-12",
        "rbv2_svm-40979",
        "rbv2_super-1067",
        "fcnet-protein_structure",
        "fcnet-naval_propulsion",
        "hpobench_nn-vehicle",
        "hpobench_nn-credit_g",
        "nb201-cifar10",
        "live_svc-digits",
        "live_tree-diabetes",
        "live_enet-blobs",
        *SYNTHETIC,
    ),
    "own": tuple(FORMULAS),
    "pace": tuple(PACE),  # for the time that suggestions take
    # the tasks were drawn by lot
    "held": (
        "lcbench-167152",
        "lcbench-168908",
        "lcbench-7593",
        "rbv2_svm-40975",
        "rbv2_svm-4134",
        "rbv2_xgboost-469",
        "rbv2_xgboost-1461",
        "rbv2_super-1510",
        "rbv2_super-42",
        "rbv2_super-4538",
        "live_svr-friedman",
        "live_knn-digits",
    ),
}


def problem(name: str) -> Problem:
    """KeyError for a name that no suite has."""
    formulas: Mapping[str, Formula] = {**SYNTHETIC, **FORMULAS, **PACE}
    if name in formulas:
        family = "synthetic" if name in SYNTHETIC else "own"
        return Problem(name, family, formulas[name].parameters, formulas[name].measure)
    if name in trained.TRAININGS:
        return trained.problem(name)
    base, _, instance = name.partition("-")
    if base in NETWORKS:
        return surrogate.problem(base, instance)
    if base in GRIDS:
        return table.problem(base, instance)
    raise KeyError(name)


def problems(names: Iterable[str]) -> list[Problem]:
    """Of suites and of single problems."""
    return [problem(single) for name in names for single in SUITES.get(name, (name,))]
