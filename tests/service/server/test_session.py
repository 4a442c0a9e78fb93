"""A browser gets in by a link that works once, and stays in by a cookie that only this server's page can use."""

import asyncio
import json
import socket
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from besom.domain.agent import Grant, Scope
from besom.errors import Forbidden, Invalid, Unauthorised
from besom.server.callers import Callers, Shown, cookie_name
from besom.server.keys import AddKey, add_key
from besom.server.sessions import Enter, MakeLink, enter, leave, make_link
from besom.store import SqliteStore
from besom.wire.runs import CreateRun
from tests.contract.stores import FakeClock
from tests.service.server.browser import SAME_ORIGIN, Browser, logged_in
from tests.service.servers import Process, Server, create, error_of, grid

Start = Callable[..., Process]


def test_a_link_logs_a_browser_in_as_the_owner_of_the_key(server: Server) -> None:
    browser = Browser(server)
    assert browser.send("GET", "/api/viewer").status == 401
    answer = browser.open(server.client().login_link())
    assert json.loads(answer.body) == json.loads(browser.send("GET", "/api/viewer").body)
    assert json.loads(answer.body)["entity"] == "ana"
    assert json.loads(answer.body)["scope"] == "admin"


def test_who_is_not_let_in_yet_sends_no_more_than_a_token(server: Server) -> None:
    answer = server.send("POST", "/api/session", b" " * 100_000, key="")
    assert (answer.status, error_of(answer)["code"]) == (413, "too_large")


def test_the_token_stands_in_the_fragment_alone(server: Server) -> None:
    link = urlsplit(server.client().login_link("/ana/my project/sweeps/k3x9q7ab").url)
    assert (link.path, link.query) == ("/login", "")
    told = parse_qs(link.fragment)
    assert told.keys() == {"token", "next"}
    assert told["next"] == ["/ana/my project/sweeps/k3x9q7ab"]
    assert len(told["token"][0]) == 40
    assert " " not in link.fragment


def test_the_cookie_is_for_the_server_alone_and_out_of_reach_of_scripts(server: Server) -> None:
    answer = Browser(server).open(server.client().login_link())
    [cookie] = SimpleCookie(answer.headers["set-cookie"]).values()
    assert cookie.key == f"besom_session_{urlsplit(server.url).port}"
    assert (cookie["httponly"], cookie["path"], cookie["samesite"].lower()) == (True, "/", "strict")
    assert cookie["max-age"] == str(30 * 24 * 3600)
    assert not cookie["secure"]  # the test's server speaks plain http
    assert not cookie["domain"]


def test_servers_beside_each_other_have_cookies_of_their_own() -> None:
    assert cookie_name("http://127.0.0.1:7878") != cookie_name("http://127.0.0.1:7879")
    assert cookie_name("https://sweeps.example.org") == "besom_session"


def test_over_https_the_cookie_is_never_sent_in_the_clear(start_server: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    behind = replace(
        start_server(port=port, base_url="https://sweeps.example.org").server(), url=f"http://127.0.0.1:{port}"
    )
    link = behind.client().login_link()
    assert link.url.startswith("https://sweeps.example.org/login#")
    answer = Browser(behind).open(link)
    [cookie] = SimpleCookie(answer.headers["set-cookie"]).values()
    assert (cookie.key, cookie["secure"]) == ("besom_session", True)


def test_a_link_works_once(server: Server) -> None:
    link = server.client().login_link()
    assert Browser(server).open(link).status == 200
    late = Browser(server)
    answer = late.open(link)
    assert (answer.status, late.cookie) == (401, "")
    assert "`besom open`" in error_of(answer)["message"]


def test_who_clicks_on_the_link_again_stays_in(server: Server) -> None:
    link, browser = server.client().login_link(), Browser(server)
    first = browser.open(link)
    cookie = browser.cookie
    again = browser.open(link)
    assert (again.status, again.body, browser.cookie) == (200, first.body, cookie)
    assert "set-cookie" not in again.headers
    browser.send("DELETE", "/api/session", headers=SAME_ORIGIN)
    assert browser.open(link).status == 401


def test_of_browsers_that_open_a_link_at_once_one_gets_in(server: Server) -> None:
    link = server.client().login_link()
    together = threading.Barrier(8)

    def open_it(_: int) -> int:
        together.wait()
        return Browser(server).open(link).status

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(open_it, range(8))) == [200] + [401] * 7


