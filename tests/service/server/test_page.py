"""The built page: which addresses show it, to whom, and what else is served beside it."""

import gzip
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.service.server.browser import Browser, logged_in
from tests.service.servers import Server, error_of, thread_server

SHELL = b'<!doctype html><script type="module" src="/assets/index-BqMPwE9r.js"></script>'
SCRIPT = b"console.log('besom');" * 100
FOLDER = {
    "index.html": SHELL,
    "favicon.svg": b"<svg/>",
    ".stamp": b"of the build",
    "assets/index-BqMPwE9r.js": SCRIPT,
    "assets/index-CM3-4uwY.css": b"body { margin: 0 }",
    "assets/theme.js": b"theme()",
    "assets/mono-a1B2c3D4.woff2": b"\0font",
}
PAGES = [
    "/",
    "/ana/mnist",
    "/ana/mnist/sweeps",
    "/ana/mnist/sweeps/k3x9q7ab",
    "/ana/my%20project/runs/run00001",
    "/ana/mnist/sweeps/k3x9q7ab?sort=value&state=running",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a page of a few bytes."""
    built = tmp_path_factory.mktemp("page") / "_web"
    for name, body in FOLDER.items():
        (built / name).parent.mkdir(parents=True, exist_ok=True)
        (built / name).write_bytes(body)
    (built.parent / "secret.txt").write_text("beyond the page")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("besom.server.app.BUILT", built)
        with thread_server(built.parent / "data") as running:
            yield running


@pytest.fixture(scope="module")
def browser(server: Server) -> Browser:
    return logged_in(server)


@pytest.mark.parametrize("path", PAGES)
def test_the_addresses_of_sweeps_and_runs_show_the_page(browser: Browser, path: str) -> None:
    answer = browser.send("GET", path)
    assert (answer.status, answer.body) == (200, SHELL)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_logged_in_gets_401_and_the_page_that_says_how_to(server: Server, path: str) -> None:
    for headers in ({}, {"Cookie": f"besom_session_{urlsplit(server.url).port}=gone"}):
        answer = server.send("GET", path, key="", headers=headers)
        assert (answer.status, answer.body) == (401, SHELL)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_the_login_page_is_for_everybody(server: Server) -> None:
    answer = server.send("GET", "/login", key="")
    assert (answer.status, answer.body) == (200, SHELL)


def test_what_is_not_there_is_told_by_the_page_too(server: Server, browser: Browser) -> None:
    for path in (
        "/nowhere",
        "/login/",
        "/ana/mnist/sweeps/k3x9q7ab/more",
        "/ana/mnist/files/x",
        "/.stamp",
        "/index.html",
    ):
        assert (server.send("GET", path, key="").status, browser.send("GET", path).status) == (401, 404)
        assert browser.send("GET", path).body == SHELL


def test_addresses_of_others_are_refused(server: Server) -> None:
    answer = server.send("POST", "/ana/mnist", {})
    assert (answer.status, answer.headers["allow"], error_of(answer)["code"]) == (405, "GET", "not_found")


def test_what_the_page_loads_is_for_everybody_and_kept_as_long_as_its_name(server: Server) -> None:
    for path, kind, kept in (
        ("/assets/index-BqMPwE9r.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/assets/index-CM3-4uwY.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/assets/mono-a1B2c3D4.woff2", "font/woff2", "public, max-age=31536000, immutable"),
        ("/assets/theme.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/favicon.svg", "image/svg+xml", "no-cache"),
    ):
        answer = server.send("GET", path, key="")
        assert (answer.status, answer.body) == (200, FOLDER[path[1:]])
        assert (answer.headers["content-type"], answer.headers["cache-control"]) == (kind, kept)
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_is_packed_for_browsers_that_unpack(server: Server) -> None:
    path, accepting = "/assets/index-BqMPwE9r.js", {"Accept-Encoding": "gzip, deflate"}
    answer = server.send("GET", path, key="", headers=accepting)
    assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "accept-encoding")
    assert gzip.decompress(answer.body) == SCRIPT
    assert len(answer.body) < len(SCRIPT) / 2
    font = server.send("GET", "/assets/mono-a1B2c3D4.woff2", key="", headers=accepting)
    assert "content-encoding" not in font.headers


@pytest.mark.parametrize(
    "path",
    [
        "/assets/none.js",
        "/assets/",
        "/assets/../../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/..%5c..%5csecret.txt",
        "/assets/%252e%252e%252fsecret.txt",
        "/assets/theme.js%00",
        "/assets//etc/passwd",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "//etc/passwd",
    ],
)
def test_no_path_leads_to_a_file_that_is_not_the_pages(server: Server, browser: Browser, path: str) -> None:
    for headers in ({}, {"Cookie": browser.cookie}):
        status, _, body = raw(server, "GET", path, headers)
        assert status == 404 or body == SHELL
        assert b"beyond" not in body
        assert b"root:" not in body


def test_head_tells_what_get_would(server: Server, browser: Browser) -> None:
    for path in ("/", "/login", "/assets/theme.js", "/ana/mnist/sweeps/k3x9q7ab", "/nowhere"):
        headers = {"Cookie": browser.cookie}
        status, told, body = raw(server, "HEAD", path, headers)
        get_status, get_told, get_body = raw(server, "GET", path, headers)
        assert (status, body) == (get_status, b"")
        assert int(told["content-length"]) == len(get_body)
        assert told["content-type"] == get_told["content-type"]
    assert raw(server, "HEAD", "/", {})[0] == 401


def test_the_page_may_load_from_this_server_alone_and_run_nothing_inline(server: Server) -> None:
    policy = server.send("GET", "/login", key="").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_source_tree_that_was_not_built_says_how_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("besom.server.app.BUILT", tmp_path / "nothing")
    with thread_server(tmp_path / "data") as server:
        for key, status in ((server.key, 503), ("", 401)):
            answer = server.send("GET", "/", key=key)
            assert answer.status == status
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
            assert answer.body.decode().count("\n") == 1
            assert "`pip install -e .`" in answer.body.decode()
        assert server.client().viewer().entity == "ana"


def raw(server: Server, method: str, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """Sent to the letter, as a client that tidies paths would not."""
    connection = HTTPConnection(urlsplit(server.url).netloc)
    try:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()
