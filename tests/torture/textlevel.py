"""Documents without a package (text, tables of commas, pages) as people and converters mangle them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from tests.torture import bytelevel, wild


def _lines(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    way = rng.randrange(6)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(other, lines[at])
    elif way == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif way == 3:
        lines[at] = lines[at] + lines[other] if at != other else ""
        if at != other:
            del lines[other]
    elif way == 4:
        del lines[at : at + 20]
    else:
        lines = lines[:at]
    return "\n".join(lines)


def _character(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + wild.value(rng) + text[at + rng.choice((0, 0, 1, 5)) :]


def _separators(text: str, rng: random.Random) -> str:
    old = rng.choice(("\t", "\n", ",", " ", "　", "<td", "</td>", "<tr", "</tr>", '"', "：", "。", "万元"))
    new = rng.choice(
        ("", "\t", "\n", "|", " ", "    ", "\r", "\x0b", "\u2028", ",", '"', "\t\t\t", "<td", "</table>")
    )
    count = rng.choice((-1, 1, 5, 40))
    return text.replace(old, new, count)


def _invisible(text: str, rng: random.Random) -> str:
    mark = rng.choice(
        ("\u200b", "\ufeff", "\u202e", "\u00ad", "\u2066", "\x00", "\x01", "\u00a0", "\ud800", "\U000e0041")
    )
    return "".join(each + mark if each.isdigit() and rng.random() < 0.3 else each for each in text)


def _repeated(text: str, rng: random.Random) -> str:
    at, length = rng.randrange(len(text)), rng.choice((1, 2, 5, 20, 400))
    piece = text[at : at + length]
    times = min(rng.choice((10, 1000, 20_000, 100_000)), 600_000 // max(len(piece), 1))
    return text[:at] + piece * times + text[at:]


def _numbers(text: str, rng: random.Random) -> str:
    digits = [at for at, each in enumerate(text) if each.isdigit()]
    for at in sorted(rng.sample(digits, min(len(digits), rng.choice((1, 3, 20)))), reverse=True):
        text = text[:at] + rng.choice(wild.NUMBERS) + text[at + 1 :]
    return text


def _tags(text: str, rng: random.Random) -> str:
    piece = rng.choice(
        (
            "<table>",
            "<tr>",
            "<td>",
            "<div>",
            "<p>",
            "<script>",
            "<!--",
            "<td rowspan=999999999>",
            "<td colspan='-3'>",
            "<td colspan=x rowspan=9e9>",
            "<style>",
            "</table>",
            "&#0;",
            "&#x110000;",
            "<textarea>",
            "<![CDATA[",
            "<td colspan=20000 rowspan=20000>",
        )
    )
    at = rng.randrange(len(text) + 1)
    return text[:at] + piece * rng.choice((1, 1, 2000)) + text[at:]


WAYS: Final[tuple[Callable[[str, random.Random], str], ...]] = (
    _lines, _lines, _character, _separators, _separators, _invisible, _repeated, _numbers, _tags,
)  # fmt: skip


def damaged(data: bytes, rng: random.Random) -> tuple[str, bytes]:
    """What was done, and the document after it."""
    if rng.random() < 0.2:
        return bytelevel.damaged(data, rng)
    way = rng.choice(WAYS)
    text = way(data.decode(), rng)
    encoding = rng.choice(
        ("utf-8", "utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "utf-32", "big5")
    )
    return f"{way.__name__.strip('_')} as {encoding}", text.encode(
        encoding, "surrogatepass" if "utf" in encoding else "replace"
    )
