"""What the workbook lets the report say in words, and nothing it does not say."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from examples.clean import clean_return
from xltool.wordreport.drafts import changed

from .word import book_of, made, paragraphs, said


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (Fraction(-1474, 10000), "下降14.74%"),
        (Fraction(32, 1000), "上升3.20%"),
        (Fraction(0), "持平"),
        (Fraction(-1, 10**6), "基本持平"),
        (None, "不适用"),
    ],
)
def test_a_change_is_said_in_words(rate: Fraction | None, words: str) -> None:
    assert changed(rate, "不适用") == words


def test_a_negative_change_reads_as_a_decline(tmp_path: Path) -> None:
    amounts = {"三公经费_上年决算": 50, "三公经费_本年预算": 48, "三公经费_本年决算": 40}
    book = book_of(tmp_path / "账.xlsx", clean_return(4), **amounts)
    made(tmp_path / "报告.docx", book)
    text = "\n".join(paragraphs(tmp_path / "报告.docx"))
    assert "“三公经费”决算数比上年下降20.00%" in text and "变动-" not in text


def test_rows_stand_under_their_heading_and_reasons_under_the_problems(tmp_path: Path) -> None:
    rows = {
        "绩效指标_一级指标": ["产出指标", "", "效益指标"],
        "绩效指标_二级指标": ["数量指标", "时效指标", "社会效益指标"],
        "绩效指标_三级指标": ["整修渠道", "完工时间", "受益农户"],
        "绩效指标_年度指标值": ["≥30公里", "10月底前", "≥800户"],
        "绩效指标_实际完成值": ["27公里", "11月", "910户"],
        "绩效指标_分值": [30, 20, 40],
        "绩效指标_得分": [27, 18, 40],
        "绩效指标_偏差原因": ["汛期停工一个月", "-", ""],
    }
    book = book_of(tmp_path / "账.xlsx", clean_return(4), **rows)
    made(tmp_path / "报告.docx", book)
    found = said(tmp_path / "报告.docx")
    assert found["草稿_履职产出"] == [
        "【待核对】数量指标：“整修渠道”年度指标值≥30公里，实际完成27公里，自评得27分（分值30分）。"
        "时效指标：“完工时间”年度指标值10月底前，实际完成11月，自评得18分（分值20分）。"
    ]
    assert found["草稿_履职效益"] == [
        "【待核对】社会效益指标：“受益农户”年度指标值≥800户，实际完成910户，自评得40分。"
    ]
    problem = (
        "【待核对】1.“整修渠道”年度指标值≥30公里，实际完成27公里，自评得27分（分值30分）。汛期停工一个月。"
    )
    assert found["草稿_存在问题"] == [problem]


def test_the_annexes_have_a_place_for_the_seal(tmp_path: Path) -> None:
    book = book_of(tmp_path / "账.xlsx", clean_return(4))
    made(tmp_path / "报告.docx", book)
    assert (
        sum("单位负责人签字" in text and "（公章）" in text for text in paragraphs(tmp_path / "报告.docx"))
        == 2
    )
