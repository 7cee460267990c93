"""What other processes of the same user's ask of a running desk: to show a workbook, to be its line to a program, to take a click.

None of them has a page: each proves that it knows the secret that this user alone can read, and is answered with a proof.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from xltool.desk.answers import DataAnswer
from xltool.desk.entry import KNOCK, LINK
from xltool.desk.link import ProgramLink
from xltool.desk.proof import PROOF, answering, is_asking
from xltool.desk.requests import Body, body_of
from xltool.errors import WorkbookError

if TYPE_CHECKING:
    from xltool.desk.routes import DeskPlace

Handler = Callable[[Request], Awaitable[Response]]
Answering = Callable[["DeskPlace", Body], Awaitable[dict[str, Any]]]
CLICK: Final = f"{KNOCK}/click"


async def _knock(place: DeskPlace, body: Body) -> dict[str, Any]:
    """Show these files too, or what is open in programs; the way in."""
    for named in body.texts("named"):
        place.sessions.grounds.add(Path(named))
    if body.held.get("beside") is True:
        place.sessions.beside = True
    if isinstance(body.held.get("front"), str):
        place.sessions.front = body.text("front")
    return {"enter": place.way_in()}


async def _link(place: DeskPlace, body: Body) -> dict[str, Any]:
    """A program's line: begun without an id, gone on with by what the program answered last."""
    programs = place.sessions.programs
    if programs is None:
        raise WorkbookError("这个工作台不能接打开的工作簿：请重新启动工作台。")
    if "link" not in body.held:
        place.sessions.beside = True
        return {"link": programs.links.new(body.text("program")).id}
    found = programs.links.get(body.text("link"))
    if found is None or place.ending:
        return {"end": True}
    if body.held.get("known") is True:
        return {}
    if body.held.get("gone") is True:
        found.end()
        return {"end": True}
    return {"request": await run_in_threadpool(_next, found, body)}


def _next(link: ProgramLink, body: Body) -> dict[str, Any] | None:
    answer = body.held.get("answer")
    return link.next(answer if isinstance(answer, dict) else None)


async def _click(place: DeskPlace, body: Body) -> dict[str, Any]:
    """A click on a ribbon: what is to be said of it, or that it is to be done elsewhere."""
    given = body.text("button"), body.text("book"), body.number("window")
    return await run_in_threadpool(place.sessions.clicked, given[0], given[1], given[2])


def neighbours(place: DeskPlace, handled: Callable[[Handler], Handler]) -> dict[str, Handler]:
    """What answers at each of their addresses; with ``handled`` whatever goes wrong is a sentence, proven like any answer."""
    return {path: _proven(place, handled(_of_the_user(place, each))) for path, each in _ADDRESSES.items()}


_ADDRESSES: Final[dict[str, Answering]] = {KNOCK: _knock, LINK: _link, CLICK: _click}


def _of_the_user(place: DeskPlace, work: Answering) -> Handler:
    async def answered(request: Request) -> Response:
        body = await body_of(request)
        if request.url.path == KNOCK:
            place.seen = time.monotonic()
        return DataAnswer(await work(place, body))

    return answered


def _proven(place: DeskPlace, handler: Handler) -> Handler:
    """Answer who proves to know the secret, before anything of the request is read, with a proof beside the answer."""

    async def answered(request: Request) -> Response:
        asked = request.headers.get(PROOF, "")
        if not is_asking(place.secret, asked, request.url.path):
            return DataAnswer({"error": "没有处理：不是本用户的程序发来的。"}, 401)
        answer = await handler(request)
        answer.headers[PROOF] = answering(place.secret, asked, bytes(answer.body))
        return answer

    return answered
