"""``merge``: a department and its subordinates -> one return: sums of their figures, and what each sum is made of.

Goals and indicators are listed and not merged: nobody can add up what 满意度 of 95 % and of 90 % come to.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xltool.annotate.sheetdraft import SheetDraft, formula_texts, shown_by
from xltool.book.additions.added import with_addition
from xltool.book.additions.addition import AddedSheet, Addition
from xltool.book.file.package import open_package
from xltool.book.file.saving import replace_file
from xltool.book.file.workbook import FileWorkbook
from xltool.errors import DeclinedError
from xltool.resources import DEFAULT_FORM
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.filling import Contents, refuse_taken, write_contents
from xltool.verbs.merge_contents import merged_contents
from xltool.verbs.merge_internal import NO_TRANSFERS, Transfers, asked, without_transfers
from xltool.verbs.merge_lines import merge_lines, merge_record, notes_of
from xltool.verbs.merge_lists import draw_lists
from xltool.verbs.merge_pages import PAGE_WIDTH, SUMS_SHEET, UNITS_SHEET, Merging, draw_sums, draw_units
from xltool.verbs.merge_parts import JudgedBySettings, MergePart, read_parts
from xltool.verbs.merge_sums import summed
from xltool.verbs.merge_texts import texts_of
from xltool.verbs.outcome import Outcome
from xltool.verbs.recalc import recalc

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath


class MergedReturn(NamedTuple):
    """What ``merge`` did: the new workbook, what was merged, and what a check of it found."""

    path: Path
    merging: Merging
    outcome: Outcome

    def record(self) -> dict[str, object]:
        """The same as plain data."""
        return {"workbook": self.path.name, **merge_record(self.merging), "check": self.outcome.record()}


def merge(
    books: Sequence[FilePath],
    output: FilePath,
    *,
    unit: str = "",
    transfers: Transfers = NO_TRANSFERS,
    texts: FilePath | None = None,
    asking: bool = True,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
    desk: Desk = UNATTENDED,
    form: str = DEFAULT_FORM,
) -> MergedReturn:
    """Write the merged return of these workbooks, the department's first; none of them is touched.

    It is called ``unit``, by default as the first; goals, indicators and figures of the text are those of the workbook
    ``texts``. Amounts are in 万元. With ``asking`` the person is asked for money that passed between the units where
    ``transfers`` say nothing of it. Raises DeclinedError where the person would rather not
    add up returns that are wrong, WorkbookError where a workbook cannot be added to the others, money between the units is
    more than there is, or the new workbook cannot be written or exists already.
    """
    place = refuse_taken(Path(output))
    by = JudgedBySettings(tuple(schemes), settings)
    parts = read_parts([Path(book) for book in books], by)
    filled = {} if texts is None else texts_of(Path(texts), parts[0].report.year.value)
    _refuse_wrong(parts, desk)
    told = asked(transfers, desk) if asking else transfers
    divided = [part.divided for part in parts]
    sums = summed([part.report for part in parts], divided, [part.needed for part in parts])
    figures = without_transfers(sums, told, divided)
    title = unit.strip() or parts[0].unit
    contents = merged_contents(title, parts, figures, told)
    notes = notes_of(parts, figures, told, contents.notes, "" if texts is None else Path(texts).name)
    merging = Merging(title, parts, figures, told, notes)
    outcome = _written(merging, {**contents.cells, **filled}, place, form, by)
    desk.say(_done(place, merging, outcome), list(merge_lines(merging)))
    return MergedReturn(place, merging, outcome)


def _refuse_wrong(parts: Sequence[MergePart], desk: Desk) -> None:
    """Returns with a 必改 are added up only where the person wants that: a bureau leaves such a unit out of its sums."""
    wrong = [part for part in parts if part.open_must]
    listed = [f"{part.unit}　{part.where}：{part.open_must} 条必改" for part in wrong]
    if wrong and not desk.agree(f"有 {len(wrong)} 个单位的表还有必改没有改，仍照它们填的数合并吗？", listed):
        raise DeclinedError


def _written(
    merging: Merging,
    cells: Contents,
    place: Path,
    form: str,
    by: JudgedBySettings,
) -> Outcome:
    """Write the workbook and check it; it takes its place when it is whole."""
    with tempfile.TemporaryDirectory(prefix="xltool-") as folder:
        made = Path(folder, f"{place.stem}{place.suffix.lower()}")
        write_contents(cells, made, form)
        made.write_bytes(_with_pages(made, merging))
        outcome = recalc(made, schemes=by.schemes, settings=by.settings)
        replace_file(place, made.read_bytes(), like=made)
    return outcome


def _with_pages(made: Path, merging: Merging) -> bytes:
    """The workbook with the sheets that say how it was made."""
    held = FileWorkbook(made).snapshot()
    drafts = (draw_units(merging), draw_sums(merging), draw_lists(merging))
    texts = formula_texts(drafts, held.names)
    shown = shown_by(held, drafts, texts, held.names)
    sheets = tuple(_in_sight(draft.finished(shown, texts), draft) for draft in drafts)
    names = {name: area for draft in drafts for name, area in draft.names.items()}
    addition = Addition(sheets, names, {}, {}, record="")
    return with_addition(open_package(made.read_bytes(), made.name), addition)


def _in_sight(sheet: AddedSheet, draft: SheetDraft) -> AddedSheet:
    """The sheet with its headings, and the names of the figures, always in sight and on every page."""
    if draft.title == UNITS_SHEET:
        return sheet
    if draft.title != SUMS_SHEET:
        return sheet._replace(frozen=3, repeated=3)
    width = sum(column.width for column in draft.columns)
    return sheet._replace(frozen=3, repeated=3, beside=1, wide=ceil(width / PAGE_WIDTH))


def _done(place: Path, merging: Merging, outcome: Outcome) -> str:
    return (
        f"已把 {len(merging.listed)} 个单位合并成 {place}，单位名称是“{merging.unit}”：每个数怎么来的见“合并明细”。审核结果：{outcome.summary}。"
        f"请补填目标、指标等，再运行 xltool recalc {place.name}。"
    )
