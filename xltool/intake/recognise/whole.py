"""A bureau's form, blank or filled: which cell carries which name, told by its labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from xltool.contract.names import OWN_SHEETS
from xltool.errors import StackedReturnsError, WorkbookError
from xltool.intake.recognise.columns import ACTUAL, SCORE
from xltool.intake.recognise.found import Candidate, settled
from xltool.intake.recognise.leftover import left_over, title_of
from xltool.intake.recognise.page import Page, blocks, candidates, page_of, units
from xltool.intake.recognise.questions import questions
from xltool.intake.recognise.sheet import FormBook, FormSheet, open_book
from xltool.intake.recognise.units import UnitsSaid, rate_columns, rate_way
from xltool.intake.recognise.words import spellings
from xltool.intake.recognised import RecognisedBlock, RecognisedForm

_USUAL: Final = "万元"
#: Instead of a sheet's title: all that are returns of their own.
EVERY_RETURN: Final = "全部"
#: Sheets that show or tell how to fill the form in.
_SAMPLES: Final = re.compile("示例|样例|填[表报写]?说明|填报要求|参考")


def recognise(data: bytes, title: str, sheet: str = "") -> RecognisedForm:
    """What was recognised on a form, an .xlsx or .xlsm as bytes; with ``sheet`` on that sheet alone.

    Raises WorkbookError where the workbook cannot be read, holds several returns (on one sheet, or on several of which
    none was asked for), or has no such sheet.
    """
    return recognise_book(open_book(data, title), sheet)


def recognise_book(book: FormBook, sheet: str = "") -> RecognisedForm:
    """The same of a workbook that is open already. Raises WorkbookError as :func:`recognise`."""
    title = book.title
    pages = [page_of(each) for each in sheets_of_form(book, sheet)]
    _refuse_stacked(title, pages)
    if not sheet:
        _refuse_several(book, pages)
    found = [each for page in pages for each in candidates(page)]
    tables = _blocks(pages)
    said = {page.sheet.name: units(page) for page in pages}
    with_money = {page.sheet.name for page in pages if page.money_rows or said[page.sheet.name].labels}
    order = [page.sheet.name for page in pages]
    cells = sorted(settled(found), key=lambda each: (order.index(each.cell.sheet), *each.candidate.place[1:]))
    return RecognisedForm(
        title,
        title_of(pages),
        _units(book, said, with_money),
        rate_way(_of_rates(found), rate_columns([page.sheet for page in pages], tables)),
        tuple(each.cell for each in cells),
        tables,
        questions(pages, said, with_money),
        left_over(pages, cells, tables),
    )


def sheets_of_form(book: FormBook, sheet: str = "") -> list[FormSheet]:
    """The sheets to look at: the one that was asked for, or all but ours and, where there are others, samples and notes.

    Raises WorkbookError where there is none.
    """
    own = [each for each in book.sheets if each.name not in OWN_SHEETS]
    forms = [each for each in own if not _SAMPLES.search(each.name)] or own
    chosen = [each for each in own if each.name == sheet] if sheet else forms
    if chosen:
        return chosen
    names = "、".join(each.name for each in book.sheets) or "一张也没有"
    what = f"没有能看见的工作表“{sheet}”" if sheet else "没有能看见的工作表"
    raise WorkbookError(f"“{book.title}”里{what}；看得见的工作表：{names}。")


def returns_of(book: FormBook) -> tuple[str, ...]:
    """The sheets each of which is a return of its own, by their titles. Raises WorkbookError where there is no sheet to look at."""
    return tuple(each.name for each in sheets_of_form(book) if _is_return(page_of(each)))


def _refuse_several(book: FormBook, pages: Sequence[Page]) -> None:
    """Raise WorkbookError where more than one sheet is a return of its own."""
    returns = [page.sheet.name for page in pages if _is_return(page)]
    if len(returns) > 1:
        named = "、".join(f"“{name}”" for name in returns)
        raise WorkbookError(
            f"“{book.title}”里有 {len(returns)} 张各自成表的自评表（{named}）：请用 --sheet 指明要哪一张；要几张就写几次 --sheet，"
            f"全部都要写 --sheet {EVERY_RETURN}，每张各有各的审核结果。"
        )


def _refuse_stacked(title: str, pages: Sequence[Page]) -> None:
    """Raise StackedReturnsError where a sheet has a second return below the first."""
    for page in pages:
        if page.indicators and page.indicators.below:
            raise StackedReturnsError(
                f"“{title}”的工作表“{page.sheet.name}”上不止一份自评表：从第 {page.indicators.below} 行起是另一份。"
                "一张工作表只能放一份：请把另一份移到单独的工作表，再重新运行。"
            )


def _is_return(page: Page) -> bool:
    """Whether a sheet has indicators with their results, and money or a name of its own."""
    table = page.indicators
    if table is None or not (table.columns.leaf(ACTUAL) or table.columns.leaf(SCORE)):
        return False
    own = any(each.name in ("单位名称", "全年预算数") and not each.inside for each in candidates(page))
    return own or any("项目名称" in spellings(cell.text) for cell in page.sheet.texts())


def _blocks(pages: Sequence[Page]) -> tuple[RecognisedBlock, ...]:
    """One block a name: of several the one with the most columns, the first of equals."""
    best: dict[str, RecognisedBlock] = {}
    for page in pages:
        for block in blocks(page):
            if block.block not in best or len(block.columns) > len(best[block.block].columns):
                best[block.block] = block
    return tuple(best.values())


def _of_rates(found: Sequence[Candidate]) -> list[Candidate]:
    rates = [each for each in found if each.name in ("执行率", "在职人员控制率", "楼堂馆所_规模控制率")]
    return sorted(rates, key=lambda each: (each.name != "执行率", each.rank))


def _units(book: FormBook, said: Mapping[str, UnitsSaid], with_money: set[str]) -> dict[str, str]:
    """The unit of each sheet: what it says, or else what the others say, or 万元."""
    others = next((each.unit for each in said.values() if each.unit), _USUAL)
    units = {}
    for name in (*(sheet.name for sheet in book.sheets), *book.hidden):
        own = said[name].unit if name in said else ""
        units[name] = own or (others if name in with_money else _USUAL)
    return units
