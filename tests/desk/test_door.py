"""Every refusal of the desk, sent for real over HTTP to a real process; what is let in, and what others find on the disk."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.first_case import AS_FILED
from tests.desk.running import Answer, DeskProcess, Visitor, knocking, running

FIRST_CASE = "案.xlsx"
#: What is wrong with a workbook is an answer, no error of HTTP.
SAID = 200


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("door")
    shutil.copy(AS_FILED, made / FIRST_CASE)
    return made


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[DeskProcess]:
    with running(folder / FIRST_CASE, state=folder / "state") as started:
        yield started


@pytest.fixture(scope="module")
def visitor(desk: DeskProcess) -> Visitor:
    return Visitor(desk)


def refused(answer: Answer, status: int) -> None:
    """One Chinese sentence as data, nothing of a workbook, and every safety header."""
    assert answer.status == status, answer.text
    assert answer.json["error"].endswith("。")
    safe(answer)


def safe(answer: Answer) -> None:
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "server" not in answer.headers


# Where it listens


def test_only_this_computer_can_reach_it(desk: DeskProcess) -> None:
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    listening = [line.split()[1] for line in lines if line.split()[3] == "0A"]
    assert [each for each in listening if each.endswith(f":{desk.port:04X}")] == [f"0100007F:{desk.port:04X}"]
    six = [
        line.split()[1]
        for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    ]
    assert not [each for each in six if each.endswith(f":{desk.port:04X}")]


# The key


def test_a_key_opens_once_and_a_refused_request_does_not_use_it_up(folder: Path, tmp_path: Path) -> None:
    with running(folder / FIRST_CASE, state=tmp_path / "state") as desk:
        entrance = f"/enter?key={desk.key}"
        refused(desk.send("GET", entrance, {"host": "evil.example"}), 421)
        assert desk.send("HEAD", entrance).status == 401
        assert desk.send("GET", entrance, {"sec-purpose": "prefetch;prerender"}).status == 401
        assert desk.send("GET", f"/enter?key={desk.key[:-1]}").status == 401
        entered = desk.send("GET", entrance)
        assert entered.status == 200
        safe(entered)
        cookie = entered.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie and f"xltool-desk-{desk.port}=" in cookie
        again = desk.send("GET", entrance)
        assert again.status == 401 and "set-cookie" not in again.headers
        safe(again)


def test_the_address_a_page_is_led_to_by_stands_where_nobody_else_reads(folder: Path, tmp_path: Path) -> None:
    with running(folder / FIRST_CASE, state=tmp_path / "state") as desk:
        own = tmp_path / "state" / "desk"
        files = [path for path in own.iterdir() if path.is_file()]
        assert sorted(path.name for path in files) == ["desk.json", "desk.lock"]
        assert stat.S_IMODE(own.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
        assert desk.stop() == 0
    assert not (own / "desk.json").exists()


# Host, origin, pass


@pytest.mark.parametrize("path", ["/", "/enter", "/page/main.js", "/api/books", "/nothing"])
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:80", " "]
)
def test_another_host_is_refused(desk: DeskProcess, visitor: Visitor, path: str, host: str) -> None:
    refused(desk.send("GET", path, {**visitor.shown, "host": host}), 421)


def test_a_request_without_a_host_is_refused(desk: DeskProcess) -> None:
    with socket.create_connection(("127.0.0.1", desk.port), timeout=60) as raw:
        raw.sendall(b"GET /api/books HTTP/1.0\r\n\r\n")
        assert b" 421 " in raw.recv(4096).split(b"\r\n")[0]


@pytest.mark.parametrize("twice", ["host", "origin", "content-type", "x-xltool-page"])
def test_a_header_that_counts_may_not_come_twice(desk: DeskProcess, visitor: Visitor, twice: str) -> None:
    headers = {**visitor.posting, "host": f"127.0.0.1:{desk.port}", "content-length": "2"}
    lines = [f"{name}: {value}" for name, value in headers.items()]
    whole = "\r\n".join(["POST /api/books/0/undo HTTP/1.1", *lines, f"{twice}: {headers[twice]}", "", "{}"])
    with socket.create_connection(("127.0.0.1", desk.port), timeout=60) as raw:
        raw.sendall(whole.encode())
        assert b" 400 " in raw.recv(4096).split(b"\r\n")[0]


@pytest.mark.parametrize(
    "origin", ["", "null", "http://evil.example", "https://127.0.0.1:{port}", "http://localhost:{port}"]
)
def test_another_origin_is_refused(desk: DeskProcess, visitor: Visitor, origin: str) -> None:
    headers = {**visitor.posting, "origin": origin.format(port=desk.port)}
    refused(desk.send("POST", "/api/books/0/undo", headers, b"{}"), 403)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_may_not_even_look(desk: DeskProcess, visitor: Visitor, site: str) -> None:
    for path in ("/", "/page/main.js", "/api/books"):
        refused(desk.send("GET", path, {**visitor.shown, "sec-fetch-site": site}), 403)


def test_nobody_is_answered_before_another_origin_would_be_allowed(
    desk: DeskProcess, visitor: Visitor
) -> None:
    asked = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    refused(desk.send("OPTIONS", "/api/drop", {**asked, "content-length": "0"}), 403)


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_what_a_form_of_another_page_could_send_is_refused(
    desk: DeskProcess, visitor: Visitor, kind: str
) -> None:
    for path in ("/api/books/0/undo", "/api/drop"):
        refused(desk.send("POST", path, {**visitor.posting, "content-type": kind}, b"{}"), 415)


def test_nothing_is_shown_without_the_pass(desk: DeskProcess, visitor: Visitor) -> None:
    name, _, value = visitor.cookie.partition("=")
    for cookie in ("", f"{name}={value[:-1]}", f"{name}=", f"{name}2={value}", "a=b; ;;=\x7f"):
        for path in ("/", "/page/main.js", "/page/desk.css", "/api/books", "/api/pulse", "/nothing"):
            refused(desk.send("GET", path, {**visitor.shown, "cookie": cookie}), 401)
        refused(
            desk.send(
                "POST",
                "/api/drop",
                {**visitor.posting, "content-type": "application/octet-stream", "cookie": cookie},
                b"x",
            ),
            401,
        )


def test_a_cookie_alone_which_other_ports_are_sent_too_opens_nothing(
    desk: DeskProcess, visitor: Visitor
) -> None:
    for half in ("", visitor.half[:-1], visitor.cookie.partition("=")[2]):
        refused(desk.send("GET", "/api/books", {**visitor.shown, "x-xltool-page": half}), 401)
        refused(
            desk.send("POST", "/api/books/0/save", {**visitor.posting, "x-xltool-page": half}, b"{}"), 401
        )
    refused(desk.send("GET", "/api/books", {**visitor.shown, "cookie": ""}), 401)


def test_a_websocket_is_not_opened(desk: DeskProcess) -> None:
    headers = {
        "upgrade": "websocket",
        "connection": "upgrade",
        "sec-websocket-version": "13",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    assert desk.send("GET", "/", headers).status in (400, 401, 403)


# Sizes


def test_a_body_without_a_length_is_refused(desk: DeskProcess, visitor: Visitor) -> None:
    chunked = {**visitor.posting, "transfer-encoding": "chunked", "content-length": ""}
    refused(desk.send("POST", "/api/books/0/undo", chunked, b"2\r\n{}\r\n0\r\n\r\n"), 411)
    dropped = {**chunked, "content-type": "application/octet-stream"}
    refused(desk.send("POST", "/api/drop", dropped, b"1\r\nx\r\n0\r\n\r\n"), 411)


@pytest.mark.parametrize(("path", "most"), [("/api/drop", 50 * 2**20), ("/api/books/0/cell", 2**20)])
def test_what_is_too_large_is_refused_before_it_is_sent(
    desk: DeskProcess, visitor: Visitor, path: str, most: int
) -> None:
    kind = "application/octet-stream" if path == "/api/drop" else "application/json"
    refused(
        desk.send("POST", path, {**visitor.posting, "content-type": kind, "content-length": str(most + 1)}),
        413,
    )


def test_a_ninth_workbook_at_once_is_refused(desk: DeskProcess, visitor: Visitor) -> None:
    headers = {**visitor.posting, "content-type": "application/octet-stream"}
    under_way = []
    try:
        for _ in range(8):
            connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=60)
            connection.putrequest("POST", "/api/drop?name=a.xlsx")
            for name, value in {**headers, "content-length": "1000"}.items():
                connection.putheader(name, value)
            connection.endheaders(b"PK")
            under_way.append(connection)
        visitor.get("/api/pulse")  # what came before has been looked at by then
        refused(visitor.drop("b.xlsx", b"PK"), 429)
    finally:
        for connection in under_way:
            connection.close()
    while (answer := visitor.drop("b.xlsx", b"PK")).status == 429:  # those that went away are forgotten
        pass
    refused(answer, SAID)


# Paths


@pytest.mark.parametrize(
    "path",
    ["/page/../routes.py", "/page/%2e%2e/routes.py", "/page/..%2froutes.py", "/page//etc/passwd", "/page/", "/../desk.json",
     "/api/books/..%2f..%2fx", "/api/books/%2fetc%2fpasswd/file", "/page/index.html", "/docs", "/openapi.json"],
)  # fmt: skip
def test_no_path_leads_anywhere_else(desk: DeskProcess, visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status in (404, SAID) and answer.json["error"].endswith("。")
    safe(answer)


def test_only_what_was_named_can_be_opened(tmp_path: Path) -> None:
    inside, outside = tmp_path / "里", tmp_path / "外"
    inside.mkdir()
    outside.mkdir()
    for place in (inside / "甲.xlsx", outside / "乙.xlsx"):
        shutil.copy(AS_FILED, place)
    (inside / "链接.xlsx").symlink_to(outside / "乙.xlsx")
    (inside / "下层").mkdir()
    shutil.copy(AS_FILED, inside / "下层" / "丙.xlsx")
    with running(inside, state=tmp_path / "state") as desk:
        visitor = Visitor(desk)
        books = visitor.get("/api/books").json["books"]
        assert [book["name"] for book in books] == ["甲.xlsx"]
        for id in ("0" * 16, "乙.xlsx", "..%2f外%2f乙.xlsx"):
            answer = visitor.post(f"/api/books/{id.encode().hex() if not id.isascii() else id}/open")
            assert answer.status in (404, SAID)


def test_a_link_that_turns_outside_later_is_refused_too(tmp_path: Path) -> None:
    inside, outside = tmp_path / "里", tmp_path / "外.xlsx"
    inside.mkdir()
    shutil.copy(AS_FILED, outside)
    shutil.copy(AS_FILED, inside / "甲.xlsx")
    with running(inside, state=tmp_path / "state") as desk:
        visitor = Visitor(desk)
        (book,) = visitor.get("/api/books").json["books"]
        (inside / "甲.xlsx").unlink()
        (inside / "甲.xlsx").symlink_to(outside)
        refused(visitor.post(f"/api/books/{book['id']}/open"), SAID)


@pytest.mark.parametrize(
    "name", ["..%2f..%2f表.xlsx", "C:%5CWindows%5C表", "%00", ".", "a" * 400, "表%3Cimg%3E.exe"]
)
def test_the_name_of_a_dropped_file_leads_nowhere(
    desk: DeskProcess, visitor: Visitor, folder: Path, name: str
) -> None:
    answer = visitor.drop(name.replace("表", "%E8%A1%A8"), AS_FILED.read_bytes())
    assert answer.status == 200
    title = answer.json["title"]
    assert title.endswith(".xlsx") and not set('/\\:*?"<>|\0') & set(title) and len(title) < 120
    (written,) = (folder / "state" / "desk" / "dropped" / answer.json["id"] / "work").iterdir()
    assert written.name == title


# Requests that our page would never send


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"nonsense",
        b"\xff",
        b'{"revision": "1"}',
        b'{"revision": true}',
        b"[" * 100_000,
        b'{"revision": 1e5}',
    ],
)
def test_a_malformed_request_is_one_sentence(desk: DeskProcess, visitor: Visitor, body: bytes) -> None:
    view = visitor.open(FIRST_CASE)
    for what in ("cell", "undo", "errand", "settle"):
        refused(desk.send("POST", f"/api/books/{view['id']}/{what}", visitor.posting, body), 400)


def test_a_button_that_does_not_exist_and_a_cell_that_is_none(visitor: Visitor) -> None:
    view = visitor.open(FIRST_CASE)
    book = f"/api/books/{view['id']}"
    refused(visitor.post(f"{book}/errand", revision=view["revision"], verb="__class__"), SAID)
    for name, row in (
        ("没有这个名称", 0),
        ("项目明细_名称", 10**9),
        ("核算_执行率", 0),
        ("审核结果_说明", 1),
    ):
        refused(visitor.post(f"{book}/cell", revision=view["revision"], name=name, row=row, text="1"), SAID)
    refused(visitor.get(f"{book}/made/7"), SAID)


def test_no_method_but_ours(desk: DeskProcess, visitor: Visitor) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        answer = desk.send(method, "/api/books", {**visitor.posting}, b"{}")
        assert answer.status == 405
        safe(answer)


# One process a user


def test_a_second_start_joins_the_first(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "另一个.xlsx"
    shutil.copy(AS_FILED, other)
    with running(folder / FIRST_CASE, state=tmp_path / "state") as desk:
        first = Visitor(desk)
        joined = DeskProcess(str(other), state=tmp_path / "state")
        assert joined.wait() == 0
        assert joined.port == desk.port and joined.key != desk.key
        assert [book["name"] for book in first.get("/api/books").json["books"]] == [FIRST_CASE, other.name]
        second = Visitor(desk, joined.address)
        assert second.cookie == first.cookie


@pytest.mark.parametrize("secret", ["", "x" * 43])
def test_who_cannot_read_the_key_file_cannot_join(desk: DeskProcess, folder: Path, secret: str) -> None:
    body = json.dumps({"named": [str(folder)]}).encode()
    refused(desk.send("POST", "/knock", knocking(secret, "/knock"), body), 401)
    known = json.loads((folder / "state" / "desk" / "desk.json").read_text())["secret"]
    refused(desk.send("POST", "/knock", knocking(known, "/knock/click"), body), 401)
    own = knocking(known, "/knock")
    refused(desk.send("POST", "/knock", {**own, "host": "evil.example"}, body), 421)
    refused(desk.send("POST", "/knock", own, json.dumps({"named": ["没有.xlsx"]}).encode()), SAID)


NEIGHBOURS = {
    "/knock/link": {"program": "LibreOffice"},
    "/knock/click": {"button": "recalculate", "book": FIRST_CASE, "window": 1},
}


@pytest.mark.parametrize("path", NEIGHBOURS)
@pytest.mark.parametrize("secret", ["", "wrong"])
def test_no_stranger_takes_a_line_or_presses_a_button(
    desk: DeskProcess, visitor: Visitor, folder: Path, path: str, secret: str
) -> None:
    body = json.dumps(NEIGHBOURS[path]).encode()
    refused(desk.send("POST", path, knocking(secret, path), body), 401)
    refused(desk.send("POST", path, visitor.posting, body), 401)  # nor a page, with all that it has
    known = json.loads((folder / "state" / "desk" / "desk.json").read_text())["secret"]
    own = knocking(known, path)
    refused(desk.send("POST", path, {**own, "host": "evil.example"}, body), 421)
    refused(desk.send("POST", path, own, b'{"program":1,"button":1}'), 400)
    assert desk.send("GET", path, own).status >= 400


def test_a_line_that_nobody_began_ends_and_a_click_without_excel_is_done_elsewhere(
    desk: DeskProcess, folder: Path
) -> None:
    known = json.loads((folder / "state" / "desk" / "desk.json").read_text())["secret"]
    link, click_by = knocking(known, "/knock/link"), knocking(known, "/knock/click")
    assert desk.send("POST", "/knock/link", link, b'{"link":"made up"}').json == {"end": True}
    click = json.dumps(NEIGHBOURS["/knock/click"]).encode()
    assert desk.send("POST", "/knock/click", click_by, click).json == {"elsewhere": True}


def test_a_file_cannot_be_gone_to_in_a_program(visitor: Visitor) -> None:
    view = visitor.open(FIRST_CASE)
    refused(visitor.post(f"/api/books/{view['id']}/go", address="自评表!H18"), SAID)


# What it says, and how it ends


def test_it_says_one_line_and_nothing_of_a_workbook(tmp_path: Path) -> None:
    shutil.copy(AS_FILED, tmp_path / FIRST_CASE)
    with running(tmp_path / FIRST_CASE, state=tmp_path / "state") as desk:
        visitor = Visitor(desk)
        view = visitor.open(FIRST_CASE)
        now = view["revision"]
        visitor.post(
            f"/api/books/{view['id']}/cell", revision=now, name="基本支出_本年决算", row=0, text="940"
        )
        visitor.get("/nothing")
        desk.send("POST", "/api/drop", visitor.posting, b"x")
        assert desk.stop() == 0
        assert len(desk.lines) == 1
        # nothing behind the address: a terminal makes a link of all that follows without a blank
        assert desk.lines[0] == f"工作台已打开（地址只能用一次；按 Ctrl+C 结束）：{desk.address}\n"


def test_a_desk_whose_folder_is_closed_says_so(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder would have to be")
    with pytest.raises(AssertionError, match="不能写入"):
        DeskProcess(str(folder / FIRST_CASE), state=tmp_path / "state")


def test_a_port_that_is_taken_is_said(folder: Path, tmp_path: Path, desk: DeskProcess) -> None:
    with pytest.raises(AssertionError, match=f"端口 {desk.port} 不能用"):
        DeskProcess(str(folder / FIRST_CASE), "--port", str(desk.port), state=tmp_path / "state")


def test_no_environment_of_ours_is_left(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted([FIRST_CASE, "state"])
