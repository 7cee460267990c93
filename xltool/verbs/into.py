"""``import --into``: what a report states goes into a workbook that is there: into its blank cells, after asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Value
from xltool.book.sealed import refuse_sealed
from xltool.contract.names import INDICATORS
from xltool.contract.optional import EDGED, KNOWN, TITLES
from xltool.errors import DeclinedError, SeveralReturnsError
from xltool.intake.forms.labels import key
from xltool.intake.reading import FoundContent
from xltool.model.contents import stated
from xltool.model.form import Form
from xltool.model.gates import check_gates
from xltool.model.stated import Place
from xltool.model.target import Quantity, parse
from xltool.model.ways import as_written
from xltool.review.review import with_results
from xltool.verbs.copied import contents_of_copy
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.import_report import reading_of

_LEVELS: Final = (f"{INDICATORS}_一级指标", f"{INDICATORS}_二级指标")
_SENSE, _UNIT, _TARGET = (f"{INDICATORS}_{column}" for column in ("指标性质", "度量单位", "年度指标值"))


class IntoFate(StrEnum):
    """What becomes of a content; the value is what a user reads."""

    FILLED = "填入"
    SAME = "已相同"
    DIFFERENT = "不同，未改"
    REPLACED = "不同，改"
    FORMULA = "这一格是公式，未改"
    SHARED = "与标签同在一格，不写"
    NO_PLACE = "本表没有这一格"
    NO_ROW = "本表没有对应的行"


class IntoLine(NamedTuple):
    """One content of the report: the cell that it goes to (None where there is none), what is shown there now, its fate."""

    found: FoundContent
    cell: Cell | None
    now: str
    fate: IntoFate

    @property
    def changes(self) -> bool:
        """Whether the cell is changed."""
        return self.fate in (IntoFate.FILLED, IntoFate.REPLACED)


def import_into(
    report: Path, book: Path, replace: bool = False, *, sheet: str = "", desk: Desk = UNATTENDED
) -> tuple[IntoLine, ...]:
    """Fill the blank cells of a workbook with what a report states, keeping a copy of it as it was; what became of each content.

    With ``replace`` cells that say otherwise too. Of a report or a workbook with several returns the one on this ``sheet`` is meant. Raises DeclinedError where the person does not agree, WorkbookError where
    the report cannot be read or the workbook not be worked on.
    """
    contents = contents_of_copy(report, desk, sheet)
    if contents is None:
        reading = reading_of(report, desk)
        contents = (*reading.filled, *reading.others)
    workbook = _return_of(book, sheet)
    form = check_gates(workbook.snapshot())
    refuse_sealed(form.snapshot)
    found = tuple(into_lines(contents, form, replace))
    changes = [line for line in found if line.changes]
    listed = [into_text(line) for line in found]
    if not changes:
        desk.say(f"“{book.name}”里没有要填的空白格，没有改动。", listed)
        return found
    if not desk.agree(f"把这 {len(changes)} 处填进“{book.name}”吗？", listed):
        raise DeclinedError
    values = {line.cell: _written(form, line.found, line.cell) for line in changes if line.cell is not None}
    workbook.apply(with_results(form, values), keep_before=True)
    desk.say(f"已填 {len(changes)} 处。")
    return found


def _return_of(book: Path, sheet: str) -> FileWorkbook:
    """The workbook; of several returns in it the one on this sheet."""
    workbook = FileWorkbook(book)
    try:
        workbook.snapshot()
    except SeveralReturnsError as error:
        if sheet not in error.sheets:
            raise
        return FileWorkbook(book, sheet)
    return workbook


def into_lines(stated_in: Iterable[FoundContent], form: Form, replace: bool = False) -> Iterator[IntoLine]:
    """What would become of each content of a report."""
    contents = [part for found in stated_in for part in _parts(found, form)]
    rows = {block: _rows(form, block, contents) for block in TITLES}
    for found in contents:
        name = KNOWN[found.name]
        row = rows[name.block].get(found.row) if name.block in rows and found.row else found.row
        if found.name not in form.areas:
            yield IntoLine(found, None, "", IntoFate.NO_PLACE)
        elif row is None:
            yield IntoLine(found, None, "", IntoFate.NO_ROW)
        else:
            yield _line(form, found, row, replace)


def _parts(found: FoundContent, form: Form) -> Iterator[FoundContent]:
    """A content; a target, on a form that has three cells for it, as its sense, its number and its unit."""
    target = parse(found.value) if found.name == _TARGET and isinstance(found.value, str) else None
    if not isinstance(target, Quantity) or not form.carries(_TARGET, _UNIT):
        yield found
        return
    sense = target.sense.value if target.sense else ""
    if sense and form.carries(_SENSE):
        yield found._replace(name=_SENSE, value=sense)
        sense = ""
    yield found._replace(value=f"{sense}{target.value:f}" if sense else target.value)
    if target.unit:
        yield found._replace(name=_UNIT, value=target.unit)


def _line(form: Form, found: FoundContent, row: int, replace: bool) -> IntoLine:
    cell, now = form.cell(Place(found.name, row)), stated(form, KNOWN[found.name], row)
    level = _level(form, found.name, row) if found.name in _LEVELS else ""
    if found.name in form.labels:
        fate = IntoFate.SAME if _is_same(found, now.value, now.text) else IntoFate.SHARED
    elif level and key(level) == key(found.text):
        fate = IntoFate.SAME
    elif cell in form.snapshot.formulas:
        fate = IntoFate.SAME if _is_same(found, now.value, now.text) else IntoFate.FORMULA
    elif now.blank and not level:
        fate = IntoFate.FILLED if cell not in _covered(form, cell.sheet) else IntoFate.NO_PLACE
    elif _is_same(found, now.value, now.text):
        fate = IntoFate.SAME
    else:
        fate = IntoFate.REPLACED if replace and not now.blank else IntoFate.DIFFERENT
    return IntoLine(found, cell, now.text or level, fate)


def _is_same(found: FoundContent, value: Decimal | None, text: str) -> bool:
    if isinstance(found.value, Decimal) and value is not None:
        return found.value == value
    return key(text) == key(str(found.value))


def _covered(form: Form, sheet: str) -> frozenset[Cell]:
    """The cells that nobody sees, under merged areas of a sheet."""
    return frozenset(
        Cell(sheet, row, column)
        for area in form.snapshot.merges.get(sheet, ())
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
        if (row, column) != (area.top, area.left)
    )


# Rows


def _rows(form: Form, block: str, contents: Iterable[FoundContent]) -> Mapping[int, int]:
    """The row of the form for each row of the report: the one of the same title, or else the next blank one of its levels."""
    title = TITLES[block]
    if title not in form.areas:
        return {}
    edges = 2 if block in EDGED else 0
    own = range(1, form.area(title).height - edges + 1)
    titles = {row: key(stated(form, KNOWN[title], row).text) for row in own}
    wanted = {each.row: key(each.text) for each in contents if each.name == title}
    found = {row: _only(titles, text) for row, text in wanted.items()}
    free = [row for row in own if not titles[row]]
    above = _levels_of(contents)
    for row in sorted(row for row, at in found.items() if at is None):
        at = next((each for each in free if _fits(form, block, each, above.get(row, ()))), None)
        if at is not None:
            free.remove(at)
            found[row] = at
    return {row: at for row, at in found.items() if at is not None}


def _only(titles: Mapping[int, str], text: str) -> int | None:
    same = [row for row, own in titles.items() if own == text and text]
    return same[0] if len(same) == 1 else None


def _levels_of(contents: Iterable[FoundContent]) -> dict[int, tuple[str, ...]]:
    """What the levels of each row of the report say; a level stands in the first of its rows."""
    several = list(contents)
    rows = sorted({each.row for each in several if each.name == TITLES[INDICATORS]})
    said = {(each.name, each.row): key(each.text) for each in several if each.name in _LEVELS}
    now = dict.fromkeys(_LEVELS, "")
    found = {}
    for row in rows:
        now = {name: said.get((name, row), text) for name, text in now.items()}
        found[row] = tuple(now.values())
    return found


def _fits(form: Form, block: str, row: int, levels: tuple[str, ...]) -> bool:
    """Whether a blank row is one for indicators of these levels; one without printed levels is for any."""
    if block != INDICATORS:
        return True
    own = [key(_level(form, name, row)) for name in _LEVELS]
    return all(not mine or not theirs or mine == theirs for mine, theirs in zip(own, levels, strict=False))


def _level(form: Form, name: str, row: int) -> str:
    """The level that holds in a row: what its cell says, or the area into which it is merged."""
    if name not in form.areas:
        return ""
    cell = form.cell(Place(name, row))
    areas = form.snapshot.merges.get(cell.sheet, ())
    first = next((area.first for area in areas if area.covers(cell)), cell)
    text = form.snapshot.value(first)
    return text if isinstance(text, str) else ""


# Words


def _written(form: Form, found: FoundContent, cell: Cell) -> Value:
    """A figure as this form writes it, or the text."""
    if isinstance(found.value, Decimal):
        return as_written(form.ways, KNOWN[found.name], cell.sheet, found.value)
    return found.value


def into_text(line: IntoLine) -> str:
    """What becomes of a content, as a reader sees it."""
    name = KNOWN[line.found.name]
    row = f"（第 {line.found.row} 行）" if line.found.row else ""
    at = f"{line.cell.address}　" if line.cell is not None else ""
    now = f"（现为 {' '.join(line.now.split())}）" if line.now and line.fate is not IntoFate.SAME else ""
    return f"{at}{name.label}{row}　{' '.join(line.found.text.split())}　{line.fate}{now}"


def into_record(lines: Iterable[IntoLine], book: Path) -> dict[str, object]:
    """The same as plain data."""
    return {
        "workbook": book.name,
        "lines": [
            {
                "name": line.found.name,
                "row": line.found.row or None,
                "text": line.found.text,
                "where": line.found.where,
                "cell": None if line.cell is None else line.cell.address,
                "now": line.now or None,
                "fate": line.fate.value,
            }
            for line in lines
        ],
    }
