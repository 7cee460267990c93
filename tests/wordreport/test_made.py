"""A report that is made: every figure of the workbook in it, as it was filed; shares and rates exactly."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from examples.clean import clean_return
from examples.first_case import AS_FILED, figures
from templatebuild.build import ARTEFACT
from tests.support.ooxml import sdk_errors
from xltool.contract.names import CONTRACT, GROWING, Role, with_role

from .word import book_of, made, paragraphs, parts, said, words

ROOT = Path(__file__).parents[2]
SHARES = ("核算_正文_工资福利支出_占比", "核算_正文_商品和服务支出_占比", "核算_正文_对个人和家庭补助_占比", "核算_正文_资本性支出_占比")  # fmt: skip
#: Names of the workbook that are no part of the report.
_OF_THE_WORKBOOK = {"评分办法", "模板版本", "显示标记"}


def number(text: str) -> Decimal | None:
    bare = text.replace("%", "").removesuffix("分")
    if not re.fullmatch(r"-?\d+(\.\d+)?", bare):
        return None
    return Decimal(bare) / (100 if text.endswith("%") else 1)


def test_every_figure_of_the_first_case_stands_in_it_as_filed(report: Path) -> None:
    found = said(report)
    compared = 0
    for name, filed in figures().items():
        contract = CONTRACT[name]
        if name in _OF_THE_WORKBOOK or name.endswith("_占比"):
            continue
        values = filed if isinstance(filed, list) else [filed]
        texts = found[name]
        assert len(texts) == len(values) if contract.block else len(texts) >= 1, name
        for value, text in zip(values, texts, strict=False):
            if isinstance(value, int | float):
                assert number(text) == Decimal(str(value)), (name, value, text)
                compared += 1
    assert compared == 115


def test_the_shares_are_computed_and_never_nought(report: Path) -> None:
    found = said(report)
    assert [found[name] for name in SHARES] == [["64.99%"], ["27.40%"], ["5.96%"], ["1.65%"]]
    text = "\n".join(paragraphs(report))
    assert "工资福利支出902.66万元，占总支出的64.99%" in text
    assert "0.0%，" not in text and "0.00%，" not in text


def test_the_form_shows_what_was_filed_and_the_text_what_is_true(report: Path) -> None:
    found = said(report)
    assert found["执行率"] == ["105.93%"] and found["核算_执行率"] == ["100.00%"]
    assert found["公用经费控制率"] == ["69.91%"]
    assert found["总分"] == ["96.25分", "96.25分"]
    assert found["成文日期"] == ["2023年4月18日"]


def test_the_text_has_the_official_chapters(report: Path) -> None:
    headings = [p.text for p in docx.Document(str(report)).paragraphs if p.style.name == "Heading 1"]
    assert [h[2:6] for h in headings] == ["单位概况", "收支情况", "绩效情况", "存在的主", "绩效自评"]


def test_the_annexes_are_tables_with_the_labels_and_merges_of_the_form(report: Path) -> None:
    base, evaluation = docx.Document(str(report)).tables
    first = [[words(cell._tc) for cell in row.cells] for row in base.rows]
    assert first[3] == ["支出总额"] * 4 + ["1258.88", "1033.50", "1388.92"]
    assert first[7][0] == "1、环保世纪行" and first[24][0] == "18、代表工作站"
    assert [row[0] for row in first[25:32]] == [
        "三公经费", "1、公务用车购置和维护经费", "其中：公车购置", "公车运行维护", "2、出国经费", "3、公务接待", "政府采购金额",
    ]  # fmt: skip
    second = [[words(cell._tc) for cell in row.cells] for row in evaluation.rows]
    assert second[4][1] == "其中：一般公共预算：1322.44" and second[4][5] == "其中：基本支出：937.05"
    assert [row[1] for row in second[11:22]] == ["产出指标\n（50分）"] * 6 + ["效益指标\n（40分）"] * 5
    assert [row[2] for row in second[11:15]] == ["数量指标"] * 2 + ["质量指标"] * 2
    assert second[22][:8] == ["总分"] * 6 + ["100分", "96.25分"]


def test_every_name_of_the_form_has_a_place(report: Path) -> None:
    carried = [n for n in with_role(Role.INPUT, Role.COMPUTED) if not n.optional]
    wanted = {n.name for n in carried if not n.block or n.block in GROWING}
    wanted -= {"正文_其他支出", "正文_其他支出_占比"}  # a sentence of its own, where there is any
    shares = {name for name in wanted if name.endswith("_占比")}
    assert wanted - shares - _OF_THE_WORKBOOK <= said(report).keys()
    assert {f"核算_{name}" for name in shares} <= said(report).keys()


def test_nothing_filed_is_marked_and_only_that(report: Path) -> None:
    body = docx.Document(str(report)).element.body
    for run in body.iter(qn("w:r")):
        text = words(run)
        assert (run.find(f"{qn('w:rPr')}/{qn('w:highlight')}") is not None) == ("【待" in text), text
    assert "【待填】" in said(report)["三公经费_本年决算"]
    assert said(report)["楼堂馆所_批复规模"] == ["　"]


def test_a_blank_workbook_asks_for_everything(tmp_path: Path) -> None:
    path = tmp_path / "空白.docx"
    written = made(path, ROOT / ARTEFACT)
    found = said(path)
    assert found["单位名称"] == ["【待填】"] * 3 and found["支出总额_本年决算"] == ["【待填】"]
    assert all(found[name] == ["【待填】"] for name in SHARES)
    assert found["项目明细_名称"] == ["　"]
    assert found["绩效指标_分值"] == ["【待填】"] * 9
    assert written.missing > 100


@pytest.mark.parametrize("total", [0, None])
def test_without_a_total_there_is_no_share(tmp_path: Path, total: int | None) -> None:
    book = book_of(tmp_path / "零.xlsx", clean_return(3), 正文_总支出=total, 正文_资本性支出=0)
    made(tmp_path / "零.docx", book)
    expected = "【待填】" if total is None else "不适用"
    assert [said(tmp_path / "零.docx")[name] for name in SHARES] == [[expected]] * 4


def test_a_tiny_share_does_not_look_like_nought(tmp_path: Path) -> None:
    book = book_of(
        tmp_path / "小.xlsx", clean_return(3), 正文_总支出=1_000_000, 正文_资本性支出=0.3, 正文_工资福利支出=0
    )
    made(tmp_path / "小.docx", book)
    found = said(tmp_path / "小.docx")
    assert found[SHARES[3]] == ["0.00003%"] and found[SHARES[0]] == ["0.00%"]


@pytest.mark.ooxml
@pytest.mark.parametrize("count", [0, 1, 300])
def test_any_number_of_projects(tmp_path: Path, count: int) -> None:
    filed = clean_return(3, projects=min(count, 20))
    names = [f"项目{index}" for index in range(1, count + 1)]
    columns = {f"项目明细_{c}": [1.5] * count for c in ("上年决算", "本年预算", "本年决算")}
    book = book_of(tmp_path / "多.xlsx", filed, 项目明细_名称=names, **columns)
    path = tmp_path / "多.docx"
    made(path, book)
    assert said(path)["项目明细_名称"] == (names or ["　"])
    ids = re.findall(rb'<w:id w:val="(\d+)"', parts(path)["word/document.xml"])
    assert len(set(ids)) == len(ids)
    assert sdk_errors([path])[path] == []


HOSTILE = "{{ 7*7 }}{% raw %}<w:p>&amp;\x07\x00 </w:t>\ud800＜＞\"'\r\n第二行\t尾"


@pytest.mark.ooxml
def test_a_text_is_a_text_whatever_it_holds(tmp_path: Path) -> None:
    book = tmp_path / "书.xlsx"
    book_of(
        book,
        clean_return(4),
        厉行节约保障措施="{{ 7*7 }}{% for x in y %}<w:p>&amp;]]>\n第二行",
        单位名称="甲<&>\"'{{1}}",
    )
    path = tmp_path / "报告.docx"
    made(path, book)
    assert said(path)["厉行节约保障措施"] == ["{{ 7*7 }}{% for x in y %}<w:p>&amp;]]>\n第二行"]
    assert said(path)["单位名称"] == ["甲<&>\"'{{1}}"] * 3
    assert sdk_errors([path])[path] == []


def test_what_xml_cannot_hold_is_left_out(tmp_path: Path, report: Path) -> None:
    from xltool.book.parts.splicing import spliced
    from xltool.wordreport.controls import controls, set_text
    from xltool.wordreport.markup import Markup

    markup = Markup(parts(report)["word/document.xml"], "x")
    (control,) = controls(markup, {"厉行节约保障措施"})
    new = Markup(spliced(markup.data, set_text(markup, control, HOSTILE)), "x")
    assert "第二行".encode() in new.data and b"\x07" not in new.data


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, report: Path) -> None:
    made(tmp_path / "又.docx", AS_FILED)
    assert (tmp_path / "又.docx").read_bytes() == report.read_bytes()


def test_an_error_in_a_cell_is_no_figure(tmp_path: Path) -> None:
    from templatebuild.canvas import Formula

    book = book_of(tmp_path / "错.xlsx", clean_return(3), 全年预算数=Formula("1/0"))
    made(tmp_path / "错.docx", book)
    assert said(tmp_path / "错.docx")["全年预算数"] == ["【待填】"] * 2


def test_amounts_keep_every_digit_and_rates_two_places(tmp_path: Path) -> None:
    book = book_of(
        tmp_path / "位.xlsx",
        clean_return(3),
        全年执行数=1033.4567,
        在职人员控制率=0.97614999,
        正文_总收入=1322.4,
    )
    made(tmp_path / "位.docx", book)
    found = said(tmp_path / "位.docx")
    assert found["全年执行数"][0] == "1033.4567"
    assert found["在职人员控制率"] == ["97.61%"] and found["正文_总收入"] == ["1322.4"]
