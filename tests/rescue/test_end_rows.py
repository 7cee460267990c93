"""The last row of a table, 在此行上方插入, deleted and put back by ``restore``."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import xltool
from examples.generator import clean_return, write_return
from tests.rescue.damages import Line, Parts, deleted
from tests.rescue.test_repair import filed
from tests.support import ooxml
from xltool.book.file.insertion import moved_formula
from xltool.book.file.saving import UNDO_MARK, backup_path
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Insertion
from xltool.cli import main
from xltool.contract.names import GROWING, block_columns
from xltool.errors import WorkbookError


def written(path: Path, seed: int) -> Path:
    write_return(path, clean_return(seed))
    xltool.restore(path)  # the generator types over a formula now and then
    backup_path(path).unlink(missing_ok=True)
    return path


def without_end(path: Path, block: str, spare: bool = False) -> bytes:
    """The end row and the blank rows above it deleted, as a tidy person does; with ``spare`` one blank row stays."""
    snapshot = FileWorkbook(path).snapshot()
    area = snapshot.names[block_columns(block)[0].name]
    assert isinstance(area, Area)
    last = max(row for name, row in filed(snapshot) if name in {c.name for c in block_columns(block)})
    data, first = path.read_bytes(), area.top + last + 1 + spare
    for _ in range(first, area.bottom + 1):
        data = deleted(data, Line(area.sheet, first)).data
    path.write_bytes(data)
    return data


@pytest.mark.parametrize("spare", [False, True])
@pytest.mark.parametrize("block", GROWING)
@pytest.mark.parametrize("seed", [61, 62])
def test_it_is_put_back(tmp_path: Path, block: str, seed: int, spare: bool) -> None:
    path = written(tmp_path / "自评.xlsx", seed)
    figures = filed(FileWorkbook(path).snapshot())
    sound = [(f.code, f.severity) for f in xltool.check(path).findings]
    cut = without_end(path, block, spare)
    if "在此行上方插入" in _words(path, block):
        pytest.skip("no blank row to spare in this return")
    replaced = xltool.restore(path)
    assert f"末行_{block}" in replaced
    snapshot = FileWorkbook(path).snapshot()
    assert filed(snapshot) == figures
    assert [(f.code, f.severity) for f in xltool.check(path).findings] == sound
    area = snapshot.names[block_columns(block)[0].name]
    assert isinstance(area, Area) and "在此行上方插入" in str(
        snapshot.value(area._replace(top=area.bottom).first)
    )
    assert backup_path(path).read_bytes() == cut  # what it was before stands in both copies
    assert path.with_name(f"自评{UNDO_MARK}.xlsx").read_bytes() == cut
    assert xltool.restore(path) == {}


def _words(path: Path, block: str) -> str:
    """What stands in the first cell of the last row of a table."""
    snapshot = FileWorkbook(path).snapshot()
    area = snapshot.names[block_columns(block)[0].name]
    assert isinstance(area, Area)
    return str(snapshot.value(area._replace(top=area.bottom).first))


def test_the_command_says_so_and_the_file_stays_clean(tmp_path: Path) -> None:
    path = written(tmp_path / "自评.xlsx", 61)
    without_end(path, "项目明细")
    result = CliRunner().invoke(main, ["restore", str(path)])
    assert result.exit_code == 0 and "项目明细表末“在此行上方插入”一行：补回" in result.output
    ooxml.assert_clean(path)


def test_only_that_formula_is_restored_which_was_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path / "自评.xlsx", 61)
    data = without_end(path, "项目明细")
    assert xltool.restore(path, ["执行率"]) == {} and path.read_bytes() == data


def test_where_a_row_is_not_safe_nothing_is_changed(tmp_path: Path) -> None:
    path = written(tmp_path / "自评.xlsx", 61)
    without_end(path, "项目明细")
    parts = Parts(path.read_bytes())
    sheet = parts.sheets["基础数据表"]
    parts.change(
        sheet, parts.text(sheet).replace("</sheetData>", "</sheetData><!-- <xm:sqref>A1</xm:sqref> -->")
    )
    path.write_bytes(parts.done())
    before = path.read_bytes()
    with pytest.raises(WorkbookError, match="xltool repair"):
        xltool.restore(path)
    assert path.read_bytes() == before and not backup_path(path).exists()


def test_a_blank_last_row_of_the_sheet_goes_out_of_it(tmp_path: Path) -> None:
    """LibreOffice writes such rows where some were deleted."""
    path = written(tmp_path / "自评.xlsx", 61)
    without_end(path, "项目明细")
    parts = Parts(path.read_bytes())
    sheet = parts.sheets["基础数据表"]
    last = '<row r="1048576" ht="12.8"><c r="A1048576" s="1"/></row></sheetData>'
    parts.change(sheet, parts.text(sheet).replace("</sheetData>", last))
    path.write_bytes(parts.done())
    assert "末行_项目明细" in xltool.restore(path)
    assert "1048577" not in Parts(path.read_bytes()).text(sheet)


def test_what_reaches_to_the_end_of_the_sheet_reaches_there_still() -> None:
    job = Insertion("表", 5, 2)
    assert moved_formula("SUM(A1:A1048576)+A5", "表", job) == "SUM(A1:A1048576)+A7"
