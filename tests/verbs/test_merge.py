"""``merge``: what the sums are made of, what is not added up, and what is refused."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import xltool
from tests.annotate.returns import TWO, write_returns
from tests.intake.recognise.drawing import drawn as form_drawn
from tests.intake.recognise.drawing import saved, workbook
from tests.verbs.merging import (
    DEPARTMENT,
    FIRST,
    SCHEME,
    SECOND,
    added,
    complete,
    drawn,
    filed,
    put,
    report_of,
    sum_rows,
    texts,
    three,
    value,
)
from tests.verbs.test_desk import Noted
from tests.verbs.test_into import FORM
from xltool.checks.finding import Severity
from xltool.cli import main
from xltool.contract.names import EXPENDITURE_ROWS, YEAR_COLUMNS
from xltool.errors import DeclinedError, WorkbookError
from xltool.verbs.annotate import annotate
from xltool.verbs.annotate_several import annotate_several, several_forms
from xltool.verbs.clear import clear
from xltool.verbs.merge import merge
from xltool.verbs.repair import lines, repair
from xltool.verbs.seal import seal
from xltool.verbs.verify import verify


@pytest.fixture(autouse=True)
def no_profiles_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "settings"))


def merged(folder: Path, *books: Path, name: str = "部门.xlsx") -> Path:
    merge(books or three(folder), folder / name, asking=False)
    return folder / name


def run(*arguments: str | Path, said: str | None = None) -> Result:
    return CliRunner().invoke(main, ["merge", *map(str, arguments)], input=said)


# Sums


def test_money_of_all_columns_and_staff_are_added(tmp_path: Path) -> None:
    path = merged(tmp_path)
    for row in EXPENDITURE_ROWS:
        for column in YEAR_COLUMNS:
            assert (value(path, f"{row}_{column}") or 0) == added(f"{row}_{column}")
    for name in (
        "编制数",
        "在职人数",
        "年初预算数",
        "全年执行数",
        "收入_合计",
        "收入_其他资金",
        "支出_项目支出",
    ):
        assert value(path, name) == added(name)
    assert (value(path, "单位名称"), value(path, "年度")) == (DEPARTMENT, Decimal(2024))


def test_rates_are_those_of_the_sums(tmp_path: Path) -> None:
    path = merged(tmp_path)
    outcome = xltool.check(path)
    executed, budget = added("全年执行数"), added("全年预算数")
    assert outcome.computed.rates["执行率"] == pytest.approx(float(executed / budget))
    assert value(path, "执行率") == round(executed / budget, 4)
    assert value(path, "核算_执行率") is not None


def test_a_check_accuses_nothing_that_the_merge_made(tmp_path: Path) -> None:
    outcome = xltool.check(merged(tmp_path))
    assert {finding.code for finding in outcome.findings} == {"XT701", "XT712"}, outcome.findings


def test_each_sum_shows_its_parts_and_ties(tmp_path: Path) -> None:
    rows = sum_rows(merged(tmp_path))
    parts = [drawn(unit).values["全年执行数"] for unit in (DEPARTMENT, FIRST, SECOND)]
    assert rows["全年执行数"] == [*parts, None, sum(parts), sum(parts), "相符", None]
    assert {row[-2] for row in rows.values() if len(row) > 5 and row[4] is not None} <= {"相符", None}


def test_the_projects_of_all_are_listed_with_their_units(tmp_path: Path) -> None:
    report = report_of(merged(tmp_path))
    named = [row.title.text for row in report.projects]
    counts = [
        sum(title.endswith(f"（{name}）") for title in named) for name in ("文旅局", "图书馆", "文化馆")
    ]
    assert counts == [drawn(unit).projects for unit in (DEPARTMENT, FIRST, SECOND)]
    assert len(named) == sum(counts) > 18  # more than the template prints
    for column in YEAR_COLUMNS:
        assert sum(
            cell.value or 0
            for row in report.projects
            for cell in row
            if getattr(cell, "name", "") == f"项目明细_{column}"
        ) == added(f"项目支出_{column}")


def test_indicators_goals_and_measures_are_listed_and_not_merged(tmp_path: Path) -> None:
    path = merged(tmp_path)
    report = report_of(path)
    assert all(row.title.empty for row in report.indicators) and report.goals.expected.empty
    listed = texts(path, "单位指标")
    for unit in (DEPARTMENT, FIRST, SECOND):
        for title in drawn(unit).values["绩效指标_三级指标"]:  # type: ignore[union-attr]
            assert not title or (f"{unit}|" in listed and " ".join(str(title).split()) in listed)


# Blank, absent, unreadable


def test_blank_everywhere_stays_blank_and_blank_somewhere_is_said(tmp_path: Path) -> None:
    books = [
        filed(tmp_path, DEPARTMENT, {"政府采购_本年决算": None, "公务接待_上年决算": None}),
        filed(tmp_path, FIRST, {"政府采购_本年决算": None, "公务接待_上年决算": Decimal(5)}),
    ]
    done = merge(books, tmp_path / "部门.xlsx", asking=False)
    assert value(done.path, "政府采购_本年决算") is None
    assert value(done.path, "公务接待_上年决算") == 5
    rows = sum_rows(done.path)
    assert "政府采购（本年决算）" not in rows
    assert rows["公务接待（上年决算）"][-2:] == ["相符", f"{DEPARTMENT}空白"]
    assert any(
        f"“{DEPARTMENT}”空着没有填的" in note and "公务接待（上年决算）" in note
        for note in done.merging.notes
    )


def test_what_nobody_can_read_keeps_the_sum_out_of_the_form(tmp_path: Path) -> None:
    books = [filed(tmp_path, DEPARTMENT), filed(tmp_path, FIRST, {"政府采购_本年决算": "约三十"})]
    done = merge(books, tmp_path / "部门.xlsx", asking=False)
    assert value(done.path, "政府采购_本年决算") is None
    row = sum_rows(done.path)["政府采购（本年决算）"]
    assert row[1] == "读不出“约三十”" and row[3] == added("政府采购_本年决算", DEPARTMENT)
    assert row[-2:] == ["待补", f"{FIRST}读不出"]
    assert any("政府采购（本年决算）" in note and "自己补" in note for note in done.merging.notes)


def test_a_form_in_yuan_that_lacks_rows_is_converted_and_its_lacks_are_named(tmp_path: Path) -> None:
    plain = tmp_path / "表样.xlsx"
    yuan = FORM.replace("[自评] 万元", "[自评] 元").replace("=320", "=3200000").replace("=304", "=3040000")
    plain.write_bytes(saved(workbook(form_drawn("yuan", yuan.replace("=300", "=3000000")), True)))
    annotate(plain, tmp_path / "标注.xlsx")
    put(tmp_path / "标注.xlsx", {"金额单位": "元"})
    done = merge([filed(tmp_path, DEPARTMENT), tmp_path / "标注.xlsx"], tmp_path / "部门.xlsx", asking=False)
    assert value(done.path, "全年执行数") == added("全年执行数", DEPARTMENT) + 304
    assert value(done.path, "支出总额_本年决算") is None
    assert sum_rows(done.path)["支出总额（本年决算）"][1] == "表上没有"
    assert any("支出总额（各栏）" in note and "某市某局表上没有" in note for note in done.merging.notes)
    assert "金额为元，已换算成万元" in texts(done.path, "合并说明")


def test_a_form_without_names_is_recognised_or_refused_with_what_to_do(tmp_path: Path) -> None:
    bare = tmp_path / "别的.xlsx"
    bare.write_bytes(saved(workbook(form_drawn("bare", FORM), True)))
    with pytest.raises(WorkbookError, match="请先用 xltool annotate 标注，再并入"):
        merge([filed(tmp_path, DEPARTMENT), bare], tmp_path / "部门.xlsx", asking=False)


def test_figures_of_the_text_are_shown_and_not_filled_in(tmp_path: Path) -> None:
    path = merged(tmp_path)
    assert value(path, "正文_总支出") is None
    row = sum_rows(path)["正文总支出"]
    assert row[4] == added("正文_总支出") and row[-2] is None
    put(path, {"正文_总支出": added("正文_总支出") + 1})
    xltool.recalc(path)
    assert sum_rows(path)["正文总支出"][-2] == "不符"


def test_annexes_that_divide_by_different_figures_are_not_added(tmp_path: Path) -> None:
    one = drawn(FIRST)
    by_budget = {
        name: one.values["全年预算数"] if name.endswith("合计") else None
        for name in (
            "收入_合计",
            "支出_合计",
            "收入_一般公共预算",
            "收入_其他资金",
            "支出_基本支出",
            "支出_项目支出",
        )
    }
    done = merge(
        [filed(tmp_path, DEPARTMENT), filed(tmp_path, FIRST, by_budget)], tmp_path / "部门.xlsx", asking=False
    )
    assert value(done.path, "支出_合计") is None and value(done.path, "全年执行数") is not None
    assert any("有的按全年预算数分，不能相加" in note for note in done.merging.notes)


def test_a_blank_that_is_wrong_in_the_units_own_return_keeps_the_sum_open(tmp_path: Path) -> None:
    books = [
        filed(tmp_path, DEPARTMENT),
        filed(tmp_path, FIRST, {"全年执行数": None, "支出总额_本年预算": None}),
    ]
    done = merge(books, tmp_path / "部门.xlsx", asking=False)
    assert value(done.path, "全年执行数") is None and value(done.path, "支出总额_本年预算") is None
    assert sum_rows(done.path)["全年执行数"][1] == "该填没有填"
    assert sum_rows(done.path)["支出总额（本年预算）"][-2:] == ["待补", f"{FIRST}该填没有填"]


# Projects


def test_subtotals_are_left_out_and_parts_keep_their_place(tmp_path: Path) -> None:
    book = filed(
        tmp_path,
        SECOND,
        {
            "项目明细_名称#3": "其中：设备更新",
            "项目明细_本年决算#3": Decimal("1.5"),
            "项目明细_名称#4": "小计",
            "项目明细_本年决算#4": Decimal("3.79"),
        },
    )
    done = merge([filed(tmp_path, DEPARTMENT), book], tmp_path / "部门.xlsx", asking=False)
    titles = [row.title.text for row in report_of(done.path).projects]
    assert "其中：设备更新（文化馆）" in titles and not any("小计" in title for title in titles)
    assert any("“小计”一行重复各项目，没有带来" in note for note in done.merging.notes)


def test_a_unit_that_lists_no_projects_has_one_row(tmp_path: Path) -> None:
    book = filed(
        tmp_path,
        SECOND,
        {f"项目明细_{column}#{row}": None for column in ("名称", *YEAR_COLUMNS) for row in (1, 2)},
    )
    done = merge([filed(tmp_path, DEPARTMENT), book], tmp_path / "部门.xlsx", asking=False)
    last = report_of(done.path).projects[-1]
    assert last.title.text == "项目支出，没有列明细（文化馆）"
    assert last.final.value == added("项目支出_本年决算", SECOND)


def test_buildings_are_added_and_years_that_differ_are_left_to_a_person(tmp_path: Path) -> None:
    built = {"楼堂馆所_批复规模": 900, "楼堂馆所_实际规模": 880, "楼堂馆所_完工年度": 2023}
    other = {"楼堂馆所_批复规模": 100, "楼堂馆所_实际规模": 120, "楼堂馆所_完工年度": 2024}
    done = merge(
        [filed(tmp_path, DEPARTMENT, built), filed(tmp_path, FIRST, other)],
        tmp_path / "部门.xlsx",
        asking=False,
    )
    assert value(done.path, "楼堂馆所_规模控制率") == Decimal(1)
    assert value(done.path, "楼堂馆所_完工年度") is None
    assert any("完工年度各单位不同（2023、2024）" in note for note in done.merging.notes)


def test_schemes_and_weights_that_differ_are_said(tmp_path: Path) -> None:
    books = [
        filed(tmp_path, DEPARTMENT),
        filed(tmp_path, FIRST, {"评分办法": "财政部2020", "执行率分值": 20}),
    ]
    done = merge(books, tmp_path / "部门.xlsx", asking=False)
    assert (value(done.path, "评分办法"), value(done.path, "执行率分值")) == (SCHEME, Decimal(10))
    assert sum("各单位不同" in note and f"“{FIRST}”" in note for note in done.merging.notes) == 2


# What is refused


def test_nothing_is_added_up_twice(tmp_path: Path) -> None:
    one, other = filed(tmp_path, DEPARTMENT), filed(tmp_path, FIRST)
    copy = Path(shutil.copy(other, tmp_path / "另一个名字.xlsx"))
    again = filed(tmp_path, FIRST, {"单位名称": f" {FIRST}　"}, name="改过.xlsx")
    for books, said in (
        ([one, other, other], "写了两次"),
        ([one, other, copy], "内容完全相同"),
        ([one, other, again], f"“{FIRST}”重复"),
        ([one], "至少要两个单位"),
    ):
        with pytest.raises(WorkbookError, match=said):
            merge(books, tmp_path / "部门.xlsx", asking=False)
    assert not (tmp_path / "部门.xlsx").exists()


def test_a_merged_return_is_a_part_like_any_and_nothing_in_it_is_added_again(tmp_path: Path) -> None:
    lower = merged(tmp_path, *(books := three(tmp_path))[:2], name="文旅.xlsx")
    upper = filed(tmp_path, "云溪县人民政府", seed=11)
    with pytest.raises(WorkbookError, match=f"“{FIRST}”重复：文旅.xlsx 是“{DEPARTMENT}”的合并表，已含它"):
        merge([upper, lower, books[1]], tmp_path / "全县.xlsx", asking=False)
    done = merge([upper, lower, books[2]], tmp_path / "全县.xlsx", asking=False)
    assert report_of(done.path).merged == ("云溪县人民政府", DEPARTMENT, FIRST, SECOND)
    assert value(done.path, "在职人数") == added("在职人数") + drawn("", seed=11).values["在职人数"]  # type: ignore[operator]
    titles = [row.title.text for row in report_of(done.path).projects]
    assert not any(title.count("（") > 1 and title.endswith("（文旅局）") for title in titles)
    assert f"已在“{DEPARTMENT}”的合并表里" in texts(done.path, "合并说明")


@pytest.mark.parametrize(
    ("cells", "said"),
    [({"年度": 2023}, "年度不同"), ({"年度": None}, "没有填年度"), ({"单位名称": None}, "没有填单位名称")],
)
def test_years_and_names_have_to_be_known(tmp_path: Path, cells: dict[str, object], said: str) -> None:
    books = [filed(tmp_path, DEPARTMENT), filed(tmp_path, FIRST, cells)]
    with pytest.raises(WorkbookError, match=said):
        merge(books, tmp_path / "部门.xlsx", asking=False)


def test_files_that_are_none_are_said_in_one_sentence(tmp_path: Path) -> None:
    good = filed(tmp_path, DEPARTMENT)
    (tmp_path / "空.xlsx").write_bytes(b"")
    (tmp_path / "断.xlsx").write_bytes(good.read_bytes()[:3000])
    (tmp_path / "密.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    for name in ("空.xlsx", "断.xlsx", "密.xlsx", "没有.xlsx"):
        done = run(good, tmp_path / name, "-o", tmp_path / "部门.xlsx")
        assert done.exit_code == 2 and name in done.output and "Traceback" not in done.output
    taken = run(good, filed(tmp_path, FIRST), "-o", good)
    assert taken.exit_code == 2 and "已经存在" in taken.output
    assert not (tmp_path / "部门.xlsx").exists()


def test_a_sealed_copy_counts_as_long_as_it_is_intact(tmp_path: Path) -> None:
    department = filed(tmp_path, DEPARTMENT)
    sealed = seal(filed(tmp_path, FIRST)).path
    assert sealed is not None
    done = merge([department, sealed], tmp_path / "部门.xlsx", asking=False)
    assert value(done.path, "在职人数") == added("在职人数", DEPARTMENT, FIRST)
    assert "|完好|" in texts(done.path, "合并说明")
    put(sealed, {"在职人数": Decimal(999)})
    with pytest.raises(WorkbookError, match="封存后有改动，不能并入"):
        merge([department, sealed], tmp_path / "又.xlsx", asking=False)


def test_returns_with_open_musts_are_added_only_where_that_is_agreed_to(tmp_path: Path) -> None:
    books = [filed(tmp_path, DEPARTMENT), filed(tmp_path, FIRST, {"支出_合计": Decimal(1)})]
    no, yes = Noted(agrees=False), Noted()
    with pytest.raises(DeclinedError):
        merge(books, tmp_path / "部门.xlsx", asking=False, desk=no)
    assert not (tmp_path / "部门.xlsx").exists() and any(FIRST in line for line in no.listed)
    done = merge(books, tmp_path / "部门.xlsx", asking=False, desk=yes)
    assert any("还有必改没有改" in note and f"“{FIRST}”" in note for note in done.merging.notes)


# What is done with it afterwards


def test_it_is_sealed_verified_and_cleared_with_its_pages(tmp_path: Path) -> None:
    path = merged(tmp_path)
    complete(path)
    outcome = xltool.recalc(path)
    assert outcome.count(Severity.MUST) == outcome.count(Severity.EXPLAIN) == 0, outcome.findings
    before = texts(path, "合并明细")
    assert clear(path) and texts(path, "合并明细") == before
    sealed = seal(path).path
    assert sealed is not None and verify(sealed).good
    seen = texts(sealed, "合并明细")
    assert "相符" in seen and "不符" not in seen
    assert report_of(sealed).merged == (DEPARTMENT, FIRST, SECOND)
    put(sealed, {"合并单位_名称#2": "云溪县别的馆"})
    assert not verify(sealed).good


def test_what_was_filled_in_by_hand_is_taken_along_when_it_is_merged_anew(tmp_path: Path) -> None:
    books = three(tmp_path)
    old = merged(tmp_path, *books)
    complete(old)
    put(old, {"正文_在职人数": Decimal(7), "绩效指标_实际完成值#2": Decimal("0.95"), "在职人数": Decimal(1)})
    new = merge(books, tmp_path / "新.xlsx", texts=old, asking=False).path
    before, after = report_of(old), report_of(new)
    assert after.indicators == before.indicators and before.indicators[1].actual.text == "0.95"
    assert after.goals == before.goals and after.narrative.staff.value == 7
    assert after.staffing.actual.value == added("在职人数")
    put(old, {"年度": Decimal(2023)})
    with pytest.raises(WorkbookError, match="是 2023 年的，目标、指标不能用在 2024 年的合并表里"):
        merge(books, tmp_path / "又.xlsx", texts=old, asking=False)


def test_a_figure_that_is_changed_afterwards_does_not_tie(tmp_path: Path) -> None:
    path = merged(tmp_path)
    put(path, {"政府采购_本年决算": Decimal(1)})
    xltool.recalc(path)
    row = sum_rows(path)["政府采购（本年决算）"]
    assert row[4:7] == [added("政府采购_本年决算"), Decimal(1), "不符"]


@pytest.mark.parametrize("gone", ["the list", "the sheet"])
def test_one_that_does_not_say_any_more_what_it_adds_up_is_refused(tmp_path: Path, gone: str) -> None:
    path = merged(tmp_path)
    if gone == "the list":
        put(path, {f"合并单位_名称#{row}": None for row in range(3)})
    else:
        book = openpyxl.load_workbook(path)
        del book["合并说明"]
        book.defined_names["合并单位_名称"].attr_text = "#REF!"
        book.save(path)
    with pytest.raises(WorkbookError, match="是合并表，“合并说明”里单位的名单不见了"):
        xltool.check(path)
    mended = repair(merged(tmp_path, name="好.xlsx"), tmp_path / "修.xlsx")
    assert any("原来是合并表" in line for line in lines(mended))


def test_many_units_are_put_on_pages_side_by_side(tmp_path: Path) -> None:
    books = [filed(tmp_path, f"云溪县第{n}小学", seed=4, name=f"{n}.xlsx") for n in range(1, 15)]
    path = merged(tmp_path, *books)
    sheet = openpyxl.load_workbook(path)["合并明细"]
    assert (
        sheet.page_setup.fitToWidth == 2
        and sheet.print_title_cols == "$A:$A"
        and sheet.print_title_rows == "$3:$3"
    )
    assert sheet.freeze_panes == "B4"
    assert sum_rows(path)["编制数（人）"][-1] is None


def several(folder: Path, department: tuple[float, float, float] | None) -> Path:
    """A bureau's own workbook with the returns of two projects, and perhaps that of their department."""
    plain = write_returns(folder / "源.xlsx", TWO, department)
    annotate_several(several_forms(plain, ("全部",)), folder / "几份.xlsx")
    return folder / "几份.xlsx"


