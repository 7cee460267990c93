"""What is asked of workbooks that are put away, and of work whose file is gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from xltool.desk.answers import DataAnswer
from xltool.desk.neighbours import Handler
from xltool.desk.sessions import Sessions


def leaving(sessions: Sessions) -> Mapping[str, Handler]:
    """The addresses, and what answers at each."""

    def opened(id: str) -> dict[str, Any]:
        return sessions.open_left(id).view()

    def thrown_away(id: str) -> dict[str, Any]:
        sessions.throw_away(id)
        return {}

    def closed(id: str) -> dict[str, Any]:
        sessions.close(id)
        return {}

    return {
        "/api/left/{id}/open": _of(opened),
        "/api/left/{id}/discard": _of(thrown_away),
        "/api/books/{id}/close": _of(closed),
    }


def _of(work: Callable[[str], dict[str, Any]]) -> Handler:
    async def handled(request: Request) -> Response:
        return DataAnswer(await run_in_threadpool(work, request.path_params["id"]))

    return handled
