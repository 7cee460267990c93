"""Whether native checks and the program agree: ``python -m tests.marks.agree --count 2000 --seed 1``.

Every workbook is recalculated by LibreOffice with the formulas of its conditional formats in cells beside them. Where one
of them holds, the program has to accuse the same cell as gravely; where the program does so by a rule that such a
check speaks for, the check has to hold, or a reason is told why it leaves the cell to the program.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from examples.generator import Return, clean_return, inject, write_quickly
from tests.marks.foreign import families, write_foreign
from tests.marks.scratch import Asked, conditions, with_scratch
from tests.support.office import Sheets, recalculate
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell
from xltool.contract.instant import instant_checks
from xltool.contract.instant_blanks import OTHERWISE
from xltool.contract.instant_pieces import Instant
from xltool.contract.names import MARKS
from xltool.contract.optional import KNOWN
from xltool.model.form import Form
from xltool.model.gates import check_gates
from xltool.model.instant import parts_of_check, reading_of
from xltool.verbs.check import check
from xltool.verbs.outcome import Outcome

BATCH: Final = 25
#: Why a check leaves a finding to the program.
UNTOLD: Final = "有文字、错误值或位数多，公式读不准，留给审核"
EARLY: Final = "后面还没有填，边填边查先不提醒"
WORDS: Final = "指标值不是“≥数”，或另有判断的办法，达没达标由审核判断"


class Difference(NamedTuple):
    """A cell on which both disagree: the workbook, what said so, and the native pieces or the finding."""

    book: str
    cell: str
    said: str


class Agreement(NamedTuple):
    """What was compared: cells that both mark by code, misses by reason, and what must not be."""

    books: int
    both: Counter[str]
    missed: Counter[tuple[str, str]]
    alone: tuple[Difference, ...]
    unexplained: tuple[Difference, ...]


def filed(seed: int) -> Return:
    """Clean returns, and returns with one to four mistakes."""
    made, rng = clean_return(seed), Random(f"marks {seed}")
    for nth in range(rng.choice((0, 1, 1, 2, 3, 4))):
        made = inject(made, seed * 1000 + nth)[0]
    return made


def compared(books: Iterable[Path], folder: Path) -> Agreement:
    """The native checks of these workbooks, none of which was run before, beside what the program finds."""
    asked: dict[Path, tuple[Path, dict[Asked, Cell]]] = {}
    for book in books:
        copy = folder / f"问-{book.name}"
        asked[book] = copy, with_scratch(book, copy, [*conditions(book), *_pieces(book)])
    shown = recalculate([copy for copy, _ in asked.values()])
    result = Agreement(0, Counter(), Counter(), (), ())
    for book, (copy, placed) in asked.items():
        result = added(result, _one(check(book), placed, shown[copy]))
    return result


def added(one: Agreement, other: Agreement) -> Agreement:
    """Both together."""
    return Agreement(
        one.books + other.books,
        one.both + other.both,
        one.missed + other.missed,
        one.alone + other.alone,
        one.unexplained + other.unexplained,
    )


def _pieces(book: Path) -> Iterator[Asked]:
    """What each check is made of, for the reasons."""
    form = check_gates(FileWorkbook(book).snapshot())
    for each, cell in checks_of(form):
        for kind, formula in parts_of_check(each, cell, form.areas).items():
            yield Asked(cell, formula, (kind, each.code, each.cell))


def checks_of(form: Form) -> Iterator[tuple[Instant, Cell]]:
    """The checks of a form with the cells that each may accuse."""
    for each in instant_checks(reading_of(form.areas, form.ways, form.foreign)):
        area = form.areas[each.cell]
        for row in range(area.top, area.bottom + 1) if KNOWN[each.cell].block else (area.top,):
            yield each, Cell(area.sheet, row, area.left)


def _one(outcome: Outcome, placed: dict[Asked, Cell], sheets: Sheets) -> Agreement:
    """One workbook, by the cells that stand on sheets with marks."""
    form = outcome.form
    codes = {(each.code, each.cell): each.mark for each, _ in checks_of(form)}
    also = {("XT108", cell): mark for (code, cell), mark in codes.items() if code == "XT716"}
    marked = {area.sheet for area in form.beside(MARKS).values()}
    told: set[tuple[Cell, int]] = set()
    sought: dict[tuple[Cell, int], str] = {}
    for finding in outcome.findings:
        for accused in finding.accused:
            cell, mark = form.cell(accused.place), finding.severity.mark
            told.add((cell, mark))
            if cell.sheet in marked and (codes | also).get((finding.code, accused.place.name)) == mark:
                sought[cell, mark] = finding.code
    holds = {each for each, cell in placed.items() if sheets[cell.sheet].get((cell.row, cell.column)) == 1.0}
    native = {(each.cell, 2 if OTHERWISE in each.formula else 3) for each in holds if not each.key}
    title = outcome.snapshot.title
    alone = (Difference(title, cell.address, f"{mark}") for cell, mark in sorted(native - told))
    missed = {at: _reason(code, at[0], holds, placed) for at, code in sought.items() if at not in native}
    return Agreement(
        1,
        Counter(code for at, code in sought.items() if at in native),
        Counter((sought[at], reason) for at, reason in missed.items() if reason),
        tuple(alone),
        tuple(Difference(title, at[0].address, sought[at]) for at, reason in missed.items() if not reason),
    )


_TOLD_BY: Final = {"XT108": "XT716"}


def _reason(code: str, cell: Cell, holds: set[Asked], placed: dict[Asked, Cell]) -> str:
    """Why a check leaves a finding to the program; empty where it should not."""
    code = _TOLD_BY.get(code, code)
    if code == "XT418":
        return WORDS
    pieces = [(each.key[0], each in holds) for each in placed if each.cell == cell and code in each.key]
    if ("clear", False) in pieces:
        return UNTOLD
    return EARLY if ("wrong", True) in pieces and ("due", False) in pieces else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 where anything disagrees."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.marks.agree", description="边填边查与审核是否一致。"
    )
    parser.add_argument("--count", type=int, default=2000, help="多少份工作簿")
    parser.add_argument("--seed", type=int, default=1, help="第一份的种子")
    parser.add_argument("--foreign", action="store_true", help="用标注过的各地表样")
    options = parser.parse_args(arguments)
    result = Agreement(0, Counter(), Counter(), (), ())
    seeds = range(options.seed, options.seed + options.count)
    for first in range(0, options.count, BATCH):
        with tempfile.TemporaryDirectory() as folder:
            books = [_written(Path(folder), seed, options.foreign) for seed in seeds[first : first + BATCH]]
            result = added(result, compared(books, Path(folder)))
    print("\n".join(lines(result)))
    return 1 if result.alone or result.unexplained else 0


def _written(folder: Path, seed: int, foreign: bool) -> Path:
    book = folder / f"{seed}.xlsx"
    if foreign:
        every = families()
        write_foreign(book, every[seed % len(every)], seed)
    else:
        write_quickly(book, filed(seed))
    return book


def lines(result: Agreement) -> Iterator[str]:
    """What was compared, in words."""
    yield f"工作簿 {result.books} 份，边填边查与审核都标出 {result.both.total()} 处"
    yield from (f"  {code}：{count}" for code, count in sorted(result.both.items()))
    yield from (f"  {code} 未标 {count}：{reason}" for (code, reason), count in sorted(result.missed.items()))
    yield f"只有公式标出 {len(result.alone)} 处，审核标出而公式没有、又没有原因的 {len(result.unexplained)} 处"
    yield from (f"  {each}" for each in (*result.alone, *result.unexplained)[:40])


if __name__ == "__main__":
    raise SystemExit(main())
