"""A bureau's own form with a little of everything, what is recognised on it, and how several programs spell it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import openpyxl
import xlsxwriter

from tests.book.packages import (
    parts,
    prefixed,
    replacing,
    rezip,
    streamed,
    strict,
    with_calculation_chain,
    without_addresses,
)
from tests.support import office
from xltool.intake.reading import Sure
from xltool.intake.recognised import RecognisedBlock, RecognisedCell, RecognisedColumn, RecognisedForm

TITLE: Final = "绩效自评表（部门）"
SHEET: Final = "xl/worksheets/sheet1.xml"
BOOK: Final = "xl/workbook.xml"
STYLES: Final = "xl/styles.xml"

#: Row by row, from A1 on; a text that begins with = is a formula of the form's own.
ROWS: Final[list[list[object]]] = [
    ["2024年度部门整体支出绩效自评表"],
    ["部门（单位）名称", "某市某处", None, None, "单位：万元"],
    ["资金", "年初预算", "全年预算（A）", "全年执行（B）", "分值", "执行率（B/A）", "得分"],
    ["年度资金总额", 480, 500, 450, 10, "=D4/C4", None],
    ["其中：基本支出", 300, 300, 300],
    [],
    ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分", "偏差原因"],
    ["产出指标", "数量指标", "培训人次", "≥100人", "80人", 50, 50],
    [None, "质量指标", "合格率", "≥95%", "96%", 20, 20],
    ["效益指标", "满意度", "群众满意度", "≥90%", "91%", 20, 20],
    ["总分", None, None, None, None, "=E4+SUM(F8:F10)", None],
]
CELLS: Final = {
    "单位名称": "B2", "年初预算数": "B4", "全年预算数": "C4", "全年执行数": "D4", "执行率分值": "E4", "执行率": "F4",
    "执行率得分": "G4", "分值合计": "F11", "总分": "G11",
}  # fmt: skip
COLUMNS: Final = {
    "一级指标": "A", "二级指标": "B", "三级指标": "C", "年度指标值": "D", "实际完成值": "E", "分值": "F", "得分": "G",
    "偏差原因": "H",
}  # fmt: skip


def recognised(
    sheet: str = TITLE, cells: Mapping[str, str] = CELLS, units: Mapping[str, str] | None = None, **more: Any
) -> RecognisedForm:
    """What is recognised on the form."""
    found = RecognisedForm(
        "自评表.xlsx",
        "2024年度部门整体支出绩效自评表",
        units or {sheet: "万元"},
        "",
        tuple(
            RecognisedCell(name, sheet, address, name, Sure.CERTAIN, "标签在左边")
            for name, address in cells.items()
        ),
        (
            RecognisedBlock(
                "绩效指标",
                sheet,
                8,
                10,
                tuple(RecognisedColumn(name, letter, name, Sure.CERTAIN) for name, letter in COLUMNS.items()),
            ),
        ),
        (),
        (),
    )
    return found._replace(**more)


def write_form(
    path: Path, title: str = TITLE, *, rich: bool = True, protected: bool = False, printed: str = ""
) -> Path:
    """The form as XlsxWriter writes it; a ``rich`` one has looks, conditions, checks, names and a second sheet of its own."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(title)
        box = book.add_format({"border": 1, "text_wrap": True})
        for row, values in enumerate(ROWS):
            for column, value in enumerate(values):
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(row, column, value, box, 0.9 if row == 3 else 100)
                elif value is not None:
                    sheet.write(row, column, value, box)
                else:
                    sheet.write_blank(row, column, None, box)
        sheet.merge_range("A8:A9", "产出指标", box)
        sheet.merge_range("A1:H1", ROWS[0][0], box)
        if protected:
            sheet.protect("", {"select_locked_cells": True})
        if printed:
            sheet.print_area(printed)
        if rich:
            _enrich(book, sheet, title)
    return path


def _enrich(book: Any, sheet: Any, title: str) -> None:
    red = book.add_format({"bg_color": "#FF0000"})
    sheet.conditional_format("B4:D4", {"type": "cell", "criteria": "<", "value": 0, "format": red})
    sheet.conditional_format("G8:G10", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation("E4", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100})
    sheet.set_column("A:H", 14)
    sheet.set_row(5, 30)
    sheet.set_row(11, 20, book.add_format({"italic": True}))
    sheet.set_row(12, 20)
    sheet.freeze_panes(3, 0)
    other = book.add_worksheet("填表说明")
    other.write("A1", "请如实填写")
    other.write_formula("B1", f"='{title}'!D4", None, 450)
    book.define_name("本单位", f"='{title}'!$B$2")


# Dialects


def _as_it_is(source: Path, target: Path) -> Path:
    return source.rename(target)


def _openpyxl(source: Path, target: Path) -> Path:
    openpyxl.load_workbook(source, rich_text=True).save(target)
    return target


def _libreoffice(source: Path, target: Path) -> Path:
    (made,) = office.convert([source], target.parent / "office")
    return made.rename(target)


_MAIN_PARTS: Final = (SHEET, "xl/worksheets/sheet2.xml", BOOK, "xl/sharedStrings.xml", STYLES)


def _prefixes(source: Path, target: Path) -> Path:
    def plain(data: bytes) -> bytes:
        return prefixed(re.sub(rb"<extLst>.*?</extLst>", b"", data))

    return rezip(source, target, dict.fromkeys(_MAIN_PARTS, plain))


def _strict(source: Path, target: Path) -> Path:
    listed = (*_MAIN_PARTS, "_rels/.rels", "xl/_rels/workbook.xml.rels")
    return rezip(source, target, dict.fromkeys(listed, strict))


def _no_addresses(source: Path, target: Path) -> Path:
    return rezip(source, target, {SHEET: without_addresses})


