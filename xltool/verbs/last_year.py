"""``import --last-year``: 上年决算 of this year's workbook from 本年决算 of last year's, with a preview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from xltool.book.file.workbook import FileWorkbook
from xltool.book.formula.calculate import results, with_results
from xltool.book.port import Cell, Value
from xltool.contract.names import EXPENDITURE_ROWS
from xltool.errors import DeclinedError
from xltool.intake.forms.labels import key
from xltool.model.form import Form
from xltool.model.gates import check_gates
from xltool.model.read import read
from xltool.model.report import Project, Report
from xltool.model.stated import Place, Stated
from xltool.model.ways import as_written
from xltool.verbs.desk import UNATTENDED, Desk


class Fate(StrEnum):
    """What becomes of a cell of 上年决算; the value is what a user reads."""

    FILLED = "填入"
    SAME = "已相同"
    DIFFERENT = "不同，未改"
    REPLACED = "不同，改"
    LISTED = "今年还没有列项目，照列"
    NO_ROOM = "项目表行数不够，未填"
    UNMATCHED = "今年没有同名项目"
    TWICE = "有同名项目，未填"


class LastYearLine(NamedTuple):
    """One figure of last year: its label, the place it goes to (None where there is none), what stands there, the figure."""

    label: str
    place: Stated | None
    figure: Stated
    fate: Fate


class Plan(NamedTuple):
    """What --last-year would do: its lines, and a sentence where the years do not follow one another."""

    lines: tuple[LastYearLine, ...]
    warning: str

    @property
    def changes(self) -> tuple[LastYearLine, ...]:
        """The lines that change a cell."""
        return tuple(line for line in self.lines if line.fate in (Fate.FILLED, Fate.LISTED, Fate.REPLACED))


def plan(last: Path, book: Path, replace: bool = False) -> Plan:
    """What would be filled in; with ``replace``, differing figures too. Raises WorkbookError for a wrong workbook."""
    now = _opened(book)
    return _plan(_report(_opened(last)), _report(now), replace, _room(now))


def fill_last_year(last: Path, book: Path, replace: bool = False, *, desk: Desk = UNATTENDED) -> Plan:
    """Fill in 上年决算, keeping a copy of the workbook as it was; what was done.

    Raises DeclinedError where the person does not agree, WorkbookError as :func:`plan`.
    """
    workbook = FileWorkbook(book)
    form = _checked(workbook)
    found = _plan(_report(_opened(last)), _report(form), replace, _room(form))
    if not found.changes:
        desk.say("没有需要填的上年决算，没有改动。", list(lines(found)))
        return found
    if not desk.agree(f"把这 {len(found.changes)} 个数填进“{book.name}”的上年决算吗？", list(lines(found))):
        raise DeclinedError
    values: dict[Cell, Value] = {
        (cell := form.cell(line.place.place)): _content(form, line.place, cell, line.figure)
        for line in found.changes
        if line.place is not None
    }
    workbook.apply(with_results(form.snapshot, values), keep_before=True)
    desk.say(f"已填 {len(found.changes)} 个数。")
    return found


def _opened(path: Path) -> Form:
    return _checked(FileWorkbook(path))


def _checked(workbook: FileWorkbook) -> Form:
    return check_gates(workbook.snapshot())


def _report(form: Form) -> Report:
    found, _ = results(form.snapshot)
    return read(form._replace(snapshot=form.snapshot._replace(fresh=found)))


def _room(form: Form) -> int:
    """Rows of the table of projects, into which names and last year's amounts are put; none on a form without both."""
    carried = form.carries("项目明细_名称", "项目明细_上年决算")
    return form.area("项目明细_名称").height - 2 if carried else 0


def _plan(last: Report, now: Report, replace: bool, room: int) -> Plan:
    projects = (
        _projects(last.projects, now.projects, replace) if now.projects else _listed(last.projects, room)
    )
    return Plan((*_fixed(last, now, replace), *projects), _warning(last, now))


