"""A desk from its start to its end: the key file, the socket, the server, and the last page closed."""

from __future__ import annotations

import asyncio
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import uvicorn

from xltool.desk.entry import new_pass
from xltool.desk.grounds import Grounds
from xltool.desk.guard import Guard
from xltool.desk.keyfile import (
    RunningDesk,
    forget_key_file,
    join,
    read_key_file,
    write_key_file,
)
from xltool.desk.openbooks import OpenPrograms
from xltool.desk.routes import DeskPlace, application
from xltool.desk.sessions import Sessions
from xltool.errors import WorkbookError, reason

#: Seconds without any page after which a desk ends.
ALONE: Final = 600.0
#: Seconds between two looks, and what they may take where the computer was not asleep.
_LOOK: Final = 5.0
_ASLEEP: Final = 30.0
#: Seconds between two looks whether it ends.
_AT_THE_END: Final = 0.2
#: Seconds that answers under way are waited for at the end.
_LAST_ANSWERS: Final = 2


def run(
    named: Sequence[Path],
    folder: Path,
    tell: Callable[[str], None],
    port: int = 0,
    alone: float = ALONE,
    *,
    programs: OpenPrograms | None = None,
    beside: bool = False,
) -> None:
    """Show these files and folders until the last page has been closed for a while, or Ctrl+C.

    ``programs`` are asked for the workbooks that are open in them, with ``beside`` from the start.

    ``folder`` is the user's own for such things, ``tell`` is given the address as soon as it is open. Where this user has a
    desk running already, that one is asked to show them, and this returns at once. Raises WorkbookError where a file is not
    there, or no address is to be had.
    """
    grounds = Grounds()
    for each in named:
        grounds.add(each)
    earlier = read_key_file(folder)
    if earlier is not None and (way_in := join(earlier, named, beside=beside)) is not None:
        tell(way_in)
        return
    sessions = Sessions(folder, grounds, programs)
    sessions.beside = beside
    _serve(sessions, folder, tell, earlier, port, alone)


def _serve(
    sessions: Sessions,
    folder: Path,
    tell: Callable[[str], None],
    earlier: RunningDesk | None,
    port: int,
    alone: float,
) -> None:
    with _listening(port or (earlier.port if earlier else 0), bool(port)) as listening:
        desk = _this_desk(listening.getsockname()[1], earlier)
        place = DeskPlace(sessions, desk.port, desk.secret, desk.ours)
        try:
            write_key_file(folder, desk)
        except OSError as error:
            raise WorkbookError(
                f"不能写入“{folder}”（{reason(error)}）：请检查这个文件夹的权限再试。"
            ) from error
        try:
            _until_the_end(place, listening, tell, alone)
        finally:
            sessions.end()
            forget_key_file(folder, desk)


def _this_desk(port: int, earlier: RunningDesk | None) -> RunningDesk:
    """The pass of the desk that was killed, where its port was still free: nobody else can have asked for it meanwhile."""
    if earlier is not None and earlier.port == port:
        return earlier
    return RunningDesk(port, secrets.token_urlsafe(32), new_pass())


def _listening(port: int, wanted: bool) -> socket.socket:
    """A socket on this computer alone, at this port or, unless that one was asked for, any other.

    Raises WorkbookError where the port that was asked for is taken.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows lets others listen at the same port otherwise
        made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        made.close()
        if wanted:
            raise WorkbookError(
                f"端口 {port} 不能用（可能被别的程序占着）：请换一个，或者不写 --port。"
            ) from error
        return _listening(0, wanted=True)
    return made


def _until_the_end(
    place: DeskPlace, listening: socket.socket, tell: Callable[[str], None], alone: float
) -> None:
    server = uvicorn.Server(
        uvicorn.Config(
            Guard(application(place), place.port, place.ours),
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            ws="none",
            loop="asyncio",
            http="h11",
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_LAST_ANSWERS,
        )
    )

    async def serve() -> None:
        tasks = [
            asyncio.create_task(each) for each in (_watch(place, server, tell, alone), _let_go(place, server))
        ]
        await server.serve(sockets=[listening])
        for task in tasks:
            task.cancel()

    if threading.current_thread() is threading.main_thread():
        # a session of the system's that ends says so: it is an end like Ctrl+C
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        asyncio.run(serve())


async def _let_go(place: DeskPlace, server: uvicorn.Server) -> None:
    """At the end nobody waits any more for a program's answer, which the end would wait for."""
    while not server.should_exit:
        await asyncio.sleep(_AT_THE_END)
    place.ending = True
    if place.sessions.programs is not None:
        place.sessions.programs.links.end()


async def _watch(place: DeskPlace, server: uvicorn.Server, tell: Callable[[str], None], alone: float) -> None:
    """Say the address once it answers; end the server when no page has shown itself for a while."""
    while not server.started:
        await asyncio.sleep(0.01)
    tell(place.way_in())
    looked = time.monotonic()
    while not server.should_exit:
        await asyncio.sleep(min(_LOOK, alone / 4) if not place.ending else 0)
        now = time.monotonic()
        if now - looked > _ASLEEP:  # the computer was: the pages were too
            place.seen = now
        looked = now
        if now - place.seen > alone:
            server.should_exit = True
    place.ending = True
