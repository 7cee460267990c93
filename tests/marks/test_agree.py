"""Native checks and the program agree on generated workbooks that LibreOffice recalculates, ours and other bureaus'."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from examples.generator import write_quickly
from tests.marks.agree import compared, filed, lines
from tests.marks.foreign import families, write_foreign
from tests.support.office import convert

pytestmark = pytest.mark.libreoffice

WORKBOOKS = 2000 if os.environ.get("XLTOOL_FULL") else 75
BATCH = 25


@pytest.mark.parametrize("first", range(1, WORKBOOKS, BATCH))
def test_our_template_agrees(tmp_path: Path, first: int) -> None:
    books = [tmp_path / f"{seed}.xlsx" for seed in range(first, first + BATCH)]
    for book in books:
        write_quickly(book, filed(int(book.stem)))
    result = compared(books, tmp_path)
    assert not (result.alone or result.unexplained), "\n".join(lines(result))
    assert result.books == BATCH and result.both.total() > BATCH / 2 and len(result.both) > 5


@pytest.mark.parametrize("first", range(3 if os.environ.get("XLTOOL_FULL") else 1))
def test_annotated_forms_agree_also_as_libreoffice_saves_them(tmp_path: Path, first: int) -> None:
    books = []
    for number, family in enumerate(families()):
        books.append(tmp_path / f"{family}.xlsx")
        write_foreign(books[-1], family, 100 * first + number)
    result = compared(convert(books, tmp_path / "存过"), tmp_path)
    assert not (result.alone or result.unexplained), "\n".join(lines(result))
    assert result.both.keys() >= {"XT301", "XT401", "XT405", "XT410"} and result.both.total() > 30
