"""besom login"""

import sys

import click
import msgspec

from besom.cli.options import json_option
from besom.cli.shell import Shell
from besom.client.settings import save_key
from besom.client.transport import clean_url


@click.command()
@click.argument("url")
@click.option("--key-stdin", is_flag=True, help="Read the key from standard input instead of asking for it.")
@json_option
@click.pass_obj
def login(shell: Shell, url: str, key_stdin: bool, as_json: bool) -> None:
    """Store your key for the server at URL, after asking the server whose it is.

    The key goes into your own configuration folder, readable by you alone.
    """
    url = clean_url(url)
    key = sys.stdin.readline() if key_stdin else click.prompt(f"key for {url}", hide_input=True, err=True)
    viewer = shell.open(url, key.strip()).viewer()
    file = save_key(url, key.strip(), shell.environ)
    if as_json:
        shell.tell_json({"server": url, **msgspec.to_builtins(viewer)})
        return
    shell.tell(f"logged in to {url} as {viewer.entity} ({viewer.scope})")
    shell.say(f"the key is in {file}")
    shell.next(f"besom init --server {url}")
