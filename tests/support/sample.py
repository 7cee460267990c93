"""A workbook with one of everything that the structural check looks at, and a way to break it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
WORKBOOK_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
SHEET = "xl/worksheets/sheet1.xml"
SHEET_RELATIONSHIPS = "xl/worksheets/_rels/sheet1.xml.rels"
COMMENTS = "xl/comments1.xml"
TABLE = "xl/tables/table1.xml"
CHAIN = "xl/calcChain.xml"

_CHAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
_CHAIN_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def build_sample(path: Path) -> None:
    """Write a clean workbook of two sheets, ``自评 表`` and ``明细``."""
    with xlsxwriter.Workbook(path) as book:
        form, detail = book.add_worksheet("自评 表"), book.add_worksheet("明细")
        amount = book.add_format({"num_format": '#,##0.00"万元"'})
        mark = book.add_format({"bg_color": "#F4B183"})
        form.set_column("A:A", 20)
        form.set_column("B:C", 12, amount)
        form.merge_range("A1:C1", "部门整体支出")
        form.write_row("A2", ["项目", 12.5, 7.5])
        form.write_formula("B3", "SUM(B2:C2)", amount, 20)
        form.write_formula("C3", "B3*2", amount, 40)
        form.write_formula("D3", "C3*2", amount, 80)
        form.write_array_formula("E3:E4", "{=B2:B3*2}", None, 25)
        form.write_boolean("A4", True)
        form.write_string("A5", " 空格 ")
        form.write_formula("B5", "单位名称", None, "部门整体支出")
        form.merge_range("A7:B8", "说明")
        form.conditional_format("B2:C9", {"type": "formula", "criteria": "=AND($J$1=1,B2>3)", "format": mark})
        form.conditional_format("B2:C9", {"type": "cell", "criteria": ">", "value": 3, "format": mark})
        form.data_validation(
            "D1",
            {
                "validate": "list",
                "source": ["是", "否"],
                "input_title": "显示标记",
                "input_message": "选一个",
            },
        )
        form.data_validation("D2", {"validate": "decimal", "criteria": ">=", "value": "=B2"})
        form.write_url("D4", "internal:'明细'!A1", string="明细")
        form.write_url("D5", "https://example.com/", string="外")
        form.write_comment("B2", "批注", {"author": "审核"})
        form.set_footer("&C第 &P 页")
        form.print_area("A1:D9")
        detail.add_table("A1:B3", {"name": "明细表", "columns": [{"header": "项目"}, {"header": "金额"}]})
        book.define_name("单位名称", "='自评 表'!$A$1")
        book.define_name("'明细'!本表", "='明细'!$B$2")


def add_calculation_chain(source: Path, target: Path, entries: str) -> None:
    """A copy of the sample with a calculation chain, and with D3 as a child of C3's shared formula."""
    chain = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><calcChain xmlns="{_SPREADSHEET}">{entries}</calcChain>'
    override = f'<Override PartName="/{CHAIN}" ContentType="{_CHAIN_TYPE}"/></Types>'
    relationship = (
        f'<Relationship Id="rId99" Type="{_CHAIN_RELATIONSHIP}" Target="calcChain.xml"/></Relationships>'
    )
    rewrite(
        source,
        target,
        {
            CONTENT_TYPES: ("</Types>", override),
            WORKBOOK_RELATIONSHIPS: ("</Relationships>", relationship),
            SHEET: (
                r"<f>B3\*2</f>(.*?)<f>C3\*2</f>",
                r'<f t="shared" ref="C3:D3" si="0">B3*2</f>\1<f t="shared" si="0"/>',
            ),
        },
        add={CHAIN: chain.encode()},
    )


def rewrite(
    source: Path,
    target: Path,
    changes: Mapping[str, tuple[str, str]],
    *,
    add: Mapping[str, bytes] | None = None,
    remove: str | None = None,
) -> None:
    """Copy a package with one replacement (pattern, replacement) in each part named; each must change something."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        missing = set(changes) - set(old.namelist())
        assert not missing, f"the sample has no part {missing}"
        for name in old.namelist():
            content = old.read(name)
            if name in changes:
                pattern, replacement = changes[name]
                text, count = re.subn(pattern, replacement, content.decode(), count=1, flags=re.DOTALL)
                assert count == 1 and text.encode() != content, f"{pattern} changes nothing in {name}"
                content = text.encode()
            if name != remove:
                new.writestr(name, content)
        for name, content in (add or {}).items():
            new.writestr(name, content)
