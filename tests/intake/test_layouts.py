"""附件1 and 附件2 in other years' layouts and wordings: labels decide, and nothing is guessed silently."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.intake import dialects
from tests.intake.cases import UNIT, comparable, expected, held
from tests.intake.forms import (
    C,
    Form,
    Row,
    base_data_2018,
    base_data_2022,
    base_data_2023,
    column,
    line,
    self_evaluation,
)
from xltool.intake.document import Document
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.read import read_report
from xltool.intake.reading import ReportReading, Sure
from xltool.intake.sources.page import read_page
from xltool.intake.sources.word import read_word
from xltool.verbs.import_report import import_report

D = Decimal

#: A made-up unit; the rows that every layout has.
VALUES: dict[str, object] = {
    "编制数": 40,
    "在职人数": 38,
    "在职人员控制率": 0.95,
    "三公经费_上年决算": 11,
    "三公经费_本年预算": 10,
    "三公经费_本年决算": 8.25,
    "公务用车购置和维护_本年决算": 5.25,
    "公车购置_本年决算": 0,
    "公车运行维护_本年决算": 5.25,
    "出国经费_本年决算": 0,
    "公务接待_本年决算": 3,
    "项目支出_上年决算": 190,
    "项目支出_本年预算": 200,
    "项目支出_本年决算": 195.5,
    "项目明细_名称": ["1、业务工作专项", "2、运行维护专项", "3、省级专项（河道）"],
    "项目明细_上年决算": [100, 60, 30],
    "项目明细_本年预算": [110, 60, 30],
    "项目明细_本年决算": [106.5, 59, None],
    "公用经费_上年决算": 62,
    "公用经费_本年预算": 60,
    "公用经费_本年决算": 57.4,
    "政府采购_本年预算": 25,
    "政府采购_本年决算": 24,
    "厉行节约保障措施": "1、从严审批。\n2、定期公开。",
}

_READERS: dict[str, Callable[[Form], Document]] = {
    "word": lambda form: read_word(dialects.as_docx(form), "报告.docx"),
    "page": lambda form: read_page(dialects.as_html(form), "报告.html"),
    "lines": lambda form: read_text(dialects.as_text_by_line(form), "报告.txt"),
    "tabs": lambda form: read_text(dialects.as_text_by_tab(form), "报告.txt"),
}


def found(reading: ReportReading) -> dict[tuple[str, int], object]:
    return comparable({at: each.value for at, each in reading.found.items() if each.value is not None})


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize(
    ("year", "made"), [(2018, base_data_2018), (2022, base_data_2022), (2023, base_data_2023)]
)
def test_every_layout_of_the_base_data(year: int, made: Callable[..., list[Row]], reader: str) -> None:
    title = f"{year}年度部门整体支出绩效评价基础数据表"
    reading = read_report(_READERS[reader](Form([title, made(VALUES, year), "说明：略。"])))
    read = found(reading)
    assert read.pop(("年度", 0)) == year
    read.pop(("楼堂馆所_完工年度", 0), None)
    assert read == comparable(expected(VALUES))
    assert reading.conflicts == ()
    assert reading.warnings == ("没有找到附件2自评表，其中的数字都没有填。",)
    foreign = {"办公经费", "水费、电费、差旅费", "会议费、培训费"} if year != 2022 else set()
    assert {each.label.strip().removeprefix("其中：") for each in reading.unplaced} >= foreign
    assert len(reading.unplaced) == (4 if foreign else 0)


def test_columns_are_known_by_their_headings_in_any_order() -> None:
    table = [
        [C("经费控制情况（万元）"), C("2022年决算数"), C("2021年决算数"), C("2022年预算数")],
        [C("项目支出"), C("3"), C("1"), C("2")],
        [C("三公经费"), C("6"), C("4"), C("5")],
    ]
    read = found(read_report(read_word(dialects.as_docx(Form([table])), "x")))
    assert [read[f"项目支出_{each}", 0] for each in ("上年决算", "本年预算", "本年决算")] == [1, 2, 3]
    assert [read[f"三公经费_{each}", 0] for each in ("上年决算", "本年预算", "本年决算")] == [4, 5, 6]


def test_cells_of_a_merged_column_are_not_read_as_another() -> None:
    """A grid of 12 columns, the label over five of them and each figure over two or three."""
    table = [
        [C("经费控制情况", 5), C("2021年决算数", 2), C("2022年预算数", 2), C("2022年决算数", 3)],
        [C("支出总额", 4), C("", 1), C("1.10", 2), C("2.20", 2), C("3.30", 1), C("", 2)],
        [C("其中：", 1), C("三公经费", 4), C("4", 2), C("", 2), C("6", 3)],
    ]
    read = found(read_report(read_word(dialects.as_docx(Form([table])), "x")))
    assert [read[f"支出总额_{each}", 0] for each in ("上年决算", "本年预算", "本年决算")] == [
        D("1.1"),
        D("2.2"),
        D("3.3"),
    ]


_EVALUATION: dict[str, object] = {
    "年初预算数": 500,
    "全年预算数": 520,
    "全年执行数": 494,
    "执行率分值": 10,
    "执行率": 0.95,
    "执行率得分": 9.5,
    "收入_合计": 494,
    "收入_一般公共预算": 470.5,
    "收入_其他资金": 23.5,
    "支出_合计": 494,
    "支出_基本支出": 299,
    "支出_项目支出": 195,
    "预期目标": "目标1：整治河道。\n目标2：宣传法治。",
    "实际完成情况": "1、整治河道12公里。\n2、开展宣传20场。",
    "绩效指标_一级指标": ["产出指标（50分）", None, None, None, "效益指标（40分）", None],
    "绩效指标_二级指标": ["数量指标", None, "质量指标", "成本指标", "社会效益指标", "服务对象满意度指标"],
    "绩效指标_三级指标": ["整治河道", "宣传场次", "合格率", "公用经费控制率", "法治意识", "群众满意度"],
    "绩效指标_年度指标值": ["≥12公里", "20场", "100%", "≤100%", "有效提高", "≥90%"],
    "绩效指标_实际完成值": ["12公里", "18场", "100%", "95%", "有效提高", "95%"],
    "绩效指标_分值": [15, 15, 10, 10, 30, 10],
    "绩效指标_得分": [15, 13.5, 10, 10, 29.5, 10],
    "绩效指标_偏差原因": ["无", "疫情影响，减少2场", None, "-", "宣传偏少", None],
    "分值合计": 100,
    "总分": 97.5,
}


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize("one_cell", [True, False])
def test_the_self_evaluation_in_every_source(reader: str, one_cell: bool) -> None:
    form = Form(["2023年度部门整体支出绩效自评表", self_evaluation(_EVALUATION, UNIT, one_cell=one_cell)])
    reading = read_report(_READERS[reader](form))
    read = found(reading)
    assert read.pop(("年度", 0)) == 2023
    assert read == comparable(expected(_EVALUATION))
    assert reading.found["单位名称", 0].value == UNIT


def test_drifting_words_and_ideographic_spaces() -> None:
    """自评得分, 预算单位名称, 一级指标 with spaces inside, 6.25 beside "6.25分"; the funds in cells of their own."""
    table = [
        [C("预算单位名称", 2), C("　某某局　", 6)],
        [C("年度预算申请\n（万元）", 1, 2), C(""), C("年初预算数"), C("全年预算数"), C("全年执行数"), C("分　值"), C("执行率"), C("自评得分")],
        [C("年度资金总额"), C("１，０３３．５"), C("1 388.92　"), C("1388.92万元"), C("10"), C("100％"), C("10分")],
        [C(""), C("按收入性质分", 2), C("494"), C("按支出性质分", 2), C("493"), C("")],
        [C(""), C("其中：一般公共预算拨款", 2), C("470.5"), C("其中：基本支出", 2), C("299"), C("")],
        [C("绩效指标", 1, 2), C("一级 指标"), C("二级　指标"), C("三级指标"), C("指标值"), C("完成值"), C("分值"), C("自评得分")],
        [C("产 出"), C("数量"), C("会　议"), C("　3次"), C("3次"), C("6.25分"), C("6.25　")],
        [C("总　分", 6), C("100"), C("６．２５分")],
    ]  # fmt: skip
    read = found(read_report(read_word(dialects.as_docx(Form([table])), "x")))
    assert read["年初预算数", 0] == D("1033.5") and read["全年预算数", 0] == D("1388.92")
    assert read["全年执行数", 0] == D("1388.92") and read["执行率", 0] == 1 and read["执行率得分", 0] == 10
    assert read["收入_合计", 0] == 494 and read["支出_合计", 0] == 493
    assert read["收入_一般公共预算", 0] == D("470.5") and read["支出_基本支出", 0] == 299
    assert read["绩效指标_分值", 1] == read["绩效指标_得分", 1] == D("6.25")
    assert read["绩效指标_年度指标值", 1] == "　3次"
    assert read["分值合计", 0] == 100 and read["总分", 0] == D("6.25")


def test_a_heading_repeated_on_the_next_page_is_no_indicator() -> None:
    rows = self_evaluation(_EVALUATION, UNIT)
    heading = next(index for index, row in enumerate(rows) if any(cell.text == "一级指标" for cell in row))
    first = [[*row] for row in rows[: heading + 4]]
    first[heading] = [cell._replace(down=1) for cell in first[heading]]
    second = [first[heading], *rows[heading + 4 :]]
    text = dialects.as_text_by_line(Form([first])) + "\n（续表）\n" + dialects.as_text_by_line(Form([second]))
    reading = read_report(read_text(text, "x"))
    titles = [each.value for at, each in reading.found.items() if at[0] == "绩效指标_三级指标"]
    assert titles == _EVALUATION["绩效指标_三级指标"]


def test_rows_without_the_cells_that_reach_down_into_them() -> None:
    """A browser that copies no blank cell for a merged one: the row is shorter, at its beginning."""
    text = "\n".join(
        [
            "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因",
            "产出指标\t数量指标\t会议\t3次\t3次\t10\t10\t-",
            "调研\t≥9次\t19次\t10\t9\t-",
            "质量指标\t合格率\t100%\t100%\t10\t10\t无",
            "总分\t100\t96.25",
        ]
    )
    reading = read_report(read_text(text, "x"))
    read = found(reading)
    assert [read.get(("绩效指标_三级指标", row)) for row in (1, 2, 3)] == ["会议", "调研", "合格率"]
    assert [read.get(("绩效指标_得分", row)) for row in (1, 2, 3)] == [10, 9, 10]
    assert read["绩效指标_二级指标", 3] == "质量指标" and ("绩效指标_二级指标", 2) not in read
    assert reading.found["绩效指标_得分", 2].sure is Sure.INFERRED
    assert read["分值合计", 0] == 100 and read["总分", 0] == D("96.25")


def test_two_figures_for_one_name_are_told_and_left_to_a_person(tmp_path: Path) -> None:
    form = Form(
        [
            "全年总支出500万元。",
            "本年总支出510.5万元。",
            [*base_data_2022(VALUES)],
            [*base_data_2022(VALUES | {"编制数": 41})],
        ]
    )
    (tmp_path / "报告.docx").write_bytes(dialects.as_docx(form))
    reading = import_report(tmp_path / "报告.docx", tmp_path / "x.xlsx")
    told = {(each.name, each.row): each for each in reading.conflicts}
    assert told["编制数", 0].taken is None and [each.text for each in told["编制数", 0].found] == ["40", "41"]
    assert {each.where for each in told["正文_总支出", 0].found} == {"第1段", "第2段"}
    assert ("编制数", 0) not in held(tmp_path / "x.xlsx")
    assert held(tmp_path / "x.xlsx")["在职人数", 0] == 38


def test_of_two_figures_the_one_that_is_certain_is_taken() -> None:
    form = Form(["某某市某某局2022年度部门整体支出绩效自评报告", self_evaluation(_EVALUATION, "某某局机关")])
    reading = read_report(read_word(dialects.as_docx(form), "x"))
    (told,) = reading.conflicts
    assert told.name == "单位名称" and told.taken is not None and told.taken.value == "某某局机关"
    assert reading.found["单位名称", 0].value == "某某局机关"


def test_many_rows_grow_the_blocks(tmp_path: Path) -> None:
    count = 45
    values = VALUES | {
        "项目明细_名称": [f"{i}、专项{i}" for i in range(1, count + 1)],
        **{
            f"项目明细_{each}": [i + 0.5 for i in range(count)]
            for each in ("上年决算", "本年预算", "本年决算")
        },
    }
    many = {
        name: [*column, *column, *column] for name, column in _EVALUATION.items() if isinstance(column, list)
    }
    form = Form([base_data_2022(values), self_evaluation(_EVALUATION | many, UNIT)])
    (tmp_path / "报告.docx").write_bytes(dialects.as_docx(form))
    import_report(tmp_path / "报告.docx", tmp_path / "x.xlsx")
    read = comparable(held(tmp_path / "x.xlsx"))
    wanted = comparable(expected(values | _EVALUATION | many))
    assert {at: read.get(at) for at in wanted} == wanted


def test_a_rate_without_its_sign_is_told_to_be_inferred() -> None:
    table = [
        [C("财政供养人员情况", 1, 2), C("编制数"), C("实际在职人数"), C("控制率")],
        [C("40"), C("38"), C("95")],
    ]
    reading = read_report(read_word(dialects.as_docx(Form([table])), "x"))
    rate = reading.found["在职人员控制率", 0]
    assert (
        rate.value == D("0.95") and rate.sure is Sure.INFERRED and rate.notes == ("没有写百分号，按百分数读",)
    )


def test_a_prompt_of_the_form_is_no_project() -> None:
    rows = [
        [C("经费控制情况（万元）", 4), C("2021年决算数"), C("2022年预算数"), C("2022年决算数")],
        line("项目支出：", [C("5"), C("5"), C("5")]),
        line("1、业务工作专项（一个项目一行）", [C(""), C(""), C("")]),
        line("……", [C(""), C(""), C("")]),
        line("2、公务接待中心改造", [C("5"), C("5"), C("5")]),
        line("公用经费", [C("1"), C("1"), C("1")]),
    ]
    reading = read_report(read_word(dialects.as_docx(Form([rows])), "x"))
    titles = [each.value for at, each in reading.found.items() if at[0] == "项目明细_名称"]
    assert titles == ["2、公务接待中心改造"]


def test_headings_that_cannot_be_read_go_by_the_forms_order_and_it_is_said() -> None:
    """What a form's formulas left behind where nobody had computed them."""
    rows = [
        [C("财政供养人员情况（人）", 4, 2), C("编制数"), C("0"), C("控制率")],
        [C("40"), C("38"), C("95%")],
        [C("经费控制情况（万元）", 4), C("0"), C("0"), C("0")],
        line("三公经费", [C("11"), C("10"), C("8")]),
        line("政府采购金额", [C(""), C("25"), C("24")]),
    ]
    reading = read_report(read_word(dialects.as_docx(Form([rows])), "x"))
    read = found(reading)
    assert read["在职人数", 0] == 38 and reading.found["在职人数", 0].sure is Sure.INFERRED
    assert [read[f"三公经费_{each}", 0] for each in ("上年决算", "本年预算", "本年决算")] == [11, 10, 8]
    assert reading.found["三公经费_本年决算", 0].sure is Sure.INFERRED
    assert any("次序" in sentence for sentence in reading.warnings)


