"""What is typed on the page goes into the form: into the cells that people fill, read as the report is read, and nothing else moves."""

from __future__ import annotations

import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.datavalidation import DataValidation

from tests.forms.books import write_form
from xltool import check
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell
from xltool.errors import WorkbookError
from xltool.model.compared import changes
from xltool.model.stated import Place
from xltool.resources import template_path
from xltool.verbs.fill import appeared_and_gone, fill, fill_cells, insert_row
from xltool.verbs.outcome import Outcome
from xltool.verbs.seal import seal

CASE = Path("examples/first-case/资阳2022-原样.xlsx")
CORRECTED = Path("examples/first-case/资阳2022-改正.xlsx")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copy(CASE, tmp_path / "自评.xlsx"))


def held(outcome: Outcome, name: str, row: int = 0) -> object:
    return outcome.snapshot.value(outcome.form.cell(Place(name, row)))


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_figure_goes_into_its_cell_and_the_findings_follow(case: Path) -> None:
    before = check(case)
    done = fill(case, "支出总额_本年预算", 0, "1,034.50")
    assert done.changed and held(done.outcome, "支出总额_本年预算") == Decimal("1034.5")
    assert held(check(case), "支出总额_本年预算") == Decimal("1034.5")
    news = appeared_and_gone(before, done.outcome)
    assert news["appeared"] and set(news["appeared"]) == {f.key for f in done.outcome.findings} - {
        f.key for f in before.findings
    }
    assert [
        (each.name, each.before, each.after)
        for each in changes(before.form, done.outcome.form)
        if each.name == "支出总额_本年预算"
    ] == [("支出总额_本年预算", "1033.5", "1034.5")]


def test_typed_back_the_findings_are_what_they_were(case: Path) -> None:
    before = fill(case, "支出总额_本年预算", 0, "1033.50").outcome
    fill(case, "支出总额_本年预算", 0, "999")
    after = fill(case, "支出总额_本年预算", 0, "1033.5").outcome
    assert after.findings == before.findings


def test_only_the_parts_that_say_the_figure_and_its_findings_change(case: Path) -> None:
    FileWorkbook(case)
    fill(case, "支出总额_本年预算", 0, "1033.50")  # the first review writes its marks
    before = parts(case)
    fill(case, "支出总额_本年预算", 0, "1040")
    after = parts(case)
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    package = FileWorkbook(case).package()
    sheets = {package.worksheets[name] for name in package.worksheets}
    assert changed and changed <= sheets


def test_what_was_there_is_kept_as_by_every_verb_that_writes_into_the_form(case: Path) -> None:
    original = case.read_bytes()
    fill(case, "支出总额_本年预算", 0, "1040")
    assert case.with_name("自评.原始备份.xlsx").read_bytes() == original


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("１，０３３．５", "1033.5"),
        (" 1 033.50 ", "1033.5"),
        ("0.12亿元", "1200"),
        ("12000元", "1.2"),
        ("-3.5", "-3.5"),
        ("0", "0"),
    ],
)
def test_a_figure_is_read_as_people_write_it(case: Path, typed: str, kept: str) -> None:
    assert held(fill(case, "三公经费_本年预算", 0, typed).outcome, "三公经费_本年预算") == Decimal(kept)


def test_nothing_typed_clears_the_cell(case: Path) -> None:
    done = fill(case, "支出总额_本年预算", 0, "  ")
    assert held(done.outcome, "支出总额_本年预算") is None and done.text == ""
    assert any(f.code.startswith("XT7") for f in done.outcome.findings)


@pytest.mark.parametrize(
    ("name", "row", "typed", "said"),
    [
        ("支出总额_本年预算", 0, "一千多", "读不出数字"),
        ("支出总额_本年预算", 0, "=A1+1", "不能填公式"),
        ("支出总额_本年预算", 0, "1" * 40, "位数太多"),
        ("在职人员控制率", 0, "90%", "由公式计算"),
        ("核算_执行率", 0, "1", "不能在这里填"),
        ("模板版本", 0, "9.9", "不能在这里填"),
        ("没有这个名称", 0, "1", "刷新页面"),
        ("项目明细_名称", 0, "x", "没有第 0 行"),
        ("项目明细_名称", 9999, "x", "没有第 9999 行"),
        ("单位名称", 3, "x", "没有第 3 行"),
        ("绩效指标_三级指标", 1, "长" * 32_768, "太长"),
    ],
)
def test_what_may_not_be_filled_is_said_and_nothing_is_written(
    case: Path, name: str, row: int, typed: str, said: str
) -> None:
    before = case.read_bytes()
    with pytest.raises(WorkbookError, match=said):
        fill(case, name, row, typed)
    assert case.read_bytes() == before
    assert not list(case.parent.glob("*备份*"))


