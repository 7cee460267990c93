"""``import``: a report that somebody published or filed -> a filled workbook.

For each name of the contract it says what was read, from where and how sure; as lines and as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from xltool.book.file.saving import read_file
from xltool.book.port import Value
from xltool.checks.case import shortened
from xltool.contract.names import CONTRACT, GROWING, INDICATORS, PROJECTS, RESULTS, Kind, Name, Role
from xltool.contract.optional import TITLES
from xltool.errors import StackedReturnsError, WorkbookError
from xltool.intake.contacts import PERSON
from xltool.intake.forms.labels import key
from xltool.intake.read import read_report
from xltool.intake.reading import Contradiction, FoundContent, ReportReading, Sure
from xltool.intake.recognise.whole import recognise
from xltool.intake.recognised import RecognisedForm
from xltool.intake.sources.files import open_report
from xltool.model.stated import trimmed
from xltool.resources import DEFAULT_FORM
from xltool.verbs.copied import contents_of_copy
from xltool.verbs.desk import Desk
from xltool.verbs.filling import write_contents

#: Names that no report states: they are the workbook's own.
_OWN: Final = frozenset({"评分办法", "模板版本", "显示标记"})
_LONGEST: Final = 40


def import_report(
    report: Path, output: Path, form: str = DEFAULT_FORM, desk: Desk | None = None
) -> ReportReading:
    """Read a report and write a workbook of that form filled with its figures, as they were filed.

    Rows are added to the template's blocks as the report needs them. Nothing is corrected: what is wrong in the
    report, the checks say afterwards. The ``desk`` is asked whether LibreOffice may convert an OpenDocument file; without
    it, it may not. Raises WorkbookError where the report cannot be read or the workbook written; then there is none.
    """
    reading = reading_of(report, desk)
    write_book(reading, output, form)
    return reading


def reading_of(report: Path, desk: Desk | None = None) -> ReportReading:
    """What a report states. Raises WorkbookError where it cannot be read."""

    def convert(title: str) -> bool:
        return desk is not None and desk.agree(
            f"“{title}”是 OpenDocument 格式，用本机的 LibreOffice 转换后读取吗？"
        )

    form = recognised(report)
    reading = read_report(open_report(report, convert), form)
    copied = None if form is None else contents_of_copy(report)
    return reading if copied is None else _with_rows(reading, copied)


def _with_rows(reading: ReportReading, copied: Sequence[FoundContent]) -> ReportReading:
    """What readers of rows do not know of the tables of a recognised form: whole columns, or rows."""
    found = dict(reading.found)
    for block in GROWING:
        title, theirs = TITLES[block], [each for each in copied if _is_column(each.name, block)]
        titles = {each.row: key(each.text) for each in theirs if each.name == title}
        ranks = {row: rank for rank, row in enumerate(sorted(titles), 1)}
        own = {row: key(each.text) for (name, row), each in found.items() if name == title and each.value}
        known = {name for name, _ in found if CONTRACT[name].block == block}
        if len(own) < len(titles):
            found = {at: each for at, each in found.items() if CONTRACT[at[0]].block != block}
            known = set()
        elif list(own.values()) != [titles[row] for row in sorted(titles)]:
            continue
        for each in theirs:
            if each.name not in known and each.row in ranks:
                found[each.name, ranks[each.row]] = each._replace(row=ranks[each.row])
    return reading._replace(found=found)


def _is_column(name: str, block: str) -> bool:
    """Whether a name is a column of a table of our own templates."""
    return name in CONTRACT and CONTRACT[name].block == block


def recognised(report: Path) -> RecognisedForm | None:
    """What was recognised of a workbook as a bureau's form; None of another document, or of several forms in one.

    Raises StackedReturnsError where several stand on one sheet.
    """
    data = read_file(report)
    if not data.startswith(b"PK") or b"xl/workbook" not in data:
        return None
    try:
        return recognise(data, report.name)
    except StackedReturnsError:
        raise
    except WorkbookError:
        return None  # the readers of rows say what is wrong with it


def write_book(reading: ReportReading, output: Path, form: str = DEFAULT_FORM) -> None:
    """Write the workbook of a reading. Raises WorkbookError where it cannot be written."""
    contents: dict[tuple[str, int], Value] = {
        (found.name, found.row): found.value for found in reading.filled
    }
    _without_defaults(contents)
    write_contents(contents, output, form, reading)


def _without_defaults(contents: dict[tuple[str, int], Value]) -> None:
    """Take out the points that the template prints for 执行率, where the report's indicators have no such row."""
    indicators = any(name.startswith(f"{INDICATORS}_") for name, _ in contents)
    budget = any(name in ("全年预算数", "全年执行数", "执行率") for name, _ in contents)
    if indicators and not budget:
        contents.setdefault(("执行率分值", 0), None)