def test_rows_that_add_up_others_are_no_projects_and_no_indicators() -> None:
    rows = [
        [C("经费控制情况（万元）", 4), C("2021年决算数"), C("2022年预算数"), C("2022年决算数")],
        line("项目支出", [C("9"), C("9"), C("9")]),
        line("1、河道整治", [C("5"), C("5"), C("5")]),
        line("　小　计", [C("5"), C("5"), C("5")]),
        line("2、普法宣传", [C("4"), C("4"), C("4")]),
        line("项目支出合计", [C("9"), C("9"), C("9")]),
        line("合计", [C("9"), C("9"), C("9")]),
        line("三公经费", [C("1"), C("1"), C("1")]),
    ]
    heads = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
    evaluation = [
        [C(text) for text in texts]
        for texts in (
            heads,
            ("产出指标（50分）", "数量指标", "会议", "3次", "3次", "50", "50"),
            ("", "", "小计", "", "", "50", "50"),
            ("产出指标小计", "", "", "", "", "50", "50"),
            ("效益指标", "社会效益", "稳定", "好", "好", "50", "50"),
            ("总分", "", "", "", "", "100", "100"),
        )
    ]
    reading = read_report(read_word(dialects.as_docx(Form([rows, evaluation])), "x"))
    titles = [each.value for at, each in reading.found.items() if at[0] == "项目明细_名称"]
    assert titles == ["1、河道整治", "2、普法宣传"]
    assert found(reading)["三公经费_本年决算", 0] == 1
    indicators = [each.value for at, each in reading.found.items() if at[0] == "绩效指标_三级指标"]
    assert indicators == ["会议", "稳定"]
    assert ["".join(each.label.split()) for each in reading.unplaced] == [
        "小计",
        "合计",
        "小计",
        "产出指标小计",
    ]


