"""What a person is told of a merge: on the sheet 合并说明, on the screen, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xltool.contract.names import CONTRACT, EXPENDITURE_ROWS, YEAR_COLUMNS
from xltool.model.stated import trimmed
from xltool.verbs.merge_internal import BetweenUnits, Transfers
from xltool.verbs.merge_pages import Merging, open_line, transfer_line
from xltool.verbs.merge_parts import MergePart
from xltool.verbs.merge_sums import Lack, Open, SumFigure

#: Figures that one sentence names.
_NAMED: Final = 4


def notes_of(
    parts: Sequence[MergePart],
    figures: Sequence[SumFigure],
    transfers: Transfers,
    others: Sequence[str],
    texts: str = "",
) -> tuple[str, ...]:
    """What has to be done or looked at, most pressing first; ``texts`` is the file from which goals and indicators come."""
    by_hand = (f"目标、指标、措施、正文数据照“{texts}”填，请核对。",) if texts else _BY_HAND
    return (
        *_untold(transfers),
        *_open_musts(parts),
        *_open_sums(parts, figures),
        *_blanks(parts, figures),
        *others,
        *_left_behind(parts),
        *by_hand,
    )


_BY_HAND: Final = (
    "正文数据没有填：照部门自评报告的正文抄录；各单位的数相加见“合并明细”。",
    "目标、绩效指标、厉行节约措施没有合并，见“单位指标”：请按部门整体的情况自己填。",
)


def _untold(transfers: Transfers) -> Iterator[str]:
    for kind in BetweenUnits:
        if transfers.untold(kind):
            yield f"{kind}：{transfer_line(transfers, kind)}。"


def _open_musts(parts: Sequence[MergePart]) -> Iterator[str]:
    found = [part for part in parts if part.open_must]
    if found:
        listed = "、".join(f"“{part.unit}”{part.open_must} 条" for part in found)
        yield f"下列单位的表还有必改没有改，数已照它填的相加：{listed}。请先让它们改正，再重新合并。"


def _open_sums(parts: Sequence[MergePart], figures: Sequence[SumFigure]) -> Iterator[str]:
    """The figures that were not put into the return, by why."""
    by_why: dict[str, list[str]] = {}  # names
    for found in figures:
        if found.open and found.open is not Open.TEXT:
            by_why.setdefault(open_line(found, parts), []).append(found.name)
    for why, names in by_why.items():
        yield f"没有填进表里、要自己补的 {len(names)} 个数：{'、'.join(_labels(names))}（{why}）。"


def _labels(names: Sequence[str]) -> Iterator[str]:
    """The figures as a reader knows them; a row of which all columns are meant is named once."""
    for name in dict.fromkeys(_row(name) for name in names):
        columns = [each for each in names if _row(each) == name]
        if len(columns) == len(YEAR_COLUMNS) and name in EXPENDITURE_ROWS:
            yield f"{name}（各栏）"
        else:
            yield from (CONTRACT[each].label for each in columns)


def _row(name: str) -> str:
    row, _, column = name.rpartition("_")
    return row if column in YEAR_COLUMNS else name


def _blanks(parts: Sequence[MergePart], figures: Sequence[SumFigure]) -> Iterator[str]:
    """The figures that were added up though a unit left them blank, by unit."""
    for number, part in enumerate(parts):
        names = [
            found.name
            for found in figures
            if not found.open and found.stated and number in found.lacking(Lack.BLANK)
        ]
        if labels := list(_labels(names)):
            more = f"等 {len(names)} 个数" if len(labels) > _NAMED else ""
            yield f"“{part.unit}”空着没有填的：{'、'.join(labels[:_NAMED])}{more}，合计里没有它的数，请核对是不是 0。"


def _left_behind(parts: Sequence[MergePart]) -> Iterator[str]:
    """Tables that our template has no place for."""
    for part in parts:
        tables = [
            word for word, rows in (("资金来源", part.report.funds), ("任务", part.report.tasks)) if rows
        ]
        if tables:
            yield f"“{part.unit}”的表上另有{'、'.join(tables)}，本表没有位置，没有带来。"


def merge_lines(merging: Merging) -> Iterator[str]:
    """The merge as a reader sees it on the screen."""
    for number, part in enumerate(merging.parts, 1):
        inner = f"，含 {len(part.inner)} 个单位的合并表" if part.inner else ""
        must = f"，有 {part.open_must} 条必改" if part.open_must else ""
        form = f"，{part.form}" if part.form else ""
        yield f"{number}．{part.unit}　{part.where}（{part.seal}{form}{inner}{must}）"
    for kind in BetweenUnits:
        if not merging.transfers.untold(kind):
            yield f"{kind}：{transfer_line(merging.transfers, kind)}。"
    yield from (f"注意：{note}" for note in merging.notes)


def merge_record(merging: Merging) -> dict[str, object]:
    """The merge as plain data; figures are strings in the unit of the contract (万元)."""
    return {
        "unit": merging.unit,
        "year": int(merging.year),
        "parts": [_part_record(part) for part in merging.parts],
        "units": [name for name, _ in merging.listed],
        "between_units": [_transfer_record(merging.transfers, kind) for kind in BetweenUnits],
        "sums": [_sum_record(found) for found in merging.figures if found.stated or found.open],
        "notes": list(merging.notes),
    }


def _part_record(part: MergePart) -> dict[str, object]:
    return {
        "unit": part.unit,
        "file": part.file,
        "sheet": part.sheet or None,
        "form": part.form or None,
        "seal": part.seal,
        "open_must": part.open_must,
        "merged": list(part.inner),
    }


def _transfer_record(transfers: Transfers, kind: BetweenUnits) -> dict[str, object]:
    told = {at.value: trimmed(amount) for (each, at), amount in transfers.told.items() if each is kind}
    return {"kind": kind.value, "amounts": told, "not_told": [at.value for at in transfers.untold(kind)]}


def _sum_record(found: SumFigure) -> dict[str, object]:
    return {
        "name": found.name,
        "parts": [None if each.value is None else trimmed(each.value) for each in found.addends],
        "lacking": [None if each.lack is None else each.lack.value for each in found.addends],
        "taken_out": trimmed(found.taken),
        "total": None if found.total is None else trimmed(found.total),
        "filled": found.filled is not None,
    }
