"""Lists of a part (names, looks, columns): items put at their end, and taken out so that the list is what it was."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from xltool.book.parts.outline import PartNode
from xltool.book.parts.splicing import Splice

_COUNT: Final = rb"""(\scount\s*=\s*["'])(\d+)(["'])"""
#: How a list was spelled: not there at all; with nothing in it (all of its bytes follow); else its start tag.
_ABSENT: Final = "-"
_EMPTY: Final = "="


def appended(
    data: bytes, parent: PartNode, name: str, items: Sequence[bytes], place: int
) -> tuple[list[Splice], str]:
    """The splices that put items at the end of a list, and how it was spelled before.

    ``place`` is where it goes if there is none. Where it has a count, the count grows.
    """
    found = parent.first(name)
    inside = b"".join(items)
    if found is None:
        tag = parent.prefix + name.encode()
        count = b' count="%d"' % len(items) if name not in _UNCOUNTED else b""
        return [Splice(place, place, b"<%b%b>%b</%b>" % (tag, count, inside, tag))], _ABSENT
    raw = data[found.start : found.opened]
    counted = _counted(raw, len(items))
    if found.self_closed:
        tag = found.prefix + name.encode()
        opened = counted[:-2].rstrip() + b">"
        new = b"%b%b</%b>" % (opened, inside, tag)
        return [Splice(found.start, found.end, new)], _EMPTY + raw.decode()
    spelled = raw if found.children else _EMPTY.encode() + data[found.start : found.end]
    splices = [Splice(found.closing, found.closing, inside)]
    if counted != raw:
        splices.append(Splice(found.start, found.opened, counted))
    return splices, spelled.decode()


#: Lists that have no count in the schema.
_UNCOUNTED: Final = frozenset({"definedNames", "cols"})


def _counted(tag: bytes, more: int) -> bytes:
    return re.sub(_COUNT, lambda m: m[1] + b"%d" % (int(m[2]) + more) + m[3], tag, count=1)


def taken_out(
    data: bytes, parent: PartNode, name: str, ours: Callable[[PartNode], bool], spelled: str | None
) -> Iterator[Splice]:
    """The splices that take items out of a list; it is spelled as before, if that is known and holds still."""
    found = parent.first(name)
    if found is None:
        return
    gone = [child for child in found.children if ours(child)]
    if not gone:
        return
    if len(gone) == len(found.children):
        before = spelled[1:].encode() if spelled and spelled.startswith(_EMPTY) else b""
        yield Splice(found.start, found.end, before)
        return
    yield from (Splice(child.start, child.end) for child in gone)
    raw = data[found.start : found.opened]
    before = (spelled or "").encode()
    if before.startswith(b"<") and _counted(before, len(gone)) == raw:
        yield Splice(found.start, found.opened, before)
    elif (fewer := _counted(raw, -len(gone))) != raw:
        yield Splice(found.start, found.opened, fewer)


def seal_of(items: Sequence[bytes]) -> str:
    """What tells that the last items of a list are still these: how many, and a digest."""
    return f"{len(items)}:{zlib.crc32(b''.join(items)):08x}"


def still_last(data: bytes, listed: PartNode | None, seal: str) -> list[PartNode]:
    """The last items of a list where they are those of a seal, byte for byte; none otherwise."""
    number, _, _ = seal.partition(":")
    last = listed.children[-int(number) :] if listed is not None and number.isdigit() and int(number) else []
    found = [data[child.start : child.end] for child in last]
    return last if found and seal_of(found) == seal else []
