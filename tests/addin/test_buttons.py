"""The buttons, pressed as RunPython presses them, in a real spreadsheet program behind xlwings' real engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from examples.first_case import AS_FILED, figures
from templatebuild.build import drawn
from templatebuild.macro_workbook import finish_with_macros
from templatebuild.macros import SHARED, standard_modules
from tests.excel.pywin32 import ComError
from xltool.book.live import com
from xltool.book.live.before_images import state_folder
from xltool.book.live.excel import excel_workbook
from xltool.book.port import Area, Cell, Edits, Snapshot, Value
from xltool.checks import registry
from xltool.contract.names import GROWING, NOT_REVIEWED, RESULTS, TEMPLATE_VERSION, Role, with_role

if TYPE_CHECKING:
    from tests.excel.bed import Bed

pytestmark = pytest.mark.libreoffice

Press = Callable[..., str]


def write_macro_workbook(path: Path) -> None:
    """The first case as the workbook with buttons and macros."""
    finish_with_macros(drawn(path, values=figures()), standard_modules(*SHARED))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(AS_FILED, tmp_path / "案 例.xlsx"))


@pytest.fixture
def book(excel: Bed, path: Path) -> Any:
    return excel.open_with_addin(path)


@pytest.fixture
def press(excel: Bed, book: Any, monkeypatch: pytest.MonkeyPatch) -> Press:
    """Press a button; the dialogs' answers go in, the last dialog's text comes out."""

    def pressed(verb: str, *answers: str, typed: str | None = None) -> str:
        from xltool.addin import buttons

        excel.dialogs.answers[:] = answers
        excel.application.inputs[:] = [] if typed is None else [typed]
        before = len(excel.dialogs.shown)
        buttons.press(verb, "addin")
        shown = excel.dialogs.shown[before:]
        assert shown and all(title == "绩效自评" for title, _ in shown)
        return shown[-1][1]

    # what xlwings' RunPython puts on the command line
    argv = ["-c", f"--wb={book.name}", "--from_xl=1", "--app=C:\\Excel\\Microsoft Excel", "--hwnd=1"]
    monkeypatch.setattr("sys.argv", argv)
    monkeypatch.setattr("xlwings.main.sys", type("sys", (), {"argv": argv, "platform": "win32"}))
    return pressed


def now(book: Any) -> Snapshot:
    return excel_workbook(book).snapshot()


def contents(snapshot: Snapshot) -> dict[Cell, Value]:
    return {
        cell: value
        for sheet, grid in snapshot.grids.items()
        for row in range(1, len(grid) + 1)
        for column in range(1, len(grid[row - 1]) + 1)
        for cell in [Cell(sheet, row, column)]
        for value in [snapshot.value(cell)]
        if value is not None
    }


def named(snapshot: Snapshot, name: str, row: int = 0) -> Value:
    area: Any = snapshot.names[name]
    return snapshot.value(Cell(area.sheet, area.top + row, area.left))


def test_recalculate_says_the_figures_and_writes_them(press: Press, book: Any, excel: Bed) -> None:
    said = press("recalculate")
    assert "在职人员控制率 146.15%" in said and "各项相加 95.25（填报总分 96.25），建议总分 100.00" in said
    assert "▲必改 13 条（另有 1 条由此引起）" in said
    snapshot = now(book)
    assert named(snapshot, "核算_总分") == Decimal("95.25")
    assert named(snapshot, "审核结果_序号") == 1
    assert excel.application.StatusBar is False
    steps = [text for text in excel.application.statuses if text]
    assert [text for text in steps if "读取" in text] and [text for text in steps if "写入" in text]
    again = press("recalculate")
    assert again == said and contents(now(book)) == contents(snapshot)


def test_excels_own_undo_is_told_of_before_the_first_write_of_a_day(
    press: Press, book: Any, excel: Bed, tmp_path: Path
) -> None:
    asked = tmp_path / "state" / "undo" / "asked.txt"
    asked.write_text("2022-12-31")
    before = contents(now(book))
    assert press("recalculate", "no") == "没有运行，工作簿没有改动。"
    assert "Ctrl+Z" in excel.dialogs.shown[-2][1] and contents(now(book)) == before
    assert press("help") and asked.read_text() == "2022-12-31"  # what writes nothing asks nothing
    count = len(excel.dialogs.shown)
    assert "在职人员控制率 146.15%" in press("recalculate", "yes")
    assert len(excel.dialogs.shown) == count + 2
    press("review")
    assert len(excel.dialogs.shown) == count + 3


def test_review_goes_to_the_results(press: Press, book: Any, excel: Bed) -> None:
    assert excel.application.ActiveSheet.Name != RESULTS
    said = press("review")
    assert (
        said.startswith("▲必改 13 条（另有 1 条由此引起）") and excel.application.ActiveSheet.Name == RESULTS
    )
    once = contents(now(book))
    assert press("review") == said and contents(now(book)) == once


def test_locate_writes_beside_the_findings_and_goes_there(press: Press, book: Any, excel: Bed) -> None:
    press("recalculate")
    before = contents(now(book))
    said = press("locate")
    assert "有 13 条不成立" in said and "高度存疑 7 格，存疑组 5 个" in said
    snapshot = now(book)
    area: Any = snapshot.names["错误定位_结论"]
    active = excel.application.ActiveCell
    assert (excel.application.ActiveSheet.Name, active.Row, active.Column) == (RESULTS, area.top, area.left)
    assert (
        named(snapshot, "错误定位_结论") == "高度存疑" and named(snapshot, "定位状态") == "定位后数字未改动"
    )
    assert named(snapshot, "错误定位_单元格") == named(snapshot, "错误定位_显示")
    assert any("逐格核对" in text for text in excel.application.statuses if text)
    once = contents(snapshot)
    assert before.items() <= {cell: value for cell, value in once.items() if value != "尚未定位"}.items() | {
        (cell, "尚未定位") for cell, value in before.items() if value == "尚未定位"
    }
    assert press("locate") == said and contents(now(book)) == once
    press("recalculate")
    assert contents(now(book)) == once


@pytest.mark.parametrize(
    ("keys", "front", "ended"),
    [
        ([0, 1], 1, True),
        ([0, 0, -32768], 1, True),  # held down
        ([1, 0], 1, False),  # pressed before the search
        ([0, 1], 7, False),  # in another program
    ],
)
def test_escape_ends_the_search(
    press: Press, excel: Bed, keys: list[int], front: int, ended: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xltool.addin.buttons import escape

    monkeypatch.setattr(escape, "_BETWEEN", 0.0)
    excel.dialogs.keys[:] = keys
    excel.dialogs.front = front
    said = press("locate")
    assert ("被停止，没有做完" in said) is ended and not excel.dialogs.keys
    assert any("按 Esc 停止" in str(text) for text in excel.application.statuses) is not ended


def test_locate_stops_when_its_time_is_over(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    from xltool.addin.buttons import locate

    monkeypatch.setattr(locate, "_SEARCHING", 0.0)
    assert "时间已到或被停止，没有做完" in press("locate")


def test_clear_empties_every_cell_of_the_tool(press: Press, book: Any) -> None:
    before = contents(now(book))
    press("recalculate")
    press("locate")
    assert press("clear") == "标记、审核结果已清除，说明仍保留。"
    snapshot = now(book)
    for name in with_role(Role.TOOL):
        area = snapshot.names[name.name]
        edge = 1 if name.block in GROWING else 0
        assert isinstance(area, Area)
        for row in range(area.top + edge, area.bottom - edge + 1):
            for column in range(area.left, area.right + 1):
                cell = Cell(area.sheet, row, column)
                assert snapshot.value(cell) in (None, NOT_REVIEWED) or cell in snapshot.formulas, cell
    assert contents(snapshot) == before
    assert press("clear") == "没有需要清除的内容。"


def test_adopt_asks_and_undo_gives_back(press: Press, book: Any, excel: Bed) -> None:
    press("recalculate")
    before = contents(now(book))
    press("adopt", "no")
    question = excel.dialogs.shown[-1][1]
    assert question.startswith("把这 2 项得分改为建议得分吗？")
    assert "公用经费控制率（自评表!H20）：10 → 12.50" in question
    assert contents(now(book)) == before
    assert press("adopt", "yes").startswith("已改 2 项得分")
    snapshot = now(book)
    assert (named(snapshot, "绩效指标_得分", 4), named(snapshot, "绩效指标_得分", 6)) == (
        Decimal("6.25"),
        Decimal("12.5"),
    )
    assert press("adopt") == "得分都与建议得分相同，没有改动。"
    assert press("undo").startswith("已改回 2 格")
    assert contents(now(book)) == before
    assert press("undo").startswith("没有可以撤销的操作")


def test_restore_asks_and_undo_gives_back(press: Press, book: Any, excel: Bed) -> None:
    press("recalculate")
    before = now(book)
    press("restore", "no")
    assert (
        "恢复这 9 处吗" in excel.dialogs.shown[-1][1] and "总分：96.25 → 公式" in excel.dialogs.shown[-1][1]
    )
    assert contents(now(book)) == contents(before)
    assert press("restore", "yes").startswith("已恢复 9 处。")
    restored = now(book)
    assert named(restored, "总分") == Decimal("96.25")  # 10 + 86.25, now by the formula
    assert len(restored.formulas) == len(before.formulas) + 9
    assert press("restore") == "公式都完好，没有改动。"
    assert press("undo").startswith("已改回 9 格")
    after = now(book)
    assert contents(after) == contents(before) and after.formulas == before.formulas


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda sheet: sheet.getCellRangeByName("H20").setValue(11), "自评表!H20 在那次操作之后又改动过"),
        (lambda sheet: sheet.Rows.insertByIndex(16, 1), "那次操作之后表格增删过行或列"),
    ],
)
def test_undo_is_refused_where_the_cells_changed_since(
    press: Press, book: Any, excel: Bed, change: Callable[[Any], None], sentence: str
) -> None:
    press("adopt", "yes")
    change(excel.application.ActiveWorkbook.document.Sheets.getByName("自评表"))
    before = contents(now(book))
    assert sentence in press("undo")
    assert contents(now(book)) == before


def test_the_ribbon_hears_whether_there_is_anything_to_undo(
    press: Press, book: Any, excel: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[object, ...]] = []
    run = type(excel.application).Run

    def listened(self: Any, macro: str, *arguments: object) -> object:
        if macro == "'xltool.xlam'!XtRemember":
            told.append(arguments)
        return run(self, macro, *arguments)

    monkeypatch.setattr(type(excel.application), "Run", listened)
    for verb in ("recalculate", "adopt", "undo"):
        press(verb, "yes")
    assert told == [(book.api.FullName, known) for known in (False, True, False)]
    excel.application.Workbooks("xltool.xlam").Close()
    press("recalculate")  # nothing that has the add-in's name is looked for
    assert len(told) == 3 and "xltool.xlam" not in excel.application.looked_for


def test_undo_belongs_to_its_workbook(press: Press, book: Any, excel: Bed, tmp_path: Path) -> None:
    press("adopt", "yes")
    other = excel.open(Path(shutil.copy(AS_FILED, tmp_path / "另一个.xlsx")))
    with pytest.raises(Exception, match="没有可以撤销的操作"):
        excel_workbook(other).take_back()
    assert len(list((state_folder() / "undo").glob("*.json"))) == 1


def test_explain_at_a_marked_cell_and_in_the_results(press: Press, book: Any, excel: Bed) -> None:
    sheets = excel.application.ActiveWorkbook.Worksheets
    sheets("基础数据表").Activate()
    sheets("基础数据表").Range("G5").Select()
    assert press("explain", typed="编制尚未核定到位，已报编办") == "说明已写在“审核结果”里：控制率超过上限。"
    assert "在职人员控制率 146.15%" in excel.application.asked[-1]
    snapshot = now(book)
    keys: Any = snapshot.names["审核结果_键"]
    rows = {
        str(snapshot.value(Cell(keys.sheet, row, keys.left))): row for row in range(keys.top, keys.bottom + 1)
    }
    row = rows["XT311|在职人员控制率"] - keys.top
    assert named(snapshot, "审核结果_说明", row) == "编制尚未核定到位，已报编办"
    assert named(snapshot, "审核结果_状态", row) == "已说明"
    press("explain", typed="编制尚未核定到位，已报编办")
    assert contents(now(book)) == contents(snapshot)
    sheets(RESULTS).Activate()
    sheets(RESULTS).Range(f"D{keys.top}").Select()
    assert press("explain", typed="漏列明细，正在补报").endswith("是必改，说明不能代替改正。")
    assert press("explain") == "没有写说明。"
    sheets(RESULTS).Range("D2").Select()
    assert press("explain").startswith("请先选中")


def test_help_names_the_version(press: Press) -> None:
    from xltool import __version__

    assert press("help").startswith(f"xltool {__version__}")


#: Win32's numbers: in front of all windows; yes and no; a warning.
FRONT, YES_NO, WARNING = 0x10000, 0x4, 0x30


def test_a_dialog_belongs_to_excel_and_lies_in_front(
    press: Press, excel: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind Excel's window nobody sees it, and Excel waits for ever."""
    press("help")
    press("adopt", "no")
    monkeypatch.setattr("xltool.addin.buttons.desk.recalc", lambda _book: 1 / 0)
    press("recalculate")
    windows, styles = zip(*excel.dialogs.looks, strict=True)
    assert set(windows) == {excel.application.Hwnd} and all(style & FRONT for style in styles)
    assert [bool(style & YES_NO) for style in styles] == [False, True, False]
    assert [style & WARNING == WARNING for style in styles] == [False, False, True]


