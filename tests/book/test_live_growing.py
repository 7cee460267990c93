"""More findings than 审核结果 has rows, in the open workbook: rows are put in by Excel, as on a file by us."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import xltool
from templatebuild.build import build
from tests.book.test_live import EDITING, contents, filtered, same
from tests.excel.pywin32 import ComError
from xltool.book.file.workbook import FileWorkbook
from xltool.book.live.excel import excel_workbook
from xltool.book.live.workbook import LiveWorkbook
from xltool.book.port import Area, Snapshot
from xltool.errors import WorkbookError

if TYPE_CHECKING:
    from tests.excel.bed import Bed

pytestmark = pytest.mark.libreoffice

BASE = Path(__file__).parents[1] / "rules" / "base.toml"
#: What the template has rows for.
PREPARED = 60
KEY = "审核结果_键"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Each of its projects has an amount below zero, which is a finding of its own."""
    values = tomllib.loads(BASE.read_text(encoding="utf-8"))
    values["项目明细_名称"] = [f"{number}、农田水利第{number}批" for number in range(1, 76)]
    values["项目明细_本年决算"] = [-number for number in range(1, 76)]
    values["项目明细_上年决算"] = values["项目明细_本年预算"] = []
    build(tmp_path / "多.xlsx", values=values)
    return tmp_path / "多.xlsx"


@pytest.fixture
def live(excel: Bed, path: Path) -> LiveWorkbook:
    return excel_workbook(excel.open_with_addin(path))


def height(snapshot: Snapshot) -> int:
    area = snapshot.names[KEY]
    assert isinstance(area, Area)
    return area.height


def test_the_open_workbook_grows_as_the_file_does(live: LiveWorkbook, path: Path, tmp_path: Path) -> None:
    on_file = Path(shutil.copy(path, tmp_path / "文件.xlsx"))
    outcome = xltool.recalc(live)
    assert len(outcome.findings) > 75 and height(live.snapshot()) >= len(outcome.findings) > PREPARED
    assert len(xltool.recalc(on_file).findings) == len(outcome.findings)
    same(live.snapshot(), FileWorkbook(on_file).snapshot())
    assert not xltool.recalc(live).changed


def test_a_reason_stays_with_its_finding_when_rows_come_in(live: LiveWorkbook, path: Path) -> None:
    """Explained in the file, where the rows are there; then with a list of the first length again."""
    outcome = xltool.recalc(live)
    last = outcome.findings[-1].key
    assert xltool.explain(live, last, "按县财政局批复冲减上年多列的支出")
    again = xltool.recalc(live)
    rows = live.snapshot()
    reasons, keys = (rows.column(_area(rows, f"审核结果_{word}")) for word in ("说明", "键"))
    assert reasons[keys.index(last)] == "按县财政局批复冲减上年多列的支出"
    assert keys[: len(again.findings)] == [finding.key for finding in again.findings]


def test_rows_come_in_behind_a_filter_and_nothing_of_what_somebody_copied(
    excel: Bed, live: LiveWorkbook, path: Path, tmp_path: Path
) -> None:
    on_file = Path(shutil.copy(path, tmp_path / "文件.xlsx"))
    filtered(excel, "审核结果", "A8:O68", 1, "▲必改")
    excel.application.CutCopyMode = 1
    xltool.recalc(live)
    xltool.recalc(on_file)
    same(live.snapshot(), FileWorkbook(on_file).snapshot())


def test_where_excel_stops_the_rows_go_again(
    excel: Bed, live: LiveWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltool.book.live.com._PAUSE", 0.01)
    monkeypatch.setattr("xltool.book.live.com.PATIENCE", 0.1)
    before = live.snapshot()
    cross, log, wrote = excel.boundary.cross, excel.boundary.log, 0
    start = len(log)

    def stopping(name: str) -> None:
        """Excel gets busy at the third block that is written after the rows came in."""
        nonlocal wrote
        wrote += name == "Value" and "Insert" in log[start:]
        if name == "Value" and 2 < wrote < 14:
            raise ComError(EDITING, "busy", None, None)
        cross(name)

    monkeypatch.setattr(excel.boundary, "cross", stopping)
    with pytest.raises(WorkbookError, match="Excel 正忙"):
        xltool.recalc(live)
    monkeypatch.undo()
    assert "Delete" in log[start:]
    after = live.snapshot()
    assert height(after) == height(before) and contents(after) == contents(before)
    same(after, before)


def _area(snapshot: Snapshot, name: str) -> Area:
    area = snapshot.names[name]
    assert isinstance(area, Area)
    return area
