"""The inboxes that were named when the desk was started, by their ids."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from xltool.desk.grounds import Grounds, NamedInbox
from xltool.desk.ids import id_of
from xltool.desk.inbox import InboxOnPage
from xltool.errors import WorkbookError


class Inboxes:
    """Every inbox on the page; ``folder`` is the user's own, in which it is kept how she looks at them."""

    def __init__(self, folder: Path, grounds: Grounds) -> None:
        self._folder = folder
        self._grounds = grounds
        self._taken: dict[str, InboxOnPage] = {}
        self._lock = threading.Lock()

    def listed(self) -> list[dict[str, Any]]:
        """What the first page lists."""
        return [self[_id(named)].listed() for named in self._grounds.inboxes()]

    def __getitem__(self, id: str) -> InboxOnPage:
        """The inbox of an id. Raises WorkbookError where none of this id was named."""
        named = next((each for each in self._grounds.inboxes() if _id(each) == id), None)
        if named is None:
            raise WorkbookError("没有这个收件文件夹或账本，或者它不在启动工作台时给出的里面。")
        with self._lock:
            found = self._taken.get(id)
            if found is None or found.named != named:  # a ledger was named for a folder since
                if found is not None:
                    found.end()
                found = self._taken[id] = InboxOnPage(id, named, self._grounds, self._folder / id)
            return found

    @property
    def running(self) -> bool:
        """Whether a run goes on in any of them."""
        return any(each.running for each in list(self._taken.values()))

    def end(self) -> None:
        """Leave all of them."""
        for each in list(self._taken.values()):
            each.end()


def _id(named: NamedInbox) -> str:
    return id_of(named.folder or named.places.ledger)
