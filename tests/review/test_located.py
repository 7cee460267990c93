"""错误定位 in the sheet 审核结果: written on demand, kept while the figures stand, stale when they change."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import xltool
from examples.first_case import figures
from templatebuild.build import build
from templatebuild.edition import BEFORE
from tests.book.packages import rezip
from tests.review.workbook import marks, parts, results, seen, shown, typed
from tests.support.held import form_of, where
from tests.support.office import recalculate
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Value
from xltool.contract.names import CONTRACT, LOCATED, block_columns
from xltool.errors import WorkbookError
from xltool.review import located, results_sheet
from xltool.verbs.locate import locate
from xltool.verbs.restore import overwritten

Book = Callable[[str], Path]
STALE = "数据已变，请重新定位"
FRESH = "定位后数字未改动"
COLUMNS = [name.name for name in block_columns(LOCATED)]


def block(path: Path) -> list[tuple[Value, ...]]:
    """The filled rows: 结论, 显示, 说明, 目标, and what the link shows."""
    snapshot = seen(path)
    names = [f"{LOCATED}_{word}" for word in ("结论", "显示", "说明", "目标", "单元格")]
    height = snapshot.names[names[0]].height  # type: ignore[union-attr]
    rows = [
        tuple(snapshot.value(where(snapshot, f"{name}#{row}")) for name in names) for row in range(height)
    ]
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    return rows


def of_the_first_template(path: Path, target: Path) -> Path:
    """The workbook of template 1.1 as the template 1.0 made it: without the names that came later."""

    def older(data: bytes) -> bytes:
        text = data.decode()
        for name in CONTRACT.values():
            if name.since == "1.1":
                before, _, rest = text.partition(f'<definedName name="{name.name}">')
                assert rest
                text = before + rest.partition("</definedName>")[2]
        return text.encode()

    rezip(path, target, {"xl/workbook.xml": older})
    typed(target, {"模板版本": "1.0"})
    return target


def test_the_first_case_as_a_reader_sees_it(book: Book) -> None:
    path = book("case")
    outcome, found = locate(path, write=True)
    assert outcome.changed and shown(path, "定位状态") == FRESH
    assert str(shown(path, "定位摘要")).startswith(f"{found.relations} 条表内、表间关系中有 13 条不成立")
    rows = block(path)
    assert [row[0] for row in rows].count("高度存疑") == len(found.suspects) == 7
    assert len({row[0] for row in rows}) == 1 + len(found.groups)
    assert ("自评表·预算执行率 105.93%", "执行率") in {(row[1], row[3]) for row in rows}
    rate = next(row for row in rows if row[3] == "执行率")
    assert rate[2] == "依据：预算执行率 = 全年执行数 ÷ 全年预算数（填报 105.93%，计算为 100.00%）"
    runs = [row for row in rows if row[1] == "基础数据表·项目明细（本年决算）第 1–18 行"]
    assert [row[3] for row in runs] == ["'基础数据表'!G11:G28"]
    assert "漏列的项目（本年决算），表上没有" in str(runs[0][2])
    assert all(row[4] == row[1] for row in rows)  # the link shows what it leads to


def test_every_suspect_and_every_cell_of_a_group_has_its_row(book: Book) -> None:
    path = book("case")
    _, found = locate(path, write=True)
    targets = {str(row[3]) for row in block(path)}
    snapshot = seen(path)
    for cell in found.shortlist:
        if cell.place.name not in CONTRACT:
            continue  # a row that is missing
        if cell.place.row == 0:
            assert cell.place.name in targets
        else:
            there = where(snapshot, f"{cell.place.name}#{cell.place.row}")
            assert any(_covers(target, there) for target in targets if "!" in target), there


def _covers(target: str, cell: Cell) -> bool:
    sheet, _, address = target.partition("!")
    first, _, last = address.partition(":")
    letters = first.rstrip("0123456789")
    column = ord(letters) - 64
    top, bottom = int(first[len(letters) :]), int((last or first).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return sheet == f"'{cell.sheet}'" and column == cell.column and top <= cell.row <= bottom


def test_looking_changes_nothing(book: Book) -> None:
    path = book("case")
    before = path.read_bytes()
    outcome, found = locate(path)
    assert found.suspects and not outcome.changed and path.read_bytes() == before


def test_writing_twice_gives_the_same_bytes_and_a_review_keeps_them(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    locate(path, write=True)
    once, rows = path.read_bytes(), block(path)
    assert not locate(path, write=True)[0].changed
    assert not xltool.recalc(path).changed
    assert path.read_bytes() == once and rows


def test_a_review_after_a_change_says_that_the_block_is_stale(book: Book) -> None:
    path = book("case")
    locate(path, write=True)
    rows = block(path)
    typed(path, {"全年执行数": Decimal("1388.93")})
    xltool.recalc(path)
    assert shown(path, "定位状态") == STALE and block(path) == rows
    assert shown(path, "数据状态") == "审核后数字未改动"
    typed(path, {"全年执行数": Decimal("1388.92")})
    xltool.recalc(path)
    assert shown(path, "定位状态") == FRESH


def test_locating_again_replaces_the_rows(book: Book) -> None:
    path = book("case")
    locate(path, write=True)
    before = block(path)
    typed(path, {"执行率": Decimal("1"), "执行率得分": Decimal("10")})
    locate(path, write=True)
    now = block(path)
    assert len(now) == len(before) - 2 and shown(path, "定位状态") == FRESH
    assert not {"执行率", "执行率得分"} & {row[3] for row in now}


def test_a_form_that_ties_has_no_rows(book: Book) -> None:
    path = book("corrected")
    locate(path, write=True)
    assert block(path) == [] and "没有可以定位的差错" in str(shown(path, "定位摘要"))


def test_clear_empties_the_block(book: Book) -> None:
    path = book("case")
    locate(path, write=True)
    assert xltool.clear(path)
    assert block(path) == [] and shown(path, "定位摘要") is None and shown(path, "定位校验") is None
    assert shown(path, "定位状态") == "尚未定位"
    assert not xltool.clear(path)


def test_the_findings_and_the_block_leave_each_other_alone(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    listed, marked = results(path), marks(path)
    before = parts(path)
    locate(path, write=True)
    assert results(path) == listed and marks(path) == marked
    changed = {part for part, content in parts(path).items() if content != before.get(part)}
    assert len(changed) == 1 and changed < {part for part in before if part.startswith("xl/worksheets/")}


def test_a_stopped_search_says_so(book: Book) -> None:
    path = book("case")
    _, found = locate(path, budget=0, write=True)
    assert not found.complete
    assert "定位没有做完" in str(shown(path, "定位摘要"))


def test_rows_are_put_in_for_what_does_not_fit(book: Book) -> None:
    path = book("case")
    xltool.recalc(path)
    before = results(path)
    rows = [located.LocationRow("高度存疑", None, f"第 {number} 条") for number in range(95)]
    FileWorkbook(path).apply(located.location_edits(form_of(seen(path)), rows, "摘要"))
    assert [row[2] for row in block(path)] == [f"第 {number} 条" for number in range(95)]
    assert results(path) == before


def test_what_nobody_would_read_is_counted(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results_sheet, "_MOST_ROWS", 70)
    rows = [located.LocationRow("高度存疑", None, f"第 {number} 条") for number in range(99)]
    written = located.location_edits(form_of(seen(book("case"))), rows, "摘要").values
    texts = [value for value in written.values() if isinstance(value, str) and value.startswith("第 ")]
    assert len(texts) == 79 and texts[-1] == "第 78 条"
    assert "另有 20 行没有列出：用 xltool locate 可看全部。" in written.values()


@pytest.mark.libreoffice
def test_a_spreadsheet_program_shows_the_same_links_and_state(book: Book) -> None:
    path = book("case")
    locate(path, write=True)
    snapshot = seen(path)
    theirs = recalculate([path])[path]["审核结果"]
    state = where(snapshot, "定位状态")
    assert theirs[state.row, state.column] == FRESH
    for row, (_, words, _, _, _) in enumerate(block(path)):
        cell = where(snapshot, f"{LOCATED}_单元格#{row}")
        assert theirs.get((cell.row, cell.column)) == words


# A workbook of the first template, which has no block


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "前.xlsx"
    build(path, values=figures(), edition=BEFORE)
    return of_the_first_template(path, tmp_path / "旧.xlsx")


def test_every_verb_works_on_a_workbook_of_the_first_template(older: Path) -> None:
    assert xltool.recalc(older).changed and not xltool.recalc(older).changed
    assert xltool.check(older).findings
    assert locate(older)[1].suspects
    assert xltool.explain(older, "XT311|在职人员控制率", "编制未及时核增，已报编办")
    assert len(xltool.restore(older)) == 9 and not overwritten(older)
    assert xltool.adopt(older)
    assert xltool.clear(older) and not xltool.clear(older)


def test_a_workbook_of_the_first_template_has_no_room_for_the_answer(older: Path) -> None:
    before = older.read_bytes()
    with pytest.raises(WorkbookError) as caught:
        locate(older, write=True)
    sentence = str(caught.value)
    assert "旧版模板" in sentence and "xltool new" in sentence and "\n" not in sentence
    assert older.read_bytes() == before


# A review has no need of any of this


def test_a_review_loads_nothing_of_the_localisation(book: Book) -> None:
    script = (
        "import sys, xltool; xltool.recalc(sys.argv[1]);"
        "print([name for name in sys.modules if 'xltool.locate' in name or name == 'xltool.review.located'])"
    )
    path = str(book("case"))
    done = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"
