"""Gates: is the workbook ours, whole and of this version? Everything behind them may trust the names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from xltool.book.defined import DELETED
from xltool.book.port import Area, Snapshot, column_letters
from xltool.contract.names import (
    CONTRACT,
    FORM_SHEETS,
    GROWING,
    INDICATORS,
    LOCATED,
    MARKS,
    OLDEST_TEMPLATE,
    RESULTS,
    REVIEW,
    TEMPLATE_VERSION,
    Name,
    Role,
    block_columns,
    version_number,
    with_role,
)
from xltool.errors import WorkbookError
from xltool.model.damage import overlapping, places, remedy

#: A block with more rows than this is no form a person filled in.
MOST_ROWS = 20_000
#: More rows than this no mark column has: a sheet may hold both blocks.
_MOST_MARKED = 2 * MOST_ROWS
#: The one column of a block that lies within the 审核 column of its sheet.
_WITHIN = f"{INDICATORS}_审核"
#: Names shown in one sentence.
_LISTED = 6


def check_gates(snapshot: Snapshot) -> None:
    """Nothing where the workbook can be processed. Raises WorkbookError with one sentence that says what to do."""
    known = [name for name in CONTRACT if _defined(snapshot, name)]
    if "模板版本" not in known and len(known) < len(CONTRACT) // 2:
        raise WorkbookError(
            f"“{snapshot.title}”不是本工具的模板（没有“模板版本”等名称）：请用 xltool new 新建模板后填写；"
            "若是从模板复制出来、名称全丢了的，请运行 xltool repair 工作簿 -o 新工作簿。"
        )
    _whole(snapshot)
    _current(snapshot)
    _blocks(snapshot)
    _beside(snapshot)
    _apart(snapshot)


def _whole(snapshot: Snapshot) -> None:
    """Every name that its version of the template has is there and leads to one area of a sheet of this workbook."""
    version = version_number(_stated_version(snapshot)) or version_number(OLDEST_TEMPLATE)
    expected = [name for name in CONTRACT.values() if version_number(name.since) <= version]
    gone = [name for name in expected if not _defined(snapshot, name.name)]
    if gone:
        missing = [name.name for name in gone]
        similar = _renamed(snapshot, missing)
        raise WorkbookError(
            f"“{snapshot.title}”缺少 {len(missing)} 个名称（{_list(missing)}）{similar}，"
            f"是{places(snapshot, gone)}的名称：{remedy(snapshot)}。"
        )
    broken = [(name, why) for name in expected if (why := snapshot.broken.get(name.name)) is not None]
    if broken:
        names = [name for name, _ in broken]
        deleted = all(why.reason == DELETED for _, why in broken)
        what = "被删除，或被剪切粘贴盖住了" if deleted else "的名称损坏"
        listed = "；".join(f"“{name.name}”{each.reason}" for name, each in broken[:_LISTED])
        more = f"等 {len(broken)} 个" if len(broken) > _LISTED else ""
        raise WorkbookError(
            f"“{snapshot.title}”{places(snapshot, names)}{what}（名称损坏：{listed}{more}）：{remedy(snapshot)}。"
        )
    for name in expected:
        area = snapshot.names[name.name]
        if not _fits(snapshot, name, area):
            raise WorkbookError(
                f"“{snapshot.title}”的名称“{name.name}”应当指向{_expected_shape(name)}，"
                f"现在指向 {area.height} 行 {area.width} 列：{remedy(snapshot)}。"
            )


def _defined(snapshot: Snapshot, name: str) -> bool:
    """Whether the workbook has the name, wherever it leads."""
    return name in snapshot.names or name in snapshot.broken


def _renamed(snapshot: Snapshot, missing: list[str]) -> str:
    """Names of the workbook that look like missing ones under another name, to help the person find them."""
    every = (*snapshot.names, *snapshot.broken)
    found = [name for name in every if name not in CONTRACT and any(m in name for m in missing)]
    return f"，其中有的可能被改名为 {_list(found)}" if found else ""


def _fits(snapshot: Snapshot, name: Name, area: Area) -> bool:
    if name.name.startswith((MARKS, REVIEW)):
        return True  # see _beside
    if name.block:
        return area.width == 1 and (name.block not in GROWING or area.height >= 2)
    # a person who names a merged cell names all of it
    return (area.height, area.width) == (1, 1) or area in snapshot.merges.get(area.sheet, ())


def _expected_shape(name: Name) -> str:
    return "一列（含上下边界行）" if name.block else "一个单元格"


def _current(snapshot: Snapshot) -> None:
    """The workbook was made from a template of this version, or of an older one that lacks nothing that is needed."""
    stated = _stated_version(snapshot)
    if version_number(OLDEST_TEMPLATE) <= version_number(stated) <= version_number(TEMPLATE_VERSION):
        return
    if not stated:
        raise WorkbookError(
            f"“{snapshot.title}”的“模板版本”一格是空的：请填回 {_carried_version(snapshot)}。"
        )
    if version_number(stated) > version_number(TEMPLATE_VERSION):
        raise WorkbookError(
            f"“{snapshot.title}”用的是更新的模板（{stated}），本程序只认到 {TEMPLATE_VERSION}：请先升级 xltool。"
        )
    raise WorkbookError(
        f"“{snapshot.title}”用的是旧版模板（{stated}），现用 {TEMPLATE_VERSION}：请用 xltool new 新建模板，把数据填过去。"
    )


def _carried_version(snapshot: Snapshot) -> str:
    """The newest version whose names are all there; the oldest where names of every version are missing."""
    versions = sorted({name.since for name in CONTRACT.values()}, key=version_number)
    lacking = [version_number(name.since) for name in CONTRACT.values() if not _defined(snapshot, name.name)]
    whole = [version for version in versions if not lacking or version_number(version) < min(lacking)]
    return whole[-1] if whole else OLDEST_TEMPLATE


def _stated_version(snapshot: Snapshot) -> str:
    area = snapshot.names.get("模板版本")
    return str(snapshot.value(area.first) or "").strip() if area else ""


def _blocks(snapshot: Snapshot) -> None:
    """The columns of a block stand side by side over the same rows."""
    for block in (*GROWING, RESULTS, LOCATED):
        areas = [
            (n.name, area) for n in block_columns(block) if (area := snapshot.names.get(n.name)) is not None
        ]
        if not areas:
            continue  # of a later template
        first_name, first = areas[0]
        for name, area in areas[1:]:
            if (area.sheet, area.top, area.bottom) != (first.sheet, first.top, first.bottom):
                raise WorkbookError(
                    f"“{snapshot.title}”的名称“{name}”与“{first_name}”的行不一致：{remedy(snapshot)}。"
                )
        if first.height > MOST_ROWS:
            raise WorkbookError(
                f"“{snapshot.title}”的{block}有 {first.height - 2} 行，超过 {MOST_ROWS} 行："
                "请删去表中多余的空行，或确认选对了文件。"
            )


class _Form(NamedTuple):
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


def _forms(snapshot: Snapshot) -> dict[str, _Form]:
    """The form of each sheet on which a person fills in something, the reasons of 审核结果 apart."""
    by_sheet: dict[str, list[Area]] = defaultdict(list)
    for name in with_role(Role.INPUT, Role.COMPUTED):
        area = snapshot.names.get(name.name)  # an older template lacks some
        if area is not None and name.block != RESULTS:
            by_sheet[area.sheet].append(area)
    found = {}
    for sheet, areas in by_sheet.items():
        _, tops, _, bottoms, rights = zip(*areas, strict=True)
        found[sheet] = _Form(min(tops), max(bottoms), max(rights))
    return found


def _beside(snapshot: Snapshot) -> None:
    """Whatever the tool writes lies beside the forms, and each form has its marks and its 审核 column.

    What these names cover is overwritten and emptied without asking, so that a wrong one would cost a person's work.
    """
    forms = _forms(snapshot)
    pairs = list(_pairs(snapshot))
    for name in with_role(Role.TOOL):
        area = snapshot.names.get(name.name)
        form = forms.get(area.sheet) if area else None
        if form is not None and area is not None and form.meets(area):
            raise _misplaced(snapshot, name.name, "表格以外的单元格", area)
    for title, marks, review in pairs:
        form = forms.get(marks.sheet)
        if (
            review.width > 1
            or review[:2] != marks[:2]
            or review.bottom != marks.bottom
            or (form is not None and not form.beside(review))
        ):
            raise _misplaced(snapshot, REVIEW + title, "表格右边的一列，与标记列同表同行", review)
        wide = 1 if form is None else form.right
        if (
            marks.height > _MOST_MARKED
            or not wide <= marks.width < review.left
            or (form and marks.left <= form.right)
        ):
            raise _misplaced(snapshot, MARKS + title, "表格右边的标记列（表格有几列就有几列）", marks)
    bare = forms.keys() - {marks.sheet for _, marks, _ in pairs}
    if bare:
        raise WorkbookError(
            f"“{snapshot.title}”的工作表 {_list(sorted(bare))} 没有标记列和审核列（名称“{MARKS}…”“{REVIEW}…”）：{remedy(snapshot)}。"
        )


def _pairs(snapshot: Snapshot) -> Iterator[tuple[str, Area, Area]]:
    """The mark columns and the 审核 column of each sheet of the form."""
    for title in FORM_SHEETS:
        yield title, snapshot.names[MARKS + title], snapshot.names[REVIEW + title]


def _misplaced(snapshot: Snapshot, name: str, wanted: str, area: Area) -> WorkbookError:
    from xltool.model.headings import displaced  # no whole workbook has need of it here

    for moved, place in displaced(snapshot).items():
        cell = snapshot.names[moved]
        if not place:  # the form looks wider than it is
            return WorkbookError(
                f"“{snapshot.title}”的“{CONTRACT[moved].label}”不在自己的格子里了，被剪切、粘贴到了"
                f" {cell.first.address}：{remedy(snapshot)}。"
            )
    where = f"{area.sheet}!{column_letters(area.left)}{area.top}:{column_letters(area.right)}{area.bottom}"
    return WorkbookError(
        f"“{snapshot.title}”的名称“{name}”应当指向{wanted}，现在指向 {where}（表格里也不要插入或删除列）：{remedy(snapshot)}。"
    )


def _apart(snapshot: Snapshot) -> None:
    """No two names share a cell: not two cells of the form, not a cell and a table, a mark or the results.

    By design the 审核 column of a block lies within its sheet's, and the top edge of a block may be a cell of the form.
    """
    taken: dict[tuple[str, int], list[tuple[int, int, str]]] = defaultdict(list)
    for name in CONTRACT.values():
        area = snapshot.names.get(name.name)
        if area is None or (name.name == _WITHIN and _within_review(snapshot, area)):
            continue
        edge = 1 if name.block in GROWING else 0
        for column in range(area.left, area.right + 1):
            taken[area.sheet, column].append((area.top + edge, area.bottom, name.name))
    for spans in taken.values():
        spans.sort()
        for (_, bottom, one), (top, _, other) in pairwise(spans):
            if top <= bottom:
                raise _overlapping(snapshot, one, other)


def _overlapping(snapshot: Snapshot, one: str, other: str) -> WorkbookError:
    told = overlapping(snapshot.names, one, other, snapshot.names[other].first)
    return WorkbookError(
        f"“{snapshot.title}”的名称“{one}”与“{other}”指向同一处（{told}）：{remedy(snapshot)}。"
    )


def _within_review(snapshot: Snapshot, area: Area) -> bool:
    return any(
        (area.sheet, area.left) == (review.sheet, review.left)
        and review.top <= area.top
        and area.bottom <= review.bottom
        for _, _, review in _pairs(snapshot)
    )


def _list(names: Iterable[str]) -> str:
    listed = list(names)
    return "、".join(listed[:_LISTED]) + ("等" if len(listed) > _LISTED else "")