def record(reading: ReportReading, output: Path) -> dict[str, object]:
    """The import as plain data. A number is a string in the unit of the contract (percentages as ratios)."""
    return {
        "report": reading.title,
        "workbook": output.name,
        "read": [_found(found) for found in reading.found.values() if found.value is not None],
        "blank": [_name(found.name, found.row) for found in reading.found.values() if found.value is None],
        "not_found": [name.name for name in not_found(reading)],
        "not_read": [PERSON],
        "conflicts": [_conflict(conflict) for conflict in reading.conflicts],
        "unplaced": [
            {"label": each.label, "contents": each.contents, "where": each.where} for each in reading.unplaced
        ],
        "warnings": list(reading.warnings),
    }


def not_found(reading: ReportReading) -> Iterator[Name]:
    """The names that a report may state and this one has no place for."""
    known = {name for name, _ in reading.found} | {conflict.name for conflict in reading.conflicts}
    for name in CONTRACT.values():
        asked = name.role in (Role.INPUT, Role.COMPUTED) and name.block != RESULTS
        if asked and name.name not in known and name.name not in (_OWN | {PERSON}):
            yield name


def _name(name: str, row: int) -> str:
    return f"{name}#{row}" if row else name


def _found(found: FoundContent) -> dict[str, object]:
    return {
        "name": found.name,
        "row": found.row or None,
        "value": _plain(found.value),
        "text": found.text,
        "where": found.where,
        "sure": found.sure.value,
        "notes": list(found.notes),
    }


def _conflict(conflict: Contradiction) -> dict[str, object]:
    return {
        "name": conflict.name,
        "row": conflict.row or None,
        "found": [_found(found) for found in conflict.found],
        "taken": None if conflict.taken is None else _plain(conflict.taken.value),
        "why": conflict.why,
    }


def _plain(value: Decimal | str | None) -> str | None:
    return trimmed(value) if isinstance(value, Decimal) else value


def lines(reading: ReportReading, output: Path) -> Iterator[str]:
    """The import as a reader sees it on the screen."""
    filled = [found for found in reading.found.values() if found.value is not None]
    for found in filled:
        yield _line(found)
    yield from _conflict_lines(reading.conflicts)
    if reading.unplaced:
        yield "报告里有、工作簿没有位置的："
        yield from (
            f"　{each.label}　{'，'.join(each.contents)}　[{each.where}]" for each in reading.unplaced
        )
    blank = [found for found in reading.found.values() if found.value is None and _counts(found)]
    if blank:
        yield f"报告里是空白的（{len(blank)} 处）：{_listed(_label(found.name, found.row) for found in blank)}"
    missing = list(not_found(reading))
    if missing:
        yield f"报告里没有找到的（{len(missing)} 项）：{_listed(name.label for name in missing)}"
    yield f"{PERSON}和联系电话按规定不读取、不保存。"
    yield from (f"注意：{sentence}" for sentence in reading.warnings)
    inferred = sum(found.sure is Sure.INFERRED for found in filled)
    doubt = f"，其中 {inferred} 处是推断，请核对" if inferred else ""
    yield f"已从“{reading.title}”读出 {len(filled)} 处，照原样填入 {output}{doubt}。请再运行 xltool recalc {output.name}。"


def _counts(found: FoundContent) -> bool:
    """A blank level or reason in a row of indicators is usual."""
    return CONTRACT[found.name].block != INDICATORS


def _line(found: FoundContent) -> str:
    kind = CONTRACT[found.name].kind
    said = _short(found.text)
    value = found.value
    shown = (
        ""
        if value is None
        else trimmed(value * 100) + "%"
        if isinstance(value, Decimal) and kind is Kind.PERCENT
        else _plain(value)
    )
    notes = f"（{'；'.join(found.notes)}）" if found.notes else ""
    return (
        f"{_label(found.name, found.row)}　{_short(shown or '')}　{found.sure}{notes}　[{found.where}] {said}"
    )


def _conflict_lines(conflicts: Iterable[Contradiction]) -> Iterator[str]:
    for conflict in conflicts:
        several = "，".join(f"{_short(found.text)} [{found.where}]" for found in conflict.found)
        taken = "没有填" if conflict.taken is None else f"填了 {_plain(conflict.taken.value)}"
        yield f"两处不同：{_label(conflict.name, conflict.row)}　{several}　{taken}（{conflict.why}）"


def _label(name: str, row: int) -> str:
    label = CONTRACT[name].label
    return f"{label}（第{row}个{'项目' if CONTRACT[name].block == PROJECTS else '指标'}）" if row else label


def _listed(labels: Iterable[str]) -> str:
    return "、".join(labels)


def _short(text: str) -> str:
    return shortened(" ".join(text.split()), _LONGEST)
