"""What stands on a page and is no part of a figure: notes, hidden text, ruby, text boxes, characters nobody sees."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.intake.dialects import docx
from xltool.intake.marks import is_mark, without_marks
from xltool.intake.read import read_report
from xltool.intake.reading import ReportReading
from xltool.intake.sources.files import open_report
from xltool.intake.sources.page import read_page
from xltool.intake.sources.word import read_word

_STYLES = (
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="character" w:styleId="Mark"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Own"><w:basedOn w:val="Mark"/></w:style></w:styles>'
)


def _cell(content: str) -> str:
    return f"<w:tc><w:p>{content}</w:p></w:tc>"


def _run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def _word(content: str) -> ReportReading:
    heads = ("经费控制情况", "2023年决算数", "2024年预算数", "2024年决算数")
    first = "".join(_cell(_run(head)) for head in heads)
    second = "".join(_cell(each) for each in (_run("三公经费"), _run("21"), _run("20"), content))
    body = f"<w:tbl><w:tr>{first}</w:tr><w:tr>{second}</w:tr></w:tbl>"
    return read_report(read_word(docx(body, {"word/styles.xml": _STYLES}), "报告.docx"))


@pytest.mark.parametrize(
    "content",
    [
        _run("18.6") + _run("3", '<w:vertAlign w:val="superscript"/>'),
        _run("18.6") + _run("[3]", '<w:position w:val="10"/>'),
        _run("18.6") + _run("3", '<w:rStyle w:val="Own"/>'),
        _run("18.6") + _run("4", "<w:vanish/>"),
        _run("18.6") + _run("②"),
        _run("18.6") + _run("*"),
        '<w:r><w:pict><v:shape xmlns:v="v"><v:textbox><w:txbxContent><w:p>'
        + _run("55")
        + "</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        + _run("18.6"),
        "<w:r><w:ruby><w:rt><w:r><w:t>7</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>18.6</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    ],
)
def test_nothing_beside_a_figure_of_a_word_cell_becomes_its_digits(content: str) -> None:
    assert _word(content).found["三公经费_本年决算", 0].value == Decimal("18.6")


def test_a_text_box_in_a_cell_is_left_over_and_hidden_text_that_is_shown_again_counts() -> None:
    box = (
        '<w:r><w:pict><w:txbxContent xmlns:v="v"><w:p>' + _run("55") + "</w:p></w:txbxContent></w:pict></w:r>"
    )
    assert [each.contents for each in _word(box + _run("18")).unplaced] == [("55",)]
    assert _word(_run("1") + _run("8", '<w:vanish w:val="0"/>')).found["三公经费_本年决算", 0].value == 18


@pytest.mark.parametrize(
    "content",
    [
        "18.6<sup>3</sup>",
        "18.6<span style='vertical-align: super'>[3]</span>",
        "18.6<span style='display:none'>4</span>",
        "18.6<i class='tip'>4</i>",
        "18.6<b hidden>4</b>",
        "<ruby>18.6<rp>(</rp><rt>7</rt><rp>)</rp></ruby>",
        "18.6③",
    ],
)
def test_nothing_beside_a_figure_of_a_page_becomes_its_digits(content: str) -> None:
    page = (
        "<html><style>.tip { display: none; }</style><table><tr><td>经费控制情况<td>2023年决算数<td>2024年预算数<td>2024年决算数"
        f"<tr><td>三公经费<td>21<td>20<td>{content}</table></html>"
    )
    assert read_report(read_page(page, "页.html")).found["三公经费_本年决算", 0].value == Decimal("18.6")


def test_marks() -> None:
    assert is_mark("2", "6") and is_mark("（注1）"[1:-1], "额") and not is_mark("2", "m")
    assert without_marks("18.6②") == ("18.6", "②") and without_marks("18.6") == ("18.6", "")
    assert without_marks("①18.6万元") == ("18.6万元", "①")


@pytest.mark.parametrize("odd", ["\u200b", "\u202d", "\ufeff", "\x01", "\u2060"])
def test_characters_that_nobody_sees_are_dropped_and_named(tmp_path: Path, odd: str) -> None:
    text = f"经费控制情况\t2023年决算数\t2024年预算数\t2024年决算数\n支出{odd}总额\t1{odd}0\t20\t30{odd}"
    (tmp_path / "文.txt").write_text(text, "utf-8")
    reading = read_report(open_report(tmp_path / "文.txt"))
    assert [reading.found[f"支出总额_{each}", 0].value for each in ("上年决算", "本年决算")] == [10, 30]
    assert any(f"U+{ord(odd):04X}" in sentence for sentence in reading.warnings)
