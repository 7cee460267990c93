"""Files that lie elsewhere, by the URLs of fsspec: s3://, http://, memory:// and what else is installed.

How a store is reached (addresses, accounts) is fsspec's own configuration: files in ``~/.config/fsspec``, variables
``FSSPEC_…``, and what the driver of a store reads. Listings are never kept: a second look sees what came meanwhile.
"""

from __future__ import annotations

import datetime
import glob
import io
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, TypeVar, cast
from urllib.parse import urlsplit

from xltool.inbox import sentences
from xltool.inbox.item import Mark, NotReceivedError
from xltool.inbox.places import LARGEST, MEGABYTE
from xltool.inbox.times import in_beijing

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

#: What stores call the time at which a file was last changed.
_CHANGED: Final = ("LastModified", "last_modified", "mtime", "modified", "updated", "created")
#: A file up to this size, in bytes, is read at once; of a larger one so many bytes at a time.
_WHOLE: Final = 2**24
_BUFFER: Final = 2**20
_Got = TypeVar("_Got")


class OverNetwork(NamedTuple):
    """A file of a store by the URL that led to the store and its path in there, of a size in bytes (-1 where that is not told)."""

    store: str
    path: str
    size: int

    def read(self, title: str) -> bytes:
        """The whole file. Raises NotReceivedError where it cannot be read, is far too large or of another size by now."""
        if self.size > LARGEST:
            raise NotReceivedError(sentences.too_large(title, LARGEST // MEGABYTE))
        store, _ = _store(self.store)
        try:
            data = bytes(store.cat_file(self.path))
        except Exception as error:  # every store has errors of its own
            raise _refused(title, error) from error
        if self.size not in (-1, len(data)):
            raise NotReceivedError(sentences.changed(title))
        return data

    def open(self, title: str) -> BinaryIO:
        """The file, open for reading in any place. Raises NotReceivedError where it cannot be, now or later."""
        if -1 < self.size <= _WHOLE:
            return io.BytesIO(self.read(title))
        store, _ = _store(self.store)
        try:
            stream = store.open(self.path, "rb")
        except Exception as error:
            raise _refused(title, error) from error
        return cast(BinaryIO, io.BufferedReader(_Far(stream, title), _BUFFER))


class _Far(io.RawIOBase):
    """A file of a store whose errors are ours."""

    def __init__(self, stream: BinaryIO, title: str) -> None:
        self._stream, self._title = stream, title

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._asked(lambda: self._stream.seek(offset, whence))

    def readinto(self, place: Any) -> int:
        data = self._asked(lambda: self._stream.read(len(place)))
        place[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._asked(self._stream.close)
        super().close()

    def _asked(self, done: Callable[[], _Got]) -> _Got:
        try:
            return done()
        except Exception as error:
            raise _refused(self._title, error) from error


class Listed(NamedTuple):
    """A file of a store: where it is, what it is called, when it was last changed, its mark where that is told."""

    place: OverNetwork
    name: str
    changed: datetime.datetime | None
    mark: Mark | None


def listed(url: str) -> Iterator[Listed]:
    """The files that a URL names: one, those of a folder and below it, or those that fit its wildcards; sorted.

    Raises NotReceivedError where there is none, or the store cannot be reached.
    """
    store, path = _store(url)
    try:
        found = _found(store, path)
    except FileNotFoundError as error:
        raise NotReceivedError(sentences.missing(public(url))) from error
    except Exception as error:
        raise _refused(public(url), error) from error
    if not found:
        raise NotReceivedError(sentences.missing(public(url)))
    for each, size, changed in found:
        when, mtime = _time(changed)
        name = _name(store, each, url)
        mark = None if size < 0 or mtime is None else Mark(name, size, mtime)
        yield Listed(OverNetwork(url, each, size), name, when, mark)


def public(url: str) -> str:
    """A URL without the account in it."""
    return re.sub(r"//[^/@]*@", "//", url)


def _name(store: AbstractFileSystem, path: str, url: str) -> str:
    """A file's own URL; with the server where the path alone does not name it, without the account."""
    first, chained, rest = public(url).partition("::")  # what lies in a file of another store
    found, server = str(store.unstrip_protocol(path)), urlsplit(first).netloc
    if server and server not in found:
        found = f"{urlsplit(first).scheme}://{server}/{path.lstrip('/')}"
    return public(f"{found}{chained}{rest}")


def _found(store: AbstractFileSystem, path: str) -> list[tuple[str, int, object]]:
    infos = [info for info in _infos(store, path) if info["type"] == "file"]
    found = (
        (str(info["name"]), -1 if info.get("size") is None else int(info["size"]), _changed(info))
        for info in infos
    )
    return sorted(found, key=lambda each: each[0])


def _infos(store: AbstractFileSystem, path: str) -> list[dict[str, Any]]:
    try:
        info = store.info(path)
    except FileNotFoundError:
        if not glob.has_magic(path):
            raise
        return list(store.glob(path, detail=True).values())
    return list(store.find(path, detail=True).values()) if info["type"] == "directory" else [info]


def _changed(info: dict[str, Any]) -> object:
    return next((info[key] for key in _CHANGED if info.get(key)), "")


def _time(changed: object) -> tuple[datetime.datetime | None, int | None]:
    """A store's time as a time of ours, and in nanoseconds; None where it tells none that is understood."""
    if isinstance(changed, int | float):
        changed = datetime.datetime.fromtimestamp(changed, datetime.UTC)
    if not isinstance(changed, datetime.datetime):
        return None, None
    known = changed if changed.tzinfo else changed.replace(tzinfo=datetime.UTC)
    return in_beijing(known), int(known.timestamp() * 1_000_000) * 1000


def _store(url: str) -> tuple[AbstractFileSystem, str]:
    """What reads this kind of URL, and the path in it. Raises NotReceivedError where it is not installed or not known."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise NotReceivedError(sentences.needs_fsspec(public(url))) from error
    try:
        store, path = url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        raise NotReceivedError(sentences.needs_driver(public(url), _package(error))) from error
    except ValueError as error:
        raise NotReceivedError(sentences.unknown_protocol(public(url))) from error
    except Exception as error:
        raise _refused(public(url), error) from error
    return store, path


def _refused(title: str, error: Exception) -> NotReceivedError:
    if isinstance(error, NotReceivedError):
        return error
    if isinstance(error, FileNotFoundError):
        return NotReceivedError(sentences.vanished(title))
    if isinstance(error, PermissionError):
        return NotReceivedError(sentences.no_rights(title))
    return NotReceivedError(sentences.unreachable(title, _what(type(error).__name__)))


#: What the names of errors of stores have in common, and what it means.
_MEANINGS: Final = {
    "Credential": "没有账号或密钥",
    "Token": "账号或密钥不对",
    "Timeout": "等了太久没有回答",
    "Connect": "连不上",
    "Endpoint": "连不上",
}


def _what(name: str) -> str:
    return next((meaning for part, meaning in _MEANINGS.items() if part in name), name)


def _package(error: ImportError) -> str:
    """The package that fsspec asks for."""
    asked = re.search(r"install ['\"]?([\w-]+)", str(error), re.IGNORECASE)
    return asked[1] if asked else str(error.name or "")
