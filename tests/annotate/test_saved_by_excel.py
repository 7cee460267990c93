"""What Excel makes of an annotated workbook when a person saves it, put together by hand: it too is given back clean."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

import xltool
from tests.annotate.forms import BOOK, SHEET, STYLES, TITLE, same_parts, text_of_package, write_form
from tests.annotate.test_given_back import OURS, book_of, given_back
from tests.book.packages import Change, parts, replacing, rezip, with_calculation_chain
from tests.support.ooxml import assert_clean

APP = "docProps/app.xml"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return write_form(tmp_path / "表.xlsx", printed="A1:H11")


@pytest.fixture
def book(form: Path) -> Path:
    book = book_of(form)
    xltool.recalc(book)
    return book


def saved(book: Path, **changes: Change) -> Path:
    names = {"workbook": BOOK, "sheet": SHEET, "styles": STYLES, "app": APP}
    return rezip(book, book.with_name("存过.xlsx"), {names[key]: change for key, change in changes.items()})


def test_sheets_that_were_dragged_to_the_front(form: Path, book: Path) -> None:
    def moved(data: bytes) -> bytes:
        sheets = re.findall(rb"<sheet [^>]*/>", data)
        assert len(sheets) == 4
        listed = b"".join([*sheets[2:], *sheets[:2]])
        data = re.sub(rb"<sheets>.*</sheets>", b"<sheets>" + listed + b"</sheets>", data)
        ids = {b"0": b"2", b"1": b"3", b"2": b"0", b"3": b"1"}
        data = re.sub(rb'localSheetId="(\d)"', lambda m: b'localSheetId="%b"' % ids[m[1]], data)
        return re.sub(
            rb'activeTab="\d+"|<workbookView ',
            lambda m: m[0] + (b'activeTab="3" firstSheet="0" ' if m[0].startswith(b"<") else b""),
            data,
        )

    back = given_back(saved(book, workbook=moved))
    made = openpyxl.load_workbook(back)
    assert made.sheetnames == [TITLE, "填表说明"] and made.active.title == "填表说明"
    assert made[TITLE].print_area == f"'{TITLE}'!$A$1:$H$11"
    assert same_parts(form, back) == [BOOK], "where it says which sheet is seen first"


def test_the_list_was_open_when_it_was_saved(form: Path, book: Path) -> None:
    def seen(data: bytes) -> bytes:
        return data.replace(b"<workbookView ", b'<workbookView activeTab="2" ')

    made = openpyxl.load_workbook(given_back(saved(book, workbook=seen)))
    assert made.active.title == TITLE


def test_properties_that_list_our_sheets(form: Path, book: Path) -> None:
    listed = replacing(
        ("<vt:lpstr>填表说明</vt:lpstr>", "<vt:lpstr>填表说明</vt:lpstr><vt:lpstr>审核结果</vt:lpstr>")
    )
    back = given_back(saved(book, app=listed))
    assert "审核结果" not in text_of_package(back) and same_parts(form, back) == [APP]


def test_a_chain_of_calculation_that_knows_our_sheets(tmp_path: Path, form: Path, book: Path) -> None:
    chained = with_calculation_chain(book, tmp_path / "链.xlsx", "F4")
    entry = replacing(('<c r="F4" i="1"/>', '<c r="F4" i="1"/><c r="A2" i="3"/>'))
    back = given_back(rezip(chained, tmp_path / "存过.xlsx", {"xl/calcChain.xml": entry}))
    assert "xl/calcChain.xml" not in parts(back) and same_parts(form, back) == []


def test_a_chain_that_knows_only_the_form_stays(tmp_path: Path, book: Path) -> None:
    chained = with_calculation_chain(book, tmp_path / "链.xlsx", "F4", "F11")
    back = given_back(chained)
    assert parts(back)["xl/calcChain.xml"] == parts(chained)["xl/calcChain.xml"]


def test_looks_that_were_put_in_another_order(form: Path, book: Path) -> None:
    """The form's own condition keeps its look, and of ours nothing can be seen any more."""

    def turned(data: bytes) -> bytes:
        inside = re.search(rb"(<dxfs[^>]*>)(.*)(</dxfs>)", data)
        assert inside is not None
        listed = re.findall(rb"<dxf>.*?</dxf>", inside[2])
        return data.replace(inside[0], inside[1] + b"".join(reversed(listed)) + inside[3])

    count = len(re.findall(rb"<dxf>", parts(book)[STYLES]))
    numbers = {b"%d" % n: b"%d" % (count - 1 - n) for n in range(count)}

    def numbered(data: bytes) -> bytes:
        return re.sub(rb'dxfId="(\d+)"', lambda m: b'dxfId="%b"' % numbers[m[1]], data)

    ours = next(name for name in parts(book) if name.endswith("xltool1.xml"))
    mixed = rezip(book, book.with_name("存过.xlsx"), {STYLES: turned, SHEET: numbered, ours: numbered})
    back = given_back(mixed)
    made = openpyxl.load_workbook(back)
    (rule,) = [
        r for area in made[TITLE].conditional_formatting if str(area.sqref) == "B4:D4" for r in area.rules
    ]
    assert rule.dxf.fill.bgColor.rgb == "FFFF0000"
    assert "AND(" not in parts(back)[SHEET].decode() and parts(back)[STYLES].count(b"<dxf/>") == 6


