"""What a workbook says, in a form that every program keeps when it saves the file and that no change leaves as it is.

One row (key, canonical value) for each name of the contract, for each cell of a block's rows, and for every other
text on the sheets: headings, labels, notes. Among these texts stands where each name is: a cell that is dragged
elsewhere takes its name along, and its figure would belong to another label. Numbers count at 15 significant digits, which is what spreadsheet
programs show, compare and (some of them) keep; a date is its number of days; a text is its characters in Unicode's
form NFC, with line ends as line feeds and without white space around it. Blank rows of a block say nothing.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Context, Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from xltool.book.looks.book import Looks
from xltool.book.port import Area, Cell, ErrorValue, Snapshot, exact
from xltool.book.sealed import CHECK_SHEET, CODE, PUBLIC_KEY, SIGNATURE
from xltool.contract.names import MARKS, REVIEW
from xltool.contract.optional import EDGED, KNOWN
from xltool.model.stated import trimmed
from xltool.sealed.drawn import BARE, drawn_over, no_more
from xltool.sealed.visible import oddities

#: Version of the canonical form; the first row says it. The second one is that of a copy in which something looked odd
#: when it was sealed: older programs, which would not know its rows, say that it comes from a newer one.
FORMAT: Final = ("格式", "xltool-seal-1")
FORMAT_WITH_LOOKS: Final = ("格式", "xltool-seal-2")
FORMATS: Final = (FORMAT, FORMAT_WITH_LOOKS)
#: Before the name of a sheet: the list of its texts outside the contract.
OTHER_TEXTS: Final = "表上文字·"
#: Before the name of a sheet: that nothing lay over its cells when it was sealed, or over which of them.
SHAPES: Final = "表上图形·"
#: Before a place: what looked odd there already when it was sealed, and so is no change.
LOOKS: Final = "样子·"
#: The kind of a row that says where a name stands among the texts of its sheet.
_PLACE: Final = "p"
#: The only column of such a list.
_TEXT_COLUMN: Final = "文字"
_KINDS: Final = {"n": "数值", "t": "文本", "b": "逻辑值", "e": "错误值", "f": "公式"}
#: Names on the cover whose cells are made from the rows, and so are none of them.
_ABOUT_THE_ROWS: Final = (CODE, SIGNATURE, PUBLIC_KEY)
_DIGITS: Final = Context(prec=15)
_TRUTH: Final = {"TRUE()": True, "FALSE()": False}
_ERROR: Final = r"#(?:REF!|DIV/0!|N/A|NAME\?|VALUE!|NULL!|NUM!)"
#: A longer text counts by its beginning, its length and its SHA-256: a cell has room for 32,767 characters.
_LONG: Final = 2000

Row = tuple[str, ...]


class SealedTable(NamedTuple):
    """A list of rows: its columns, the canonical values of each row that says something, and where it stands.

    ``edge`` is the number of rows at either end of its names that are no rows of it; ``numbers`` count the rows as a
    person does, from 1 below the edge. ``places`` are the addresses of a row's cells, where they are known.
    """

    columns: tuple[str, ...]
    edge: int
    rows: tuple[Row, ...]
    numbers: tuple[int, ...] = ()
    places: tuple[Row, ...] = ()


class SealedContent(NamedTuple):
    """What a workbook says: canonical values by name, lists by their name, and where a name's cell is."""

    values: Mapping[str, str]
    tables: Mapping[str, SealedTable]
    places: Mapping[str, str] = MappingProxyType({})


