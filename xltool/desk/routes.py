"""The addresses of the page: each asks a session for one thing, in a thread, and answers with data or one sentence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from xltool.desk.answers import DataAnswer, download, made_file
from xltool.desk.entry import EntryKeys, Pass
from xltool.desk.errand import inner_error
from xltool.desk.guard import DROP, ENTER, cookie_name
from xltool.desk.inboxroutes import inbox_routes
from xltool.desk.leaving import leaving
from xltool.desk.neighbours import Handler, neighbours
from xltool.desk.pagefiles import page_files
from xltool.desk.requests import Body, MalformedError, body_of
from xltool.desk.sessions import Sessions
from xltool.desk.turns import BookOnPage, OldStateError, View
from xltool.errors import XltoolError

#: Seconds for which a page may wait for news of a verb at work, and between two looks.
_WAITING: Final = 10.0
_LOOK: Final = 0.05
#: Where browsers of several ages say that they only look ahead.
_PURPOSES: Final = ("sec-purpose", "purpose", "x-purpose", "x-moz")
#: The page behind the door: it leads on to the desk by itself, so that the cookie is sent (SameSite=Strict).
_ENTERED: Final = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>绩效自评工作台</title>'
    '<link rel="icon" href="/page/icon.svg"><meta http-equiv="refresh" content="0;url=/#{half}"><p>正在打开工作台…</p></html>'
)
_REFUSED: Final = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>绩效自评工作台</title>'
    "<p>这个地址已经用过，或者不对：请再运行一次 xltool desk，用它打开的页面。</p></html>"
)


class DeskPlace:
    """What all addresses share: the sessions, the keys, and when a page last showed itself."""

    def __init__(self, sessions: Sessions, port: int, secret: str, ours: Pass) -> None:
        self.sessions = sessions
        self.port = port
        self.secret = secret
        self.ours = ours
        self.keys = EntryKeys()
        self.seen = time.monotonic()
        self.ending = False

    def way_in(self) -> str:
        """An address that opens once."""
        return f"http://127.0.0.1:{self.port}{ENTER}?key={self.keys.new()}"


def application(place: DeskPlace) -> Starlette:
    """The addresses of one desk."""
    books = "/api/books/{id}"
    return Starlette(
        routes=[
            Route(ENTER, _entering(place), methods=["GET"]),
            *(Route(at, each, methods=["POST"]) for at, each in neighbours(place, _handled).items()),
            *(Route(address, _file(*held), methods=["GET"]) for address, held in page_files().items()),
            Route("/api/books", _handled(_listing(place)), methods=["GET"]),
            Route("/api/pulse", _handled(_pulse(place)), methods=["GET"]),
            Route(DROP, _handled(_dropping(place)), methods=["POST"]),
            *(Route(at, _handled(each), methods=["POST"]) for at, each in leaving(place.sessions).items()),
            Route(f"{books}/open", _handled(_opening(place)), methods=["POST"]),
            Route(books, _looking(place, lambda s: s.view()), methods=["GET"]),
            Route(f"{books}/pulse", _looking(place, lambda s: s.state()), methods=["GET"]),
            Route(f"{books}/difference", _looking(place, _differences), methods=["GET"]),
            Route(f"{books}/cell", _changing(place, _fill), methods=["POST"]),
            Route(f"{books}/row", _changing(place, _insert), methods=["POST"]),
            Route(f"{books}/reason", _changing(place, _explain), methods=["POST"]),
            Route(
                f"{books}/undo", _changing(place, lambda s, b: s.undo(b.number("revision"))), methods=["POST"]
            ),
            Route(
                f"{books}/redo", _changing(place, lambda s, b: s.redo(b.number("revision"))), methods=["POST"]
            ),
            Route(
                f"{books}/save", _changing(place, lambda s, b: s.save(b.number("revision"))), methods=["POST"]
            ),
            Route(f"{books}/go", _changing(place, lambda s, b: s.go(b.text("address"))), methods=["POST"]),
            Route(f"{books}/settle", _changing(place, _settle), methods=["POST"]),
            Route(f"{books}/errand", _changing(place, _start), methods=["POST"]),
            Route(f"{books}/errand", _handled(_errand_news(place)), methods=["GET"]),
            Route(f"{books}/errand/answer", _changing(place, _answer), methods=["POST"]),
            Route(f"{books}/errand/cancel", _changing(place, _cancel), methods=["POST"]),
            Route(f"{books}/file", _handled(_whole(place)), methods=["GET"]),
            Route(f"{books}/made/{{number:int}}", _handled(_made(place)), methods=["GET"]),
            *inbox_routes(place, _handled),
        ],
        exception_handlers={404: _missing, 405: _missing},
    )


# The door


def _entering(place: DeskPlace) -> Handler:
    async def enter(request: Request) -> Response:
        looking_ahead = any("prefetch" in request.headers.get(name, "") for name in _PURPOSES)
        if (
            request.method != "GET"
            or looking_ahead
            or not place.keys.use(request.query_params.get("key", ""))
        ):
            return HTMLResponse(_REFUSED, 401)
        answer = HTMLResponse(_ENTERED.format(half=place.ours.half))
        answer.set_cookie(cookie_name(place.port), place.ours.cookie, httponly=True, samesite="strict")
        return answer

    return enter


# Workbooks


def _listing(place: DeskPlace) -> Handler:
    async def listing(_: Request) -> Response:
        books = await run_in_threadpool(place.sessions.listed)
        front, place.sessions.front = place.sessions.front, ""
        hints = await run_in_threadpool(place.sessions.hints)
        left = [each._asdict() for each in await run_in_threadpool(place.sessions.left)]
        inboxes = await run_in_threadpool(place.sessions.inboxes.listed)
        return DataAnswer({"books": books, "front": front, "hints": hints, "inboxes": inboxes, "left": left})

    return listing


def _pulse(place: DeskPlace) -> Handler:
    async def pulse(_: Request) -> Response:
        place.seen = time.monotonic()
        return DataAnswer({})

    return pulse


def _dropping(place: DeskPlace) -> Handler:
    async def drop(request: Request) -> Response:
        name, data = request.query_params.get("name", ""), await request.body()
        return DataAnswer((await run_in_threadpool(place.sessions.drop, name, data)).view())

    return drop


def _opening(place: DeskPlace) -> Handler:
    async def opening(request: Request) -> Response:
        session = await run_in_threadpool(place.sessions.open, request.path_params["id"])
        return DataAnswer(await run_in_threadpool(session.view))

    return opening


def _looking(place: DeskPlace, look: Callable[[BookOnPage], View]) -> Handler:
    async def looking(request: Request) -> Response:
        place.seen = time.monotonic()
        session = place.sessions[request.path_params["id"]]
        return DataAnswer(await run_in_threadpool(look, session))

    return _handled(looking)


def _changing(place: DeskPlace, change: Callable[[BookOnPage, Body], View]) -> Handler:
    async def changing(request: Request) -> Response:
        session = place.sessions[request.path_params["id"]]
        body = await body_of(request)
        try:
            return DataAnswer(await run_in_threadpool(change, session, body))
        except OldStateError as error:
            view = await run_in_threadpool(session.view)
            return DataAnswer({"error": str(error), "view": view})

    return _handled(changing)


def _differences(session: BookOnPage) -> View:
    return {"differences": [each._asdict() for each in session.differences()]}


def _fill(session: BookOnPage, body: Body) -> View:
    return session.fill(body.number("revision"), body.text("name"), body.number("row"), body.text("text"))


def _insert(session: BookOnPage, body: Body) -> View:
    return session.insert_row(body.number("revision"), body.text("name"), body.number("row"))


def _explain(session: BookOnPage, body: Body) -> View:
    return session.explain(body.number("revision"), body.text("key"), body.text("text"))


def _settle(session: BookOnPage, body: Body) -> View:
    return session.settle(body.number("revision"), body.text("take") == "file")


# Verbs that ask


def _start(session: BookOnPage, body: Body) -> View:
    names = {"names": tuple(body.texts("names"))} if "names" in body.held else {}
    return session.start(body.number("revision"), body.text("verb"), names).record()


def _answer(session: BookOnPage, body: Body) -> View:
    answer = body.held.get("answer")
    if answer is not None and not isinstance(answer, (str, bool)):
        raise MalformedError("请求的写法不对，没有处理。")
    if session.errand is not None:
        session.errand.answer(body.number("question"), answer)
    return {}


def _cancel(session: BookOnPage, _: Body) -> View:
    if session.errand is not None:
        session.errand.cancel()
    return {}


def _errand_news(place: DeskPlace) -> Handler:
    async def errand_news(request: Request) -> Response:
        place.seen = time.monotonic()
        session = place.sessions[request.path_params["id"]]
        seen, until = request.query_params.get("seen", ""), time.monotonic() + _WAITING
        while (errand := session.errand) is not None:
            if str(errand.changes) != seen or time.monotonic() > until or place.ending:
                return DataAnswer(errand.record())
            await asyncio.sleep(_LOOK)
        return DataAnswer({"state": ""})

    return errand_news


# Files


def _whole(place: DeskPlace) -> Handler:
    async def whole(request: Request) -> Response:
        session = place.sessions[request.path_params["id"]]
        return download(*await run_in_threadpool(session.whole))

    return whole


def _made(place: DeskPlace) -> Handler:
    async def made(request: Request) -> Response:
        files = place.sessions[request.path_params["id"]].made
        return await run_in_threadpool(made_file, files, request.path_params["number"])

    return made


def _file(data: bytes, kind: str) -> Handler:
    async def file(_: Request) -> Response:
        return Response(data, media_type=kind)

    return file


# What goes wrong


def _handled(handler: Handler) -> Handler:
    """Whatever goes wrong is one sentence, with nothing of a workbook where the program is at fault.

    What is wrong with a workbook is an answer like any other: a browser writes into its console whatever HTTP calls an error.
    """

    async def handled(request: Request) -> Response:
        try:
            return await handler(request)
        except MalformedError as error:
            return DataAnswer({"error": str(error)}, 400)
        except XltoolError as error:
            return DataAnswer({"error": str(error)})
        except Exception as error:
            return DataAnswer({"error": inner_error(error)}, 500)

    return handled


async def _missing(_: Request, error: Any) -> Response:
    return DataAnswer({"error": "没有这个地址。"}, error.status_code)
