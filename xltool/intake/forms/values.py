"""What a cell of a report says -> what goes into a cell of the workbook."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from typing import Final, NamedTuple

from xltool.contract.names import NUMERIC, Kind
from xltool.contract.optional import KNOWN
from xltool.contract.units import MONEY
from xltool.intake.forms.labels import joined
from xltool.intake.marks import without_marks
from xltool.intake.reading import FoundContent, Sure
from xltool.model.parse import figure, plain
from xltool.model.stated import Note, is_dash

_EXACT: Final = Context(prec=200)
#: Unit of a table's amounts -> how many 万元 one of it is.
AMOUNT_UNITS: Final = {**{unit: money.worth for unit, money in MONEY.items()}, "百万元": Decimal(100)}
#: A bare number in a column of rates: up to here a ratio (as a sheet stores it), beyond a percentage.
_LARGEST_RATIO: Final = Decimal(3)
_BARE: Final = re.compile(r"[+-]?[\d,]+(\.\d+)?|\([\d,]+(\.\d+)?\)")
#: The weight behind a heading: on a line of its own, as the form prints it.
_WEIGHT: Final = re.compile(r"(?<=指标)([(（][\d.]+分[)）])$")
#: What our own reports print where the workbook has nothing.
_PLACEHOLDER: Final = re.compile(r"【待填】(?:万元|分|%|人|m2|年)?")
#: Texts whose line breaks are the layout's, not the writer's.
_TITLES: Final = frozenset({"单位名称", "填报日期", "项目明细_名称"}) | {
    f"绩效指标_{column}"
    for column in ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "偏差原因")
}
#: Texts whose spaces in front and behind are kept as filed: what looks odd is for the checks to say.
_AS_FILED: Final = frozenset({"绩效指标_年度指标值", "绩效指标_实际完成值"})


class Source(NamedTuple):
    """A text of the report with its place; ``unit`` is that of amounts which name none, one of ``AMOUNT_UNITS``."""

    text: str
    where: str
    unit: str = "万元"
    sure: Sure = Sure.CERTAIN


def found(name: str, source: Source, row: int = 0) -> FoundContent:
    """What goes into the cell of this name, as filed: a number where it reads as one, else the words."""
    kind = KNOWN[name].kind
    text = source.text.strip(" \t\r\n")
    if not plain(text) or _PLACEHOLDER.fullmatch(plain(text)):
        return FoundContent(name, row, None, "", source.where, source.sure)
    if kind not in NUMERIC:
        return FoundContent(name, row, _words(name, text), text, source.where, source.sure)
    bare, marks = without_marks(text)
    value, notes = _number(bare if marks else text, kind, source.unit)
    if marks:
        notes = (*notes, f"注码“{marks}”没有当作数字读")
    sure = Sure.INFERRED if notes and notes[0] in (_AS_RATIO, _AS_PERCENT) else source.sure
    return FoundContent(name, row, value, text, source.where, sure, notes)


_AS_RATIO: Final = "没有写百分号，按比值读"
_AS_PERCENT: Final = "没有写百分号，按百分数读"
_UNREADABLE: Final = "读不出数字，照原文填入"
_ODD: Final = "数字前后有多余字符，照原文填入"


def _number(text: str, kind: Kind, unit: str) -> tuple[Decimal | str | None, tuple[str, ...]]:
    if is_dash(text):
        return text.strip(), ()
    folded = plain(text)
    read = figure(joined(text), kind)
    if read is None:
        return joined(text), (_UNREADABLE,)
    if Note.EXTRA_CHARACTERS in read.notes:
        return joined(text), (_ODD,)
    value = read.value
    bare = _BARE.fullmatch(folded) is not None
    if kind is Kind.PERCENT and bare:
        if abs(value) <= _LARGEST_RATIO:
            return value, (_AS_RATIO,)
        return _EXACT.scaleb(value, -2), (_AS_PERCENT,)
    if kind is Kind.AMOUNT and bare and unit != "万元":
        return _EXACT.multiply(value, AMOUNT_UNITS[unit]), (f"{folded}{unit}，换算为万元",)
    if Note.YUAN in read.notes:
        return value, (f"{folded}，换算为万元",)
    return value, ()


def _words(name: str, text: str) -> str:
    if name in _AS_FILED:
        return re.sub(r"[ \t]*\n\s*", "", text)
    if name in _TITLES:
        return _WEIGHT.sub(r"\n\1", joined(text.strip("\u3000 ")))
    lines = [line.strip(" \t\xa0").rstrip("\u3000") for line in text.split("\n")]
    return "\n".join(line for line in lines if line.strip())