def _listed(last: Iterable[Project], room: int) -> Iterator[LastYearLine]:
    """Where this year lists no project yet, last year's are listed, names and all, as far as there are rows."""
    for row, project in enumerate(last, 1):
        title, figure = project.title, project.final
        if row > room:
            yield LastYearLine(title.text, None, figure, Fate.NO_ROOM)
            continue
        if not title.blank:
            yield LastYearLine(title.text, Stated(Place("项目明细_名称", row)), title, Fate.LISTED)
        if figure.value is not None:
            yield LastYearLine(title.text, Stated(Place("项目明细_上年决算", row)), figure, Fate.FILLED)


def _warning(last: Report, now: Report) -> str:
    """Two workbooks that do not look like one unit's of two years running."""
    years = last.year.value, now.year.value
    if years[0] is not None and years[1] is not None and years[1] - years[0] != 1:
        return f"两个工作簿的年度是 {years[0]:f} 和 {years[1]:f}，不是相邻的两年，请确认没有选错。"
    if key(last.unit_name.text) != key(now.unit_name.text) and last.unit_name.text and now.unit_name.text:
        return f"两个工作簿的单位名称不同（{last.unit_name.text.strip()}、{now.unit_name.text.strip()}），请确认没有选错。"
    return ""


def _fixed(last: Report, now: Report, replace: bool) -> Iterator[LastYearLine]:
    for row, path in EXPENDITURE_ROWS.items():
        figure, place = getattr(last.expenditure, path).final, getattr(now.expenditure, path).prior_final
        if figure.value is not None and not place.absent:
            yield LastYearLine(row, place, figure, _fate(place, figure, replace))


def _projects(last: Iterable[Project], now: Iterable[Project], replace: bool) -> Iterator[LastYearLine]:
    """Projects go by their names without the numbers in front; a name that stands twice is left to a person."""
    older, newer = list(last), list(now)
    named = {key(project.title.text): project for project in newer}
    counts = Counter(key(p.title.text) for p in newer), Counter(key(p.title.text) for p in older)
    for project in older:
        title, figure = key(project.title.text), project.final
        if figure.value is None:
            continue
        if title not in named or not title:
            yield LastYearLine(project.title.text, None, figure, Fate.UNMATCHED)
        elif max(count[title] for count in counts) > 1:
            yield LastYearLine(project.title.text, None, figure, Fate.TWICE)
        else:
            place = named[title].prior_final
            if not place.absent:
                yield LastYearLine(project.title.text, place, figure, _fate(place, figure, replace))


def _fate(place: Stated, figure: Stated, replace: bool) -> Fate:
    if place.blank:
        return Fate.FILLED
    if place.value is not None and place.value == figure.value:
        return Fate.SAME
    return Fate.REPLACED if replace else Fate.DIFFERENT


def _content(form: Form, place: Stated, cell: Cell, figure: Stated) -> Value:
    """What goes into a cell: last year's figure as this year's form writes it, or its text."""
    if figure.value is None:
        return figure.text
    return as_written(form.ways, place.contract, cell.sheet, figure.value)


def lines(found: Plan) -> Iterator[str]:
    """The plan as a reader sees it."""
    if found.warning:
        yield f"注意：{found.warning}"
    for line in found.lines:
        now = "" if line.place is None or line.place.blank else f"（现为 {line.place.text}）"
        what = "项目名称" if line.fate is Fate.LISTED else f"上年决算 {line.figure.text}"
        yield f"{' '.join(line.label.split())}　{what}　{line.fate}{now}"


def record(found: Plan, book: Path) -> dict[str, object]:
    """The plan as plain data; figures are strings in 万元."""
    return {
        "workbook": book.name,
        "warning": found.warning or None,
        "lines": [
            {
                "label": line.label,
                "name": line.place.name if line.place else None,
                "row": (line.place.place.row or None) if line.place else None,
                "now": line.place.text if line.place else None,
                "last_year": line.figure.text,
                "fate": line.fate.value,
            }
            for line in found.lines
        ],
    }
