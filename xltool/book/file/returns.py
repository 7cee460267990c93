"""One return of a workbook that holds several: a project a sheet, each with the names of the contract for itself alone.

A sheet is a return where the name 表样 holds on it alone. What is seen of the workbook for one of them is a package whose
names are those of that sheet, above the whole workbook's: nothing that works on it knows that there are others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from xltool.book.defined import resolve, spelled, where_to
from xltool.book.file.package import BookPart, Package, book_part
from xltool.book.port import BrokenName
from xltool.contract.names import FORM, RESULTS, beside_a_sheet
from xltool.contract.optional import KNOWN, RECORD, SAME_CELL, is_tools_own
from xltool.errors import SeveralReturnsError, WorkbookError
from xltool.typed import Final, NamedTuple

#: The name by whose sheet is told where what is found on a return is listed.
_LIST: Final = f"{RESULTS}_键"


def return_of(package: Package, sheet: str) -> Package:
    """The workbook as one of its returns sees it.

    Raises SeveralReturnsError where no ``sheet`` says which, WorkbookError where there is no such return, or where it
    shares a sheet of ours with another one.
    """
    if not package.returns:
        raise WorkbookError(f"“{package.title}”里只有一份自评表，不用 --sheet 指明工作表：请去掉它再运行。")
    listed = "、".join(f"“{each}”" for each in package.returns)
    if not sheet:
        raise SeveralReturnsError(
            f"“{package.title}”里有 {len(package.returns)} 份自评表（{listed}），这一步请逐个项目做：用 --sheet 指明其中一份；"
            "没有 --sheet 的（如生成上报件、写邮件），请把这个项目的表单独存成一个工作簿，标注后再做。",
            package.returns,
        )
    if sheet not in package.returns:
        raise WorkbookError(f"“{package.title}”里没有“{sheet}”这份自评表：有的是{listed}。")
    _refuse_shared(package, sheet)
    return seen_from(package, sheet)


def seen_from(package: Package, sheet: str) -> Package:
    """The workbook as one sheet sees it: with its own names, and the whole workbook's that lead to no other return."""
    local = _local(package)
    own = local.names.get(sheet, {})
    titles = tuple(package.worksheets)
    areas, broken, _ = resolve(_visible(own, local.everywhere), titles, titles)
    others = {
        title for each in package.returns if each != sheet for title in (each, *local.sheets.get(each, ()))
    }
    areas = {name: area for name, area in areas.items() if name in own or area.sheet not in others}
    return package._replace(names=areas, broken=broken, returns=())


class _Local(NamedTuple):
    """The names of single sheets with their texts, by sheet; the sheets to which these lead; the names that hold everywhere.

    Names are spelled as the contract spells them.
    """

    names: Mapping[str, Mapping[str, str]]
    sheets: Mapping[str, frozenset[str]]
    everywhere: tuple[tuple[str, str], ...]


def _local(package: Package) -> _Local:
    part = package.workbook_part
    book = book_part(package.archive.part(part), f"“{package.title}”的 {part}")
    return _local_of(book, tuple(package.worksheets))


@lru_cache(maxsize=4)
def _local_of(book: BookPart, worksheets: tuple[str, ...]) -> _Local:
    """The same for each of many returns: read once."""
    titles = [name for name, _ in book.sheets]
    spelling = {title.casefold(): title for title in worksheets}
    names: dict[str, dict[str, str]] = {}
    for name, index, text in book.defined:
        if index is not None and index < len(titles):
            names.setdefault(titles[index], {})[spelled(name)] = text
    led = {sheet: [where_to(text, spelling) for text in own.values()] for sheet, own in names.items()}
    return _Local(
        names,
        {
            sheet: frozenset(a.sheet for a in areas if not isinstance(a, BrokenName))
            for sheet, areas in led.items()
        },
        tuple((name, text) for name, index, text in book.defined if index is None),
    )


def _visible(
    own: Mapping[str, str], everywhere: tuple[tuple[str, str], ...]
) -> Iterator[tuple[str, None, str]]:
    """The names as one sheet sees them; of the whole workbook's never one of what is ours."""
    yield from ((name, None, text) for name, text in own.items())
    taken = {name.casefold() for name in own}
    for name, text in everywhere:
        if name.casefold() not in taken and not _is_ours(spelled(name)):
            yield name, None, text


def _is_ours(name: str) -> bool:
    if beside_a_sheet(name) or name in (FORM, RECORD, SAME_CELL):
        return True
    return name in KNOWN and is_tools_own(KNOWN[name])


def _refuse_shared(package: Package, sheet: str) -> None:
    """Raise WorkbookError where what is found on two returns would go into one list: one was copied from the other."""
    lists = {each: own.get(_LIST) for each, own in _local(package).names.items() if each in package.returns}
    other = next((each for each, text in lists.items() if each != sheet and text == lists[sheet]), None)
    if other is not None and lists[sheet] is not None:
        raise WorkbookError(
            f"“{package.title}”的工作表“{sheet}”与“{other}”共用一张“{RESULTS}”，其中一张是复制出来的：请先用 xltool strip "
            "还原原表，再把各张一起标注。"
        )
