"""``fill``: what a person typed goes into a cell of the form, as its template lets it be filled, and the workbook is reviewed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from xltool.book.defined import where_to
from xltool.book.file.package import Package
from xltool.book.file.workbook import FileWorkbook, edited_whole
from xltool.book.looks.entries import EntryRule
from xltool.book.looks.picture import Pictures, SheetPicture, one_picture
from xltool.book.port import Area, BrokenName, Cell, Edits, Value, Workbook
from xltool.book.sealed import is_sealed
from xltool.book.sheet.numberformat import dates
from xltool.errors import WorkbookError
from xltool.model.entered import TypedLook, as_typed, entered
from xltool.model.fillable import FillPlace, fillable, place_to_fill
from xltool.model.form import Form
from xltool.review import review as review_room
from xltool.verbs.examine import examined, opened, unsealed
from xltool.verbs.filled_rows import with_row
from xltool.verbs.outcome import Outcome
from xltool.verbs.recalc import reviewed

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath
    from xltool.verbs.examine import Book

#: What a cell of a choice offers where the sheet itself says nothing: on a form that is open in a program, say.
_USUAL_CHOICES: Final = {"显示标记": ("是", "否")}
#: More choices than this no list of a form has.
_MOST_CHOICES: Final = 500
_PLAIN_LOOK: Final = TypedLook()


class FillCell(NamedTuple):
    """A cell that a person may fill: where it is and how it is called, what stands there as it would be typed, and what it may be chosen from."""

    place: FillPlace
    text: str
    choices: tuple[str, ...]


class FilledCell(NamedTuple):
    """What came of filling a cell: the outcome after, what the form itself warns of.

    ``changed`` tells whether the workbook was written, ``text`` what stands in the cell now, as it would be typed.
    """

    place: FillPlace
    text: str
    outcome: Outcome
    warning: str = ""
    changed: bool = False


def fill(
    book: Book,
    name: str,
    row: int,
    text: str,
    *,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
) -> FilledCell:
    """Put what was typed into the cell of a name (in a table in that row, else 0), and review the workbook again.

    Nothing typed clears the cell. A figure is read as the report is read (１，０３３．５, 1.2亿元) and written as a number in the
    form's unit; what overwrites is kept, as by every verb that writes into the form. Of a workbook with several returns
    give the ``FileWorkbook`` of the one that is meant. Raises WorkbookError where the cell may not be filled, what was
    typed cannot be read, the form takes nothing of the kind, or the workbook cannot be processed; then nothing was written.
    """
    workbook = opened(book)
    form = unsealed(workbook)
    place = place_to_fill(form, name, row)
    entry = _Entries(form, workbook).at(place)
    held = form.snapshot.value(place.cell)
    # what stands there and is left as it is stays the value that it was: a day written as a text, say
    kept = text == as_typed(form, place, held, entry.look)
    value = held if kept else entered(form, place, text, entry.look)
    warning = _judged(place, entry, value)
    edits = Edits()
    if held != value or place.cell in form.snapshot.errors:
        edits = review_room.with_results(form, {place.cell: value})
    outcome, changed = _written(workbook, edits, schemes, settings)
    now = as_typed(form, place, outcome.snapshot.value(place.cell), entry.look)
    return FilledCell(place, now, outcome, warning, changed)


def fill_cells(form: Form, workbook: Workbook, pictures: Pictures | None = None) -> dict[Cell, FillCell]:
    """Every cell that a person may fill, in the order of the contract; none of a sealed copy.

    ``pictures`` are those of the workbook, where they were made already.
    """
    if is_sealed(form.snapshot):
        return {}
    entries = _Entries(form, workbook, pictures)
    found = {}
    for cell, place in fillable(form).items():
        entry = entries.at(place)
        found[cell] = FillCell(
            place, as_typed(form, place, form.snapshot.value(cell), entry.look), entry.choices
        )
    return found


def insert_row(
    book: Book,
    name: str,
    row: int,
    *,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
) -> Outcome:
    """Put a blank row into the table of a name, above that row, as 在此行上方插入 does in a spreadsheet program; the outcome after.

    Only in a file. Raises WorkbookError where the table has no such row, or a row cannot be put into it safely.
    """
    workbook = opened(book)
    return _written_whole(workbook, with_row(unsealed(workbook), workbook, name, row), schemes, settings)[0]


def _written(
    workbook: Workbook, edits: Edits, schemes: Iterable[FilePath], settings: FilePath | None
) -> tuple[Outcome, bool]:
    """The edits made and reviewed; of a file both are one writing, so that it never holds a figure without its findings."""
    if isinstance(workbook, FileWorkbook):
        data = edited_whole(workbook.package(), edits)
        return _written_whole(workbook, data, schemes, settings)
    changed = workbook.apply(edits, keep_before=True)
    outcome = examined(workbook, schemes, settings)
    return outcome._replace(changed=workbook.apply(reviewed(outcome)) or changed), changed


def _written_whole(
    workbook: Workbook, data: bytes | None, schemes: Iterable[FilePath], settings: FilePath | None
) -> tuple[Outcome, bool]:
    """The file with this content, reviewed. Where that fails, it is in memory too what it was before."""
    assert isinstance(workbook, FileWorkbook)
    before = workbook.package().archive.data
    try:
        if data is not None:
            workbook.prepare(lambda _: data)
        outcome = examined(workbook, schemes, settings)
        changed = workbook.apply(reviewed(outcome), keep_before=data is not None)
    except WorkbookError:
        workbook.prepare(lambda _: before)
        raise
    return outcome._replace(changed=changed), changed


def _judged(place: FillPlace, entry: _Entry, value: Value) -> str:
    """What the form itself warns of; empty where it takes the value. Raises WorkbookError where it takes nothing of the kind."""
    rule = entry.rule
    if rule is None or rule.allows(value, entry.choices):
        return ""
    told = rule.wanted(entry.choices)
    if rule.stops:
        raise WorkbookError(f"“{place.label}”没有填入：{rule.message or told}")
    return f"“{place.label}”已填入，但表样提示：{told}"


class _Entry(NamedTuple):
    """What the sheet says of one cell: its format, the rule of what is typed, the choices."""

    look: TypedLook
    rule: EntryRule | None
    choices: tuple[str, ...]


class _Entries:
    """What the sheets of a workbook say of its cells; of one that is open in a program nothing is known but the contract."""

    def __init__(self, form: Form, workbook: Workbook, pictures: Pictures | None = None) -> None:
        self._form = form
        self._package = workbook.package() if isinstance(workbook, FileWorkbook) else None
        self._pictures: dict[str, tuple[SheetPicture, Pictures]] = {}
        for sheet in () if pictures is None else pictures.sheets:
            self._pictures[sheet.name] = sheet, pictures or Pictures((), (), ())
        self._looks: dict[str, TypedLook] = {}
        self._choices: dict[tuple[str, str], tuple[str, ...]] = {}

    def at(self, place: FillPlace) -> _Entry:
        """What is said of one cell."""
        usual = _USUAL_CHOICES.get(place.name.name, ())
        if self._package is None:
            held = self._form.snapshot.value(place.cell)
            return _Entry(TypedLook(dated=not isinstance(held, str | None)), None, usual)
        picture, pictures = self._picture(self._package, place.cell.sheet)
        at = place.cell.row, place.cell.column
        held_there = picture.cells.get(at)
        look = _PLAIN_LOOK if held_there is None else self._look(pictures.dresses[held_there.dress].code)
        rule = next((each for each in picture.entries if each.covers(*at)), None)
        return _Entry(
            look, rule, (self._listed(self._package, rule, place.cell.sheet) if rule else ()) or usual
        )

    def _picture(self, package: Package, sheet: str) -> tuple[SheetPicture, Pictures]:
        found = self._pictures.get(sheet)
        if found is None:
            made = one_picture(package, sheet)
            found = self._pictures[sheet] = made.sheets[0], made
        return found

    def _look(self, code: str) -> TypedLook:
        """What a number format makes of what is typed."""
        if code not in self._looks:
            self._looks[code] = TypedLook("%" in code, bool(dates([code])), code == "@")
        return self._looks[code]

    def _listed(self, package: Package, rule: EntryRule, sheet: str) -> tuple[str, ...]:
        """The choices of a rule, be they spelled out or in cells."""
        if rule.listed or not rule.reference:
            return rule.listed
        key = sheet, rule.reference
        if key not in self._choices:
            area = self._area(package, rule.reference, sheet)
            self._choices[key] = () if area is None else tuple(self._texts(package, area))
        return self._choices[key]

    def _area(self, package: Package, reference: str, sheet: str) -> Area | None:
        named = package.names.get(reference)
        if named is not None:
            return named
        whole = reference if "!" in reference else f"'{sheet.replace(chr(39), chr(39) * 2)}'!{reference}"
        found = where_to(whole, {title.casefold(): title for title in package.worksheets})
        return None if isinstance(found, BrokenName) or found.height * found.width > _MOST_CHOICES else found

    def _texts(self, package: Package, area: Area) -> Iterable[str]:
        picture, _ = self._picture(package, area.sheet)
        places = (
            (row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        )
        return filter(None, (picture.text(place).strip() for place in places))


def appeared_and_gone(before: Outcome, after: Outcome) -> Mapping[str, tuple[str, ...]]:
    """The keys of the findings that came with a change, and of those that went, as ``appeared`` and ``gone``."""
    old, new = ([finding.key for finding in outcome.findings] for outcome in (before, after))
    return {
        "appeared": tuple(key for key in new if key not in set(old)),
        "gone": tuple(key for key in old if key not in set(new)),
    }
