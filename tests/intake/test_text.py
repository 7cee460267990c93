"""Figures of running text: which are read, of which year, and what is no figure of the contract."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltool.intake.contacts import without_contacts
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.prose.reading import read_sentences
from xltool.intake.read import read_prose, read_report
from xltool.intake.reading import Sure
from xltool.model.prose import Sort, TextFigure

#: Eleven digits as of a mobile telephone, of nobody's.
_MOBILE = "130" + "0" * 8


def read(sentence: str, year: str = "2022") -> dict[str, str]:
    """First name -> value of each figure whose name, year and kind are certain."""
    return {
        figure.readings[0].of.names[0]: f"{figure.value.normalize():f}"
        for figure in figures(sentence, year)
        if figure.readings and (figure.readings[0].sort is Sort.LEVEL or figure.readings[0].firm)
    }


def figures(sentence: str, year: str = "") -> list[TextFigure]:
    """The figures of a text."""
    return [figure for each in read_sentences(read_text(sentence, "x"), year) for figure in each.figures]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("2022年，全年总收入1388.92万元，其中：预算内收入1,322.4万元，预算外收入66.52万元。",
         {"正文_总收入": "1388.92", "正文_预算内收入": "1322.4", "正文_预算外收入": "66.52"}),
        ("本年收入合计为 1388.92 万元；支出总计１３８８．９２万元。", {"正文_总收入": "1388.92", "正文_总支出": "1388.92"}),
        ("（1）工资福利支出902.66万元，占总支出的比重为65%。", {"正文_工资福利支出": "902.66", "正文_工资福利支出_占比": "0.65"}),
        ("⑶对个人和家庭的补助支出82.73万元，占支出总额的5.96%", {"正文_对个人和家庭补助": "82.73", "正文_对个人和家庭补助_占比": "0.0596"}),
        ("年末结转结余3.2万元。", {"正文_年末结余": "3.2"}),
        ("机关现有在职干部职工57人，核定编制39名。", {"正文_在职人数": "57", "编制数": "39"}),
        ("年初预算数1033.5万元，全年执行数13889200元。", {"年初预算数": "1033.5", "全年执行数": "1388.92"}),
        ("公务接待费年初预算4万元，决算3万元。", {"公务接待_本年预算": "4", "公务接待_本年决算": "3"}),
        ("“三公”经费决算数8万元，其中公务用车运行维护费5万元。", {"三公经费_本年决算": "8", "公车运行维护_本年决算": "5"}),
        ("2021年基本支出785.98万元，2022年基本支出937.05万元。", {"基本支出_上年决算": "785.98", "基本支出_本年决算": "937.05"}),
        ("年初预算数10万元，全年预算数12万元，预算调整率20%；全年执行数11万元。",
         {"年初预算数": "10", "全年预算数": "12", "预算调整率": "0.2", "全年执行数": "11"}),
        ("上年总收入1300万元。", {}),
        ("2020年基本支出700万元。", {}),
        ("河道整治97万元，占总支出的19.6%。", {}),
        ("基本支出937.05万元，占总支出的67.47%。", {"基本支出_本年决算": "0.6747"}),
        ("基本支出比上年增加151.07万元，增长19.2%。", {}),
        ("人均公用经费1.4万元。", {}),
        ("总支出占年初预算的134%。", {}),
        ("总支出约1400万元，总收入近1400万元。", {}),
        ("总支出1400万元左右，总收入1400余万元，在职人员60人以上。", {}),
        ("预算执行率95%以上，公用经费控制率不超过100%。", {}),
        ("机关在职30人，下属事业单位在职27人。", {}),
        ("总支出9万元，其中资本性支出3万元，占33.3%。", {"正文_总支出": "9", "正文_资本性支出": "3", "正文_资本性支出_占比": "0.333"}),
        ("资本性支出3万元，占33.3%。", {"正文_资本性支出": "3"}),
        ("2022年末在职人员57人，2022年12月底结余3万元。", {"正文_在职人数": "57", "正文_年末结余": "3"}),
        ("上年结转结余3万元，年末结转结余5万元。", {"正文_年末结余": "5"}),
        ("任免干部74人次，培训57名代表，第57名。", {}),
        ("（2020）57号文件、电话0737-0000000、2022年12月31日。", {}),
    ],
)  # fmt: skip
def test_figures_of_a_sentence(sentence: str, wanted: dict[str, str]) -> None:
    assert read(sentence) == wanted


def test_a_total_with_what_was_carried_over_is_not_that_of_the_year() -> None:
    text = "收入总计434.72万元，其中：本年收入合计434.16万元，年初结转和结余0.56万元。支出合计430.1万元，年末结转和结余4.62万元。"
    found = read_report(read_text(text, "x"))
    values = {name: each.value for (name, _), each in found.found.items()}
    assert values == {
        "正文_总收入": Decimal("434.72"),
        "正文_总支出": Decimal("430.1"),
        "正文_年末结余": Decimal("4.62"),
    }
    assert found.conflicts == ()


def test_the_money_of_a_part_is_not_that_of_the_unit() -> None:
    text = (
        "一、收支情况\n1、收入情况：全年总收入8万元。\n2、支出情况：总支出7万元。\n二、项目支出情况\n全年18个项目，支出总额4万元。\n"
        "三、政府性基金预算支出情况\n（一）收入：总收入2万元。\n（二）支出：总支出2万元，年末结余0万元。\n四、结余情况\n年末结余1万元。"
    )
    found = read_report(read_text(text, "x"))
    values = {name: each.value for (name, _), each in found.found.items()}
    assert values == {"正文_总收入": 8, "正文_总支出": 7, "正文_年末结余": 1}
    assert found.conflicts == ()


def test_a_share_of_the_total_names_what_it_is_a_share_of() -> None:
    first, second = figures("基本支出937.05万元，占总支出的67.47%。")
    assert (first.readings[0].base.names, second.readings[0].base.names) == ((), ("支出总额_本年决算",))


def test_places_are_those_of_the_words() -> None:
    found = {
        f.text: f.places
        for f in figures("总支出1388.90万元。总收入13889200元。基本支出0.14亿元。预算执行率95.0%。")
    }
    assert found == {"1388.90万元": 2, "13889200元": 4, "0.14亿元": -2, "95.0%": 3}


def test_only_the_text_before_the_annexes_is_text() -> None:
    document = read_text("全年总支出5万元。\n附件1\n说明：全年总支出6万元。", "x")
    (sentence,) = read_prose(document).sentences
    assert sentence.where == "第1段" and sentence.figures[0].value == 5


def test_a_report_that_is_an_annex_itself_has_text() -> None:
    document = read_text(
        "附件1\n某局2022年度部门整体支出绩效自评报告\n全年总支出5万元。\n附件1\n总支出6万元。", "x"
    )
    assert [figure.value for each in read_prose(document).sentences for figure in each.figures] == [5]


def test_the_source_of_a_figure_is_its_sentence() -> None:
    found = read_report(read_text("开头。全年总支出5万元，比上年多。结尾。", "x")).found["正文_总支出", 0]
    assert (found.value, found.text, found.where) == (Decimal(5), "全年总支出5万元，比上年多。", "第1段")


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (
            "填表人：李某某  填报日期：2023.4.18  联系电话：0737-0000000 单位负责人签字：王某",
            "填报日期：2023.4.18",
        ),
        ("填 表 人：李某某", None),
        (f"联系人（财务）：李某某，手机：{_MOBILE}", None),
        (f"如有疑问请致电0737-0000000或{_MOBILE}。", "如有疑问请致电（电话略）或（电话略）。"),
        ("总支出1388.92万元，详见2022-2023年预算。", "总支出1388.92万元，详见2022-2023年预算。"),
    ],
)
def test_what_is_said_of_people_is_taken_out_at_once(line: str, left: str | None) -> None:
    found = [each.text for each in without_contacts(read_text(line, "x")).paragraphs]
    assert found == ([left] if left else [])


def test_a_name_inside_a_paragraph_takes_only_itself_along() -> None:
    line = f"成立评价小组，联系人：李某某，{'认真核对各项数据，' * 12}全年总支出5万元。"
    document = without_contacts(read_text(line, "x"))
    assert "李某某" not in repr(document)
    assert read_report(document).found["正文_总支出", 0].value == 5


def test_cells_that_ask_for_a_person_are_emptied() -> None:
    text = "填表人\t李某某\t填报日期：2023年4月18日\t联系电话\t0000000\n编制数\t39\t负责人签字：\t王某\t"
    (table,) = without_contacts(read_text(text, "x")).tables
    words = "".join(cell.text for row in table.rows for cell in row)
    assert "李某某" not in words and "0000000" not in words and "王某" not in words
    assert "2023年4月18日" in words and "39" in words


def test_the_parts_of_basic_spending_are_not_those_of_the_total() -> None:
    text = (
        "某某局2022年度部门整体支出绩效自评报告\n总支出20万元，其中：基本支出12万元，项目支出8万元。\n"
        "1.基本支出12万元，其中：工资福利支出9万元，商品和服务支出3万元。"
    )
    values = {name: found.value for (name, _), found in read_report(read_text(text, "x")).found.items()}
    assert (
        values["正文_总支出"] == 20 and values["基本支出_本年决算"] == 12 and values["项目支出_本年决算"] == 8
    )
    assert not [name for name in values if name in ("正文_工资福利支出", "正文_商品和服务支出")]


def test_a_text_without_tables_fills_the_rows_that_its_words_name() -> None:
    text = "一、收支情况\n收入：51.40万元，比上一年多6.20万元。\n支出：52.15万元。其中：公用经费支出6.10万元，项目支出16万元。\n人员编制  18\n实有人数：19人"
    found = read_report(read_text(text, "x"))
    values = {name: each.value for (name, _), each in found.found.items()}
    assert values == {
        "正文_总收入": Decimal("51.40"),
        "正文_总支出": Decimal("52.15"),
        "公用经费_本年决算": Decimal("6.10"),
        "项目支出_本年决算": 16,
        "编制数": 18,
        "在职人数": 19,
    }
    assert {each.sure for each in found.found.values()} == {Sure.INFERRED}
    assert any("没有读入" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("more", "value"),
    [("", Decimal("51.4")), ("年初无结转。", Decimal("51.4")), ("年初结转和结余2万元。", None)],
)
def test_income_and_spending_together_count_what_was_carried_over(more: str, value: Decimal | None) -> None:
    """收、支总计 is what was spent only where nothing was carried over."""
    text = f"年末在职人员12人。2022年度收、支总计均为51.4万元。{more}"
    found = read_report(read_text(f"某某局2022年度部门整体支出绩效自评报告\n{text}", "x")).found
    total = found.get(("正文_总支出", 0))
    assert (total.value if total else None) == value
    assert total is None or total.sure is Sure.INFERRED


def test_what_was_spent_on_an_expense_is_certain_and_fills_its_row() -> None:
    """公务接待费支出: the word behind the label says again that it was spent, and nothing else."""
    text = "某局2024年度部门整体支出绩效自评报告\n二、收支情况\n2023年公务接待费支出4.1万元，2024年公务接待费支出3.6万元。\n公务用车购置及运行费支出66.6万元。\n"
    found = read_report(read_text(text, "x")).found
    assert {at[0]: each.value for at, each in found.items() if at[0].endswith("决算")} == {
        "公务接待_上年决算": Decimal("4.1"),
        "公务接待_本年决算": Decimal("3.6"),
        "公务用车购置和维护_本年决算": Decimal("66.6"),
    }
    assert all(len(set(each.readings)) == len(each.readings) for each in figures(text))
