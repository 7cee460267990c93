"""An .xlsx or .xlsm package: its sheets and names, and cell edits made in place.

Only the parts that an edit concerns are rewritten, and in them only the cells concerned; see
:mod:`xltool.book.parts.archive` for how all the other parts stay byte for byte what they are.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from xltool.book.defined import Names, resolve
from xltool.book.parts.archive import Archive, read_archive, write_archive
from xltool.book.parts.listing import listed
from xltool.book.parts.recognise import refuse_other_files, refuse_other_packages
from xltool.book.parts.relationships import Relationship, part_named, relations, relations_part
from xltool.book.parts.sharedstrings import text_in, texts
from xltool.book.parts.xmltext import ATTRIBUTES, Element, attributes, damaged, masked, tree, utf8
from xltool.book.port import Area, BrokenName, Cell, Edits
from xltool.book.sheet.celledit import edit_sheet
from xltool.book.sheet.cellgroups import Change, ChangeKind
from xltool.book.sheet.cellvalue import Context, Shown
from xltool.book.sheet.numberformat import dates, format_codes
from xltool.book.sheet.sheetcontent import has_formulas
from xltool.book.sheet.sheetpart import Sheet, open_sheet
from xltool.errors import ProgramError, WorkbookError
from xltool.typed import Final, NamedTuple

_TYPES_PART: Final = "[Content_Types].xml"
#: Parts from this size on are not kept for the next workbook: no template's are so large.
_KEPT: Final = 1_048_576
_RELATIONSHIP = rb"<(?:[\w.-]+:)?(?:Relationship|Override)(?=\s)(" + ATTRIBUTES + rb")(?:/>|>\s*</[^>]*>)"
_FULL = rb"""\sfullCalcOnLoad\s*=\s*(?:"([^"]*)"|'([^']*)')"""
_BOOK_ROOT = rb"<(?:([\w.-]+):)?workbook(?=[\s/>])"
#: Children of the workbook that stand between its sheets and its calculation settings, in the schema's order.
_BEFORE_CALC: Final = rb"(?:functionGroups|externalReferences|definedNames)"


class Package(NamedTuple):
    """A workbook's package in memory: ``worksheets`` maps sheets to parts, ``returns`` are those that are one each; ``opened``, ``strings`` keep what was read."""

    title: str
    archive: Archive
    workbook_part: str
    worksheets: Mapping[str, str]
    names: Mapping[str, Area]
    broken: Mapping[str, BrokenName]
    hidden: frozenset[str]
    date1904: bool
    related: Mapping[str, str]
    opened: dict[str, Sheet]
    strings: list[bytes | str]
    returns: tuple[str, ...] = ()

    def sheet(self, name: str) -> Sheet:
        """The part of a worksheet with its index. Raises WorkbookError where it is damaged."""
        found = self.opened.get(name)
        if found is None:
            if name not in self.worksheets:
                raise ProgramError(f"“{self.title}”里没有工作表“{name}”")
            part = self.archive.part(self.worksheets[name])
            found = self.opened[name] = open_sheet(part, f"“{self.title}”的工作表“{name}”", name)
        return found

    def has_formulas(self, name: str) -> bool:
        """Whether any cell of the worksheet holds a formula."""
        part = self.worksheets[name]
        return has_formulas(utf8(self.archive.part(part), f"“{self.title}”的 {part}"))

    def shared_string(self, index: int) -> str | None:
        """One entry of the workbook's table of texts, read when it is asked for; None where there is none."""
        strings = self.strings or self._read_strings()
        item = strings[index] if index < len(strings) else None
        return text_in(item) if isinstance(item, bytes) else item

    def _read_strings(self) -> list[bytes | str]:
        part = self.related.get("sharedStrings", "")
        if part in self.archive:
            self.strings.extend(texts(self.archive.part(part), f"“{self.title}”的 {part}"))
        return self.strings

    def dates(self) -> Mapping[int, Shown]:
        """The cell formats that show a number as a date or a length of time."""
        part = self.related.get("styles", "")
        if part not in self.archive:
            return {}
        styles = self.archive.part(part)
        try:
            return (_dates if len(styles) < _KEPT else _dates.__wrapped__)(styles)
        except WorkbookError:
            format_codes(styles, f"“{self.title}”的 {part}")  # the same complaint with the file's name
            raise