def test_widths_that_were_changed(form: Path, book: Path) -> None:
    """Somebody made a column of the form wider: it stays so, and ours are gone."""

    def wider(data: bytes) -> bytes:
        data = re.sub(
            rb'<col min="1" max="8" [^>]*/>',
            b'<col min="1" max="1" width="33" customWidth="1"/><col min="2" max="8" width="14"/>',
            data,
        )
        return data.replace(b' hidden="1" customWidth="1"', b' customWidth="1" hidden="1"')

    made = openpyxl.load_workbook(given_back(saved(book, sheet=wider)))[TITLE]
    assert made.column_dimensions["A"].width == 33
    assert max(each.max for each in made.column_dimensions.values()) == 8


def test_texts_that_were_put_into_the_table_of_texts(form: Path, book: Path, tmp_path: Path) -> None:
    """Whoever gets the form must not read in it what was found."""

    def shared(data: bytes) -> bytes:
        return re.sub(rb'(<c r="K8"[^>]*) t="inlineStr">.*?</c>', rb'\1 t="s"><v>%d</v></c>' % count, data)

    table = parts(book)["xl/sharedStrings.xml"]
    count = len(re.findall(rb"<si>", table))
    more = replacing(("</sst>", "<si><t>◆ 未达标而得满分</t></si></sst>"))
    mixed = rezip(book, tmp_path / "存过.xlsx", {SHEET: shared, "xl/sharedStrings.xml": more})
    back = given_back(mixed)
    assert [word for word in OURS if word in text_of_package(back)] == []
    assert openpyxl.load_workbook(back)[TITLE]["A2"].value == "部门（单位）名称"


def test_what_was_put_beside_our_sheets_goes_with_them(form: Path, book: Path, tmp_path: Path) -> None:
    ours = next(name for name in parts(book) if name.endswith("xltool1.xml"))
    listed = f"xl/worksheets/_rels/{ours.rpartition('/')[2]}.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/printerSettings"
    relations = (
        (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
            f'Type="{kind}" Target="../printerSettings/printerSettings9.bin"/></Relationships>'
        )
        if ours.startswith("xl/worksheets/")
        else ""
    )
    put = {
        listed: relations.encode(),
        "xl/printerSettings/printerSettings9.bin": b"\0",
        "[Content_Types].xml": replacing(
            (
                "<Override",
                '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/><Override',
            )
        ),
    }
    back = given_back(rezip(book, tmp_path / "存过.xlsx", put))
    assert not [name for name in parts(back) if "printerSettings" in name or "xltool" in name]


@pytest.mark.ooxml
def test_excel_would_open_what_is_given_back(form: Path, book: Path) -> None:
    openpyxl.load_workbook(book).save(book)
    assert_clean(given_back(book), inherited_from=form)
