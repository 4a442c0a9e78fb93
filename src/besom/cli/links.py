"""Links to the page, for people at a terminal."""

import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

from besom.cli.place import Place
from besom.cli.shell import Shell
from besom.errors import Forbidden, NotFound


def page_link(shell: Shell, place: Place, url: str) -> str:
    """The page's address; where a person reads it on a terminal, in a form that logs one browser in."""
    if not shell.out.isatty():
        return url
    try:
        return place.client.login_link(urlsplit(url).path).url
    except (Forbidden, NotFound):  # the key lets no browser in, or the server is an older one
        return url


def has_browser(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether this is a desktop, where a browser that opens is one that the person sees."""
    if environ.get("CI"):
        return False
    if platform in ("darwin", "win32"):
        return "SSH_CONNECTION" not in environ
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