def test_of_several_returns_in_a_file_that_of_the_unit_is_added(tmp_path: Path) -> None:
    done = merge(
        [filed(tmp_path, DEPARTMENT), several(tmp_path, (30, 32, 32))], tmp_path / "部门.xlsx", asking=False
    )
    assert value(done.path, "全年执行数") == added("全年执行数", DEPARTMENT) + 102
    assert "几份.xlsx（部门）" in texts(done.path, "合并说明")


def test_a_file_of_projects_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="是项目的自评表，不是单位的"):
        merge([filed(tmp_path, DEPARTMENT), several(tmp_path, None)], tmp_path / "部门.xlsx", asking=False)


def test_a_bureaus_own_form_that_was_sealed_is_read_with_its_slip(tmp_path: Path) -> None:
    (work := tmp_path / "标注").mkdir()
    plain = work / "表样.xlsx"
    plain.write_bytes(saved(workbook(form_drawn("sealed", FORM), True)))
    annotate(plain, work / "某局.xlsx")
    sealed = seal(work / "某局.xlsx")
    assert sealed.path is not None and sealed.slip is not None, sealed.blocking
    done = merge([filed(tmp_path, DEPARTMENT), sealed.path], tmp_path / "部门.xlsx", asking=False)
    assert value(done.path, "全年执行数") == added("全年执行数", DEPARTMENT) + 304
    with pytest.raises(WorkbookError, match="是校验单，数在与它一起的上报件里"):
        merge([filed(tmp_path, DEPARTMENT), sealed.slip], tmp_path / "又.xlsx", asking=False)


