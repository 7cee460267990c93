"""What an archive, a mail or a mailbox holds, before anybody knows what it is."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from xltool.inbox.item import Readable
from xltool.inbox.sorts import Sorted


class Inner(NamedTuple):
    """One thing inside another.

    ``name`` is as it was written (empty: the outer thing itself is meant), ``when`` the time of an archive's entry,
    ``trouble`` why it cannot be read, ``remark`` what tells it from its like, ``sort`` what it is where its name does
    not say so.
    """

    name: str
    content: Readable | None = None
    size: int = -1
    when: datetime.datetime | None = None
    trouble: str = ""
    remark: str = ""
    sort: Sorted | None = None
