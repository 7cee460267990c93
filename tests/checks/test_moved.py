"""A cell that cut and paste took to where no heading is."""

from __future__ import annotations

from pathlib import Path

from templatebuild.build import build
from tests.support.held import Held
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area
from xltool.checks.finding import Severity
from xltool.verbs.check import check


def test_a_figure_under_no_heading_is_found_by_its_name(tmp_path: Path) -> None:
    build(tmp_path / "表.xlsx", values={"正文_总收入": 300, "正文_总支出": 300})
    snapshot = FileWorkbook(tmp_path / "表.xlsx").snapshot()
    beside = {}
    for name in ("正文_总收入", "正文_总支出"):
        area = snapshot.names[name]
        assert isinstance(area, Area)
        beside[name] = area._replace(left=area.left + 2, right=area.left + 2)
    found = check(Held(snapshot._replace(names={**snapshot.names, **beside}))).findings
    (told,) = [finding for finding in found if finding.code == "XT008"]
    assert told.severity is Severity.MUST
    assert "“正文总收入”、“正文总支出”不在自己的行、列里了" in told.message
    assert [cell.place.name for cell in told.accused] == ["正文_总收入", "正文_总支出"]
