"""The addresses of a bureau's page: each asks an inbox for one thing, in a thread, and answers with data or one sentence."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from xltool.bureau.rows import UnitChoice, UnitQuery
from xltool.desk.answers import DataAnswer, made_file
from xltool.desk.ids import plain_name
from xltool.desk.inbox import InboxOnPage, View
from xltool.desk.neighbours import Handler
from xltool.desk.requests import Body, MalformedError, body_of

if TYPE_CHECKING:
    from xltool.desk.routes import DeskPlace

Handled = Callable[[Handler], Handler]
Look = Callable[[InboxOnPage, QueryParams], View]
Change = Callable[[InboxOnPage, Body], View]

#: Digits of a number that a page may name.
_DIGITS: Final = 15
_AT: Final = "/api/inboxes/{id}"


def inbox_routes(place: DeskPlace, handled: Handled) -> list[Route]:
    """The addresses below :data:`_AT`; with ``handled`` whatever goes wrong is a sentence."""
    looks: dict[str, Look] = {
        "": lambda inbox, _: inbox.overview(),
        "/pulse": lambda inbox, _: inbox.pulse(),
        "/charts": lambda inbox, _: inbox.charts(),
        "/units": lambda inbox, asked: inbox.units(_query(asked)),
        "/unit": lambda inbox, asked: inbox.unit(asked.get("key", "")),
        "/strangers": lambda inbox, asked: inbox.strangers(
            asked.get("kind", ""), _number(asked, "from"), _number(asked, "count")
        ),
        "/difference": lambda inbox, asked: inbox.difference(
            _number(asked, "before"), _number(asked, "after")
        ),
    }
    changes: dict[str, Change] = {
        "/options": lambda inbox, body: inbox.change_options(body.held),
        "/decide": lambda inbox, body: inbox.decide(
            _choice(body), body.text("what"), body.text("note"), body.number("seen")
        ),
        "/reason": lambda inbox, body: inbox.decide_reason(
            body.number("file"), body.text("key"), body.text("what"), body.text("note")
        ),
        "/run": lambda inbox, _: inbox.collect(),
        "/run/cancel": lambda inbox, _: inbox.cancel(),
        "/summary": lambda inbox, body: inbox.summarise(csv=body.held.get("csv") is True),
        "/feedback": lambda inbox, body: inbox.answer(_choice(body), body.text("only")),
    }
    return [
        *(Route(_AT + path, handled(_looking(place, each)), methods=["GET"]) for path, each in looks.items()),
        *(
            Route(_AT + path, handled(_changing(place, each)), methods=["POST"])
            for path, each in changes.items()
        ),
        Route(f"{_AT}/units-file", handled(_units_file(place)), methods=["POST"]),
        Route(f"{_AT}/open", handled(_opening(place)), methods=["POST"]),
        Route(f"{_AT}/made/{{number:int}}", handled(_made(place)), methods=["GET"]),
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
        body = await body_of(request)
        _refuse_half_signs(body)
        return DataAnswer(await run_in_threadpool(change, inbox, body))

    return changing


def _refuse_half_signs(body: Body) -> None:
    """Raise MalformedError where a text holds half a sign, which no ledger keeps."""
    try:
        json.dumps(body.held, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise MalformedError("请求的写法不对，没有处理。") from error


def _units_file(place: DeskPlace) -> Handler:
    async def units_file(request: Request) -> Response:
        inbox = await run_in_threadpool(place.sessions.inboxes.__getitem__, request.path_params["id"])
        name, data = plain_name(request.query_params.get("name", ""), ""), await request.body()
        return DataAnswer(await run_in_threadpool(inbox.take_units, name, data))

    return units_file


def _opening(place: DeskPlace) -> Handler:
    async def opening(request: Request) -> Response:
        inbox = await run_in_threadpool(place.sessions.inboxes.__getitem__, request.path_params["id"])
        number = (await body_of(request)).number("file")
        return DataAnswer(await run_in_threadpool(_opened, place, inbox, number))

    return opening


def _opened(place: DeskPlace, inbox: InboxOnPage, number: int) -> View:
    """A return as a workbook that was dropped: a copy, which is never saved over anything."""
    key, name, data = inbox.workbook(number)
    of = {"inbox": inbox.id, "key": key, "file": number}
    return {**place.sessions.show(name, data).view(), "of": of}


def _made(place: DeskPlace) -> Handler:
    async def made(request: Request) -> Response:
        inbox = await run_in_threadpool(place.sessions.inboxes.__getitem__, request.path_params["id"])
        return await run_in_threadpool(made_file, inbox.made, request.path_params["number"])

    return made


def _number(asked: QueryParams, name: str) -> int:
    """A whole number. Raises MalformedError where there is none."""
    text = asked.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > _DIGITS:
        raise MalformedError("请求的写法不对，没有处理。")
    return int(text)


def _choice(body: Body) -> UnitChoice:
    """The units that are asked for. Raises MalformedError where our page would never ask so."""
    if "filter" not in body.held:
        return UnitChoice(tuple(body.texts("keys")))
    held = body.held["filter"]
    if not isinstance(held, dict):
        raise MalformedError("请求的写法不对，没有处理。")
    wanted = Body(held)
    query = UnitQuery(wanted.text("state"), wanted.text("search"), wanted.text("group"), wanted.text("of"))
    return UnitChoice(filtered=query, but=frozenset(body.texts("but")))


def _query(asked: QueryParams) -> UnitQuery:
    """What is asked of the list. Raises MalformedError where our page would never ask so."""
    first = _number(asked, "from") if "from" in asked else 0
    size = _number(asked, "count") if "count" in asked else 100
    texts = {name: asked.get(name, "") for name in ("state", "search", "group", "of")}
    return UnitQuery(
        **texts, sort=asked.get("sort", "list"), down=asked.get("down", "0") == "1", first=first, size=size
    )
