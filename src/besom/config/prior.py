"""What is known before a sweep begins: runs of other sweeps."""

from collections.abc import Mapping
from dataclasses import dataclass

from besom.reading.fields import filled, got, quoted
from besom.reading.problems import Findings, Path
from besom.reading.table import Key, described, object_schema, read_mapping
from besom.space import Value


@dataclass(frozen=True, slots=True)
class Prior:
    """Sweeps and single runs whose results teach the method: each an id, project/id or entity/project/id."""

    sweeps: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()


def prior(value: Value, path: Path, findings: Findings) -> Prior | None:
    read = read_mapping(value, PRIOR, path, findings)
    if read is None:
        return None
    if not value:
        findings.error(path, "prior names what is known before: sweep, sweeps or runs")
    if "sweep" in read and "sweeps" in read:
        findings.error((*path, "sweeps"), "prior has both sweep and sweeps; keep sweeps", key=True)
    return Prior((read["sweep"],) if "sweep" in read else read.get("sweeps", ()), read.get("runs", ()))


def _address(value: Value, path: Path, findings: Findings) -> str | None:
    address = filled(value, path, findings)
    if address is not None and not (all(address.split("/")) and address.count("/") <= 2):
        findings.error(path, f"{quoted(address)} should be an id, project/id or entity/project/id")
        return None
    return address


def _addresses(value: Value, path: Path, findings: Findings) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not value:
        findings.error(path, f"{path[-1]} must be a list of ids, got {'an empty one' if value == [] else got(value)}")
        return None
    read = [_address(item, (*path, index), findings) for index, item in enumerate(value)]
    return tuple(dict.fromkeys(address for address in read if address is not None))


_ADDRESS = {"type": "string", "minLength": 1, "pattern": "^[^/]+(/[^/]+){0,2}$"}
_ADDRESSES = {"type": "array", "items": _ADDRESS, "minItems": 1}

PRIOR: Mapping[str, Key] = {
    "sweep": Key(_address, described("A sweep: its id, project/id or entity/project/id.", **_ADDRESS)),
    "sweeps": Key(_addresses, described("Several sweeps.", **_ADDRESSES)),
    "runs": Key(_addresses, described("Single runs: an id, project/id or entity/project/id each.", **_ADDRESSES)),
}
SCHEMA = described(
    "Earlier runs that the method learns from before its first own; their parameters may differ in part.",
    **object_schema(PRIOR),
    minProperties=1,
)