def test_the_national_form_has_columns_that_ours_has_not() -> None:
    """Of its funds the first amount is the budget of the year before last in line, not what was spent."""
    table = [
        [C("项目资金（万元）", 2), C("年初预算数"), C("全年预算数（调整后）"), C("全年执行数"), C("分值"), C("执行率"), C("自评分")],
        [C("年度资金总额", 2), C("30"), C("40"), C("40"), C("10"), C("100%"), C("10")],
        [C("其中：当年财政拨款", 2), C("29"), C("38"), C("38"), C("—"), C("100%"), C("—")],
        [C("　　　其他资金", 2), C("1"), C("2"), C("2"), C("—"), C(""), C("—")],
    ]  # fmt: skip
    reading = read_report(read_word(dialects.as_docx(Form([table])), "x"))
    read = found(reading)
    assert (read["年初预算数", 0], read["全年执行数", 0], read["执行率得分", 0]) == (30, 40, 10)
    assert not any(name.startswith(("收入_", "支出_")) for name, _ in read)
    assert [(each.label, each.contents) for each in reading.unplaced] == [
        ("其中：当年财政拨款", ("29", "38", "38", "100%")),
        ("其他资金", ("1", "2", "2")),
    ]


@pytest.mark.parametrize(
    "total",
    ["总分（100分）|||||100|97", "自评总分|||||100|97", "总得分：97分|||||", "合 计|||||100分|97分"],
)
def test_the_row_of_the_total_is_no_indicator(total: str) -> None:
    lines = (
        "一级指标|二级指标|三级指标|年初目标值|实际完成情况|分值|自评分",
        "产出指标|数量指标|指标1：会议|3次|3次|100|97",
        "||指标2：||||",
        "||……||||",
        total,
    )
    table = [[C(text) for text in each.split("|")] for each in lines]
    read = found(read_report(read_word(dialects.as_docx(Form([table])), "x")))
    assert read["总分", 0] == 97 and read.get(("分值合计", 0), 100) == 100
    assert read["绩效指标_年度指标值", 1] == read["绩效指标_实际完成值", 1] == "3次"
    assert not any(row > 1 for _, row in read)


