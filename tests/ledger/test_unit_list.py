"""The bureau's list of units, as people keep it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from xltool.errors import WorkbookError
from xltool.ledger.unit_list import read_units

_ROWS = [
    ["", "2025年度报送单位名单", ""],
    ["序号", "单位名称", "乡镇"],
    ["1", "县教育局", "城关"],
    ["2", " 县水利局", "东乡"],
]


def _workbook(path: Path, rows: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("between", [",", "\t", ";"])
def test_text_in_any_usual_encoding(tmp_path: Path, encoding: str, between: str) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("\r\n".join(between.join(row) for row in _ROWS[1:]), encoding=encoding)
    found = read_units(path).units
    assert [(unit.name, unit.columns["乡镇"]) for unit in found] == [
        ("县教育局", "城关"),
        ("县水利局", "东乡"),
    ]


def test_a_workbook_with_a_title_above(tmp_path: Path) -> None:
    found = read_units(_workbook(tmp_path / "名单.xlsx", _ROWS)).units
    assert [(unit.name, dict(unit.columns)) for unit in found] == [
        ("县教育局", {"序号": "1", "乡镇": "城关"}),
        ("县水利局", {"序号": "2", "乡镇": "东乡"}),
    ]


def test_totals_and_notes_are_no_units(tmp_path: Path) -> None:
    rows = [*_ROWS, ["", "小计", "2"], ["3", "合计局", "甲"], ["", "合 计", ""], ["", "注：不含垂管单位", ""]]
    found = read_units(_workbook(tmp_path / "名单.xlsx", rows)).units
    assert [unit.name for unit in found] == ["县教育局", "县水利局", "合计局"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["甲", "乙"]], "没有“单位名称”一列"),
        ([["单位名称"]], "没有单位"),
        ([["单位名称"], ["甲局"], ["甲 局"]], "“甲局”有两行"),
    ],
)
def test_what_is_no_list_is_said(tmp_path: Path, rows: list[list[str]], said: str) -> None:
    with pytest.raises(WorkbookError, match=said):
        read_units(_workbook(tmp_path / "名单.xlsx", rows))


def test_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "空.csv").touch()
    with pytest.raises(WorkbookError, match="空文件"):
        read_units(tmp_path / "空.csv")
    with pytest.raises(WorkbookError, match="找不到"):
        read_units(tmp_path / "没有.csv")
