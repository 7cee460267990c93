"""What the user names: files, folders with all below them, wildcards, URLs; each file once, in an order that is always the same.

Files are known by their names as texts here: a folder of a province holds a hundred thousand.
"""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from xltool.book.file.saving import FilePath
from xltool.inbox import sentences
from xltool.inbox.item import LeftOut, Link, Mark, NotReceivedError, Rejected, Times, Whence, Wrapping
from xltool.inbox.opening import Parcel
from xltool.inbox.places import OnDisk
from xltool.inbox.remote import listed, public
from xltool.inbox.sorts import FileSort, sorted_by_name
from xltool.inbox.texts import shown
from xltool.inbox.times import at

#: A URL; a letter alone before the colon is a disk of Windows.
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(::[A-Za-z][A-Za-z0-9+.-]+)*://")

Arrival = Parcel | Rejected | LeftOut
#: A file or folder: its name as the user sees it, and the way to it from the root.
_Place = tuple[str, str]


def whence(name: str) -> Whence:
    """The way to a file that lies by itself."""
    return Whence((Link(Wrapping.FILE, shown(name)),))


def rejected(name: str, reason: str, mark: Mark | None = None) -> Rejected:
    """The row of a source that cannot be read."""
    return Rejected(whence(name), reason, Times().told, mark)


class Arrivals:
    """The files of several sources, each once: links and a second naming lead to what was seen already.

    ``repeated`` tells whether the source that was asked for last named one again.
    """

    def __init__(self) -> None:
        self._folders: set[str] = set()
        self._files: set[str] = set()  # those that were not met in going through a folder
        self.repeated = False

    def of(self, source: FilePath) -> Iterator[Arrival]:
        """The files of one source."""
        name, self.repeated = os.fspath(source), False
        if name.lower().startswith("file:"):
            name = url2pathname(urlsplit(name).path)
        elif _URL.match(name):
            return self._remote(name)
        if glob.has_magic(name) and not os.path.lexists(name):
            return self._matching(name)
        return self._local(name, given=True)

    def _remote(self, url: str) -> Iterator[Arrival]:
        try:
            for each in listed(url):
                if self._is_new(each.name):
                    place, times, sort = each.place, Times(file=each.changed), sorted_by_name(each.name)
                    yield Parcel(
                        each.name, whence(each.name), place, place.size, times, each.mark, sort, plain=True
                    )
        except NotReceivedError as error:
            yield rejected(public(url), str(error))

    def _matching(self, pattern: str) -> Iterator[Arrival]:
        found = sorted(glob.glob(pattern, recursive=True))
        if not found:
            yield rejected(pattern, sentences.nothing_matches(shown(pattern)))
        for name in found:
            yield from self._local(name, given=False)

    def _local(self, name: str, *, given: bool) -> Iterator[Arrival]:
        """A file, or the files of a folder and below it by their names."""
        waiting = [iter([(name, os.path.abspath(name))])]
        while waiting:
            place = next(waiting[-1], None)
            if place is None:
                waiting.pop()
                continue
            named = len(waiting) == 1
            found = self._at(place, named=named, given=given and named)
            if isinstance(found, Iterator):
                waiting.append(found)
            elif found is not None:
                yield found

    def _at(self, place: _Place, *, named: bool, given: bool) -> Arrival | Iterator[_Place] | None:
        """What is there: a file, or what lies in a folder; nothing for what systems leave lying about, and what was seen."""
        name, path = place
        sort = sorted_by_name(os.path.basename(path))
        if sort.sort is FileSort.NOISE and not given:
            return None
        try:
            found = os.lstat(path)
            linked = stat.S_ISLNK(found.st_mode)
            if named or linked or stat.S_ISDIR(found.st_mode):
                path = os.path.realpath(path, strict=True)
                found = os.stat(path)
            if stat.S_ISDIR(found.st_mode):
                return self._inside(name, path)
        except OSError as error:
            return _missing(name, path, error, given=given)
        if not self._is_new(path, aside=named or linked):
            return None
        return _file(name, path, found, given=given)

    def _inside(self, name: str, folder: str) -> Iterator[_Place]:
        """What lies in a folder; nothing where it was gone through already (a link may lead back to it)."""
        if folder in self._folders:
            self.repeated = True
            return iter(())
        names = sorted(os.listdir(folder))
        self._folders.add(folder)
        return ((os.path.join(name, each), os.path.join(folder, each)) for each in names)

    def _is_new(self, path: str, *, aside: bool = True) -> bool:
        """Whether a file was not met before; one that is met ``aside`` of the way through its folder is remembered."""
        if path in self._files or (aside and os.path.dirname(path) in self._folders):
            self.repeated = True
            return False
        if aside:
            self._files.add(path)
        return True


def number_of_files(sources: Iterable[FilePath]) -> int | None:
    """How many files the sources name, none of them opened; None where some lie elsewhere, which would have to be asked twice."""
    named = [os.fspath(source) for source in sources]
    if any(_URL.match(name) and not name.lower().startswith("file:") for name in named):
        return None
    arrivals = Arrivals()
    return sum(1 for name in named for _ in arrivals.of(name))


def _file(name: str, path: str, found: os.stat_result, *, given: bool) -> Arrival:
    if not stat.S_ISREG(found.st_mode):
        return LeftOut(whence(name), sentences.NO_FILE, None)
    mark, sort = Mark(path, found.st_size, found.st_mtime_ns), sorted_by_name(os.path.basename(name))
    if given and sort.sort in (FileSort.OTHER, FileSort.NOISE):
        return rejected(name, sentences.unknown_kind(shown(os.path.basename(name))), mark)
    times = Times(file=at(found.st_mtime))
    return Parcel(name, whence(name), OnDisk(mark), mark.size, times, mark, sort, plain=True)


def _missing(name: str, path: str, error: OSError, *, given: bool) -> Rejected:
    if os.path.islink(path):
        return rejected(name, sentences.broken_link(shown(name)))
    if given and isinstance(error, FileNotFoundError):
        return rejected(name, sentences.missing(shown(name)))
    return rejected(name, sentences.unreadable(shown(name), error))
