"""Every request before anything of it is read: from this computer, to this address, from our own page, with the pass.

Pure ASGI, so that nothing passes unseen. A refusal is one Chinese sentence and uses nothing up.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final, NamedTuple

from xltool.desk.answers import DataAnswer
from xltool.desk.entry import KNOCK, Pass, same

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Where a person enters with a key.
ENTER: Final = "/enter"
#: Where workbooks are dropped; what one of them may hold, and what any other request may, in bytes.
DROP: Final = "/api/drop"
#: The same for a bureau's list of units, of whichever inbox.
_UNITS_FILE: Final = re.compile(r"/api/inboxes/[0-9a-f]+/units-file")
LARGEST_FILE: Final = 50 * 2**20
_LARGEST_REQUEST: Final = 2**20
#: Workbooks that may come in at once.
_AT_ONCE: Final = 8
#: The header in which the page shows its half of the pass.
HALF: Final = "x-xltool-page"

_LOOPBACK: Final = ("127.0.0.1", "::1")
_READING: Final = ("GET", "HEAD")
#: Nothing but our own files, nothing written into the page, nobody around it.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
_ON_EVERY_ANSWER: Final = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class Refusal(NamedTuple):
    """Why a request goes no further: HTTP's number, and the sentence."""

    status: int
    sentence: str


class Guard:
    """The door before the application. ``port`` is where this process listens, ``ours`` the pass that it gave out."""

    def __init__(self, app: App, port: int, ours: Pass) -> None:
        self._app = app
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self._cookie = cookie_name(port)
        self._ours = ours
        self._coming = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it with why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # a websocket: the page opens none
            await send({"type": "websocket.close", "code": 1008})
            return
        sending = _with_headers(send)
        refusal = self._refusal(scope)
        if refusal is None and _brings_file(scope["path"]):
            await self._let_in(scope, receive, sending)
        elif refusal is None:
            await self._app(scope, receive, sending)
        else:
            await _refuse(refusal, scope, receive, sending)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A workbook that is dropped: only so many at once."""
        if self._coming >= _AT_ONCE:
            await _refuse(
                Refusal(429, f"同时打开的文件太多（最多 {_AT_ONCE} 个）：请等前面的读完再拖。"),
                scope,
                receive,
                send,
            )
            return
        self._coming += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming -= 1

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = _headers(scope)
        if headers is None:
            return Refusal(400, "请求的写法不对，没有处理。")
        return next(self._refusals(scope, headers), None)

    def _refusals(self, scope: Scope, headers: Mapping[str, str]) -> Iterator[Refusal]:
        """What is wrong with a request, the first thing first."""
        client, path, method = scope.get("client"), str(scope["path"]), str(scope["method"])
        if client is None or client[0] not in _LOOPBACK:
            yield Refusal(403, "工作台只接受本机的访问。")
        if headers.get("host", "") not in self._hosts:
            yield Refusal(421, "地址不是工作台启动时给出的那一个：请用启动时打开的页面。")
        if path == KNOCK or path.startswith(f"{KNOCK}/"):  # no page: its own secret is asked for there
            yield from _too_large(headers, _LARGEST_REQUEST if path == KNOCK else LARGEST_FILE)
            return
        if method not in _READING:
            yield from self._not_from_our_page(headers, path)
        elif path != ENTER and headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            yield Refusal(403, "请求不是从工作台的页面发出的，没有处理。")
        if path != ENTER:
            yield from self._without_pass(headers, path)

    def _not_from_our_page(self, headers: Mapping[str, str], path: str) -> Iterator[Refusal]:
        if headers.get("origin", "") != f"http://{headers['host']}":
            yield Refusal(403, "请求不是从工作台的页面发出的，没有处理。")
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != ("application/octet-stream" if _brings_file(path) else "application/json"):
            yield Refusal(415, "请求的内容不是工作台的页面会发的那一种，没有处理。")
        yield from _too_large(headers, LARGEST_FILE if _brings_file(path) else _LARGEST_REQUEST)

    def _without_pass(self, headers: Mapping[str, str], path: str) -> Iterator[Refusal]:
        if not same(_cookie(headers.get("cookie", ""), self._cookie), self._ours.cookie):
            yield Refusal(401, "还没有进入工作台：请用启动时打开的页面，或再运行一次 xltool desk。")
        if path.startswith("/api/") and not same(headers.get(HALF, ""), self._ours.half):
            yield Refusal(401, "这个页面不是从工作台的入口打开的：请再运行一次 xltool desk。")


def _brings_file(path: str) -> bool:
    """Whether the bytes of a file come in there."""
    return path == DROP or _UNITS_FILE.fullmatch(path) is not None


def cookie_name(port: int) -> str:
    """The cookie of the process that listens there: cookies go to every port of a computer."""
    return f"xltool-desk-{port}"


def _headers(scope: Scope) -> dict[str, str] | None:
    """The headers by their names; None where one of those that count comes twice."""
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").lower()
        if name in found and name in ("host", "origin", "content-length", "content-type", HALF):
            return None
        value = raw_value.decode("latin-1")
        found[name] = f"{found[name]}; {value}" if name in found else value
    return found


def _too_large(headers: Mapping[str, str], largest: int) -> Iterator[Refusal]:
    length = headers.get("content-length", "")
    if "transfer-encoding" in headers or not (length.isascii() and length.isdigit()):
        yield Refusal(411, "请求没有写明长度，没有处理。")
    elif int(length) > largest:
        yield Refusal(413, f"文件超过 {LARGEST_FILE >> 20} MB，没有读取：请确认选对了工作簿。")


def _cookie(header: str, name: str) -> str:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_ON_EVERY_ANSWER]
        await send(message)

    return sending


async def _refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    headers = {"connection": "close"}  # what comes behind a refused request is not read
    answer = DataAnswer({"error": refusal.sentence}, refusal.status, headers)
    await answer(scope, receive, send)