def test_a_token_that_was_never_given_out_opens_nothing(server: Server) -> None:
    for token in ("x" * 40, "", server.key):
        for key in ("", server.key):
            assert server.send("POST", "/api/session", {"token": token}, key=key).status == 401


def test_neither_a_key_nor_a_links_token_is_a_session_and_a_session_is_no_key(server: Server) -> None:
    name = cookie_name(server.url)
    token = parse_qs(urlsplit(server.client().login_link().url).fragment)["token"][0]
    for value in (server.key, token):
        assert server.send("GET", "/api/viewer", key="", headers={"Cookie": f"{name}={value}"}).status == 401
    session = logged_in(server).cookie.partition("=")[2]
    assert server.send("GET", "/api/viewer", key=session).status == 401
    assert server.send("GET", "/api/viewer", key=token).status == 401


def test_the_page_changes_things_and_other_sites_do_not(server: Server, project: str) -> None:
    sweep = create(server, grid(2), project)
    browser = logged_in(server)
    path = f"/api/projects/ana/{project}/sweeps/{sweep.id}"
    assert browser.send("GET", path).status == 200
    own: list[dict[str, str]] = [{"Origin": server.url}, SAME_ORIGIN, {"Origin": server.url} | SAME_ORIGIN]
    for headers in own:
        assert browser.send("POST", f"{path}/pause", headers=headers).status == 200
    foreign: list[dict[str, str]] = [
        {},  # what no browser of today would send: none that sends a cookie is silent on where it comes from
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": server.url.replace("http:", "https:") + "0"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": server.url, "Sec-Fetch-Site": "cross-site"},
    ]
    for headers in foreign:
        for method, where in (("POST", f"{path}/cancel"), ("DELETE", path), ("PATCH", path)):
            answer = browser.send(method, where, {}, headers=headers)
            assert (answer.status, error_of(answer)["code"]) == (403, "forbidden"), (method, headers)
    assert server.client().sweep("ana", project, sweep.id).state == "paused"


def test_another_site_logs_nobody_in(server: Server) -> None:
    token = parse_qs(urlsplit(server.client().login_link().url).fragment)["token"][0]
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert server.send("POST", "/api/session", {"token": token}, key="", headers=headers).status == 403
    assert server.send("POST", "/api/session", {"token": token}, key="", headers=SAME_ORIGIN).status == 200


def test_who_logs_out_is_out_at_once_and_others_stay_in(server: Server) -> None:
    browser, other = logged_in(server), logged_in(server)
    answer = browser.send("DELETE", "/api/session", headers=SAME_ORIGIN)
    assert json.loads(answer.body) == {"ended": True}
    [cookie] = SimpleCookie(answer.headers["set-cookie"]).values()
    assert (cookie.value, cookie["max-age"]) == ("", "0")
    assert browser.send("GET", "/api/viewer").status == 401  # though it still shows the old cookie
    assert other.send("GET", "/api/viewer").status == 200
    assert json.loads(server.send("DELETE", "/api/session").body) == {"ended": False}


def test_a_link_leads_nowhere_but_to_this_server(server: Server) -> None:
    wrong = (
        "",
        "ana/p",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "https://evil.example",
        "/a\nb",
        "/a\\b",
    )
    for path in wrong:
        with pytest.raises(Invalid, match="next must be a path on this server"):
            server.client().login_link(path)


def test_the_key_of_a_run_makes_no_link(server: Server, project: str) -> None:
    run = server.client().create_run("ana", project, CreateRun(request_id="one"))
    with pytest.raises(Forbidden):
        server.client(run.key).login_link()


