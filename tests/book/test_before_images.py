"""What is kept of the cells before a change: the last change that was made, never one that failed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from xltool.book.live.before_images import FOLDER_VARIABLE, BeforeImages
from xltool.book.port import Cell, Edits, Snapshot
from xltool.errors import WorkbookError

CELL = Cell("表", 1, 1)


def book(number: int) -> Snapshot:
    return Snapshot("甲.xlsx", {"表": [[float(number)]]}, {})


@pytest.fixture
def images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BeforeImages:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    return BeforeImages("甲.xlsx")


def test_a_change_that_fails_is_forgotten_and_the_older_one_remembered(images: BeforeImages) -> None:
    with images.kept(book(1), Edits({CELL: Decimal(2)})):
        pass
    with pytest.raises(ZeroDivisionError), images.kept(book(2), Edits({CELL: Decimal(3)})):
        raise ZeroDivisionError
    assert images.restoring(book(2)).values == {CELL: Decimal(1)}


def test_the_first_change_that_fails_leaves_nothing(images: BeforeImages) -> None:
    with pytest.raises(ZeroDivisionError), images.kept(book(1), Edits({CELL: Decimal(2)})):
        raise ZeroDivisionError
    with pytest.raises(WorkbookError, match="没有可以撤销的操作"):
        images.restoring(book(1))