def test_a_table_that_stands_twice_has_its_rows_once() -> None:
    once = [base_data_2022(VALUES), self_evaluation(_EVALUATION, UNIT)]
    changed = [*column(VALUES, "项目明细_本年决算")]
    changed[1] = 58
    twice = [*once, base_data_2022(VALUES | {"项目明细_本年决算": changed}), once[1]]
    reading = read_report(read_word(dialects.as_docx(Form([*twice])), "x"))
    wanted = comparable(expected(VALUES | _EVALUATION))
    wanted.pop(("项目明细_本年决算", 2))
    assert {at: value for at, value in found(reading).items() if at in wanted} == wanted
    assert max(row for (name, row) in reading.found if name.startswith("项目明细")) == 3
    assert [(each.name, each.row) for each in reading.conflicts] == [("项目明细_本年决算", 2)]


def test_of_two_columns_of_budgets_the_first_is_taken_and_said() -> None:
    heads = ("经费控制情况", "2021年决算数", "2022年年初预算数", "2022年调整预算数", "2022年决算数")
    table = [[C(text) for text in heads], [C("支出总额"), *(C(text) for text in ("1", "2", "9", "3"))]]
    reading = read_report(read_word(dialects.as_docx(Form([table])), "x"))
    columns = ("上年决算", "本年预算", "本年决算")
    assert [found(reading)[f"支出总额_{each}", 0] for each in columns] == [1, 2, 3]
    assert reading.found["支出总额_本年预算", 0].sure is Sure.INFERRED
    assert reading.found["支出总额_本年决算", 0].sure is Sure.CERTAIN
    assert any("附件1有 2 栏预算数" in sentence for sentence in reading.warnings)


