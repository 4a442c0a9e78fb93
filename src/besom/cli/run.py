"""besom run"""

from typing import Any

import click

from besom.cli.agent import Work, work
from besom.cli.best import able, describe
from besom.cli.figures import counted
from besom.cli.links import page_link
from besom.cli.options import agent_options, json_option, project_options
from besom.cli.shell import Shell
from besom.cli.sweep import check_file, create

FAILURES = 3  # exit code: the sweep went to its end, but some of its runs failed


@click.command()
@click.argument("file")
@project_options
@click.option("--name", help="Name of the sweep, in place of the file's.")
@click.option("--program", help="Script to run, in place of the file's.")
@click.option("-y", "--yes", is_flag=True, help="Go on in spite of values that can hardly be meant.")
@agent_options
@json_option
@click.pass_obj
def run(
    shell: Shell,
    /,
    file: str,
    project: str | None,
    entity: str | None,
    name: str | None,
    program: str | None,
    yes: bool,
    **how: Any,
) -> int:
    """Create a sweep and work on it here until it is done: `besom sweep` and `besom agent` in one, for scripts and CI.

    Exit code 3 when some of its runs failed.

    With --json: one object for the sweep, one for each event, then one with the sweep as it is at the end.
    """
    return run_file(shell, file, Work(**how), entity=entity, project=project, name=name, program=program, sure=yes)


def run_file(
    shell: Shell,
    file: str,
    how: Work,
    *,
    entity: str | None = None,
    project: str | None = None,
    name: str | None = None,
    program: str | None = None,
    sure: bool = False,
) -> int:
    """Check the file, create its sweep, run an agent to the end, show the best run; the exit code."""
    checked = check_file(shell, file, name, program, quiet=how.quiet or how.as_json, sure=sure)
    place = shell.connect()
    sweep = create(shell, place, checked.file, entity, project)
    if how.as_json:
        shell.tell_json({"event": "created", "at": shell.now(), "id": sweep.id, "url": sweep.url, **checked.remarks})
    elif not how.quiet:
        shell.tell(f"Sweep ID  {sweep.id}", f"Follow    {page_link(shell, place, sweep.url)}")
    code, sweep = work(shell, place, sweep, how)
    failed = sweep.counts.failed + sweep.counts.crashed
    if not how.as_json:
        if ranked := able(place, sweep):
            describe(shell, place, sweep, ranked)
        if failed:
            shell.say(f"{counted(failed, 'run')} failed")
        shell.tell(f"Follow  {sweep.url if how.quiet else page_link(shell, place, sweep.url)}")
        if sweep.state in ("running", "paused"):
            shell.next(f"besom agent {sweep.id}")
    return code or (FAILURES if failed else 0)
