"""The copy by which the last change of the form can be undone: made only when the change itself is."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import xltool
from tests.book.packages import rezip
from tests.review.workbook import parts, seen, shown, typed
from tests.support.held import where
from xltool.errors import WorkbookError

Book = Callable[[str], Path]


def _shared(path: Path) -> Path:
    """The four shares of the narrative as one shared formula, as filling down leaves them."""
    cell = where(seen(path), "正文_工资福利支出_占比")
    rows = [str(cell.row + offset) for offset in range(4)]

    def change(data: bytes) -> bytes:
        text = data.decode()
        for row in rows:
            leader = f'<f t="shared" ref="C{rows[0]}:C{rows[-1]}" si="0">B{row}/B$9</f>'
            formula = leader if row == rows[0] else '<f t="shared" si="0"/>'
            text, count = re.subn(rf'(<c r="C{row}"[^>]*>)<f>.*?</f>', lambda m, f=formula: m[1] + f, text)  # type: ignore[misc]
            assert count == 1, row
        return text.encode()

    part = next(name for name in parts(path) if name.endswith("sheet4.xml"))
    return rezip(path, path.with_name("shared.xlsx"), {part: change})


def test_a_refused_change_leaves_the_copy_of_the_one_before(book: Book) -> None:
    path = _shared(book("corrected"))
    typed(path, {"绩效指标_得分#1": Decimal(1)})
    before = path.read_bytes()
    assert xltool.adopt(path)
    copy = path.with_name("shared.上次操作前.xlsx")
    assert copy.read_bytes() == before
    adopted = path.read_bytes()
    with pytest.raises(WorkbookError):
        xltool.restore(path, ["正文_工资福利支出_占比"])
    assert path.read_bytes() == adopted and copy.read_bytes() == before
    assert xltool.restore(path, ["正文_资本性支出_占比"]), "a follower can be replaced"
    assert copy.read_bytes() == adopted and shown(path, "正文_资本性支出_占比") is not None
