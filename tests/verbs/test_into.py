"""``import --into``: a filled copy into the annotated blank gives what the filled copy itself says; nothing that stands there goes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import xltool
from examples.first_case import CORRECTED
from tests.annotate.test_working_in_place import Asked
from tests.intake.recognise.drawing import Family, drawn, families, saved, workbook
from xltool.cli import main
from xltool.errors import DeclinedError, SeveralReturnsError
from xltool.verbs.annotate import annotate
from xltool.verbs.into import IntoFate, import_into
from xltool.verbs.outcome import Outcome

FORM = """
[自评] 万元
部门整体支出绩效自评表 ~8
（2024年度） ~8
单位名称 ~2 | @单位名称 =某市某局 ~6
· ~2 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
年度资金总额 ~2 | @年初预算数 =300 | @全年预算数 =320 | @全年执行数 =304 | 10 @执行率分值 | @执行率 =95% | @执行率得分 =9.5
其中：财政拨款 ~2 | =250 | =270 | =254 | — | · | —
其他资金 ~2 | =50 | =50 | =50 | — | · | —
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因
产出指标 #一级指标 ~1x3 | 数量指标 #二级指标 ~1x2 | #三级指标 =培训人次 | #年度指标值 =≥200人次 | #实际完成值 =210人次 | #分值 =30 | #得分 =30 | #偏差原因
#三级指标 =巡查次数 | #年度指标值 =≥12次 | #实际完成值 =12次 | #分值 =20 | #得分 =20 | #偏差原因
质量指标 #二级指标 | #三级指标 =合格率 | #年度指标值 =≥95% | #实际完成值 =96% | #分值 =20 | #得分 =20 | #偏差原因
满意度指标 #一级指标 | 服务对象满意度 #二级指标 | #三级指标 =群众满意度 | #年度指标值 =≥90% | #实际完成值 =88% | #分值 =20 | #得分 =18 | #偏差原因 =样本偏少
总分 ~5 | 100 @分值合计 | @总分 =97.5 | ·
""".strip()


@pytest.fixture(autouse=True)
def no_profiles_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "settings"))


def put(path: Path, form: Family, filled: bool) -> Path:
    path.write_bytes(saved(workbook(form, filled)))
    return path


def annotated(folder: Path, form: Family, filled: bool) -> Path:
    annotate(put(folder / f"表{filled}.xlsx", form, filled), folder / f"标注{filled}.xlsx")
    return folder / f"标注{filled}.xlsx"


def said(outcome: Outcome) -> set[tuple[str, str]]:
    """What was found but for how figures are stored: the report's may be texts, those that come in are numbers."""
    return {(finding.code, finding.message) for finding in outcome.findings if finding.code != "XT003"}


def is_return(form: Family) -> bool:
    """Whether a form has what a review needs at the least: a table of base data alone has not."""
    return {"全年预算数", "全年执行数"} <= form.cells().keys() or "绩效指标_三级指标" in form.columns()


@pytest.mark.parametrize("form", filter(is_return, families()), ids=lambda form: form.name)
def test_a_filled_copy_comes_whole_into_the_blank(tmp_path: Path, form: Family) -> None:
    book, filled = annotated(tmp_path, form, False), annotated(tmp_path, form, True)
    lines = import_into(tmp_path / "表True.xlsx", book, desk=Asked())
    assert any(line.fate is IntoFate.FILLED for line in lines)
    assert said(xltool.check(book)) == said(xltool.check(filled))


def test_what_stands_there_stays(tmp_path: Path) -> None:
    form = drawn("form", FORM)
    book = annotated(tmp_path, form, False)
    made = openpyxl.load_workbook(book)
    made["自评"]["C5"], made["自评"]["C9"] = 301, "另一个指标"
    made.save(book)
    report = put(tmp_path / "报告.xlsx", form, True)
    desk = Asked()
    lines = {(line.found.name, line.found.row): line for line in import_into(report, book, desk=desk)}
    assert lines["年初预算数", 0].fate is IntoFate.DIFFERENT and lines["年初预算数", 0].now == "301"
    assert lines["绩效指标_三级指标", 2].fate is IntoFate.NO_ROW, "one row of its levels is left"
    assert lines["绩效指标_三级指标", 3].fate is IntoFate.FILLED
    sheet = openpyxl.load_workbook(book)["自评"]
    assert [sheet[at].value for at in ("C5", "D5", "C9", "C10", "C11")] == [
        301,
        320,
        "另一个指标",
        "培训人次",
        "合格率",
    ]
    assert (tmp_path / "标注False.上次操作前.xlsx").is_file()
    assert any("全年预算数" in text and "填入" in text for text in desk.seen)
    replaced = import_into(report, book, True, desk=Asked())
    assert [line.found.name for line in replaced if line.changes] == ["年初预算数"]
    assert openpyxl.load_workbook(book)["自评"]["C5"].value == 300


