"""How the areas of a form lie: each of the right shape, tables in one piece, no two on a cell, ours beside the form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from xltool.book.port import Area, column_letters
from xltool.contract.names import (
    CONTRACT,
    INDICATORS,
    LOCATED,
    MARKS,
    RESULTS,
    REVIEW,
    Name,
    Role,
    beside_a_sheet,
    with_role,
)
from xltool.contract.optional import EDGED, KNOWN, optional_columns
from xltool.errors import WorkbookError
from xltool.model.damage import overlapping, remedy
from xltool.model.form import Form
from xltool.model.headings import displaced
from xltool.typed import Final, NamedTuple

#: A block with more rows than this is no form a person filled in.
MOST_ROWS: Final = 20_000
#: More rows than this no mark column has: a sheet may hold both blocks.
MOST_MARKED: Final = 2 * MOST_ROWS
#: The one column of a block that lies within the 审核 column of its sheet.
_WITHIN: Final = f"{INDICATORS}_审核"
#: Names shown in one sentence.
_LISTED: Final = 6
#: What to do about a name that whoever annotated a foreign form put in a wrong place.
_ANNOTATE: Final = "请在“公式 → 名称管理器”里改正它指向的单元格"


class _Layout(NamedTuple):
    """Everything of a form that says how it lies."""

    areas: tuple[tuple[str, Area], ...]
    merges: tuple[tuple[str, tuple[Area, ...]], ...]
    foreign: bool
    own_sheets: frozenset[str]


#: So many layouts are remembered that lie as they have to.
_MOST_PASSED: Final = 32
_PASSED: Final[set[_Layout]] = set()


def refuse_wrong_layout(form: Form) -> None:
    """Nothing where all areas lie as they have to. Raises WorkbookError with one sentence that says what to do.

    A thousand returns made from one template lie alike: a layout that passed is not looked at again (0.6 of 28 ms).
    """
    layout = _Layout(
        tuple(form.areas.items()), tuple(form.snapshot.merges.items()), form.foreign, form.own_sheets
    )
    if layout in _PASSED:
        return
    _shapes(form)
    _blocks(form)
    _beside(form)
    _apart(form)
    if len(_PASSED) >= _MOST_PASSED:
        _PASSED.clear()
    _PASSED.add(layout)


def listed(names: Iterable[str]) -> str:
    """Names as one sentence shows them."""
    found = list(names)
    return "、".join(found[:_LISTED]) + ("等" if len(found) > _LISTED else "")


def _remedy(form: Form) -> str:
    return _ANNOTATE if form.foreign else remedy(form.snapshot)


def _shapes(form: Form) -> None:
    for name in KNOWN.values():
        area = form.areas.get(name.name)
        if area is not None and not _fits(form, name, area):
            raise WorkbookError(
                f"“{form.snapshot.title}”的名称“{name.name}”应当指向{_expected_shape(name)}，"
                f"现在指向 {area.height} 行 {area.width} 列：{_remedy(form)}。"
            )


def _fits(form: Form, name: Name, area: Area) -> bool:
    if name.name.startswith((MARKS, REVIEW)):
        return True  # see _beside
    if name.block:
        return area.width == 1 and (name.block not in EDGED or area.height >= 2)
    # a person who names a merged cell names all of it
    return (area.height, area.width) == (1, 1) or area in form.snapshot.merges.get(area.sheet, ())


def _expected_shape(name: Name) -> str:
    return "一列（含上下边界行）" if name.block else "一个单元格"


def _blocks(form: Form) -> None:
    """The columns of a block stand side by side over the same rows."""
    title = form.snapshot.title
    for block in (*EDGED, RESULTS, LOCATED):
        others = (column for column in optional_columns(block) if column.name in form.areas)
        columns = (*form.columns(block), *others)
        if not columns:
            continue  # of a later template, or not on this form
        first = form.areas[columns[0].name]
        for column in columns[1:]:
            area = form.areas[column.name]
            if (area.sheet, area.top, area.bottom) != (first.sheet, first.top, first.bottom):
                raise WorkbookError(
                    f"“{title}”的名称“{column.name}”与“{columns[0].name}”的行不一致：{_remedy(form)}。"
                )
        if first.height > MOST_ROWS:
            raise WorkbookError(
                f"“{title}”的{block}有 {first.height - 2} 行，超过 {MOST_ROWS} 行："
                "请删去表中多余的空行，或确认选对了文件。"
            )


class _Extent(NamedTuple):
    """Rows and columns of a sheet over which the cells of the form lie; its columns count from A."""

    top: int
    bottom: int
    right: int

    def beside(self, area: Area) -> bool:
        """True when the area lies to the right of the form, in all of its rows."""
        return area.left > self.right and area.top <= self.top and area.bottom >= self.bottom

    def meets(self, area: Area) -> bool:
        """True when the area covers a cell of the form."""
        return area.left <= self.right and area.top <= self.bottom and area.bottom >= self.top


def _extents(form: Form) -> dict[str, _Extent]:
    """The form on each sheet on which a person fills in something, settings on our own sheets and reasons apart."""
    by_sheet: dict[str, list[Area]] = defaultdict(list)
    for name in with_role(Role.INPUT, Role.COMPUTED):
        area = form.areas.get(name.name)
        if (
            area is not None
            and name.block != RESULTS
            and not (form.foreign and area.sheet in form.own_sheets)
        ):
            by_sheet[area.sheet].append(area)
    found = {}
    for sheet, areas in by_sheet.items():
        _, tops, _, bottoms, rights = zip(*areas, strict=True)
        found[sheet] = _Extent(min(tops), max(bottoms), max(rights))
    return found


def _beside(form: Form) -> None:
    """Whatever the tool writes lies beside the forms, and each form of ours has its marks and its 审核 column.

    What these names cover is overwritten and emptied without asking, so that a wrong one would cost a person's work.
    """
    extents = _extents(form)
    pairs = list(_pairs(form))
    ours = [name.name for name in with_role(Role.TOOL) if name.name in form.areas]
    for name in dict.fromkeys((*ours, *filter(beside_a_sheet, form.areas))):
        area = form.areas[name]
        extent = extents.get(area.sheet)
        if extent is not None and extent.meets(area):
            raise _misplaced(form, name, "表格以外的单元格", area)
    for title, marks, review in pairs:
        extent = extents.get(marks.sheet)
        if (
            review.width > 1
            or review[:2] != marks[:2]
            or review.bottom != marks.bottom
            or (extent is not None and not extent.beside(review))
        ):
            raise _misplaced(form, REVIEW + title, "表格右边的一列，与标记列同表同行", review)
        wide = 1 if extent is None else extent.right
        if (
            marks.height > MOST_MARKED
            or not wide <= marks.width < review.left
            or (extent and marks.left <= extent.right)
        ):
            raise _misplaced(form, MARKS + title, "表格右边的标记列（表格有几列就有几列）", marks)
    bare = extents.keys() - {marks.sheet for _, marks, _ in pairs}
    if bare and not form.foreign:
        raise WorkbookError(
            f"“{form.snapshot.title}”的工作表 {listed(sorted(bare))} 没有标记列和审核列（名称“{MARKS}…”“{REVIEW}…”）：{_remedy(form)}。"
        )


def _pairs(form: Form) -> Iterator[tuple[str, Area, Area]]:
    """The mark columns and the 审核 column of each sheet of the form that has both."""
    reviews = form.beside(REVIEW)
    for title, marks in form.beside(MARKS).items():
        if title in reviews:
            yield title, marks, reviews[title]


def _misplaced(form: Form, name: str, wanted: str, area: Area) -> WorkbookError:
    title = form.snapshot.title
    for moved, place in displaced(form).items():
        if not place:  # the form looks wider than it is
            return WorkbookError(
                f"“{title}”的“{CONTRACT[moved].label}”不在自己的格子里了，被剪切、粘贴到了"
                f" {form.areas[moved].first.address}：{_remedy(form)}。"
            )
    where = f"{area.sheet}!{column_letters(area.left)}{area.top}:{column_letters(area.right)}{area.bottom}"
    return WorkbookError(
        f"“{title}”的名称“{name}”应当指向{wanted}，现在指向 {where}（表格里也不要插入或删除列）：{_remedy(form)}。"
    )


def _apart(form: Form) -> None:
    """No two names share a cell: not two cells of the form, not a cell and a table, a mark or the results.

    By design the 审核 column of a block lies within its sheet's, and the top edge of a block may be a cell of the form;
    so may the bottom edge of a foreign form's, which is its row of totals.
    """
    taken: dict[tuple[str, int], list[tuple[int, int, str]]] = defaultdict(list)
    for name in KNOWN.values():
        area = form.areas.get(name.name)
        if name.optional and not name.block:
            continue  # a heading may say several things
        if area is None or (name.name == _WITHIN and _within_review(form, area)):
            continue
        edge = 1 if name.block in EDGED else 0
        below = edge if form.foreign or name.optional else 0
        for column in range(area.left, area.right + 1):
            taken[area.sheet, column].append((area.top + edge, area.bottom - below, name.name))
    for beside in (name for name in form.areas if name not in KNOWN):
        area = form.areas[beside]
        for column in range(area.left, area.right + 1):
            taken[area.sheet, column].append((area.top, area.bottom, beside))
    for spans in taken.values():
        spans.sort()
        for (_, bottom, one), (top, _, other) in pairwise(spans):
            if top <= bottom:
                raise _overlapping(form, one, other)


def _overlapping(form: Form, one: str, other: str) -> WorkbookError:
    told = overlapping(form.areas, one, other, form.areas[other].first)
    return WorkbookError(
        f"“{form.snapshot.title}”的名称“{one}”与“{other}”指向同一处（{told}）：{_remedy(form)}。"
    )


def _within_review(form: Form, area: Area) -> bool:
    return any(
        (area.sheet, area.left) == (review.sheet, review.left)
        and review.top <= area.top
        and area.bottom <= review.bottom
        for review in form.beside(REVIEW).values()
    )
