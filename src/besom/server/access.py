"""Who may call what: every route of the server with the scopes that reach it. What is not listed is not reachable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from besom.domain.agent import Scope
from besom.errors import NotFound

ANYONE = frozenset(Scope)
READERS = frozenset({Scope.ADMIN, Scope.WRITE, Scope.READ, Scope.AGENT})
WRITERS = frozenset({Scope.ADMIN, Scope.WRITE})
PEOPLE = WRITERS | {Scope.READ}
AGENTS = WRITERS | {Scope.AGENT}
REPORTERS = AGENTS | {Scope.RUN}

_PROJECT = "/api/projects/{entity}/{project}"
_SWEEP = _PROJECT + "/sweeps/{sweep}"
_RUN = _PROJECT + "/runs/{run}"

PUBLIC = frozenset(
    {
        ("GET", "/api/health"),
        ("GET", "/api/sweep-file.schema.json"),  # editors fetch it, which have no key; it says nothing about a sweep
        ("POST", "/api/session"),
        ("GET", "/login"),
        ("GET", "/assets/{file}"),
        ("GET", "/favicon.svg"),
    }
)

# Addresses that a person opens in a browser. All show the page's one shell, which finds out by itself what is meant.
SHELL_PATHS = frozenset(
    {
        "/",
        "/login",
        "/{entity}/{project}",
        "/{entity}/{project}/sweeps",
        "/{entity}/{project}/sweeps/{sweep}",
        "/{entity}/{project}/runs/{run}",
    }
)

ACCESS: Mapping[tuple[str, str], frozenset[Scope]] = {
    **{("GET", template): PEOPLE for template in SHELL_PATHS if ("GET", template) not in PUBLIC},
    ("POST", "/api/login-links"): PEOPLE,
    ("DELETE", "/api/session"): PEOPLE,
    ("GET", "/api/schema"): ANYONE,
    ("GET", "/api/viewer"): ANYONE,
    ("GET", "/api/projects"): READERS,
    ("GET", "/api/sweeps"): READERS,
    ("GET", "/api/events"): READERS,
    ("GET", "/api/find/sweeps/{sweep}"): READERS,
    ("GET", _PROJECT + "/sweeps"): READERS,
    ("POST", _PROJECT + "/sweeps"): WRITERS,
    ("GET", _SWEEP): READERS,
    ("PATCH", _SWEEP): WRITERS,
    ("DELETE", _SWEEP): WRITERS,
    ("POST", _SWEEP + "/pause"): WRITERS,
    ("POST", _SWEEP + "/resume"): WRITERS,
    ("POST", _SWEEP + "/stop"): WRITERS,
    ("POST", _SWEEP + "/cancel"): WRITERS,
    ("GET", _SWEEP + "/audit"): READERS,
    ("GET", _SWEEP + "/standings"): READERS,
    ("GET", _SWEEP + "/versions"): READERS,
    ("POST", _SWEEP + "/versions/preview"): WRITERS,
    ("POST", _SWEEP + "/versions"): WRITERS,
    ("POST", _SWEEP + "/try"): WRITERS,
    ("POST", _SWEEP + "/retry"): WRITERS,
    ("POST", _SWEEP + "/prioritise"): WRITERS,
    ("GET", _SWEEP + "/runs"): READERS,
    ("GET", _SWEEP + "/runs/{number}"): READERS,
    ("GET", _SWEEP + "/curves"): READERS,
    ("GET", _SWEEP + "/limits"): READERS,
    ("GET", _SWEEP + "/events"): READERS,
    ("GET", _SWEEP + "/agents"): READERS,
    ("POST", _SWEEP + "/agents"): AGENTS,
    ("POST", _SWEEP + "/claim"): AGENTS,
    ("POST", "/api/agents/{agent}/poll"): AGENTS,
    ("POST", "/api/agents/{agent}/leave"): AGENTS,
    ("POST", _PROJECT + "/runs"): WRITERS,
    ("GET", _RUN): ANYONE,
    ("PATCH", _RUN): WRITERS | {Scope.RUN},
    ("GET", _RUN + "/curves"): READERS,
    ("GET", _RUN + "/history"): READERS,
    ("GET", _RUN + "/log"): READERS,
    ("GET", _RUN + "/why"): READERS,
    ("GET", _RUN + "/events"): READERS,
    ("POST", _RUN + "/report"): REPORTERS,
    ("POST", _RUN + "/log"): REPORTERS,
    ("POST", _RUN + "/finish"): AGENTS,
    ("POST", _RUN + "/release"): AGENTS,
    ("POST", _RUN + "/kill"): WRITERS,
}


class WrongMethod(NotFound):
    """The path is known, the method on it is not; `allowed` are those that are."""

    def __init__(self, method: str, path: str, allowed: frozenset[str]) -> None:
        super().__init__(f"{method} does not work on {path}; {', '.join(sorted(allowed))} does")
        self.allowed = allowed


class Route(NamedTuple):
    method: str
    template: str  # as in ACCESS
    values: dict[str, str]  # what stands in the path in place of {name}


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict)
    any: "_Node | None" = None  # the child for {name}
    names: tuple[str, ...] = ()
    templates: dict[str, str] = field(default_factory=dict)  # by method


def _tree() -> _Node:
    root = _Node()
    for method, template in (*PUBLIC, *ACCESS):
        node, names = root, []
        for part in template.split("/")[1:]:
            if part.startswith("{"):
                names.append(part[1:-1])
                node.any = node.any or _Node()
                node = node.any
            else:
                node = node.children.setdefault(part, _Node())
        node.templates[method] = template
        node.names = tuple(names)
    return root


_ROOT = _tree()


def find_route(method: str, path: str) -> Route:
    """The route that a request is for. NotFound, or WrongMethod, when there is none."""
    node = _ROOT
    values = []
    for part in path.split("/")[1:]:
        child = node.children.get(part)
        if child is None and part and node.any is not None:
            child = node.any
            values.append(part)
        if child is None:
            raise NotFound(f"there is nothing at {path}")
        node = child
    template = node.templates.get(method)
    if template is None:
        raise (
            WrongMethod(method, path, frozenset(node.templates))
            if node.templates
            else NotFound(f"there is nothing at {path}")
        )
    return Route(method, template, dict(zip(node.names, values, strict=True)))