def open_package(data: bytes, title: str) -> Package:
    """Read sheets and names of a workbook; ``title`` is the file's name in messages.

    Raises WorkbookError, saying what is wrong and what to do, for anything but a whole .xlsx or .xlsm workbook.
    """
    refuse_other_files(data, title)
    archive = read_archive(data, title)
    refuse_other_packages(archive)
    _refuse_untyped(archive)
    book = next((each.target for each in _inside(archive, "") if each.kind == "officeDocument"), "")
    if book not in archive:
        raise damaged(f"“{title}”的目录")
    leading = _inside(archive, book)
    found = book_part(archive.part(book), f"“{title}”的 {book}")
    parts = {each.identity: each.target for each in leading if each.kind == "worksheet"}
    worksheets = {
        name: parts[identity] for name, identity in found.sheets if parts.get(identity, "") in archive
    }
    names = _resolved(found.defined, tuple(name for name, _ in found.sheets), tuple(worksheets))
    related = {each.kind: each.target for each in leading}
    said = (found.hidden, found.date1904, related)
    return Package(title, archive, book, worksheets, names.areas, names.broken, *said, {}, [], names.returns)


def _refuse_untyped(archive: Archive) -> None:
    """Raise WorkbookError where the list of the parts' types is none: no program opens the package then."""
    where = f"“{archive.title}”的 {_TYPES_PART}"
    types = archive.part(_TYPES_PART)
    try:
        named = (_is_types if len(types) < _KEPT else _is_types.__wrapped__)(types)
    except WorkbookError:
        tree(types, where)  # the same complaint with the file's name
        raise
    if not named:
        raise damaged(where)


@lru_cache(maxsize=16)
def _is_types(types: bytes) -> bool:
    """A thousand returns made from one template have the same list: it is read once."""
    return tree(types, "").tag == "Types"


@lru_cache(maxsize=16)
def _dates(styles: bytes) -> Mapping[int, Shown]:
    """A thousand returns made from one template have the same formats: they are read once."""
    return MappingProxyType(dates(format_codes(styles, "")))


def _inside(archive: Archive, part: str) -> list[Relationship]:
    """The relationships of a part that lead to other parts of the package."""
    return [each for each in relations(archive, part) if not each.external]


class BookPart(NamedTuple):
    """What the workbook part says: (sheet, relationship), (name, index of its sheet, text), the date system, hidden sheets."""

    sheets: tuple[tuple[str, str], ...]
    defined: tuple[tuple[str, int | None, str], ...]
    date1904: bool
    hidden: frozenset[str]


def book_part(data: bytes, where: str) -> BookPart:
    """The workbook part; ``where`` names it in messages. Raises WorkbookError where it is damaged."""
    try:
        return (_parsed_book if len(data) < _KEPT else _parsed_book.__wrapped__)(data)
    except WorkbookError:
        tree(data, where)  # the same complaint with the file's name
        raise damaged(where) from None


@lru_cache(maxsize=16)
def _parsed_book(data: bytes) -> BookPart:
    """A thousand returns made from one template have the same workbook part: it is read once."""
    root = tree(data, "")
    if root.tag != "workbook":
        raise damaged("")
    entries = list(listed(root, "sheets"))
    sheets = tuple((item.attributes.get("name", ""), item.qualified.get("id", "")) for item in entries)
    unseen = (item.attributes for item in entries if item.attributes.get("state", "visible") != "visible")
    hidden = frozenset(each.get("name", "") for each in unseen)
    settings = (item.attributes.get("date1904") for item in root.children if item.tag == "workbookPr")
    date1904 = any(each in ("1", "true") for each in settings)
    return BookPart(sheets, tuple(_defined(root)), date1904, hidden)


@lru_cache(maxsize=16)
def _resolved(
    defined: tuple[tuple[str, int | None, str], ...], sheets: tuple[str, ...], worksheets: tuple[str, ...]
) -> Names:
    areas, broken, returns = resolve(defined, sheets, worksheets)
    return Names(MappingProxyType(areas), MappingProxyType(broken), returns)


