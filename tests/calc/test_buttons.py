"""Every button of the extension, twice, in a real LibreOffice with its window, against the same verb on a file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import xltool
from examples.first_case import CORRECTED
from tests.annotate.forms import write_form
from tests.calc.extension import live
from tests.calc.window import CalcWindow
from tests.test_three_ways import cells, formulas
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Snapshot
from xltool.contract.names import RESULTS
from xltool.verbs.adopt import adopt
from xltool.verbs.clear import clear
from xltool.verbs.explain import explain
from xltool.verbs.locate import locate
from xltool.verbs.restore import restore
from xltool.verbs.verify import verify

pytestmark = pytest.mark.libreoffice

Press = Callable[..., str]
REASON = "编制尚未核定到位，已报编办"
STEP = "绩效自评：{}"


@pytest.fixture
def press(window: CalcWindow, document: Any) -> Press:
    """Press a button, answer its dialogs one after the other; what the last one said comes out."""

    def pressed(verb: str, *answers: str, typed: str | None = None) -> str:
        window.click(document, verb)
        said = ""
        for number, label in enumerate(answers or ("确定",)):
            said = window.answer(label, typed if number == 0 else None)
        window.rest(document)
        return said

    return pressed


def now(document: Any) -> Snapshot:
    return live(document).snapshot()


def same_as_file(document: Any, path: Path) -> None:
    """Values, marks, findings and formulas of the open document are those of a file."""
    seen, wanted = now(document), FileWorkbook(path).snapshot()
    assert cells(seen) == cells(wanted)
    assert formulas(seen) == formulas(wanted)
    assert seen.names == wanted.names and seen.errors == wanted.errors


def steps(document: Any) -> list[str]:
    """What LibreOffice would undo, the last step first."""
    return list(document.getUndoManager().getAllUndoActionTitles())


def test_what_is_opened_is_what_is_filed(document: Any, path: Path) -> None:
    seen, wanted = now(document), FileWorkbook(path).snapshot()
    assert cells(seen) == cells(wanted) and formulas(seen) == formulas(wanted)
    assert seen.names == wanted.names
    filed = {
        sheet: {area for area in areas if area in set(wanted.merges[sheet])}
        for sheet, areas in seen.merges.items()
    }
    assert any(filed.values()) and filed == {sheet: set(areas) for sheet, areas in seen.merges.items()}


def test_recalculate(press: Press, document: Any, filed: Path) -> None:
    before = cells(now(document))
    said = press("recalculate")
    assert "在职人员控制率 146.15%" in said and "▲必改 13 条（另有 1 条由此引起）" in said
    xltool.recalc(filed)
    same_as_file(document, filed)
    assert steps(document) == [STEP.format("重新计算")]
    assert press("recalculate") == said
    same_as_file(document, filed)
    while steps(document):
        document.getUndoManager().undo()
    assert not document.hasControllersLocked()
    assert cells(now(document)) == before


def test_review_goes_to_the_results(press: Press, document: Any, filed: Path) -> None:
    said = press("review")
    assert said.startswith("▲必改 13 条") and document.CurrentController.ActiveSheet.Name == RESULTS
    xltool.recalc(filed)
    same_as_file(document, filed)
    assert press("review") == said
    same_as_file(document, filed)


def test_explain(window: CalcWindow, press: Press, document: Any, filed: Path) -> None:
    go(document, "基础数据表", "G5")
    said = press("explain", "确定", "确定", typed=REASON)
    assert said == "说明已写在“审核结果”里：控制率超过上限。"
    explain(filed, "XT311|在职人员控制率", REASON)
    same_as_file(document, filed)
    window.click(document, "explain")
    assert "在职人员控制率 146.15%" in window.text(window.dialog())
    window.answer("确定")  # what was written before stands in the field
    assert window.answer() == said
    same_as_file(document, filed)
    assert press("explain", "取消", "确定") == "没有写说明。"


def test_adopt_restore_and_undo(press: Press, document: Any, filed: Path) -> None:
    press("recalculate")
    xltool.recalc(filed)
    before = now(document)
    for verb, on_file, agreed in (("adopt", adopt, "已改 2 项得分"), ("restore", restore, "已恢复 9 处")):
        press(verb, "否")
        assert cells(now(document)) == cells(before) and formulas(now(document)) == formulas(before)
        copy = Path(shutil.copy(filed, filed.with_name(f"{verb}.xlsx")))
        assert press(verb, "是", "确定").startswith(agreed)
        on_file(copy)
        xltool.recalc(copy)
        same_as_file(document, copy)
        assert "没有改动" in press(verb)
        assert press("undo").startswith("已改回")
        assert cells(now(document)) == cells(before) and formulas(now(document)) == formulas(before)
        assert press("undo").startswith("没有可以撤销的操作")


def test_locate(press: Press, document: Any, filed: Path) -> None:
    said = press("locate")
    assert "高度存疑 7 格，存疑组 5 个" in said
    locate(filed, budget=60.0, write=True)
    same_as_file(document, filed)
    assert document.CurrentController.ActiveSheet.Name == RESULTS
    area = now(document).names["错误定位_结论"]
    assert selected(document) == area.first
    assert document.CurrentController.getFirstVisibleColumn() == area.left - 1
    assert press("locate") == said
    same_as_file(document, filed)


def test_clear(press: Press, document: Any, filed: Path) -> None:
    before = cells(now(document))
    press("recalculate")
    assert press("clear") == "标记、审核结果已清除，说明仍保留。"
    xltool.recalc(filed)
    clear(filed)
    same_as_file(document, filed)
    assert cells(now(document)) == before
    assert press("clear") == "没有需要清除的内容。"


def test_next_and_previous(window: CalcWindow, press: Press, document: Any) -> None:
    window.click(document, "next")
    assert "“审核结果”里没有内容" in window.answer()
    press("review")
    snapshot = now(document)
    targets = []
    for verb in ("next", "next", "previous"):
        window.click(document, verb)
        window.rest(document)
        targets.append(selected(document))
        assert document.CurrentController.hasInfobar("cn.xltool.calc.finding")
    shown = snapshot.names["审核结果_单元格"]
    wanted = [snapshot.value(shown.first._replace(row=shown.top + row)) for row in (0, 1, 0)]
    assert [cell.address for cell in targets] == wanted
    before = selected(document)
    window.click(document, "previous")
    window.rest(document)
    assert selected(document) == before  # the first one: it stays there
    press("recalculate")
    assert not document.CurrentController.hasInfobar("cn.xltool.calc.finding")


def test_a_finding_in_a_hidden_row_is_told_and_not_selected(
    window: CalcWindow, press: Press, document: Any
) -> None:
    press("review")
    first = now(document).names["项目支出_本年决算"]
    document.Sheets.getByName(first.sheet).Rows.getByIndex(first.top - 1).IsVisible = False
    window.click(document, "next")
    window.rest(document)
    assert document.CurrentController.ActiveSheet.Name == RESULTS


def test_report_new_year_and_help(press: Press, path: Path) -> None:
    assert press("report").startswith(f"已生成 {path.with_name('案 例-自评报告.docx')}")
    assert "里的数字都与工作簿相同，没有改动" in press("report")
    assert press("newyear", "是", "确定").startswith("已从“案 例.xlsx”新建")
    assert path.with_name("案 例-下一年.xlsx").is_file()
    assert "已经" in press("newyear", "是", "确定")
    assert press("help") == press("help") and "xltool" in press("help")


def test_seal_and_mail_are_refused_while_findings_stand(press: Press, path: Path) -> None:
    for verb in ("seal", "seal", "mail", "mail"):
        said = press(verb)
        assert said.startswith("没有生成上报件，还有 20 条要先处理") and "……另有 8 项" in said
    assert list(path.parent.glob("*上报件*")) == []


def test_seal_makes_the_copy_and_mail_the_draft(window: CalcWindow, tmp_path: Path) -> None:
    path = Path(shutil.copy(CORRECTED, tmp_path / "改正.xlsx"))
    document = window.open(path)
    for _ in range(2):
        window.click(document, "seal")
        said = window.answer()
        window.rest(document)
        assert "上报件" in said and path.with_name("改正-上报件.xlsx").is_file(), said
    assert verify(path.with_name("改正-上报件.xlsx")).good
    for _ in range(2):
        window.click(document, "mail")
        assert window.answer().startswith("收件人的邮箱地址")
        assert "双击草稿就能打开" in window.answer()
        window.rest(document)
        assert len(list(tmp_path.glob("*.eml"))) == 1  # the second press writes the same draft anew


def test_annotate_opens_the_annotated_copy(window: CalcWindow, tmp_path: Path) -> None:
    form = tmp_path / "区表.xlsx"
    write_form(form)
    document = window.open(form)
    window.click(document, "annotate")
    questions = []
    while "已打开" not in (said := window.text(window.dialog())):
        questions.append(said)
        window.answer("确定" if "确定" in window.labels(window.dialog()) else "是")
    window.answer()
    copy = tmp_path / "区表-已标注.xlsx"
    assert copy.is_file() and window.titles() >= {"区表.xlsx", copy.name}
    window.click(document, "annotate")
    assert "已经在同一文件夹里，没有覆盖" in window.answer()


def test_annotate_knows_a_form_of_ours(press: Press) -> None:
    said = press("annotate")
    assert "是本工具的模板，不用标注" in said and said == press("annotate")


def go(document: Any, sheet: str, address: str) -> None:
    controller, there = document.CurrentController, document.Sheets.getByName(sheet)
    controller.setActiveSheet(there)
    controller.select(there.getCellRangeByName(address))


def selected(document: Any) -> Cell:
    place = document.getCurrentSelection().CellAddress
    return Cell(document.Sheets.getByIndex(place.Sheet).Name, place.Row + 1, place.Column + 1)
