"""The addresses of a bureau's page: each asks an inbox for one thing, in a thread, and answers with data or one sentence."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from xltool.bureau.rows import UnitQuery
from xltool.desk.answers import DataAnswer
from xltool.desk.ids import plain_name
from xltool.desk.inbox import InboxOnPage, View
from xltool.desk.neighbours import Handler
from xltool.desk.requests import Body, MalformedError, body_of

if TYPE_CHECKING:
    from xltool.desk.routes import DeskPlace

Handled = Callable[[Handler], Handler]
Look = Callable[[InboxOnPage, QueryParams], View]
Change = Callable[[InboxOnPage, Body], View]

_AT: Final = "/api/inboxes/{id}"


def inbox_routes(place: DeskPlace, handled: Handled) -> list[Route]:
    """The addresses below :data:`_AT`; with ``handled`` whatever goes wrong is a sentence."""
    looks: dict[str, Look] = {
        "": lambda inbox, _: inbox.overview(),
        "/pulse": lambda inbox, _: inbox.pulse(),
        "/charts": lambda inbox, _: inbox.charts(),
        "/units": lambda inbox, asked: inbox.units(_query(asked)),
        "/unit": lambda inbox, asked: inbox.unit(asked.get("key", "")),
    }
    changes: dict[str, Change] = {
        "/options": lambda inbox, body: inbox.change_options(body.held),
        "/decide": lambda inbox, body: inbox.decide(body.texts("keys"), body.text("what"), body.text("note")),
        "/reason": lambda inbox, body: inbox.decide_reason(
            body.number("file"), body.text("key"), body.text("what"), body.text("note")
        ),
    }
    return [
        *(Route(_AT + path, handled(_looking(place, each)), methods=["GET"]) for path, each in looks.items()),
        *(
            Route(_AT + path, handled(_changing(place, each)), methods=["POST"])
            for path, each in changes.items()
        ),
        Route(f"{_AT}/units-file", handled(_units_file(place)), methods=["POST"]),
    ]


def _looking(place: DeskPlace, look: Look) -> Handler:
    async def looking(request: Request) -> Response:
        place.seen = time.monotonic()
        inbox = await run_in_threadpool(place.sessions.inboxes.__getitem__, request.path_params["id"])
        return DataAnswer(await run_in_threadpool(look, inbox, request.query_params))

    return looking


def _changing(place: DeskPlace, change: Change) -> Handler:
    async def changing(request: Request) -> Response:
        inbox = await run_in_threadpool(place.sessions.inboxes.__getitem__, request.path_params["id"])
        return DataAnswer(await run_in_threadpool(change, inbox, await body_of(request)))

    return changing


def _units_file(place: DeskPlace) -> Handler:
    async def units_file(request: Request) -> Response:
        inbox = await run_in_threadpool(place.sessions.inboxes.__getitem__, request.path_params["id"])
        name, data = plain_name(request.query_params.get("name", ""), ""), await request.body()
        return DataAnswer(await run_in_threadpool(inbox.take_units, name, data))

    return units_file


def _query(asked: QueryParams) -> UnitQuery:
    """What is asked of the list. Raises MalformedError where our page would never ask so."""
    try:
        first, size = int(asked.get("from", "0")), int(asked.get("count", "100"))
    except ValueError as error:
        raise MalformedError("请求的写法不对，没有处理。") from error
    texts = {name: asked.get(name, "") for name in ("state", "search", "group", "of")}
    return UnitQuery(
        **texts, sort=asked.get("sort", "list"), down=asked.get("down", "0") == "1", first=first, size=size
    )