def edited(package: Package, edits: Edits) -> bytes | None:
    """The file with these edits made, or None where it already is so; the same input gives the same bytes.

    Raises WorkbookError where a cell cannot be changed alone (shared and array formulas).
    """
    replaced: dict[str, bytes] = {}
    formulas_changed: list[str] = []
    context = Context(package.shared_string, package.date1904)
    for name, changes in _by_sheet(edits).items():
        done = edit_sheet(package.sheet(name), changes, context)
        if done is not None:
            replaced[package.worksheets[name]] = done.data
            formulas_changed += [name] * done.formulas_changed
    dropped: list[str] = []
    if formulas_changed and "calcChain" in package.related:
        from xltool.book.file.calcchain import chain_of  # loaded with what few changes need

        dropped = chain_of(package, formulas_changed)
        replaced |= {each: data for chain in dropped for each, data in without(package, chain).items()}
    if edits.recalculate:
        replaced |= _recalculated(package)
    return write_archive(package.archive, replaced, dropped) if replaced else None


def _by_sheet(edits: Edits) -> dict[str, dict[tuple[int, int], Change]]:
    twice = edits.values.keys() & (edits.formulas.keys() | edits.results.keys())
    if twice:
        raise ProgramError(f"同一个单元格既要写值又要写公式：{min(twice).address}")
    found: dict[str, dict[tuple[int, int], Change]] = {}

    def add(cell: Cell, change: Change) -> None:
        found.setdefault(cell.sheet, {})[cell.row, cell.column] = change

    for cell, value in edits.values.items():
        add(cell, Change(ChangeKind.CONSTANT, value))
    for cell, value in edits.results.items():
        add(cell, Change(ChangeKind.RESULT, value))
    for cell, formula in edits.formulas.items():
        add(cell, Change(ChangeKind.FORMULA, edits.results.get(cell), formula, cell in edits.results))
    return found


def _defined(root: Element) -> Iterator[tuple[str, int | None, str]]:
    for item in listed(root, "definedNames"):
        scope = item.attributes.get("localSheetId", "")
        yield item.attributes.get("name", ""), int(scope) if scope.isdecimal() else None, item.text


def without(package: Package, part: str) -> dict[str, bytes]:
    """The parts that name a part, without its relationship and its content type."""
    listed = relations_part(package.workbook_part)
    found: dict[str, bytes] = {}
    for owner, attribute, folder in (
        (listed, b"Target", package.workbook_part),
        (_TYPES_PART, b"PartName", ""),
    ):
        where = f"“{package.title}”的 {owner}"
        data = utf8(package.archive.part(owner), where)

        def gone(match: re.Match[bytes], attribute: bytes = attribute, folder: str = folder) -> bytes:
            target = attributes(match[1]).get(attribute, b"").decode()
            return b"" if part_named(target, folder).lower() == part.lower() else match[0]

        found[owner] = re.sub(_RELATIONSHIP, gone, data)
    return found


def _recalculated(package: Package) -> dict[str, bytes]:
    """The workbook part asking for a full calculation when it is opened; nothing where it already does."""
    where = f"“{package.title}”的 {package.workbook_part}"
    data = utf8(package.archive.part(package.workbook_part), where)
    mask = masked(data, where)
    root = re.search(_BOOK_ROOT, mask)
    prefix = root[1] + b":" if root and root[1] else b""
    settings = re.compile(rb"<" + prefix + rb"calcPr(?=[\s/>])(" + ATTRIBUTES + rb")").search(mask)
    if settings is None:
        place = _calculation_place(mask, prefix, where)
        return {
            package.workbook_part: data[:place] + b'<%bcalcPr fullCalcOnLoad="1"/>' % prefix + data[place:]
        }
    stated = re.search(_FULL, settings[1])
    if stated and (stated[1] or stated[2]) in (b"1", b"true"):
        return {}
    wanted = re.sub(_FULL, b"", settings[1])
    bare = wanted.rstrip()
    new = bare + b' fullCalcOnLoad="1"' + wanted[len(bare) :]
    return {package.workbook_part: data[: settings.start(1)] + new + data[settings.end(1) :]}


def _calculation_place(mask: bytes, prefix: bytes, where: str) -> int:
    sheets = re.compile(rb"</" + prefix + rb"sheets\s*>").search(mask)
    if sheets is None:
        raise damaged(where)
    element = re.compile(
        rb"\s*<"
        + prefix
        + rb"("
        + _BEFORE_CALC
        + rb")(?=[\s/>])"
        + ATTRIBUTES
        + rb"(?:/>|>.*?</"
        + prefix
        + rb"\1\s*>)",
        re.DOTALL,
    )
    place = sheets.end()
    while match := element.match(mask, place):
        place = match.end()
    return place