_INDICATOR_HEADS = "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因"


@pytest.mark.parametrize(
    "row",
    [
        "\t\t调研\t9次\t19次\t10\t9\t-",
        "\t\t\t调研\t9次\t19次\t10\t无",
        "\t\t\t\t调研\t9次\t19次\t10\t9\t无",
        "\t\t\t\t调研\t9次\t19次\t10\t9",
    ],
    ids=["a blank cell lost", "the score lost", "a cell too many", "another shift"],
)
def test_an_indicator_whose_cells_do_not_stand_below_their_headings_is_left_over(row: str) -> None:
    whole = "\t产出指标\t数量指标\t会议\t3次\t3次\t10\t10\t-"
    last = "\t\t质量指标\t合格率\t100%\t100%\t10\t10\t无"
    reading = read_report(read_text("\n".join([_INDICATOR_HEADS, whole, row, last, "总分\t30\t29"]), "x"))
    read = found(reading)
    assert [read.get(("绩效指标_三级指标", each)) for each in (1, 2, 3)] == ["会议", "合格率", None]
    assert [read.get(("绩效指标_得分", each)) for each in (1, 2)] == [10, 10]
    assert [each.label for each in reading.unplaced] == ["调研"]


def test_the_budget_is_left_over_where_it_has_a_cell_too_many() -> None:
    heads = "\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分"
    row = "年度资金总额\t\t10\t20\t30\t30\t10分\t95%\t9分"
    reading = read_report(read_text(f"编制数\t在职人数\n5\t4\n\n\n{heads}\n{row}", "x"))
    assert not any(name in ("年初预算数", "全年执行数", "执行率", "执行率得分") for name, _ in reading.found)
    assert [each.label for each in reading.unplaced] == ["年度资金总额"]