def test_the_choices_of_the_template_are_offered_and_its_warning_is_said(case: Path) -> None:
    cells = {each.place.name.name: each for each in fill_cells(check(case).form, FileWorkbook(case)).values()}
    assert cells["显示标记"].choices == ("是", "否")
    assert len(cells["评分办法"].choices) > 1
    assert (
        "请从是、否里选" in fill(case, "显示标记", 0, "也许").warning
    )  # as the template warns, and lets it pass
    for choice in cells["评分办法"].choices:
        assert held(fill(case, "评分办法", 0, choice).outcome, "评分办法") == choice


def test_a_sealed_copy_is_filled_by_nobody(tmp_path: Path) -> None:
    book = Path(shutil.copy(CORRECTED, tmp_path / "改正.xlsx"))
    sealed = seal(book).path
    before = sealed.read_bytes()
    workbook = FileWorkbook(sealed)
    assert fill_cells(check(sealed).form, workbook) == {}
    with pytest.raises(WorkbookError, match="上报件"):
        fill(sealed, "支出总额_本年预算", 0, "1")
    assert sealed.read_bytes() == before


@pytest.mark.parametrize("book", [CASE, CORRECTED, template_path()])
def test_typing_what_stands_there_changes_nothing(book: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(book, tmp_path / "表.xlsx"))
    fill(
        path, "单位名称", 0, fill_cells(check(path).form, FileWorkbook(path))[cell_of(path, "单位名称")].text
    )
    before = path.read_bytes()
    form = check(path).form
    for place in list(fill_cells(form, FileWorkbook(path)).values())[:60]:
        done = fill(path, place.place.name.name, place.place.row, place.text)
        assert not changes(form, done.outcome.form), place
    assert path.read_bytes() == before


def cell_of(path: Path, name: str, row: int = 0) -> Cell:
    return check(path).form.cell(Place(name, row))


# Forms of others


def test_another_forms_cells_are_those_without_a_formula(tmp_path: Path) -> None:
    path = write_form(tmp_path / "表.xlsx", "without_annex", room=True)
    cells = {
        (each.place.name.name, each.place.row)
        for each in fill_cells(check(path).form, FileWorkbook(path)).values()
    }
    assert ("执行率", 0) not in cells and ("总分", 0) in cells and ("绩效指标_得分", 1) in cells
    with pytest.raises(WorkbookError, match="由公式计算"):
        fill(path, "执行率", 0, "90%")
    done = fill(path, "收入_合计", 0, "450")
    assert held(done.outcome, "收入_合计") == Decimal(450)
    assert not any("收入_合计" in f.key for f in done.outcome.findings)


@pytest.mark.parametrize(
    ("unit", "typed", "kept", "said"),
    [
        ("元", "1.2亿元", "120000000", "元"),
        ("元", "350", "350", "元"),
        ("千元", "3万元", "30", "千元"),
        ("亿元", "120000万元", "12", "亿元"),
    ],
)
def test_amounts_go_into_the_unit_of_the_form(
    tmp_path: Path, unit: str, typed: str, kept: str, said: str
) -> None:
    path = write_form(tmp_path / "表.xlsx", "money", room=True, 金额单位="F1")
    with_text(path, "F1", unit)
    place = fill_cells(check(path).form, FileWorkbook(path))[cell_of(path, "全年执行数")].place
    assert place.unit == said
    assert held(fill(path, "全年执行数", 0, typed).outcome, "全年执行数") == Decimal(kept)


@pytest.mark.parametrize(
    ("way", "typed", "kept"),
    [
        ("百分数", "76%", Decimal(76)),
        ("百分数", "76", Decimal(76)),
        ("比值", "76%", Decimal("0.76")),
        ("比值", "0.76", Decimal("0.76")),
        ("带%", "76%", "76%"),
        ("带%", "76", "76%"),
    ],
)
def test_rates_go_into_the_way_of_the_form(tmp_path: Path, way: str, typed: str, kept: object) -> None:
    path = write_form(tmp_path / "表.xlsx", "money", room=True, 比率写法="F1")
    with_text(path, "F1", way)
    assert held(fill(path, "执行率", 0, typed).outcome, "执行率") == kept


