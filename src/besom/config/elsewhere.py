"""Keys for parts of W&B that besom does not need or has otherwise. They are read, so that files work unchanged."""

from collections.abc import Mapping
from typing import Any

from besom.reading.fields import filled, one_of, plain
from besom.reading.problems import Findings, Path
from besom.reading.table import Key, described, object_schema, read_mapping
from besom.space import Value

CODE = ("search_space", "source", "optimizer")  # of a scheduler: what W&B finds in a Python file


def _controller(value: Value, path: Path, findings: Findings) -> None:
    read = read_mapping(value, CONTROLLER, path, findings)
    if read is not None and read.get("type") == "local":
        message = "besom's server chooses the points itself: no controller has to be started beside it"
        findings.warn((*path, "type"), message)


def _scheduler(value: Value, path: Path, findings: Findings) -> Mapping[str, Any] | None:
    """What it names; what besom does instead depends on the rest of the file."""
    return read_mapping(value, SCHEDULER, path, findings)


def _some(value: Value, path: Path, findings: Findings) -> bool | None:
    """Anything that says something."""
    return bool(value) if plain(value, path, findings) else None


def leaves_parameters_out(read: Mapping[str, Any]) -> bool:
    """Whether a scheduler's code is there to say what to search."""
    return any(read.get("scheduler", {}).get(key) for key in CODE)


def check_scheduler(
    given: Mapping[str, Value], read: Mapping[str, Any], method: str | None, findings: Findings
) -> None:
    """What besom does instead of a scheduler; an error where the parameters are in code that it does not run."""
    scheduler = read.get("scheduler")
    if scheduler is None:
        return
    if "parameters" not in given and leaves_parameters_out(read):
        code = next(key for key in CODE if scheduler.get(key))
        message = f"besom does not run the code of a scheduler; write its {code} out under parameters"
        findings.error(("scheduler", code), message, key=True)
        return
    own = scheduler.get("engine") == "wandb" or method is None
    instead = "its server chooses the points itself" if own else f"it searches the parameters with {method} instead"
    findings.warn(("scheduler",), f"besom starts no scheduler: {instead}", key=True)


def check_launch(given: Mapping[str, Value], *, starts: bool, findings: Findings) -> None:
    """A job or an image instead of a script is an error, beside one it is of no use."""
    for key in ("job", "image_uri"):
        if key not in given:
            continue
        if starts:
            findings.warn((key,), f"besom starts the script on the agents' machines; {key} is not used", key=True)
        else:
            findings.error((key,), f"besom starts scripts, no {_THING[key]}; name the script as program", key=True)


_THING = {"job": "Launch jobs", "image_uri": "images"}
_ENGINES = ("wandb", "optuna", "ax")

CONTROLLER: Mapping[str, Key] = {
    "type": Key(
        one_of(("cloud", "local")),
        described("Who chooses the points; with besom always its server.", enum=["cloud", "local"], default="cloud"),
    )
}
SCHEDULER: Mapping[str, Key] = {
    "engine": Key(
        one_of(_ENGINES),
        described("Of W&B.", enum=list(_ENGINES)),
        missing=f"scheduler needs an engine: {', '.join(_ENGINES)}",
    ),
    **{key: Key(_some, described("Of W&B: code, which besom does not run.")) for key in CODE},
}

KEYS: Mapping[str, Key] = {
    "controller": Key(_controller, described("Of W&B; besom's server does its work.", **object_schema(CONTROLLER))),
    "scheduler": Key(_scheduler, described("Of W&B; besom's server does its work.", **object_schema(SCHEDULER))),
    "job": Key(filled, described("Of W&B Launch; besom starts program instead.", type="string", minLength=1)),
    "image_uri": Key(filled, described("Of W&B Launch; besom starts program instead.", type="string", minLength=1)),
    "apiVersion": Key(filled, described("Of W&B; means nothing here.", type="string", minLength=1)),
    "kind": Key(one_of(("sweep",)), described("Says that this is a sweep file.", enum=["sweep"])),
}
