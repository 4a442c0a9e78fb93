"""besom versions"""

import click

from besom.cli import figures
from besom.cli.edit import changed
from besom.cli.lookup import find_sweep
from besom.cli.options import json_option, sweep_argument
from besom.cli.shell import Shell
from besom.errors import NotFound
from besom.wire.sweeps import Change, Version


@click.command()
@sweep_argument
@click.option("--diff", type=click.IntRange(min=1), nargs=2, metavar="A B", help="What differs between two of them.")
@click.option("--source", type=click.IntRange(min=1), metavar="N", help="The file of one of them, as it was sent.")
@json_option
@click.pass_obj
def versions(shell: Shell, sweep: str, diff: tuple[int, int] | None, source: int | None, as_json: bool) -> None:
    """The versions of a sweep: when each was made, its runs, and what it changed."""
    place = shell.connect()
    found = find_sweep(place, sweep)
    every = {each.version: each for each in place.client.versions(found.entity, found.project, found.id).versions}
    if source is not None:
        shell.copy(_one(every, source).source.rstrip("\n"))
        return
    if diff is not None:
        changes = _difference(_one(every, diff[0]), _one(every, diff[1]))
        if as_json:
            shell.tell_json(changes)
        else:
            shell.tell(*changed(changes, shell.width) if changes else ["they say the same"])
        return
    if as_json:
        shell.tell_json(list(every.values()))
        return
    now = shell.now()
    for each in every.values():
        made = f"{figures.age(now - each.created_at)} ago"
        shell.tell(f"version {each.version}  {made}  {each.method}  {figures.counted(each.runs, 'run')}")
        if each.changes:
            shell.tell(*(f"  {line}" for line in changed(each.changes, shell.width - 2)))
    shell.next(f"besom edit {found.id}")


def _one(versions: dict[int, Version], number: int) -> Version:
    if number not in versions:
        raise NotFound(f"there is no version {number}; the sweep has {figures.counted(len(versions), 'version')}")
    return versions[number]


def _difference(old: Version, new: Version) -> list[Change]:
    from besom.config import difference, parse

    return [
        Change(what=each.what, old=each.old, new=each.new) for each in difference(parse(old.source), parse(new.source))
    ]
