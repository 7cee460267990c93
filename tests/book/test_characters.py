"""What nobody sees is dropped from what is read, and named."""

from __future__ import annotations

import pytest

from xltool.model.characters import called, invisible, visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("7\u200b.25", "7.25"),
        ("\u202a7.25\u202c", "7.25"),
        ("\ufeff水质\x01达标率", "水质达标率"),
        ("7.25\xa0", "7.25 "),
        ("第一行\u2028第二行", "第一行\n第二行"),
        ("\u3164\u2800\u2060", ""),
        ("甲\U000e0100乙", "甲乙"),
        ("　全角空格\t和换行\n留着", "　全角空格\t和换行\n留着"),
    ],
)
def test_the_text_is_what_a_person_sees(text: str, seen: str) -> None:
    assert visible(text) == seen
    assert visible(seen) == seen
    assert bool(invisible(text)) is (text != seen)


def test_each_character_is_named_once() -> None:
    assert [called(each) for each in invisible("\u200b1\u200b2\x02\u202e\xa0\u180e")] == [
        "零宽空格（U+200B）",
        "控制字符（U+0002）",
        "文字方向标记（U+202E）",
        "不间断空格（U+00A0）",
        "看不见的字符（U+180E）",
    ]
