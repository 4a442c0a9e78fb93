"""Small scikit-learn models that are really trained, by three-fold cross-validation with the same folds each time."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from benchmarks.tournament.problem import (
    Outcome,
    Parameters,
    Problem,
    doubling,
    duration,
    flag,
    number,
    one_of,
    only,
    rate,
    uniform,
    whole,
)
from besom.space import Point

SEED = 101  # of the folds and of the models
WORST = 10.0  # an error beyond this one, or none at all, counts as this


def _svc(point: Point) -> Any:
    from sklearn.svm import SVC

    given = {name: point[name] for name in ("gamma", "degree", "coef0") if name in point}
    return SVC(C=number(point, "C"), kernel=str(point["kernel"]), max_iter=3000, random_state=SEED, **given)


def _svr(point: Point) -> Any:
    from sklearn.svm import SVR

    return SVR(**point, max_iter=5000)


def _linear(point: Point) -> Any:
    from sklearn.linear_model import SGDClassifier

    settings = {"eta0": 0.01, "power_t": 0.5, **point}
    epochs = settings.pop("epochs")
    return SGDClassifier(**settings, penalty="elasticnet", max_iter=epochs, tol=None, random_state=SEED)


def _trees(point: Point) -> Any:
    from sklearn.ensemble import GradientBoostingRegressor

    return GradientBoostingRegressor(**point, random_state=SEED)


def _neighbours(point: Point) -> Any:
    from sklearn.decomposition import PCA
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline

    components = PCA(point["components"], whiten=bool(point["whiten"]), random_state=0)
    return make_pipeline(components, KNeighborsClassifier(point["k"], weights=point["weights"], p=point["p"]))


@cache
def _data(name: str) -> tuple[Any, Any]:
    from sklearn import datasets
    from sklearn.preprocessing import StandardScaler

    made: Mapping[str, Callable[[], Any]] = {
        "digits": lambda: [part[::3] for part in datasets.load_digits(return_X_y=True)],
        "wine": lambda: datasets.load_wine(return_X_y=True),
        "diabetes": lambda: datasets.load_diabetes(return_X_y=True),
        "friedman": lambda: datasets.make_friedman1(250, 8, noise=1.0, random_state=1),
        "blobs": lambda: datasets.make_classification(
            400, 20, n_informative=8, n_classes=3, flip_y=0.05, random_state=2
        ),
    }
    rows, answers = made[name]()
    return StandardScaler().fit_transform(rows), answers


@dataclass(frozen=True)
class Training:
    data: str
    model: Callable[[Point], Any]
    parameters: Parameters

    def measure(self, point: Point, rng: np.random.Generator) -> Outcome:
        error = self._error(point)
        return Outcome(error, error, duration(rng))

    def _error(self, point: Point) -> float:
        """The share of wrong classes, or the mean squared error in units of the answers' variance."""
        from sklearn.model_selection import KFold, StratifiedKFold

        rows, answers = _data(self.data)
        classes = answers.dtype.kind == "i"
        folds = (StratifiedKFold if classes else KFold)(3, shuffle=True, random_state=SEED)
        errors = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a fit was cut short is part of the problem
            for train, test in folds.split(rows, answers):
                given = self.model(point).fit(rows[train], answers[train]).predict(rows[test])
                wrong = given != answers[test] if classes else (given - answers[test]) ** 2 / np.var(answers)
                errors.append(float(np.mean(wrong)))
        error = float(np.mean(errors))
        return min(error, WORST) if np.isfinite(error) else WORST


TREES: Parameters = {
    "n_estimators": doubling(5, 100),
    "learning_rate": rate(0.001, 1),
    "max_depth": whole(1, 8),
    "subsample": {"distribution": "q_uniform", "min": 0.2, "max": 1, "q": 0.05},
    "max_features": uniform(0.1, 1.0),
    "min_samples_leaf": doubling(1, 50),
}
LINEAR: Parameters = {
    "loss": one_of("hinge", "log_loss", "modified_huber", "squared_hinge"),
    "alpha": rate(1e-7, 0.1),
    "l1_ratio": uniform(0, 1),
    "learning_rate": one_of("optimal", "constant", "invscaling", "adaptive"),
    "eta0": only(rate(1e-5, 1), "learning_rate", "constant", "invscaling", "adaptive"),
    "power_t": only(uniform(0.05, 1.0), "learning_rate", "invscaling"),
    "epochs": doubling(1, 30),
}
MACHINE: Parameters = {
    "C": rate(0.001, 10000.0),
    "kernel": one_of("rbf", "poly", "sigmoid", "linear"),
    "gamma": only(rate(1e-5, 10), "kernel", "rbf", "poly", "sigmoid"),
    "degree": only(whole(2, 5), "kernel", "poly"),
    "coef0": only(uniform(-1, 1), "kernel", "poly", "sigmoid"),
}
NEIGHBOURS: Parameters = {
    "components": whole(1, 40),
    "whiten": flag(),
    "k": whole(1, 40),
    "weights": one_of("uniform", "distance"),
    "p": one_of(1, 2),
}
REGRESSION: Parameters = {"C": rate(0.001, 10000.0), "gamma": rate(1e-5, 10.0), "epsilon": rate(1e-4, 2.0)}

TRAININGS: Mapping[str, Training] = {
    "live_svc-digits": Training("digits", _svc, MACHINE),
    "live_tree-diabetes": Training("diabetes", _trees, TREES),
    "live_enet-blobs": Training("blobs", _linear, LINEAR),
    "live_svr-friedman": Training("friedman", _svr, REGRESSION),
    "live_knn-digits": Training("digits", _neighbours, NEIGHBOURS),
}


def problem(name: str) -> Problem:
    return Problem(name, "live", TRAININGS[name].parameters, TRAININGS[name].measure)
