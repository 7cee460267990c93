"""The inbox of a bureau: files, folders, archives, mails, mailboxes and URLs -> workbooks, each with where it came from.

``items`` gives rows of four kinds, all plain data: an :class:`Item` is a workbook (its bytes are read when they are asked
for), a :class:`Rejected` something that should have been one and the reason why it is none, a :class:`LeftOut` a note,
an :class:`Unchanged` an archive or mail that the caller knows already.
"""

from xltool.inbox.item import (
    Clock,
    InboxRow,
    Item,
    LeftOut,
    Link,
    Mark,
    NotReceivedError,
    Rejected,
    Told,
    Unchanged,
    Whence,
    Wrapping,
)
from xltool.inbox.receive import items
from xltool.inbox.sources import number_of_files

__all__ = [
    "Clock",
    "InboxRow",
    "Item",
    "LeftOut",
    "Link",
    "Mark",
    "NotReceivedError",
    "Rejected",
    "Told",
    "Unchanged",
    "Whence",
    "Wrapping",
    "items",
    "number_of_files",
]
