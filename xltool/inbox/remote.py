"""Files that lie elsewhere, by the URLs of fsspec: s3://, http://, memory:// and what else is installed.

How a store is reached (addresses, accounts) is fsspec's own configuration: files in ``~/.config/fsspec``, variables
``FSSPEC_…``, and what the driver of a store reads. Listings are never kept: a second look sees what came meanwhile.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, cast

from xltool.inbox import sentences
from xltool.inbox.item import Mark, NotReceivedError
from xltool.inbox.places import LARGEST, MEGABYTE
from xltool.inbox.times import in_beijing

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

#: What stores call the time at which a file was last changed.
_CHANGED: Final = ("LastModified", "last_modified", "mtime", "modified", "updated", "created")
#: fsspec's buffer for a file that is looked into.
_BUFFER: Final = 2**20


class OverNetwork(NamedTuple):
    """A file by its URL, of a size in bytes (-1 where that is not told)."""

    url: str
    size: int

    def read(self, title: str) -> bytes:
        """The whole file. Raises NotReceivedError where it cannot be read, is far too large or is cut off."""
        if self.size > LARGEST:
            raise NotReceivedError(sentences.too_large(title, LARGEST // MEGABYTE))
        store, path = _store(self.url)
        try:
            data = bytes(store.cat_file(path))
        except FileNotFoundError as error:
            raise NotReceivedError(sentences.vanished(title)) from error
        except Exception as error:  # every store has errors of its own
            raise _refused(title, error) from error
        if self.size not in (-1, len(data)):
            raise NotReceivedError(sentences.changed(title))
        return data

    def open(self, title: str) -> BinaryIO:
        """The file, open for reading in any place. Raises NotReceivedError where it cannot be."""
        if -1 < self.size <= _BUFFER * 16:
            return io.BytesIO(self.read(title))
        store, path = _store(self.url)
        try:
            return cast(BinaryIO, io.BufferedReader(store.open(path, "rb"), _BUFFER))
        except Exception as error:
            raise _refused(title, error) from error


class Listed(NamedTuple):
    """A file of a store: its URL, its size in bytes (-1: not told), when it was last changed, its mark where both are told."""

    url: str
    size: int
    changed: datetime.datetime | None
    mark: Mark | None


def listed(url: str) -> Iterator[Listed]:
    """The files that a URL names: one, those of a folder and below it, or those that fit its wildcards; sorted.

    Raises NotReceivedError where there is none, or the store cannot be reached.
    """
    store, path = _store(url)
    _, chained, rest = url.partition("::")  # what lies in a file of another store
    try:
        found = _found(store, path)
    except FileNotFoundError as error:
        raise NotReceivedError(sentences.missing(url)) from error
    except Exception as error:
        raise _refused(url, error) from error
    if not found:
        raise NotReceivedError(sentences.missing(url))
    for each, size, changed in found:
        when, mtime = _time(changed)
        full = f"{store.unstrip_protocol(each)}{chained}{rest}"
        yield Listed(full, size, when, None if size < 0 or mtime is None else Mark(full, size, mtime))


def _found(store: AbstractFileSystem, path: str) -> list[tuple[str, int, object]]:
    if any(sign in path for sign in "*?["):
        infos = [info for info in store.glob(path, detail=True).values() if info["type"] == "file"]
    else:
        info = store.info(path)
        infos = list(store.find(path, detail=True).values()) if info["type"] == "directory" else [info]
    return sorted(
        (str(info["name"]), -1 if info.get("size") is None else int(info["size"]), _changed(info))
        for info in infos
    )


def _changed(info: dict[str, object]) -> object:
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
        raise NotReceivedError(sentences.needs_fsspec(url)) from error
    try:
        store, path = url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        raise NotReceivedError(sentences.needs_driver(url, _package(error))) from error
    except ValueError as error:
        raise NotReceivedError(sentences.unknown_protocol(url)) from error
    except Exception as error:
        raise _refused(url, error) from error
    return store, path


def _refused(title: str, error: Exception) -> NotReceivedError:
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
