"""From what a person types to the sweep or the run they mean."""

from besom.cli.place import Place
from besom.errors import Invalid, NotFound
from besom.wire.runs import Run
from besom.wire.sweeps import Sweep


def find_sweep(place: Place, typed: str, entity: str | None = None, project: str | None = None) -> Sweep:
    """The sweep of `ID`, `project/ID` or `entity/project/ID`.

    A bare id is looked for in this folder's project first, then in all that the key may see; one that several projects
    have is Invalid.
    """
    *path, sweep = typed.split("/")
    match path:
        case []:
            given_project = project
        case [given_project]:
            pass
        case [entity, given_project]:
            pass
        case _:
            raise Invalid(f"{typed!r} is no sweep; give SWEEP_ID, project/SWEEP_ID or entity/project/SWEEP_ID")
    if given_project is not None:
        return place.client.sweep(entity or place.entity, given_project, sweep)
    if place.project is not None:
        try:
            return place.client.sweep(entity or place.entity, place.project, sweep)
        except NotFound:
            pass
    return _anywhere(place, sweep, entity)


def find_run(place: Place, typed: str) -> tuple[str, str, Run]:
    """Entity, project and run of `SWEEP/NUMBER` (the sweep in any of its forms), `RUN`, or `entity/project/RUN`."""
    path, _, last = typed.rpartition("/")
    if path and last.isdecimal():
        sweep = find_sweep(place, path)
        return sweep.entity, sweep.project, place.client.run_numbered(sweep.entity, sweep.project, sweep.id, int(last))
    match path.split("/") if path else []:
        case []:
            if place.project is None:
                raise Invalid(f"this folder has no project to find run {typed} in; give SWEEP/NUMBER")
            entity, project = place.entity, place.project
        case [project]:
            entity = place.entity
        case [entity, project]:
            pass
        case _:
            raise Invalid(f"{typed!r} is no run; give SWEEP/NUMBER or entity/project/RUN")
    return entity, project, place.client.run(entity, project, last)


def logged_metrics(place: Place, sweep: Sweep) -> set[str]:
    """The names of all that the sweep's runs have logged."""
    runs = place.client.runs(sweep.entity, sweep.project, sweep.id).runs
    return {name for run in runs for name in run.metrics}


def _anywhere(place: Place, sweep: str, entity: str | None) -> Sweep:
    found = [each for each in place.client.find_sweeps(sweep).sweeps if entity in (None, each.entity)]
    if not found:
        raise NotFound(f"there is no sweep {sweep} on {place.url}; `besom ls --all` lists those there are")
    if len(found) > 1:
        paths = ", ".join(f"{each.entity}/{each.project}/{each.id}" for each in found)
        raise Invalid(f"several projects have a sweep {sweep}; name one of {paths}")
    return found[0]
