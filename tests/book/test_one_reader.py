"""What a worksheet says: the quick way, the slow way and an XML parser give one answer, or the part is refused."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xltool.book.parts.sharedstrings import entries
from xltool.book.port import ErrorValue, column_letters
from xltool.book.sheet.cellvalue import Context
from xltool.book.sheet.references import split
from xltool.book.sheet.sheetcontent import content, filled
from xltool.book.sheet.sheetpart import open_sheet
from xltool.book.sheet.strictrows import walked
from xltool.errors import UnreadableContentError, WorkbookError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TEXTS = ("甲", "乙 丙", "")
CONTEXT = Context(lambda index: TEXTS[index] if index < len(TEXTS) else None, False)

Place = tuple[int, int]
#: Values without errors, formulas, errors: each by row and column.
Said = tuple[dict[Place, object], dict[Place, str], dict[Place, str]]


def said_by_us(part: bytes, slowly: bool = False) -> Said:
    sheet = open_sheet(part, "表", "表")
    sheet = sheet._replace(lines=walked(sheet.data, "表", "表")) if slowly else sheet
    grid, found = filled(sheet, CONTEXT), content(sheet)
    values = {
        (row, column): value
        for row, cells in enumerate(grid, 1)
        for column, value in enumerate(cells, 1)
        if value != ""
    }
    formulas = {(at.row, at.column): text for at, text in found.formulas.items()}
    return values, formulas, {(at.row, at.column): error.code for at, error in found.errors.items()}


def said_by_a_parser(part: bytes) -> Said:
    """The same by way of a tree, each element by its namespace, as a spreadsheet program reads it."""
    values: dict[Place, object] = {}
    formulas: dict[Place, str] = {}
    errors: dict[Place, str] = {}
    root = ElementTree.fromstring(part)
    number = 0
    for row in root.findall(f"{{{MAIN}}}sheetData/{{{MAIN}}}row"):
        number = int(row.get("r", number + 1))
        column = 0
        for cell in row.findall(f"{{{MAIN}}}c"):
            at = split(cell.get("r", "").encode()) or (number, column + 1)
            column = at[1]
            for formula in cell.findall(f"{{{MAIN}}}f"):
                formulas[at] = formula.text or ""
            value = shown(cell)
            if isinstance(value, ErrorValue):
                errors[at] = value.code
            elif value not in (None, ""):
                values[at] = value
    return values, formulas, errors


def shown(cell: ElementTree.Element) -> object:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{{{MAIN}}}t"))
    text = cell.findtext(f"{{{MAIN}}}v")
    if not text or kind == "e":
        known = text and re.fullmatch("#[A-Z0-9/_]+[!?]?", text)
        return ErrorValue(str(text) if known else "#VALUE!") if kind == "e" else None
    readers: dict[str, Callable[[str], object]] = {
        "s": lambda index: TEXTS[int(index)], "str": str, "b": lambda flag: flag == "1", "n": number_or_text,
    }  # fmt: skip
    return readers[kind](text)


def number_or_text(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text.strip() or None


# ---------------------------------------------------------------- one part, spelled in many ways

_CONTENT: dict[str, tuple[str, ...]] = {
    "": ("", "<v></v>", "<v/>"),
    ' t="n"': ("<v>12.5</v>", "<v>-3</v>", "<f>A1*2</f><v>7</v>", "<f>1/3</f>", '<f aca="false">B2</f><v>1E3</v>'),
    ' t="s"': ("<v>0</v>", "<v>1</v>", "<v>2</v>"),
    ' t="str"': ("<f>A1&amp;&quot;x&quot;</f><v>a&lt;b</v>", "<v>字</v>", "<f>T1</f><v></v>"),
    ' t="b"': ("<v>1</v>", "<v>0</v>"),
    ' t="e"': ("<v>#SPILL!</v>", "<f>1/0</f><v>#DIV/0!</v>"),
    ' t="inlineStr"': ("<is><t>甲</t></is>", '<is><t xml:space="preserve"> 乙 </t></is>', "<is><r><t>a</t></r><r><t>b</t></r></is>"),
}  # fmt: skip


@st.composite
def parts(draw: st.DrawFn) -> str:
    """The rows of a sheet as most programs spell them."""
    rows, number = [], 0
    for _ in range(draw(st.integers(0, 4))):
        number += draw(st.integers(1, 3))
        columns = sorted(draw(st.sets(st.integers(1, 30), max_size=5)))
        cells = []
        for column in columns:
            kind = draw(st.sampled_from(sorted(_CONTENT)))
            inside = draw(st.sampled_from(_CONTENT[kind]))
            style = draw(st.sampled_from(["", ' s="3"']))
            address = f"{column_letters(column)}{number}"
            cells.append(
                f'<c r="{address}"{style}{kind}>{inside}</c>' if inside else f'<c r="{address}"{style}/>'
            )
        rows.append(
            f'<row r="{number}" spans="1:30">{"".join(cells)}</row>' if cells else f'<row r="{number}"/>'
        )
    return "".join(rows)


def worksheet(rows: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


def _tags(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda part: re.sub(r"<(?![?!])[^<>]*>", lambda match: change(match[0]), part)


_SPELLINGS: dict[str, Callable[[str], str]] = {
    "single quotes": _tags(lambda tag: tag if "'" in tag else tag.replace('"', "'")),
    "blanks": _tags(lambda tag: re.sub(r" (\w+)=", r"\n  \1 = ", tag)),
    "blanks at the end": _tags(lambda tag: re.sub(r"(/?>)$", r" \1", tag) if "</" not in tag else tag.replace(">", " >")),
    "prefix": lambda part: re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", re.sub(r"xmlns(\s*=)", r"xmlns:x\1", part)),
    "comments": lambda part: re.sub(r"(<(?:c|v|f) ?)", r"<!-- <v>9</v><c r='A1'> -->\1", part),
    "instructions": lambda part: re.sub(r"(<c )", r"<?x <v>9</v> ?>\1", part),
    "CDATA": lambda part: re.sub(r"<v>([^<&]+)</v>", r"<v><![CDATA[\1]]></v>", part),
    "entities": lambda part: re.sub(r"<v>(\d)", lambda match: f"<v>&#{ord(match[1])};", part),
    "foreign attribute": lambda part: part.replace("<c ", "<c note=\" t='s' r='A1'\" "),
    "type first": lambda part: re.sub(r'<c (r="\w+")((?: s="\d")?)( t="\w+")', r"<c\3\2 \1", part),
    "extension": lambda part: part.replace("</c>", '<extLst><ext uri="u"/></extLst></c>'),
}  # fmt: skip


@given(rows=parts(), chosen=st.sets(st.sampled_from(sorted(_SPELLINGS)), max_size=3))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_however_it_is_spelled_it_says_the_same(rows: str, chosen: set[str]) -> None:
    usual = worksheet(rows)
    expected = said_by_a_parser(usual)
    assert said_by_us(usual) == said_by_us(usual, slowly=True) == expected
    spelled = usual.decode()
    for name in sorted(chosen):
        spelled = _SPELLINGS[name](spelled)
    assert said_by_us(spelled.encode()) == said_by_a_parser(spelled.encode()) == expected


# ---------------------------------------------------------------- a part that somebody tampered with

_TOKEN = re.compile(r'<[^<>]*>|[\w.]+|"|\s+')
_PLANTED = (
    "<v>9999</v>", "<v/>", "<is><t>x</t></is>", "</c>", "<c>", '<c r="B2"><v>9</v></c>', "<row>", "</row>", "<x>", "<!--",
    "-->", "<![CDATA[", "]]>", "<?", "?>", ' t="s"', " t='b'", ' r="C3"', "&", "&#49;", ' xmlns="u"', ' xmlns:x="u"',
    f'<y:c xmlns:y="{MAIN}" r="A1"><y:v>7</y:v></y:c>', f'<y:v xmlns:y="{MAIN}">7</y:v>', '"', "'", "<f>1</f>",
    '<row xmlns="u" r="1"><c r="A1"><v>5</v></c></row>', '<extLst><c r="A1"><v>5</v></c></extLst>',
    "<sheetData>", "</sheetData>",
)  # fmt: skip


@given(rows=parts().filter(bool), seed=st.integers(0, 2**32), times=st.integers(1, 3))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_forged_part_is_refused_or_read_as_a_parser_reads_it(rows: str, seed: int, times: int) -> None:
    chance = random.Random(seed)
    for _ in range(times):
        tokens = _TOKEN.findall(rows)
        place = chance.randrange(len(tokens) + 1)
        kind = chance.randrange(4)
        if kind == 0 and place < len(tokens):
            del tokens[place]
        elif kind == 1 and place < len(tokens):
            tokens.insert(chance.randrange(len(tokens)), tokens[place])
        else:
            tokens.insert(place, chance.choice(_PLANTED))
        rows = "".join(tokens)
    part = worksheet(rows)
    try:
        found = said_by_us(part)
    except WorkbookError:
        return
    assert found == said_by_us(part, slowly=True) == said_by_a_parser(part)


# ---------------------------------------------------------------- what is refused, and the place that is named

_B2 = '<row r="2"><c r="A2"><v>1</v></c>%s</row>'


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        (_B2 % '<c r="B2"><v>1</v><v>2</v></c>', "B2"),
        (_B2 % '<c r="B2" t="inlineStr"><is><t>1</t></is><v>2</v></c>', "B2"),
        (_B2 % '<c r="B2"><v>1</v></c><c r="B2"><v>2</v></c>', "B2"),
        (_B2 % '<c r="B2"><v>1<v>2</v></v></c>', "B2"),
        (_B2 % '<c r="B2"><x:v xmlns:x="urn:x">1</x:v><v>2</v></c>', "B2"),
        (_B2 % f'<x:c xmlns:x="{MAIN}" r="B2"><x:v>1</x:v></x:c>', "B2"),
        (_B2 % '<c r="B2" xmlns="urn:x"><v>1</v></c>', "B2"),
        (_B2 % '<c r="B2" t="zahl"><v>1</v></c>', "B2"),
        (_B2 % '<c r="B2" s="x"><v>1</v></c>', "B2"),
        (_B2 % '<c r="&#66;2"><v>1</v></c>', "A2"),
        (_B2 % '<c r="C1048576"><v>1</v></c>', "A2"),
        (_B2 % '<c r="C99999999999"><v>1</v></c>', "A2"),
        (_B2 % '<c r="XFE2"><v>1</v></c>', "A2"),
        (_B2 % '<c r="b2"><v>1</v></c>', "A2"),
        (_B2 % '<c r="B2"><extLst><c r="A1"><v>1</v></c></extLst></c>', "B2"),
        (_B2 % "" + '<row r="2"><c r="B2"><v>1</v></c></row>', "A2"),
        (_B2 % "" + '<row r="1"><c r="B1"><v>1</v></c></row>', "A2"),
        (_B2 % "" + '<row r="9999999"/>', "A2"),
        (_B2 % '<mc:AlternateContent xmlns:mc="urn:m"><c r="B2"/></mc:AlternateContent>', "B2"),
        (_B2 % '<c r="B2" t="s"><v>77</v></c>', "B2"),
        (_B2 % f'<c r="B2" t="s"><v>{"7" * 5000}</v></c>', "B2"),
    ],
)  # fmt: skip
def test_what_programs_read_differently_is_refused_with_its_place(rows: str, cell: str) -> None:
    with pytest.raises(UnreadableContentError) as caught:
        said_by_us(worksheet(rows))
    assert (caught.value.sheet, caught.value.cell) == ("表", cell)
    assert cell in str(caught.value) and "Excel" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["NaN", "INF", "-Infinity", "1e309", "1e999999999"])
def test_a_number_that_is_none_is_an_error_of_its_cell(text: str) -> None:
    part = worksheet(f'<row r="1"><c r="A1"><v>{text}</v></c><c r="B1"><v>2</v></c></row>')
    assert said_by_us(part) == said_by_us(part, slowly=True) == ({(1, 2): 2.0}, {}, {(1, 1): "#NUM!"})


@pytest.mark.parametrize(
    "code", ["#SPILL!", "#CALC!", "#FIELD!", "#BUSY!", "#PYTHON!", "#GETTING_DATA", "#N/A"]
)
def test_newer_errors_are_errors_of_their_cell(code: str) -> None:
    part = worksheet(f'<row r="1"><c r="A1" t="e"><v>{code}</v></c><c r="B1"><v>2</v></c></row>')
    assert said_by_us(part) == said_by_us(part, slowly=True) == ({(1, 2): 2.0}, {}, {(1, 1): code})


@pytest.mark.parametrize("text", ["1_000", "１２", "0x1F", "1,5"])
def test_what_python_takes_for_a_number_and_no_file_does_is_text(text: str) -> None:
    part = worksheet(f'<row r="1"><c r="A1"><v>{text}</v></c></row>')
    assert said_by_us(part)[0] == {(1, 1): text}


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="A1" s="３"><v>1</v></c>',
        f'<c r="A1" s="{"9" * 5000}"><v>1</v></c>',
        '<c r="A1" s=" 1"><v>1</v></c>',
        '<c r="A1" t="inlineStr"><v>1</v></c>',
        '<c r="A1" t="str"><is><t>1</t></is></c>',
    ],
)
def test_a_cell_that_programs_read_differently_is_refused(cells: str) -> None:
    with pytest.raises(UnreadableContentError, match=r"A1 .*另存为"):
        said_by_us(worksheet(f'<row r="1">{cells}</row>'))


@pytest.mark.parametrize("stray", ['<row r="9"><c r="A9"><v>5</v></c></row>', '<c r="A9"><v>5</v></c>'])
def test_rows_and_cells_outside_of_the_table_are_refused(stray: str) -> None:
    part = worksheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    with pytest.raises(UnreadableContentError, match="放错了地方"):
        said_by_us(part.replace(b"</sheetData>", f"</sheetData>{stray}".encode()))


def test_a_blank_format_is_none_and_columns_may_stand_in_any_order() -> None:
    part = worksheet('<row r="1"><c r="C1" s=""><v>3</v></c><c r="A1" s="1"><f>1+0</f><v>1</v></c></row>')
    assert said_by_us(part) == ({(1, 3): 3.0, (1, 1): 1.0}, {(1, 1): "1+0"}, {})


def test_a_row_that_was_proved_is_no_proof_elsewhere() -> None:
    """A prefix is bound by the tags around: what is proved under one is not under another."""
    row = '<row r="1" x:y="1"><c r="A1"><v>5</v></c></row>'
    bound = f'<worksheet xmlns="{MAIN}" xmlns:x="u"><sheetData>{row}</sheetData></worksheet>'
    for _ in range(2):
        assert said_by_us(bound.encode()) == said_by_a_parser(bound.encode())
    for broken in (
        bound.replace(' xmlns:x="u"', ""),
        bound.replace("<sheetData>", "<sheetData>&x;"),
        bound.replace("</sheetData>", "</sheetData><a>"),
        bound.replace("</row>", '</row><row r="2"><c r="A2" t="str"><v>&x;</v></c></row>'),
        bound.replace("</row>", '</row><row r="2"><c r="A2" t="str"><v>\x01</v></c></row>'),
    ):
        for _ in range(2):
            with pytest.raises(WorkbookError):
                said_by_us(broken.encode())


@pytest.mark.parametrize(
    ("place", "hidden"),
    [
        ("<sheetData>", "<!-- <sheetData> --><sheetData>"),
        ("<sheetData>", "<?x <sheetData> ?><sheetData>"),
        ("</row>", "</row><!-- </sheetData> -->"),
        ("</row>", "</row><!-- <row r='2'><c r='A2'><v>9</v></c></row> -->"),
        ("</row>", "</row><?x <row r='2'><c r='A2'><v>9</v></c></row> ?>"),
        ("</row>", '</row><row r="2" xmlns:x="u"/><row r="3"><c r="A3"><v>6</v></c></row>'),
        ("</row>", f'</row><row r="2" xmlns:x="{MAIN}"><x:c r="A2"><x:v>6</x:v></x:c></row>'),
        ("</sheetData>", "</sheetData><!-- <mergeCell ref='A1:B2'/> -->"),
        ("</sheetData>", "</sheetData><?x <mergeCell ref='A1:B2'/> ?>"),
        ("<sheetData>", "<sheetData/><?x <sheetData> ?>"),
    ],
)
def test_what_a_sheet_hides_is_not_read_however_often_its_frame_was(place: str, hidden: str) -> None:
    """A frame that was proved is not looked at again: what may stand in it is asked of each other frame and row."""
    part = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData></worksheet>'
    assert said_by_us(part.encode()) == ({(1, 1): 5.0}, {}, {})
    odd = part.replace(place, hidden).encode()
    for _ in range(2):
        try:
            said = said_by_us(odd)
        except WorkbookError:
            continue  # refused, which is right for a part that is not well-formed or is read in several ways
        assert said == said_by_a_parser(odd)
        assert content(open_sheet(odd, "表", "表")).merges == ()


@pytest.mark.parametrize("entry", ["<t>a<t>b</t></t>", "<t>a</t><x/>", "<t>a<r><t>b</t></r></t>"])
def test_a_table_of_texts_holds_texts_and_nothing_within_them(entry: str) -> None:
    table = f'<sst xmlns="{MAIN}"><si><t>1</t></si><si>{entry}</si></sst>'
    with pytest.raises(UnreadableContentError):
        entries(table.encode(), "表")


def test_a_rich_text_is_the_text_of_its_runs() -> None:
    table = (
        f'<sst xmlns="{MAIN}"><si><t>1</t></si><si><r><rPr><b/></rPr><t>a</t></r><r><t> b</t></r></si></sst>'
    )
    assert entries(table.encode(), "表")[1] == "a b"


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_worksheet_of_another_namespace_is_none(prefix: str) -> None:
    declared = f'xmlns{":x" if prefix else ""}="{MAIN.replace("2006", "2007")}"'
    part = f"<{prefix}worksheet {declared}><{prefix}sheetData/></{prefix}worksheet>"
    with pytest.raises(UnreadableContentError):
        said_by_us(part.encode())


def test_an_address_without_its_row_is_refused_in_a_later_row_too() -> None:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2" ><c r="A" ><v>2</v></c></row>'
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with pytest.raises(UnreadableContentError):
        open_sheet(b"<worksheet %b><sheetData>%b</sheetData></worksheet>" % (space, rows), "x", "x")


@pytest.mark.parametrize(
    "part",
    [
        '<sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData>',
        '<sheetData/><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>',
    ],
)
@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize(
    "around",
    [
        '<cols><col min="1" max="1">{}</col></cols>',
        "<sheetViews>{}</sheetViews>",
        '<sheetViews a="/>">{}</sheetViews>',
    ],
)
def test_rows_and_merged_areas_in_another_element_are_refused(part: str, around: str, prefix: str) -> None:
    """Programs read no rows there, whether all is spelled the usual way or not."""
    rows, inside = ("<sheetData/>", part[12:]) if part.startswith("<sheetData/>") else ("", part)
    moved = rows + around.format(inside)
    text = re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{prefix}", f"<worksheet>{moved}</worksheet>")
    declared = f'xmlns:{prefix[:-1]}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    with pytest.raises(UnreadableContentError):
        open_sheet(text.replace("worksheet>", f"worksheet {declared}>", 1).encode(), "表", "表")