def test_a_browser_that_is_in_lets_another_in(server: Server) -> None:
    link = logged_in(server).send("POST", "/api/login-links", {}, headers=SAME_ORIGIN)
    assert link.status == 200
    token = parse_qs(urlsplit(json.loads(link.body)["url"]).fragment)["token"][0]
    assert server.send("POST", "/api/session", {"token": token}, key="").status == 200


def test_a_session_outlives_the_server(start_server: Start) -> None:
    first = start_server()
    browser = logged_in(first.server())
    port = urlsplit(browser.server.url).port
    first.end()
    browser.server = start_server(port=port).server()
    assert browser.send("GET", "/api/viewer").status == 200


def test_the_database_holds_no_token(start_server: Start) -> None:
    process = start_server()
    server = process.server()
    browser = logged_in(server)
    token = parse_qs(urlsplit(server.client().login_link().url).fragment)["token"][0]
    process.end()
    kept = b"".join(file.read_bytes() for file in sorted(server.data.glob("besom.db*")))
    for secret in (server.key, token, browser.cookie.partition("=")[2]):
        assert secret.encode() not in kept
    with sqlite3.connect(server.data / "besom.db") as database:
        assert database.execute("SELECT kind, count(*) FROM pass GROUP BY kind").fetchall() == [
            ("link", 1),
            ("session", 1),
        ]
    database.close()


KEY = b"key"
GRANT = Grant(Scope.WRITE, "ana")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def open_store(folder: Path, clock: FakeClock) -> SqliteStore:
    store = SqliteStore.open(folder / "besom.db", clock)
    await store.submit(add_key, AddKey(KEY, GRANT))
    return store


def test_a_link_is_of_no_use_after_ten_minutes(tmp_path: Path, clock: FakeClock) -> None:
    async def work() -> None:
        store = await open_store(tmp_path, clock)
        assert await store.submit(make_link, MakeLink(b"first", KEY)) == clock.time + 600
        await store.submit(make_link, MakeLink(b"second", KEY))
        clock.time += 599
        await store.submit(enter, Enter(b"first", b"session"))
        clock.time += 1
        with pytest.raises(Unauthorised, match="older than ten minutes"):
            await store.submit(enter, Enter(b"second", b"late"))
        assert await Callers(store, clock).find(Shown(b"late", session=True)) is None
        await store.close()

    asyncio.run(work())


def test_a_session_ends_after_thirty_days(tmp_path: Path, clock: FakeClock) -> None:
    async def work() -> None:
        store = await open_store(tmp_path, clock)
        callers, shown = Callers(store, clock), Shown(b"session", session=True)
        await store.submit(make_link, MakeLink(b"link", KEY))
        await store.submit(enter, Enter(b"link", b"session"))
        clock.time += 30 * 24 * 3600 - 5
        caller = await callers.find(shown)
        assert caller is not None
        assert (caller.grant, caller.key_hash) == (GRANT, KEY)
        clock.time += 5
        assert await callers.find(shown) is None
        await store.close()

    asyncio.run(work())


def test_a_session_ended_elsewhere_is_refused_within_a_minute(tmp_path: Path, clock: FakeClock) -> None:
    async def work() -> None:
        store = await open_store(tmp_path, clock)
        callers, shown = Callers(store, clock), Shown(b"session", session=True)
        await store.submit(make_link, MakeLink(b"link", KEY))
        await store.submit(enter, Enter(b"link", b"session"))
        assert await callers.find(shown) is not None
        await store.submit(leave, b"session")
        clock.time += 60
        assert await callers.find(shown) is None
        await store.close()

    asyncio.run(work())


def test_a_link_is_made_with_a_key_that_is_there(tmp_path: Path, clock: FakeClock) -> None:
    async def work() -> None:
        store = await open_store(tmp_path, clock)
        with pytest.raises(Unauthorised, match="no longer known"):
            await store.submit(make_link, MakeLink(b"link", b"gone"))
        await store.close()

    asyncio.run(work())