def test_what_a_form_stops_is_refused(tmp_path: Path) -> None:
    path = write_form(tmp_path / "表.xlsx", "money", room=True)
    book = openpyxl.load_workbook(path)
    rule = DataValidation(
        "decimal", operator="between", formula1="0", formula2="1000", errorStyle="stop", showErrorMessage=True
    )
    rule.add("C4")
    book["表"].add_data_validation(rule)
    book.save(path)
    with pytest.raises(WorkbookError, match="没有填入"):
        fill(path, "全年执行数", 0, "1000.01")
    assert held(fill(path, "全年执行数", 0, "1000").outcome, "全年执行数") == Decimal(1000)


def with_text(path: Path, address: str, text: str) -> None:
    book = openpyxl.load_workbook(path)
    book["表"][address] = text
    book.save(path)


def test_a_form_without_its_way_of_rates_asks_for_the_sign(tmp_path: Path) -> None:
    path = write_form(tmp_path / "表.xlsx", "money", room=True)
    with pytest.raises(WorkbookError, match="请带上“%”"):
        fill(path, "执行率", 0, "91.67")
    assert held(fill(path, "执行率", 0, "0.9167").outcome, "执行率") == Decimal("0.9167")


# Whatever is typed

_FIGURES = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@settings(max_examples=25, deadline=None)
@given(figure=_FIGURES, grouped=st.booleans(), wide=st.booleans())
def test_every_amount_is_kept_exactly(
    tmp_path_factory: pytest.TempPathFactory, figure: Decimal, grouped: bool, wide: bool
) -> None:
    path = Path(shutil.copy(CASE, tmp_path_factory.mktemp("typed") / "自评.xlsx"))
    typed = f"{figure:,}" if grouped else f"{figure}"
    if wide:
        typed = typed.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.,-"})
    done = fill(path, "三公经费_本年预算", 0, typed)
    assert held(done.outcome, "三公经费_本年预算") == figure
    assert Decimal(done.text) == figure


@settings(max_examples=40, deadline=None)
@given(typed=st.text(max_size=60))
def test_any_text_is_kept_or_refused_and_never_breaks_the_file(
    tmp_path_factory: pytest.TempPathFactory, typed: str
) -> None:
    path = Path(shutil.copy(CASE, tmp_path_factory.mktemp("typed") / "自评.xlsx"))
    for name, row in (
        ("厉行节约保障措施", 0),
        ("绩效指标_实际完成值", 1),
        ("支出总额_上年决算", 0),
        ("填报日期", 0),
    ):
        try:
            done = fill(path, name, row, typed)
        except WorkbookError as error:
            assert str(error).endswith(("。", "！", "）")) or "：" in str(error)
            continue
        again = fill(path, name, row, done.text)
        assert again.text == done.text and not changes(done.outcome.form, again.outcome.form)
    assert check(path).findings is not None


# Rows


def test_a_row_goes_into_a_table_with_everything_that_belongs_to_it(case: Path) -> None:
    before = check(case)
    outcome = insert_row(case, "项目明细_名称", 2)
    assert outcome.form.areas["项目明细_名称"].height == before.form.areas["项目明细_名称"].height + 1
    assert [(p.title.text, p.row) for p in outcome.report.projects] == [
        (p.title.text, p.row + (p.row >= 2)) for p in before.report.projects
    ]
    named = fill(case, "项目明细_名称", 2, "新增项目").outcome
    done = fill(case, "项目明细_本年决算", 2, "12.5")
    assert held(done.outcome, "项目明细_本年决算", 2) == Decimal("12.5")
    changed = changes(named.form, done.outcome.form)
    assert {each.address for each in changed} == {done.outcome.address(Place("项目明细_本年决算", 2))}


@pytest.mark.parametrize(
    ("name", "row", "said"), [("单位名称", 1, "不是可以插入行的表"), ("项目明细_名称", 999, "不能插入")]
)
def test_where_no_row_goes_in_it_is_said(case: Path, name: str, row: int, said: str) -> None:
    before = case.read_bytes()
    with pytest.raises(WorkbookError, match=said):
        insert_row(case, name, row)
    assert case.read_bytes() == before
