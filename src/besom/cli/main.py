"""`besom`: the table of commands, and what their outcomes mean to a shell.

Exit codes: 0 done, 1 an error, 2 wrong usage, 3 finished but some runs failed, 130 interrupted.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import zip_longest
from keyword import iskeyword

import click

from besom import __version__
from besom.cli.figures import counted
from besom.cli.shell import Shell
from besom.errors import BesomError

# name -> module that defines the command under that name, and its line in `besom --help`. A table rather than the
# commands themselves, so that `--help` imports none of them.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("init", "Make this folder part of a project."),
    "check": ("check", "Rehearse a sweep: what it will do, and what does not fit."),
    "preview": ("preview", "The first runs that a sweep would make."),
    "sweep": ("sweep", "Check a sweep file and create the sweep."),
    "agent": ("agent", "Run the script, again and again, with a sweep's parameters."),
    "run": ("run", "Create a sweep and run its agents here, in one command."),
    "ls": ("ls", "List sweeps."),
    "status": ("status", "How far a sweep is."),
    "open": ("open", "Open a sweep's page in the browser, logged in."),
    "best": ("best", "The best run of a sweep, to copy."),
    "try": ("tries", "Queue a run with values of your own."),
    "retry": ("retry", "Run failed, crashed or killed runs again."),
    "edit": ("edit", "Let a sweep go on by another file."),
    "versions": ("versions", "What a sweep was before each edit."),
    "audit": ("audit", "Prove a sweep's counts."),
    "why": ("why", "Why a run is in the state it is in, and how its point was chosen."),
    "logs": ("logs", "The output of a run."),
    "pause": ("steer", "Hand out no new runs until resumed."),
    "resume": ("steer", "Go on with a sweep."),
    "stop": ("steer", "End a sweep; running runs may end first."),
    "cancel": ("steer", "End a sweep and kill its running runs."),
    "rename": ("rename", "Give a sweep another name."),
    "delete": ("delete", "Delete a sweep and its runs."),
    "login": ("login", "Store the key of a server."),
    "schema": ("schema", "The JSON Schema of sweep files, for editors."),
    "server": ("server", "Run a server, or look after the embedded one."),
    "demo": ("demo", "See a real sweep run here, in under a minute."),
}


class Commands(click.Group):
    """The commands of COMMANDS, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (the same)
        if cmd_name not in COMMANDS:
            return None
        function = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(import_module(f"besom.cli.{COMMANDS[cmd_name][0]}"), function)
        assert isinstance(command, click.Command)  # noqa: S101  # a slip in COMMANDS, not in what a user typed
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            ctx.fail(f"there is no command {args[0]!r}{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (the same)
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="besom %(version)s")
def besom() -> None:
    """Hyperparameter sweeps on your own machines.

    \b
    besom demo                see it work
    besom init                this folder belongs to a project
    besom sweep sweep.yaml    check the file, create the sweep
    besom agent SWEEP_ID      run the script with its parameters
    """


def main(argv: Sequence[str] | None = None, shell: Shell | None = None) -> int:
    """Run one command and return its exit code; `shell` is where it prints and whom it asks (the process's own)."""
    shell = shell or Shell.standard()
    try:
        code = besom.main(argv, prog_name="besom", standalone_mode=False, obj=shell)
        shell.out.flush()
    except click.ClickException as error:
        error.show(file=shell.err)
        return error.exit_code
    except BesomError as error:
        _explain(error, shell)
        return 1
    except click.Abort:
        return 130
    except PermissionError as error:
        shell.say(f"error  {error.filename} cannot be read or written: {error.strerror}")
        return 1
    except (BrokenPipeError, SystemExit):  # whoever read our output has gone; the latter is click's word for it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return int(code or 0)


def _explain(error: BesomError, shell: Shell) -> None:
    """One sentence; before it each place of a file that is wrong, with the line that it is about."""
    places = error.details.get("problems") or ()
    for place, excerpt in zip_longest(places, error.details.get("excerpts", ()), fillvalue=""):
        shell.point_at(place, excerpt)
    sentence = f"{counted(len(places), 'problem')}; nothing was done" if places else str(error)
    shell.say(f"error  {sentence}")


if __name__ == "__main__":  # how an embedded server is started
    sys.exit(main())
