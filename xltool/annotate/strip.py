"""What of an annotated workbook is ours, so that the rest is the bureau's form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xltool.annotate.besides import SUGGESTED, SWITCH
from xltool.annotate.names import is_known
from xltool.annotate.plan import LEDGER, PRINTED, STANDING
from xltool.annotate.sheetdraft import TAKEN_OUT
from xltool.book.additions.addition import Removal
from xltool.book.port import Area, Cell, Snapshot
from xltool.contract.names import FORM, INSTANT, MARKS, RESULTS, REVIEW, SETTINGS, Name, Role, beside_a_sheet
from xltool.contract.optional import KNOWN, RECORD, SAME_CELL
from xltool.errors import WorkbookError

#: How the titles of our sheets begin where there are several returns.
_BEHIND: Final = (f"{RESULTS}_", f"{LEDGER}_")


def facts_of(held: Snapshot) -> dict[str, str]:
    """What was written down of an annotated workbook, by what it is about; nothing of another one."""
    record = held.names.get(RECORD)
    return {} if record is None else _facts_from(held, record)


def free_row(held: Snapshot) -> Cell | None:
    """The cell from which on more can be written down; None in a workbook that is not annotated."""
    record = held.names.get(RECORD)
    return None if record is None else record.first._replace(row=len(held.grids[record.sheet]) + 1)


def removal(held: Snapshot, scope: str = "") -> Removal:
    """What is to be taken out of a workbook, of which every sheet was read; of one of several returns, as its sheet (``scope``) sees it.

    Raises WorkbookError where it was not annotated.
    """
    marked = (RECORD, FORM) if scope else (RECORD,)  # one of several may share the record of another
    if not any(name in held.names or name in held.broken for name in marked):
        raise WorkbookError(
            f"“{held.title}”不是用 xltool annotate 标注过的表（没有名称“{RECORD}”），没有可以去掉的内容。"
        )
    facts = facts_of(held)
    standing = {name.casefold() for name in facts.get(STANDING, "").split(";")}
    every = [*held.names, *held.broken]
    ours = {name.casefold() for name in every if name in (RECORD, SAME_CELL) or is_known(name)} - standing
    numbers = {area.sheet: name.removeprefix(MARKS) for name, area in _beside(held) if name.startswith(MARKS)}
    printed = set(filter(None, facts.get(PRINTED, "").split(";")))
    own = _own_sheets(held)
    if held.grids.keys() <= own:
        raise WorkbookError(f"“{held.title}”里只剩下本工具加的工作表，原表已经删掉了，没有可以还原的。")
    return Removal(
        own,
        frozenset(ours),
        own_columns(held),
        numbers,
        frozenset(sheet for sheet, number in numbers.items() if number in printed),
        SWITCH,
        facts,
        scope,
        INSTANT,
    )


def left_behind(held: Snapshot) -> Removal:
    """Of a workbook that had several returns, what was put in for those whose sheet somebody deleted, names and all."""
    sheets = frozenset(sheet for sheet in held.grids if sheet.startswith(_BEHIND) and _says_so(held, sheet))
    return Removal(
        sheets, frozenset(), {}, {}, frozenset(), SWITCH, {}, next(iter(sorted(sheets)), ""), INSTANT
    )


def _says_so(held: Snapshot, sheet: str) -> bool:
    texts = (row[0] for row in held.grids[sheet] if row)
    return any(isinstance(text, str) and text.endswith(TAKEN_OUT) for text in texts)


def _own_sheets(held: Snapshot) -> frozenset[str]:
    """The two sheets that were put in; never one on which a name of the form stands, wherever ours were dragged."""
    found = (held.names.get(name) for name in (RECORD, FORM, f"{RESULTS}_键"))
    names = ((KNOWN[name], area) for name, area in held.names.items() if name in KNOWN)
    theirs = {area.sheet for name, area in names if _is_the_forms(name)}
    return frozenset(area.sheet for area in found if area is not None) - theirs


def _is_the_forms(name: Name) -> bool:
    filed = name.role in (Role.INPUT, Role.COMPUTED)
    return filed and name.block != RESULTS and name.name not in SETTINGS


def _facts_from(held: Snapshot, record: Area) -> dict[str, str]:
    """What was written down, long texts put together again."""
    facts: dict[str, str] = {}
    for row in range(record.top, len(held.grids[record.sheet]) + 1):
        key = held.raw(Cell(record.sheet, row, record.left))
        text = held.raw(Cell(record.sheet, row, record.left + 1))
        if not isinstance(key, str):
            break
        facts[key] = facts.get(key, "") + (text if isinstance(text, str) else _number(text))
    return facts


def _number(value: object) -> str:
    """A text that a program took for a number when it saved the workbook."""
    return f"{value:g}" if isinstance(value, (int, float)) else ""


def _beside(held: Snapshot) -> Iterator[tuple[str, Area]]:
    yield from (
        (name, area) for name, area in held.names.items() if beside_a_sheet(name) or name == SUGGESTED
    )


def own_columns(held: Snapshot) -> dict[str, tuple[int, int]]:
    """Our columns on each sheet, from the gap before those that are seen to the last of the marks."""
    found: dict[str, list[Area]] = {}
    for _, area in _beside(held):
        found.setdefault(area.sheet, []).append(area)
    seen = {area.sheet for name, area in _beside(held) if name.startswith(REVIEW)}
    return {
        sheet: (min(area.left for area in areas) - (sheet in seen), max(area.right for area in areas))
        for sheet, areas in found.items()
    }
