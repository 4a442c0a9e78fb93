"""Options and arguments that several commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for programs.")
sweep_argument = click.argument("sweep", metavar="SWEEP")
run_argument = click.argument("run", metavar="SWEEP/NUMBER")

priority_option = click.option("--priority", type=int, metavar="N", help="In the queue the highest goes first.  [0]")
prior_option = click.option(
    "-R",
    "--prior_run",
    "prior",
    multiple=True,
    metavar="RUN",
    help="A run to learn from: RUN, SWEEP/NUMBER, project/RUN; or all of a SWEEP. May be repeated.",
)


def project_options(command: Command) -> Command:
    """--project and --entity."""
    project = click.option("-p", "--project", help="Project, in place of this folder's.")
    entity = click.option("-e", "--entity", help="Whose project; your own by default.")
    return project(entity(command))


def agent_options(command: Command) -> Command:
    """How an agent works: --workers, --count, --python, --trust, --verbose, --quiet."""
    for option in reversed(
        (
            click.option("-j", "--workers", type=click.IntRange(min=1), default=1, help="Runs at the same time.  [1]"),
            click.option("--count", type=click.IntRange(min=1), metavar="N", help="Leave after N runs."),
            click.option("--python", metavar="PATH", help="Python for the script; else the active environment's."),
            click.option("--trust", is_flag=True, help="Accept the sweep's own command on this machine, from now on."),
            click.option("-v", "--verbose", is_flag=True, help="Show what the scripts print."),
            click.option("-q", "--quiet", is_flag=True, help="Show the end only."),
        )
    ):
        command = option(command)
    return command
