"""besom open"""

from urllib.parse import urlsplit

import click

from besom.cli.links import has_browser
from besom.cli.lookup import find_sweep
from besom.cli.options import json_option
from besom.cli.shell import Shell


@click.command()
@click.argument("sweep", metavar="[SWEEP]", required=False)
@json_option
@click.pass_obj
def open(shell: Shell, sweep: str | None, as_json: bool) -> None:  # noqa: A001 (the command's name)
    """Open the page of a sweep, or of all sweeps, in the browser, logged in.

    The link that is printed logs one browser in, once, within ten minutes. Where there is no desktop, nothing opens:
    copy it to the browser of your choice.
    """
    place = shell.connect()
    url = f"{place.url}/" if sweep is None else find_sweep(place, sweep).url
    link = place.client.login_link(urlsplit(url).path)
    if as_json:
        shell.tell_json({"url": url, "link": link.url, "expires_at": link.expires_at})
        return
    shell.copy(link.url)
    shell.say("it logs one browser in, once, within ten minutes")
    if has_browser(shell.environ) and shell.browse(link.url):
        shell.say("opened in your browser")