def test_the_same_returns_give_the_same_bytes(tmp_path: Path) -> None:
    books = three(tmp_path)
    one, other = (merged(tmp_path, *books, name=f"{n}.xlsx").read_bytes() for n in (1, 2))
    assert one == other


def test_names_with_a_formula_in_them_stay_texts(tmp_path: Path) -> None:
    odd = "=1+1<馆>&\"'"
    done = merge(
        [filed(tmp_path, DEPARTMENT), filed(tmp_path, FIRST, {"单位名称": odd})],
        tmp_path / "部门.xlsm",
        unit="=cmd",
        asking=False,
    )
    assert report_of(done.path).merged == (DEPARTMENT, odd)
    assert value(done.path, "单位名称") == "=cmd"


def test_the_command_line_says_what_was_done_and_gives_json(tmp_path: Path) -> None:
    books = three(tmp_path)
    done = run(*books, "-o", tmp_path / "部门.xlsx", "--unit", "云溪县文旅系统")
    assert done.exit_code == 0, done.output
    assert "已把 3 个单位合并成" in done.output and "没有告知，没有扣除" in done.output
    assert value(tmp_path / "部门.xlsx", "单位名称") == "云溪县文旅系统"
    record = json.loads(run(*books, "-o", tmp_path / "又.xlsx", "--json").stdout)
    assert record["units"] == [DEPARTMENT, FIRST, SECOND] == record["check"]["merged"]
    found = next(each for each in record["sums"] if each["name"] == "全年执行数")
    assert Decimal(found["total"]) == added("全年执行数") and found["filled"]
