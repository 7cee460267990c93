"""Numbers, units and years as people write them: whatever the spelling, the same figure of the same year."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.errors import WorkbookError
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.prose.reading import read_sentences
from xltool.model.prose import Sort, TextFigure

_UNITS = {"亿元": 4, "万元": 0, "元": -4}
_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_PIECES = st.sampled_from(
    [
        "2023年",
        "2022 年",
        "上年",
        "本年",
        "截至9月",
        "上半年",
        "比",
        "较",
        "与",
        "相比",
        "同比",
        "年初预算",
        "决算",
        "支出",
        "收入",
        "安排",
        "其中",
        "其中：",
        "包括",
        "分别为",
        "公务接待费",
        "“三公”经费",
        "基本支出",
        "项目支出",
        "因公出国（境）费",
        "总支出",
        "收、支总计",
        "下属单位",
        "全县",
        "我局",
        "财政拨款",
        "专项资金",
        "人均",
        "约",
        "以上",
        "左右",
        "原因是",
        "减少",
        "增加",
        "下降",
        "降至",
        "由",
        "占",
        "完成年初预算的",
        "的",
        "为",
        "、",
        "，",
        "；",
        "：",
        "。",
        "（",
        "）",
        "(1)",
        "⑴",
        "①",
        "3.6万元",
        "1,033.50万元",
        "100元",
        "0.5亿元",
        "12.2%",
        "57人",
        "3名",
        "-1.5万元",
        "3-5万元",
        "7个百分点",
        "某某",
        "\n",
        "\u3000",
    ]
)


def _read(text: str, year: str = "2023") -> list[TextFigure]:
    return [figure for each in read_sentences(read_text(text, "x"), year) for figure in each.figures]


@settings(deadline=None)
@given(
    number=st.decimals("0.01", "9999999", places=2),
    unit=st.sampled_from(sorted(_UNITS)),
    separated=st.booleans(),
    wide=st.booleans(),
    blank=st.sampled_from(["", " ", "\u3000", "\u00a0"]),
)
def test_a_number_is_the_same_in_every_spelling(
    number: Decimal, unit: str, separated: bool, wide: bool, blank: str
) -> None:
    digits = f"{number:,f}" if separated else f"{number:f}"
    if wide:
        digits = f"{number:f}".translate(_WIDE)
    (figure,) = _read(f"公务接待费支出{blank}{digits}{blank}{unit}。")
    assert figure.value == number.scaleb(_UNITS[unit])
    assert figure.places == 2 - _UNITS[unit]
    assert figure.readings[0].of.names == ("公务接待_本年决算",)


@settings(deadline=None)
@given(year=st.integers(2015, 2035), own=st.integers(2018, 2030), blank=st.sampled_from(["", " ", "\u3000"]))
def test_a_year_holds_for_its_own_clause(year: int, own: int, blank: str) -> None:
    text = f"{year}{blank}年{blank}公务接待费4万元。公用经费57万元。"
    first, second = _read(text, str(own))
    columns = {0: "本年决算", -1: "上年决算"}
    column = columns.get(year - own)
    names = first.readings[0].of.names if first.readings else ()
    assert names == ((f"公务接待_{column}",) if column else ())
    assert bool(first.why) == (column is None)
    assert second.readings[0].of.names == ("公用经费_本年决算",)


@settings(deadline=None)
@given(
    word=st.sampled_from(["比上年", "较上年", "同比", "比2022年", "较 2022 年", "与上年相比"]),
    way=st.sampled_from(["减少", "增加", "下降", "节约"]),
    change=st.decimals("0.1", "9", places=1),
)
def test_a_comparison_ends_with_its_change(word: str, way: str, change: Decimal) -> None:
    figures = _read(f"公务接待费3万元，{word}{way}{change}万元，公用经费57万元。")
    assert [figure.readings[0].sort for figure in figures] == [Sort.LEVEL, Sort.CHANGE, Sort.LEVEL]
    assert figures[1].readings[0].base.names == ("公务接待_上年决算",)
    assert figures[1].readings[0].sign == (1 if way == "增加" else -1)
    assert figures[2].readings[0].of.names == ("公用经费_本年决算",)


@settings(deadline=None)
@given(number=st.decimals("100", "9999", places=2), cut=st.integers(1, 6))
def test_a_line_may_break_inside_a_number(number: Decimal, cut: int) -> None:
    digits = f"{number:f}万元"
    cut = min(cut, len(digits) - 1)
    (figure,) = _read(f"全年公务接待费支出{digits[:cut]}\n{digits[cut:]}，已经公开。")
    assert figure.value == number and figure.readings


@settings(deadline=None)
@given(st.lists(_PIECES, max_size=24).map("".join))
def test_whatever_is_written_each_figure_is_quoted_as_it_stands(text: str) -> None:
    for sentence in read_sentences(read_text(text, "x"), "2023", "某某县某某局"):
        for figure in sentence.figures:
            assert sentence.text[figure.at :].startswith(figure.text)
            assert any(unicodedata.digit(character, -1) >= 0 for character in figure.text)
            assert bool(figure.readings) != bool(figure.why)


def test_a_text_far_longer_than_any_report_is_refused_in_a_sentence() -> None:
    sentence = "全年总支出1,388.92万元。"
    read_sentences(read_text(sentence * 2_000, "长.txt"), "2022")
    with pytest.raises(WorkbookError, match=r"“长\.txt”的正文有 \d+ 个字、\d+ 句，不像一份自评报告"):
        read_sentences(read_text(sentence * 20_000, "长.txt"), "2022")
