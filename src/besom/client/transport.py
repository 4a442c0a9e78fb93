"""One request over HTTP, on connections that are kept open between requests."""

import os
import ssl
import urllib.parse
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection

from besom.errors import Invalid, Unreachable

CONNECT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes


class Http:
    """Sends requests to the server at `url`; safe for threads, and for a process that forks.

    Invalid for anything that is not the http or https address of a server.
    """

    def __init__(self, url: str) -> None:
        self._idle: deque[HTTPConnection] = deque()
        self._pid = os.getpid()
        self.url = clean_url(url)
        parts = urllib.parse.urlsplit(self.url)
        self._host, self._port, self._base = parts.hostname or "", parts.port, parts.path
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None

    def __del__(self) -> None:
        self._close_idle()

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, seconds: float, *, fresh: bool
    ) -> Answer:
        """The server's answer, whatever its status; Unreachable when there was none within `seconds`.

        `fresh` keeps off connections that the server may have closed meanwhile, for a request that must go out once.
        Others go out again at once when a kept connection turns out dead, and so may arrive twice.
        """
        kept = None if fresh else self._take_idle()
        if kept is not None:
            try:
                return self._exchange(kept, method, path, headers, body, seconds)
            except TimeoutError as error:
                raise self._unreachable(error) from error
            except (OSError, HTTPException):
                self._close_idle()  # whatever ended this one has ended them all
        try:
            return self._exchange(self._connect(), method, path, headers, body, seconds)
        except (OSError, HTTPException) as error:
            raise self._unreachable(error) from error

    def _exchange(
        self,
        connection: HTTPConnection,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
        seconds: float,
    ) -> Answer:
        try:
            connection.sock.settimeout(seconds)
            connection.request(method, self._base + path, body, dict(headers))
            response = connection.getresponse()
            answer = Answer(
                response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
            )
        except BaseException:
            connection.close()
            raise
        if response.will_close:
            connection.close()
        else:
            self._idle.append(connection)
        return answer

    def _take_idle(self) -> HTTPConnection | None:
        if self._pid != os.getpid():  # the connections are the parent's; two processes on one would mix their answers
            self._close_idle()
            self._pid = os.getpid()
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _connect(self) -> HTTPConnection:
        connection = (
            HTTPConnection(self._host, self._port, timeout=CONNECT_SECONDS)
            if self._tls is None
            else HTTPSConnection(self._host, self._port, timeout=CONNECT_SECONDS, context=self._tls)
        )
        connection.connect()
        return connection

    def _unreachable(self, error: Exception) -> Unreachable:
        return Unreachable(f"no answer from {self.url} ({_reason(error)})")


def clean_url(url: str) -> str:
    """The address without a slash at its end; Invalid with a sentence when it is not that of a server."""
    text = url.strip().rstrip("/")
    try:
        parts = urllib.parse.urlsplit(text)
        host = (parts.hostname or "").encode("idna")
        fits = parts.scheme in ("http", "https") and bool(host) and (parts.port or 1) > 0
    except ValueError:
        fits = False
    if not fits:
        raise Invalid(f"{url!r} is not a server's address; it should look like https://sweeps.example.org")
    if parts.username or parts.password:
        raise Invalid("a server's address must not hold a user name or a key; `besom login` stores the key")
    if parts.query or parts.fragment:
        raise Invalid(f"a server's address ends before `?` and `#`, got {url!r}")
    return parts._replace(netloc=parts.netloc.lower()).geturl()


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    return "it ended in the middle"
