"""besom schema"""

import json

import click

from besom.cli.options import json_option
from besom.cli.shell import Shell


@click.command()
@json_option
@click.pass_obj
def schema(shell: Shell, as_json: bool) -> None:
    """Print the JSON Schema of sweep files, by which editors complete and check them.

    Every server has it too, at /api/sweep-file.schema.json. A sweep file names it in its first line:
    # yaml-language-server: $schema=http://127.0.0.1:7878/api/sweep-file.schema.json
    """
    from besom.config import json_schema

    if as_json:
        shell.tell_json(json_schema())
    else:
        shell.copy(json.dumps(json_schema(), indent=2))
