"""A function in a fresh process: how it is written down, and `python -m besom.agent.callee FILE`, which calls it."""

import importlib
import json
import os
import runpy
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

from besom.errors import Invalid

IN_CALLEE = "BESOM_CALLEE"  # set while a script is read for its function


def describe(function: Callable[[], object]) -> str:
    """The function as text that `call` understands in another process on this machine; Invalid where that cannot be.

    By value where cloudpickle is installed, else by its name in its module or script.
    """
    there: dict[str, Any] = {"path": sys.path}
    try:
        import cloudpickle
    except ImportError:
        there |= _by_name(function)
    else:
        there["value"] = b64encode(cloudpickle.dumps(function)).decode()
    return json.dumps(there)


def call(described: str) -> None:
    """Call the function here."""
    there = json.loads(described)
    sys.path[:] = there["path"]
    _found(there)()


def _by_name(function: Callable[[], object]) -> dict[str, Any]:
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "<")
    script: Any = getattr(sys.modules["__main__"], "__file__", None)
    if module is None or "<" in name or (module == "__main__" and script is None):
        raise Invalid(
            "a fresh process cannot find this function by its name; "
            "define it at the top of a module, or install cloudpickle"
        )
    if module == "__main__":
        return {"name": name, "script": str(Path(script).absolute())}
    return {"name": name, "module": module}


def _found(there: dict[str, Any]) -> Callable[[], object]:
    function: Callable[[], object]
    if "value" in there:
        import cloudpickle

        function = cloudpickle.loads(b64decode(there["value"]))
    elif "module" in there:
        module: Any = importlib.import_module(there["module"])
        function = reduce(getattr, there["name"].split("."), module)
    else:
        os.environ[IN_CALLEE] = "1"
        first, *rest = there["name"].split(".")
        function = reduce(getattr, rest, runpy.run_path(there["script"], run_name="__besom__")[first])
        del os.environ[IN_CALLEE]
    return function


if __name__ == "__main__":
    call(Path(sys.argv[1]).read_text(encoding="utf-8"))
