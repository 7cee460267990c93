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

from xltool.desk.alone import OneDesk
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
#: Seconds that another desk is waited for which is only just starting, and between two looks for it.
_STARTING: Final = 15.0
_LOOK_FOR_IT: Final = 0.2
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
    one = OneDesk(folder)
    try:
        way_in = _joined(one, folder, named, beside)
        if way_in:
            tell(way_in)
            return
        sessions = Sessions(folder, grounds, programs)
        sessions.beside = beside
        _serve(sessions, folder, tell, read_key_file(folder), port, alone)
    finally:
        one.leave()


def _joined(one: OneDesk, folder: Path, named: Sequence[Path], beside: bool) -> str:
    """The way into the desk that this user has running; empty where there is none, and ``one`` is ours.

    Two that start at the same moment would work on the same copies: one of them waits for the other. Raises WorkbookError
    where the folder cannot be written, or the desk that runs does not answer.
    """
    deadline = time.monotonic() + _STARTING
    while True:
        running = read_key_file(folder)
        way_in = None if running is None else join(running, named, beside=beside)
        if way_in is not None:
            return way_in
        try:
            if one.taken():
                return ""
        except OSError as error:
            raise _closed(folder, error) from error
        if time.monotonic() > deadline:
            raise WorkbookError(
                "工作台已经在运行，但没有回应：请等一会儿再试；还不行的，注销后重新登录再打开，没保存的改动还在。"
            )
        time.sleep(_LOOK_FOR_IT)


def _closed(folder: Path, error: OSError) -> WorkbookError:
    return WorkbookError(f"不能写入“{folder}”（{reason(error)}）：请检查这个文件夹的权限再试。")


def _serve(
    sessions: Sessions,
    folder: Path,
    tell: Callable[[str], None],
    earlier: RunningDesk | None,
    port: int,
    alone: float,
) -> None:
    with _listening(port or (earlier.port if earlier else 0), bool(port)) as listening:
        desk = RunningDesk(listening.getsockname()[1], secrets.token_urlsafe(32))
        place = DeskPlace(sessions, desk.port, desk.secret, new_pass())
        try:
            write_key_file(folder, desk)
        except OSError as error:
            raise _closed(folder, error) from error
        try:
            _until_the_end(place, listening, tell, alone)
        finally:
            sessions.end()
            forget_key_file(folder, desk)


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
        watching = asyncio.create_task(_watch(place, server, tell, alone))
        letting_go = asyncio.create_task(_let_go(place, server))
        # whoever watches ends with the server, or the server with him: where he fails, nobody else would end it
        watching.add_done_callback(lambda _: setattr(server, "should_exit", True))
        await server.serve(sockets=[listening])
        letting_go.cancel()
        if watching.done():
            watching.result()
        watching.cancel()

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
        if (
            now - looked > _ASLEEP or place.sessions.inboxes.running
        ):  # asleep the pages were too; a run is seen to its end
            place.seen = now
        looked = now
        if now - place.seen > alone:
            server.should_exit = True
    place.ending = True
