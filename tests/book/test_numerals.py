"""Numbers as a spreadsheet shows them, by their number formats; LibreOffice is the judge of those that no language changes."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from pathlib import Path

import openpyxl
import pytest

from tests.support import office
from xltool.book.looks.numerals import displayed

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '
#: What every program shows alike.
ALIKE = [
    ("General", "1234.5", "1234.5"),
    ("General", "0", "0"),
    ("General", "-0.25", "-0.25"),
    ("General", "15230000", "15230000"),
    ("0", "2.5", "3"),
    ("0", "-2.5", "-3"),
    ("0.00", "1.005", "1.01"),
    ("0.00", "-0.001", "0.00"),
    ("#,##0", "1234567.8", "1,234,568"),
    ("#,##0.00", "15230000", "15,230,000.00"),
    ("#,##0.00;[Red]-#,##0.00", "-1234.5", "-1,234.50"),
    ("#,##0.00;(#,##0.00)", "-1234.5", "(1,234.50)"),
    ("0%", "0.955", "96%"),
    ("0.00%", "0.9563", "95.63%"),
    ("0.0##", "1.25", "1.25"),
    ("#", "0", ""),
    ("0000", "12", "0012"),
    ('0.0"万元"', "12", "12.0万元"),
    ('"第"0"号"', "7", "第7号"),
    ("0.0,", "12345", "12.3"),
    ("[>=100]0.0;0.00", "123", "123.0"),
    ("[>=100]0.0;0.00", "12", "12.00"),
    (";;;", "5", ""),
    ('0;-0;"无"', "0", "无"),
    ("yyyy/m/d", "45052", "2023/5/6"),
    ('yyyy"年"mm"月"dd"日"', "45052", "2023年05月06日"),
    ("yy-mm-dd", "45052", "23-05-06"),
    ("h:mm:ss", "0.5084375", "12:12:09"),
    ("[h]:mm", "1.5", "36:00"),
    ("yyyy-mm-dd hh:mm", "45052.75", "2023-05-06 18:00"),
]


@pytest.mark.parametrize(("code", "value", "shown"), ALIKE)
def test_a_number_is_shown_by_its_format(code: str, value: str, shown: str) -> None:
    assert displayed(code, Decimal(value)).strip() == shown


@pytest.mark.libreoffice
def test_libreoffice_shows_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.column_dimensions["A"].width = 40
    for row, (code, value, _) in enumerate(ALIKE, 1):
        sheet.cell(row, 1, float(value)).number_format = code
        sheet.cell(row, 2, "end")
    book.save(tmp_path / "数.xlsx")
    (page,) = office.convert([tmp_path / "数.xlsx"], tmp_path / "office", ".html")
    text = page.read_text("utf-8", "replace")
    rows = [
        re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
        for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    ]
    shown = [unescape(re.sub(r"<[^>]*>", "", row[0])).strip() for row in rows]
    assert shown == [each[2] for each in ALIKE]


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        (ACCOUNTING, "1234.5", "1,234.50"),
        (ACCOUNTING, "0", "-"),
        ("General", "123456789012", "1.23457E+11"),
        ("[$￥-804]#,##0.00", "5", "￥5.00"),
        ("yyyy/m/d", "1", "1900/1/1"),
        ('m"月"d"日" aaaa', "45052", "5月6日 星期六"),
        ('上午/下午h"时"mm"分"', "0.75", "下午6时00分"),
        ("yyyy/m/d", "-5", "-5"),
        ("# ?/?", "0.5", "0.5"),
    ],
)
def test_a_number_is_shown_as_chinese_programs_do(code: str, value: str, shown: str) -> None:
    assert displayed(code, Decimal(value)).strip() == shown


@pytest.mark.parametrize(
    ("code", "text", "shown"),
    [
        ("General", "甲", "甲"),
        ("@", "甲", "甲"),
        ('0;0;0;"见"@', "甲", "见甲"),
        (";;;", "甲", ""),
        ('"№"@', "3", "№3"),
        ("0.00", "—", "—"),
        (ACCOUNTING, "甲", " 甲 "),
    ],
)
def test_a_text_is_shown_by_its_section(code: str, text: str, shown: str) -> None:
    assert displayed(code, text) == shown


def test_the_other_count_of_days() -> None:
    assert displayed("yyyy/m/d", Decimal(0), date1904=True) == "1904/1/1"
    assert displayed("yyyy/m/d", Decimal(59)) == "1900/2/28"
    assert displayed("yyyy/m/d", Decimal(61)) == "1900/3/1"
