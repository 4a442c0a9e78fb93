"""A browser as far as the server sees one: it keeps a session's cookie, and says where a request comes from."""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

from besom.client.transport import Answer
from besom.wire.session import Link
from tests.service.servers import Server

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Browser:
    server: Server
    cookie: str = ""  # `name=value`, as it is sent back

    def open(self, link: Link) -> Answer:
        """What the page does with a login link."""
        token = parse_qs(urlsplit(link.url).fragment)["token"][0]
        answer = self.send("POST", "/api/session", {"token": token}, headers=SAME_ORIGIN)
        if "set-cookie" in answer.headers:
            [morsel] = SimpleCookie(answer.headers["set-cookie"]).values()
            self.cookie = f"{morsel.key}={morsel.value}"
        return answer

    def send(self, method: str, path: str, body: object = None, *, headers: dict[str, str] | None = None) -> Answer:
        kept = {"Cookie": f"theme=dark; {self.cookie}"} if self.cookie else {}
        return self.server.send(method, path, body, key="", headers=kept | (headers or {}))


def logged_in(server: Server, key: str | None = None) -> Browser:
    browser = Browser(server)
    assert browser.open(server.client(key).login_link()).status == 200
    return browser