def test_a_row_of_amounts_without_its_label_or_with_a_cell_too_many_is_left_over() -> None:
    lines = (
        "经费控制情况\t2021年决算数\t2022年预算数\t2022年决算数",
        "支出总额\t1\t2\t3",
        "项目支出\t9\t9\t9\t8",
        "1、河道\t3\t3\t3",
        "4\t4\t4",
        "三公经费\t5\t5\t5",
    )
    reading = read_report(read_text("\n".join(lines), "x"))
    assert not any(name.startswith("项目支出") for name, _ in reading.found)
    assert found(reading)["三公经费_本年决算", 0] == 5
    assert [(each.label, each.contents) for each in reading.unplaced] == [
        ("项目支出", ("9", "9", "9", "8")),
        ("4", ("4", "4", "4")),
    ]


def test_a_row_of_the_form_is_a_project_only_where_its_number_goes_on_with_the_list() -> None:
    rows = [
        [C("经费控制情况（万元）", 4), C("2021年决算数"), C("2022年预算数"), C("2022年决算数")],
        line("项目支出", [C("9"), C("9"), C("9")]),
        line("1、河道整治", [C("5"), C("5"), C("5")]),
        line("2、公务接待", [C("4"), C("4"), C("4")]),
        line("1、公务用车购置和维护经费", [C("3"), C("3"), C("3")]),
        line("3、公务接待", [C("1"), C("1"), C("1")]),
    ]
    read = found(read_report(read_word(dialects.as_docx(Form([rows])), "x")))
    assert read["项目明细_名称", 2] == "2、公务接待" and ("项目明细_名称", 3) not in read
    assert read["公务用车购置和维护_本年决算", 0] == 3 and read["公务接待_本年决算", 0] == 1
