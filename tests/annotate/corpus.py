"""Workbooks that Excel made, annotated by hand with two names, as many as a review needs: nothing else of them changes.

python -m tests.annotate.corpus FOLDER [NUMBER] annotates the first so many workbooks of a folder (all by default) that can be
read, and looks at each three ways: annotated, stripped; recalculated, stripped; recalculated, cleared, stripped. Of each also
whether the validators find something in it that they do not find in the workbook itself.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import xltool
from tests.annotate.forms import same_parts
from tests.support.ooxml import sdk_errors, structure_errors
from xltool.book.file.package import open_package
from xltool.book.file.whole import whole
from xltool.book.port import column_letters
from xltool.errors import WorkbookError
from xltool.intake.reading import Sure
from xltool.intake.recognised import RecognisedCell, RecognisedForm
from xltool.verbs.annotated import annotated
from xltool.verbs.clear import clear
from xltool.verbs.strip import strip

NAMES = ("全年预算数", "全年执行数")
#: Formulas of ours stand on sheets of ours, which the chain of calculation need not know.
_ALLOWED = "has no entry"


def by_hand(path: Path) -> RecognisedForm:
    """A workbook as if two cells had been recognised: the first number of its first sheet with any, and the cell below."""
    held = whole(open_package(path.read_bytes(), path.name))
    sheet, row, column = next(_numbers(held.grids), (next(iter(held.grids)), 1, 1))
    cells = (
        RecognisedCell(name, sheet, f"{column_letters(column)}{at}", "数", Sure.CERTAIN, "")
        for at, name in enumerate(NAMES, row)
    )
    return RecognisedForm(path.name, "表", {sheet: "万元"}, "", tuple(cells), (), (), ())


def _numbers(grids: object) -> Iterator[tuple[str, int, int]]:
    assert isinstance(grids, dict)
    for sheet, grid in grids.items():
        for row, line in enumerate(grid, 1):
            for column, value in enumerate(line, 1):
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    yield sheet, row, column


def looked_at(path: Path, folder: Path) -> list[str]:
    """What is wrong with one workbook after all three ways; raises WorkbookError where it cannot be annotated."""
    form = by_hand(path)
    wrong = []
    book, back = folder / f"标注{path.suffix}", folder / f"还原{path.suffix}"
    annotated(path, form, book)
    wrong += [f"annotate, strip: {part}" for part in _given_back(path, book, back)]
    xltool.recalc(book)
    wrong += [f"recalc, strip: {part}" for part in _given_back(path, book, back)]
    wrong += [f"validators: {line}" for line in new_errors(path, book)]
    clear(book, reasons_too=True)
    wrong += [f"clear, strip: {part}" for part in _given_back(path, book, back)]
    return wrong


def _given_back(form: Path, book: Path, back: Path) -> list[str]:
    back.unlink(missing_ok=True)
    strip(book, back)
    return same_parts(form, back)


def new_errors(form: Path, book: Path) -> Iterator[str]:
    """What the validators find in an annotated workbook and not in the form itself."""
    before, after = (Counter(map(_kind, _errors(path))) for path in (form, book))
    yield from (line for line in after - before if _ALLOWED not in line)


def _kind(line: str) -> str:
    """What is wrong without its numbers: a count that was wrong is wrong by as much, of more."""
    return re.sub(r"\$?[A-Z]{1,3}\$?\d+|\d+", "#", line)


def _errors(path: Path) -> list[str]:
    return [*sdk_errors([path])[path], *structure_errors(path)]


def main(folder: Path, number: int) -> int:
    """Look at so many workbooks, and say what became of them; 1 where anything is wrong."""
    done, refused, failed = 0, Counter[str](), 0
    for path in sorted(each for each in folder.iterdir() if each.suffix in (".xlsx", ".xlsm")):
        if done == number:
            break
        with tempfile.TemporaryDirectory() as room:
            try:
                wrong = looked_at(path, Path(room))
            except WorkbookError as error:
                refused[str(error).replace(path.name, "…")[:60]] += 1
                continue
        done += 1
        failed += bool(wrong)
        for line in wrong:
            print(f"{path.name}\t{line}", flush=True)
    print(f"{done} workbooks annotated, {failed} wrong; {refused.total()} not annotated:")
    for why, count in refused.most_common():
        print(f"  {count}  {why}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else -1))