def canonical_text(value: object) -> str:
    """The canonical form of a cell's value as a reader gave it; empty for a blank cell."""
    value = exact(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return f"b:{int(value)}"
    if isinstance(value, ErrorValue):
        return f"e:{value.code}"
    if isinstance(value, Decimal):
        return f"n:{trimmed(_DIGITS.create_decimal(value) + 0)}"
    text = unicodedata.normalize("NFC", str(value).replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > _LONG:
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return f"t:{text[:_LONG]}…（共 {len(text)} 字，SHA-256 {digest}）"
    return f"t:{text}" if text else ""


def readable(value: str) -> str:
    """A canonical value as a person reads it, shortened."""
    kind, _, said = value.partition(":")
    words = {
        "": "空白",
        "b": {"0": "FALSE", "1": "TRUE"}.get(said, said),
        "f": f"公式 ={said}",
        _PLACE: f"〔{said}〕",
    }
    text = words.get(kind, said)
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def told_apart(before: str, now: str) -> tuple[str, str]:
    """Two canonical values as a person reads them, with their kinds where they would read the same."""
    one, other = readable(before), readable(now)
    if one != other:
        return one, other
    kinds = [_KINDS.get(value[:1], "空白") for value in (before, now)]
    return f"{one}（{kinds[0]}）", f"{other}（{kinds[1]}）"


def sealed_content(snapshot: Snapshot, looks: Looks, like: SealedContent | None = None) -> SealedContent:
    """What the workbook says now; with ``like``, for the names and lists of what was sealed then."""
    names, blocks = _layout(snapshot) if like is None else _layout_of(like)
    values = {name: _at(snapshot, area.first) for name in names if (area := _area(snapshot, name))}
    values |= _drawn_over(snapshot, looks, like)
    values |= _odd_looks(snapshot, looks) if like is None else looked(like)
    tables = {
        block: found
        for block, (columns, edge) in blocks.items()
        if (found := _table(snapshot, columns, edge)) is not None
    }
    covered = set(_covered(snapshot, names, blocks))
    places = _places(snapshot, names, blocks)
    texts = {
        f"{OTHER_TEXTS}{sheet}": _texts(snapshot, sheet, covered, places) for sheet in _sheets(snapshot, like)
    }
    stand = {name: area.first.address for name in names if (area := _area(snapshot, name))}
    return SealedContent(values, tables | texts, stand)


def _odd_looks(snapshot: Snapshot, looks: Looks) -> dict[str, str]:
    """What looks odd, by its place: a person may have made it so for a reason, before it was sealed."""
    found: dict[str, list[str]] = defaultdict(list)
    for odd in oddities(snapshot, looks):
        found[f"{LOOKS}{odd.place}"].append(odd.why)
    return {place: canonical_text("；".join(whys)) for place, whys in found.items()}


def looked(sealed: SealedContent) -> dict[str, str]:
    """What looked odd when it was sealed."""
    return {name: value for name, value in sealed.values.items() if name.startswith(LOOKS)}


def _drawn_over(snapshot: Snapshot, looks: Looks, like: SealedContent | None) -> dict[str, str]:
    """Of each sheet, which of its filled cells a picture lies over: one put there later may show another figure.

    Of a sheet with pictures only cells that are covered anew count: programs keep shapes each in its own way, or not at all.
    """
    found = {f"{SHAPES}{sheet}": drawn_over(snapshot, look, sheet) for sheet, look in looks.sheets.items()}
    if like is None:
        return {name: canonical_text(said) for name, said in found.items()}
    sealed = {name: value for name, value in like.values.items() if name.startswith(SHAPES)}
    return {
        name: before
        if no_more(before.removeprefix("t:"), found.get(name, BARE))
        else canonical_text(found[name])
        for name, before in sealed.items()
    }


def covers(found: SealedContent, snapshot: Snapshot) -> bool:
    """Whether every name of the contract that a workbook has has its place in what was read of another."""
    names, blocks = _layout(snapshot)
    return found.values.keys() >= set(names) and found.tables.keys() >= blocks.keys()


Blocks = Mapping[str, tuple[tuple[str, ...], int]]


def _layout(snapshot: Snapshot) -> tuple[tuple[str, ...], Blocks]:
    """Single names and blocks (columns, edge) of the contract, as far as the template of this workbook has them.

    The columns of marks, empty in a sealed copy, are none.
    """
    blocks: dict[str, list[str]] = defaultdict(list)
    names = []
    for name in KNOWN.values():
        if name.name not in snapshot.names and name.name not in snapshot.broken:
            continue
        if name.block:
            blocks[name.block].append(name.name)
        elif not name.name.startswith((MARKS, REVIEW)):
            names.append(name.name)
    return tuple(names), {
        block: (tuple(columns), 1 if block in EDGED else 0) for block, columns in blocks.items()
    }


def _layout_of(sealed: SealedContent) -> tuple[tuple[str, ...], Blocks]:
    blocks = {
        name: (table.columns, table.edge)
        for name, table in sealed.tables.items()
        if not name.startswith(OTHER_TEXTS)
    }
    return tuple(sealed.values), blocks


def _area(snapshot: Snapshot, name: str) -> Area | None:
    return snapshot.names.get(name)


def _at(snapshot: Snapshot, cell: Cell) -> str:
    """The canonical value of a cell; a formula, of which a sealed copy has none, is itself."""
    raw = snapshot.raw(cell)
    formula = snapshot.formulas.get(cell)
    if formula is None or isinstance(raw, ErrorValue):
        return canonical_text(raw)
    # LibreOffice writes errors and truth values as formulas, of whose results other programs keep none
    if formula.upper() in _TRUTH:
        return canonical_text(_TRUTH[formula.upper()])
    return f"e:{formula}" if re.fullmatch(_ERROR, formula) else f"f:{formula}"


def _table(snapshot: Snapshot, columns: tuple[str, ...], edge: int) -> SealedTable | None:
    """The rows of a block; None where a column's name is gone or they do not stand side by side any more."""
    areas = [area for column in columns if (area := _area(snapshot, column))]
    if len(areas) < len(columns) or len({(a.sheet, a.top, a.bottom) for a in areas}) > 1:
        return None
    rows, numbers, places = [], [], []
    for number in range(1, areas[0].height - 2 * edge + 1):
        cells = [Cell(a.sheet, a.top + edge + number - 1, a.left) for a in areas]
        row = tuple(_at(snapshot, cell) for cell in cells)
        if any(row):
            rows.append(row)
            numbers.append(number)
            places.append(tuple(cell.address for cell in cells))
    return SealedTable(columns, edge, tuple(rows), tuple(numbers), tuple(places))


def _covered(snapshot: Snapshot, names: Iterable[str], blocks: Blocks) -> Iterator[Cell]:
    """The cells that a name stands for, those on the cover that are made from the rows included."""
    for name in (*names, *_ABOUT_THE_ROWS):
        if area := _area(snapshot, name):
            yield area.first
    for columns, edge in blocks.values():
        for area in (found for column in columns if (found := _area(snapshot, column))):
            for row in range(area.top + edge, area.bottom - edge + 1):
                yield Cell(area.sheet, row, area.left)


def _places(snapshot: Snapshot, names: Iterable[str], blocks: Blocks) -> Mapping[Cell, list[str]]:
    """The names that stand at a cell; those of a block's columns where the block begins."""
    found: dict[Cell, list[str]] = defaultdict(list)
    for name in (*names, *(column for columns, _ in blocks.values() for column in columns)):
        if area := _area(snapshot, name):
            found[area.first].append(name)
    return found


def _sheets(snapshot: Snapshot, like: SealedContent | None) -> list[str]:
    """The sheets, in the order in which they were sealed: where a sheet is put changes nothing of what it says."""
    now = [sheet for sheet in snapshot.grids if sheet != CHECK_SHEET]
    sealed = [] if like is None else [sheet for name in like.tables if (sheet := _sheet(name)) in now]
    return [*sealed, *(sheet for sheet in now if sheet not in sealed)]


def _sheet(name: str) -> str:
    """The sheet of a list of texts; empty for another list."""
    return name.removeprefix(OTHER_TEXTS) if name.startswith(OTHER_TEXTS) else ""


def _texts(
    snapshot: Snapshot, sheet: str, covered: set[Cell], names: Mapping[Cell, list[str]]
) -> SealedTable:
    """What stands on a sheet outside the contract, in reading order: rows may come and go without a change."""
    places = {
        (row, column)
        for row, line in enumerate(snapshot.grids[sheet], 1)
        for column, value in enumerate(line, 1)
        if value not in ("", None)
    }
    places |= {(c.row, c.column) for c in (*snapshot.errors, *snapshot.formulas) if c.sheet == sheet}
    places |= {(c.row, c.column) for c in names if c.sheet == sheet}
    rows: list[Row] = []
    addresses: list[Row] = []
    for cell in (Cell(sheet, *place) for place in sorted(places)):
        found = [(f"{_PLACE}:{name}",) for name in names.get(cell, ())]
        if cell not in covered and (said := _at(snapshot, cell)):
            found.insert(0, (said,))
        rows += found
        addresses += [(cell.address,)] * len(found)
    return SealedTable((_TEXT_COLUMN,), 0, tuple(rows), tuple(range(1, len(rows) + 1)), tuple(addresses))
