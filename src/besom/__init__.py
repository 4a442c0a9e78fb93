"""besom: self-hosted hyperparameter sweeps.

In a training script:

    import besom

    besom.init()
    for epoch in range(besom.config.epochs):
        besom.log({"val_loss": train()})

Names are loaded when they are first used, so that importing besom costs a script nothing.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from besom.agent.inprocess import agent
    from besom.client.api import Api, sweep
    from besom.client.script import config, finish, init, log

__version__ = "0.1.0"

__all__ = ["Api", "agent", "config", "finish", "init", "log", "sweep"]

_HOMES = {
    "init": "besom.client.script",
    "log": "besom.client.script",
    "config": "besom.client.script",
    "finish": "besom.client.script",
    "sweep": "besom.client.api",
    "agent": "besom.agent.inprocess",
    "Api": "besom.client.api",
}


def _load(name: str) -> Any:
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


class _Besom(ModuleType):
    """The module itself. Importing the packages besom.config or besom.agent sets attributes of those names on it; the
    properties keep what scripts mean by them.
    """

    def _ignore(self, _: object) -> None:
        pass

    config = property(lambda _: _load("config"), _ignore)
    agent = property(lambda _: _load("agent"), _ignore)

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Functions that use besom are pickled for other processes, and the module with them: by its name."""
        from importlib import import_module

        return import_module, (__name__,)

    def __getattr__(self, name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = _load(name)
        setattr(self, name, value)
        return value


sys.modules[__name__].__class__ = _Besom
