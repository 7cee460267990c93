"""The cover of a sealed copy: who, what rules, which reasons, and the code."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Final, NamedTuple
from unicodedata import east_asian_width

from xltool.book.handover.newsheet import CellLook, NewCell, NewRow, NewSheet
from xltool.book.sealed import CHECK_SHEET, CODE, COVER_SHEET, PUBLIC_KEY, SIGNATURE
from xltool.sealed.content import SealedContent
from xltool.sealed.sealedrows import sealed_rows

_TITLE: Final = CellLook("黑体", 18, bordered=False, horizontal="center")
_LABEL: Final = CellLook(bold=True, horizontal="center")
_TEXT: Final = CellLook()
_CODE: Final = CellLook("Consolas", 10)
_HEAD: Final = CellLook("黑体", 12, bordered=False)
_NOTE: Final = CellLook(size=10, bordered=False)
_WIDTHS: Final = (13, 34, 18, 40)
#: Height of a line in points, and the most lines in one row: a sheet has none higher than 409 points.
_LINE, _MOST_LINES = 15, 24
#: Room that is left at the sides of a column, in characters.
_MARGIN: Final = 5
#: Digits of the code in one group, as a person reads it.
_GROUP: Final = 8

_WHAT_IT_IS: Final = (
    "本文件由 xltool seal 从填报用的工作簿生成：公式已换成数值，标记已清除，批注、作者等信息已去掉。\n"
    "收到后运行 xltool verify 文件名，可以查出哪些内容改过；用 Excel、WPS、LibreOffice 另存不影响核对。\n"
    "内容校验码不用密钥，只能发现误改，不能防止有意伪造；要证明出处，请用签名。"
)


class Explained(NamedTuple):
    """A finding that stands with a reason: what was found, where, and the reason."""

    problem: str
    where: str
    reason: str


class Cover(NamedTuple):
    """What the cover says. ``lines`` are (label, text); ``signature`` and ``public_key`` are empty where unsigned."""

    title: str
    lines: tuple[tuple[str, str], ...]
    explained: tuple[Explained, ...]
    code: str = ""
    signature: str = ""
    public_key: str = ""


def cover_sheet(cover: Cover) -> NewSheet:
    """The sheet in front of all others, one printed page as long as there are few reasons."""
    lines = [*cover.lines, ("内容校验码", grouped(cover.code))]
    names = {CODE: (2 + len(lines), 2)}
    if cover.public_key:
        lines += [("签名", cover.signature), ("公钥", cover.public_key)]
        names |= {SIGNATURE: (1 + len(lines), 2), PUBLIC_KEY: (2 + len(lines), 2)}
    rows = [NewRow((NewCell(1, cover.title, _TITLE),), 36), NewRow((), 8)]
    rows += [_line(label, text) for label, text in lines]
    rows += [NewRow((), 8), NewRow((NewCell(1, "须说明的事项和理由", _HEAD),), 22)]
    merges = [*(f"B{row}:D{row}" for row in range(3, 3 + len(lines))), f"A{len(rows)}:D{len(rows)}"]
    if cover.explained:
        rows.append(_listed("序号", "审核发现的问题", "位置", "说明", look=_LABEL))
        for number, each in enumerate(cover.explained, 1):
            first, *more = _pieces(each.reason, _WIDTHS[3])
            rows.append(_listed(str(number), each.problem, each.where, first))
            rows += [_listed("", "", "", piece) for piece in more]
    else:
        rows.append(NewRow((NewCell(1, "没有须说明的事项。", _NOTE),)))
        merges.append(f"A{len(rows)}:D{len(rows)}")
    rows += [NewRow((), 8), NewRow((NewCell(1, _WHAT_IT_IS, _NOTE),), _height(_WHAT_IT_IS, sum(_WIDTHS)))]
    merges.append(f"A{len(rows)}:D{len(rows)}")
    return NewSheet(COVER_SHEET, tuple(rows), _WIDTHS, ("A1:D1", *merges), names=names)


def _line(label: str, text: str) -> NewRow:
    look = _CODE if label in ("内容校验码", "签名", "公钥") else _TEXT
    cells = (NewCell(1, label, _LABEL), NewCell(2, text, look), NewCell(3, "", look), NewCell(4, "", look))
    return NewRow(cells, _height(text, sum(_WIDTHS[1:])))


def _listed(*texts: str, look: CellLook = _TEXT) -> NewRow:
    first = NewCell(1, texts[0], _LABEL)
    rest = (NewCell(column, text, look) for column, text in enumerate(texts[1:], 2))
    height = max(_height(text, width) for text, width in zip(texts, _WIDTHS, strict=True))
    return NewRow((first, *rest), height)


def _height(text: str, width: int) -> int:
    """Room for the text in a column of this width, in points; a Chinese character counts for two."""
    return _LINE * min(_lines(text, width), _MOST_LINES) + 7


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column of this width."""
    return sum(max(1, ceil(_length(line) / (width - _MARGIN))) for line in text.split("\n"))


def _pieces(text: str, width: int) -> list[str]:
    """A text in pieces that each fit into one row."""
    pieces = [""]
    for character in text:
        if _lines(pieces[-1] + character, width) > _MOST_LINES:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _length(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def grouped(code: str) -> str:
    """The code with a space after every eight digits."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def check_sheet(content: SealedContent | None) -> NewSheet:
    """The hidden sheet with one row a key; its head alone where there is nothing to list yet."""
    return NewSheet(CHECK_SHEET, tuple(_check_rows(content)), (44, 80), hidden=True)


def _check_rows(content: SealedContent | None) -> Iterator[NewRow]:
    for key, value in (("键", "值"), *(sealed_rows(content) if content else ())):
        yield NewRow((NewCell(1, key, _NOTE), NewCell(2, value, _NOTE)))