def _byte_order_mark(source: Path, target: Path) -> Path:
    return rezip(source, target, dict.fromkeys(_MAIN_PARTS, lambda data: b"\xef\xbb\xbf" + data))


def _spread(source: Path, target: Path) -> Path:
    """Line breaks, single quotes, blanks before the ends of tags."""

    def spread(data: bytes) -> bytes:
        data = re.sub(rb"(<(?:row|c|f|dimension|col) [^<>]*>)", lambda m: m[1].replace(b'"', b"'"), data)
        data = (
            data.replace(b"<row", b"\r\n  <row")
            .replace(b"</row>", b"\n</row >")
            .replace(b"<cols>", b"<cols >\n ")
        )
        return data.replace(b"/>", b" />")

    return rezip(source, target, {SHEET: spread, STYLES: lambda data: data.replace(b"/>", b" />\n")})


def _empty_lists(source: Path, target: Path) -> Path:
    """No names, said with an empty list of them; no looks for conditions, said so too; rows of nothing with an end tag."""
    return rezip(
        source,
        target,
        {
            BOOK: lambda d: re.sub(rb"<definedNames>.*</definedNames>", b"<definedNames/>", d),
            STYLES: lambda d: re.sub(rb"<dxfs.*</dxfs>", b'<dxfs count="0"></dxfs>', d),
            SHEET: lambda d: re.sub(
                rb'(<row r="13"[^>]*)/>',
                rb"\1></row>",
                re.sub(rb"<conditionalFormatting.*?</conditionalFormatting>", b"", d),
            ),
        },
    )


def _no_lists(source: Path, target: Path) -> Path:
    """No list of names, no widths, no extent, no looks for conditions."""
    return rezip(
        source,
        target,
        {
            BOOK: lambda d: re.sub(rb"<definedNames>.*</definedNames>", b"", d),
            STYLES: lambda d: re.sub(rb"<dxfs.*</dxfs>", b"", d),
            SHEET: lambda d: re.sub(
                rb"<conditionalFormatting.*?</conditionalFormatting>|<cols>.*</cols>|<dimension[^>]*>", b"", d
            ),
        },
    )


def _no_styles(source: Path, target: Path) -> Path:
    """A workbook without a part for looks."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
    return rezip(
        source,
        target,
        {
            "[Content_Types].xml": lambda d: re.sub(
                rb'<Override [^>]*ContentType="' + re.escape(kind) + rb'"/>', b"", d
            ),
            "xl/_rels/workbook.xml.rels": lambda d: re.sub(rb'<Relationship [^>]*/styles"[^>]*/>', b"", d),
            SHEET: lambda d: re.sub(rb' s="\d+"| customFormat="1"| dxfId="\d+"', b"", d),
        },
        drop=(STYLES,),
    )


def _wide_columns(source: Path, target: Path) -> Path:
    """Widths that reach to the end of the sheet, as LibreOffice and WPS write them; rows that say which columns they span."""

    def wide(data: bytes) -> bytes:
        data = data.replace(b"</cols>", b'<col min="9" max="16384" width="8.88" style="0"/></cols>')
        return re.sub(rb'<row r="(\d+)"( spans="[^"]*")?', rb'<row r="\1" spans="1:8"', data)

    return rezip(source, target, {SHEET: wide})


def _calculation_chain(source: Path, target: Path) -> Path:
    return with_calculation_chain(source, target, "F4", "F11")


def _utf16(source: Path, target: Path) -> Path:
    def wide(data: bytes) -> bytes:
        return data.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")

    return rezip(source, target, dict.fromkeys((BOOK, STYLES), wide))


def _external_link(source: Path, target: Path) -> Path:
    """Links to other workbooks, which stand between the sheets and the names."""
    office_ns = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return rezip(
        source,
        target,
        {
            BOOK: replacing(("</sheets>", '</sheets><externalReferences><externalReference r:id="rId77"/></externalReferences>')),
            "xl/_rels/workbook.xml.rels": replacing(
                ("</Relationships>", f'<Relationship Id="rId77" Type="{office_ns}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>')
            ),
            "xl/externalLinks/externalLink1.xml": (
                f'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{office_ns}">'
                '<externalBook r:id="rId1"><sheetNames><sheetName val="S"/></sheetNames></externalBook></externalLink>'
            ).encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
                f'Type="{office_ns}/externalLinkPath" Target="file:///nowhere/other.xlsx" TargetMode="External"/></Relationships>'
            ).encode(),
            "[Content_Types].xml": replacing(
                ("</Types>", '<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"/></Types>')
            ),
        },
    )  # fmt: skip


DIALECTS: Final[dict[str, Callable[[Path, Path], Path]]] = {
    "XlsxWriter": _as_it_is,
    "openpyxl": _openpyxl,
    "LibreOffice": _libreoffice,
    "prefixes": _prefixes,
    "strict": _strict,
    "no addresses": _no_addresses,
    "byte order mark": _byte_order_mark,
    "spread": _spread,
    "empty lists": _empty_lists,
    "no lists": _no_lists,
    "no styles": _no_styles,
    "wide columns": _wide_columns,
    "calculation chain": _calculation_chain,
    "external link": _external_link,
    "streamed": streamed,
    "UTF-16": _utf16,
}


def same_parts(one: Path, other: Path) -> list[str]:
    """The parts of which two packages have not the same bytes, and ``order`` where they lie in another order."""
    first, second = parts(one), parts(other)
    differing = [name for name in {**first, **second} if first.get(name) != second.get(name)]
    return differing + (["order"] if not differing and list(first) != list(second) else [])


def text_of_package(path: Path) -> str:
    """Everything that can be read in a package."""
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