@pytest.mark.parametrize("host", ["addin", "book"])
def test_the_command_of_a_macro_presses_the_button(
    press: Press, book: Any, excel: Bed, path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """The workbook with macros carries XtStructure itself."""
    if host == "book":
        excel.close_all()
        with_macros = path.with_name("带宏.xlsm")
        write_macro_workbook(with_macros)
        excel.open(with_macros)
        sys.argv[1] = f"--wb={with_macros.name}"
    excel.boundary.calls = 0
    exec(f"import xltool.addin.buttons as b; b.press('recalculate', '{host}')")
    assert "建议总分 100.00" in excel.dialogs.shown[-1][1]
    assert excel.boundary.calls <= 405  # three of them for the ribbon


def test_every_verb_of_the_macros_is_a_button() -> None:
    from xltool.addin.buttons import BUTTONS

    source = Path(__file__).parents[2].joinpath("macros", "XtButtons.bas").read_text(encoding="ascii")
    assert set(re.findall(r'XtPress "(\w+)"', source)) == BUTTONS.keys()


# When things go wrong


def test_a_workbook_problem_is_one_sentence(press: Press, book: Any, excel: Bed) -> None:
    live = excel_workbook(book)
    snapshot = live.snapshot()
    version: Any = snapshot.names["模板版本"]
    live.apply(Edits(values={version.first: "9.0"}))
    assert press("recalculate") == (
        f"“案 例.xlsx”用的是更新的模板（9.0），本程序只认到 {TEMPLATE_VERSION}：请先升级 xltool。"
    )
    assert excel.application.StatusBar is False


def test_a_rule_that_crashes_is_a_finding_and_settings_are_restored(
    press: Press, book: Any, excel: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashing = registry.rules()[0]._replace(check=lambda _case: 1 / 0)
    monkeypatch.setattr(registry, "rules", lambda: (crashing,))
    application = excel.application
    before = (application.ScreenUpdating, application.EnableEvents, application.Calculation)
    assert "●提示 1 条" in press("recalculate")
    assert (application.ScreenUpdating, application.EnableEvents, application.Calculation) == before
    assert application.StatusBar is False


@pytest.mark.parametrize("writable", [True, False])
def test_a_crash_of_the_program_goes_to_a_log(
    press: Press, path: Path, monkeypatch: pytest.MonkeyPatch, excel: Bed, writable: bool
) -> None:
    monkeypatch.setattr("xltool.addin.buttons.desk.recalc", lambda _book: 1 / 0)
    log = path.with_name("案 例.绩效自评出错记录.txt")
    if not writable:
        log.mkdir()
        log = state_folder() / "xltool.绩效自评出错记录.txt"
    said = press("recalculate")
    assert said == (f"程序内部出错（ZeroDivisionError）：详细情况已写入 {log}，请把它发给维护人员。")
    assert "ZeroDivisionError: division by zero" in log.read_text(encoding="utf-8")
    assert excel.application.StatusBar is False


ADDRESS = "https://单位.sharepoint.example/sites/财务/Shared Documents/案 例.xlsx"


def test_on_onedrive_the_path_is_an_address(
    press: Press, book: Any, excel: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel.application.ActiveWorkbook.FullName = ADDRESS
    before = contents(now(book))
    assert press("adopt", "yes").startswith("已改 2 项得分")
    assert press("undo").startswith("已改回 2 格")
    press("clear")
    assert contents(now(book)) == before
    monkeypatch.setattr("xltool.addin.buttons.desk.recalc", lambda _book: 1 / 0)
    assert str(state_folder() / "xltool.绩效自评出错记录.txt") in press("recalculate")


def test_a_read_only_workbook_is_computed_and_said_so(press: Press, excel: Bed) -> None:
    assert "只读" not in press("recalculate")
    excel.application.ActiveWorkbook.ReadOnly = True
    assert press("recalculate").endswith("工作簿是以只读方式打开的：结果要“另存为”才能保留。")
    assert press("review").endswith("结果要“另存为”才能保留。")


def test_of_several_workbooks_the_one_of_the_click_is_meant(
    press: Press, book: Any, excel: Bed, path: Path
) -> None:
    other = excel.open(Path(shutil.copy(path, path.with_name("另一个.xlsx"))))
    untouched = contents(now(other))
    assert excel.application.ActiveWorkbook.Name == "另一个.xlsx"
    press("recalculate")
    assert contents(now(other)) == untouched
    assert named(now(book), "核算_总分") == Decimal("95.25")


@pytest.mark.parametrize("only", ["StatusBar", "Activate", "Hwnd", "FullName"])
def test_an_excel_that_stays_busy_is_said_so_in_time(
    press: Press, excel: Bed, monkeypatch: pytest.MonkeyPatch, only: str
) -> None:
    monkeypatch.setattr(com, "_PAUSE", 0.01)
    monkeypatch.setattr(com, "PATIENCE", 0.1)
    excel.boundary.refuse(ComError(0x80010001 - 2**32, "rejected", None, None), times=10_000, only=only)
    try:
        assert press("review").startswith("Excel 正忙")
    finally:
        excel.boundary._refusals.clear()


def test_with_nothing_but_a_picture_selected_explain_asks_for_a_cell(
    press: Press, excel: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(excel.application), "ActiveCell", property(lambda _self: None))
    assert press("explain").startswith("请先选中")


def test_a_long_reason_is_not_cut_by_the_box(press: Press, book: Any, excel: Bed) -> None:
    excel.application.ActiveWorkbook.Worksheets("基础数据表").Activate()
    excel.application.ActiveWorkbook.Worksheets("基础数据表").Range("G5").Select()
    press("explain", typed="编制尚未核定到位，已报编办")
    snapshot = now(book)
    rows: Any = snapshot.names["审核结果_说明"]
    (row,) = (
        row
        for row in range(rows.top, rows.bottom + 1)
        if snapshot.value(Cell(rows.sheet, row, rows.left)) == "编制尚未核定到位，已报编办"
    )
    long = "编制尚未核定到位，已报编办。" * 30
    excel_workbook(book).apply(Edits(values={Cell(rows.sheet, row, rows.left): long}))
    assert press("explain", typed="x").startswith("这一条的文字很长")
    assert now(book).value(Cell(rows.sheet, row, rows.left)) == long


def test_with_an_equals_sign_in_its_name_the_workbook_is_found(
    press: Press, excel: Bed, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel.open(Path(shutil.copy(path, path.with_name("甲=乙.xlsx"))))
    sys.argv[1] = "--wb=甲=乙.xlsx"
    assert "▲必改 13 条（另有 1 条由此引起）" in press("recalculate")
    assert now(excel.xlwings.books["甲=乙.xlsx"]).value(Cell(RESULTS, 3, 1))


#: A process of a button as RunPython starts it, with xlwings' real engine, in which no workbook can be found.
A_PROCESS = """
import sys
from tests.excel.pywin32 import Dialogs, installed
dialogs = Dialogs()
import xlwings
with installed(dialogs):
    import xlwings._xlwindows as engine
engine.Apps.cleanup = staticmethod(lambda: print("every Excel without a window is ended"))
xlwings._xlwindows = engine
if "left alone" in sys.argv:
    from xltool.addin import buttons
    buttons.press("help")
    assert dialogs.shown
"""


@pytest.mark.parametrize("pressed", [True, False])
def test_excel_processes_of_others_are_left_alone(pressed: bool, tmp_path: Path) -> None:
    """xlwings ends every Excel without a window when our process ends: seen without our button, never with it."""
    command = [sys.executable, "-c", A_PROCESS, *(["left alone"] if pressed else [])]
    root = Path(__file__).parents[2]
    environment = {**os.environ, "XLTOOL_STATE": str(tmp_path), "PYTHONPATH": str(root)}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert ("is ended" in done.stdout) is not pressed
