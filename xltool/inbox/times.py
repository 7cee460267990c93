"""Times of files and of archives' entries, all in Beijing's zone, in which the people who use the program live."""

from __future__ import annotations

import datetime
import struct
from collections.abc import Iterator
from typing import Final

from xltool.book.parts.zipdirectory import Entry, extra_fields

BEIJING: Final = datetime.timezone(datetime.timedelta(hours=8))
_UNIX_TIME, _NTFS = 0x5455, 0x000A
#: From 1601, when Windows' clock begins, to 1970, in its ticks of 100 ns.
_EPOCHS: Final = 116_444_736_000_000_000
#: A zip file's time before this is one that nobody set.
_FIRST: Final = datetime.datetime(1980, 1, 2, tzinfo=BEIJING)


def in_beijing(when: datetime.datetime) -> datetime.datetime | None:
    """The same time in Beijing's zone; None where it lies beyond the calendar."""
    try:
        return when.astimezone(BEIJING)
    except (OverflowError, ValueError, OSError):
        return None


def at(seconds: float) -> datetime.datetime | None:
    """The time so many seconds after 1970 began in UTC; None where that is no date."""
    try:
        return datetime.datetime.fromtimestamp(seconds, BEIJING)
    except (OverflowError, ValueError, OSError):
        return None


def time_of(entry: Entry) -> datetime.datetime | None:
    """When an entry of a zip file was last changed; None where nobody set it.

    Extra fields hold a time in UTC; the old field one of the packer's own clock, taken for Beijing's.
    """
    found = next(_in_extra(entry), None) or _dos_time(*entry.stamp)
    return found if found and found >= _FIRST else None


def _in_extra(entry: Entry) -> Iterator[datetime.datetime | None]:
    for number, field in extra_fields(entry.extra):
        if number == _UNIX_TIME and len(field) >= 9 and field[4] & 1:
            yield at(struct.unpack_from("<l", field, 5)[0])
        if number == _NTFS and len(field) >= 20 and struct.unpack_from("<2H", field, 8) == (1, 24):
            yield at((struct.unpack_from("<Q", field, 12)[0] - _EPOCHS) / 10_000_000)


def _dos_time(time: int, date: int) -> datetime.datetime | None:
    try:
        return datetime.datetime(
            (date >> 9) + 1980,
            date >> 5 & 15,
            date & 31,
            time >> 11,
            time >> 5 & 63,
            time % 32 * 2,
            tzinfo=BEIJING,
        )
    except ValueError:
        return None