def test_nobody_agrees_and_nothing_changes(tmp_path: Path) -> None:
    form = drawn("form", FORM)
    book = annotated(tmp_path, form, False)
    before = book.read_bytes()
    with pytest.raises(DeclinedError):
        import_into(put(tmp_path / "报告.xlsx", form, True), book, desk=Asked(False))
    assert book.read_bytes() == before


def test_yuan_and_three_cells_of_a_target(tmp_path: Path) -> None:
    """The report writes 万元 and whole targets; the form 元, and a target as sense, number and unit."""
    text = FORM.replace("[自评] 万元", "[自评] 元").replace("（2024年度） ~8", "（2024年度）　单位：元 ~8")
    text = text.replace("年度指标值 | 实际完成值 |", "指标性质 | 指标值 | 度量单位 | 实际完成值 |")
    for target in ("≥200人次", "≥12次", "≥95%", "≥90%"):
        text = text.replace(f"#年度指标值 ={target}", "#指标性质 | #年度指标值 | #度量单位")
    lines = text.splitlines()
    form = drawn("yuan", "\n".join(line.replace("~8", "~10").replace("总分 ~5", "总分 ~7") for line in lines))
    book = annotated(tmp_path, form, False)
    import_into(put(tmp_path / "报告.xlsx", drawn("form", FORM), True), book, desk=Asked())
    outcome = xltool.check(book)
    assert outcome.report.budget.adjusted.value == Decimal(320)
    sheet = openpyxl.load_workbook(book)["自评"]
    assert sheet["D5"].value == 3_200_000
    assert [sheet.cell(9, column).value for column in (3, 4, 5, 6)] == ["培训人次", "≥", 200, "人次"]


def test_a_workbook_that_carries_names_is_a_report_too(tmp_path: Path) -> None:
    """Of last month's annotated copy, or a return on our own template."""
    form = drawn("form", FORM)
    book, filled = annotated(tmp_path, form, False), annotated(tmp_path, form, True)
    import_into(filled, book, desk=Asked())
    assert said(xltool.check(book)) == said(xltool.check(filled))
    other = tmp_path / "另一个"
    other.mkdir()
    of_ours = import_into(CORRECTED, annotated(other, form, False), desk=Asked())
    fates = {(line.found.name, line.found.row): line.fate for line in of_ours}
    assert fates["全年执行数", 0] is IntoFate.FILLED and fates["编制数", 0] is IntoFate.NO_PLACE


def test_of_several_returns_one_is_meant(tmp_path: Path) -> None:
    form = drawn("form", FORM)
    book = annotated(tmp_path, form, False)
    several = workbook(form, True)
    second = several.copy_worksheet(several.worksheets[0])
    second.title, second["D5"] = "第二张", 999
    several.save(tmp_path / "几张.xlsx")
    with pytest.raises(SeveralReturnsError, match="“自评”、“第二张”"):
        import_into(tmp_path / "几张.xlsx", book, desk=Asked())
    import_into(tmp_path / "几张.xlsx", book, sheet="第二张", desk=Asked())
    assert openpyxl.load_workbook(book)["自评"]["D5"].value == 999


def test_into_one_of_several_returns(tmp_path: Path) -> None:
    form = drawn("form", FORM)
    several = workbook(form, False)
    several.copy_worksheet(several.worksheets[0]).title = "乙"
    several.save(tmp_path / "几张.xlsx")
    book, report = tmp_path / "标注.xlsx", put(tmp_path / "报告.xlsx", form, True)
    done = CliRunner().invoke(
        main, ["annotate", str(tmp_path / "几张.xlsx"), "--sheet", "全部", "-o", str(book), "--yes"]
    )
    assert done.exit_code == 0, done.output
    with pytest.raises(SeveralReturnsError):
        import_into(report, book, desk=Asked())
    import_into(report, book, sheet="乙", desk=Asked())
    sheets = openpyxl.load_workbook(book)
    assert (sheets["乙"]["D5"].value, sheets["自评"]["D5"].value) == (320, None)


def test_the_command(tmp_path: Path) -> None:
    form = drawn("form", FORM)
    book, report = annotated(tmp_path, form, False), put(tmp_path / "报告.xlsx", form, True)
    done = CliRunner().invoke(main, ["import", str(report), "--into", str(book), "--yes", "--json"])
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout.splitlines()[-1])
    fates = {line["name"]: line["fate"] for line in record["lines"]}
    assert fates["全年执行数"] == "填入" and fates["资金来源_执行"] == "填入"
    both = CliRunner().invoke(main, ["import", str(report), "--into", str(book), "-o", "x.xlsx"])
    assert both.exit_code == 2 and "不要再给 -o" in both.stderr
    none = CliRunner().invoke(main, ["import", str(report)])
    assert none.exit_code == 2 and "--into" in none.stderr
