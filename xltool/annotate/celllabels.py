"""What a preview says at the cells of a form: their names as labels, and in words how certain they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xltool.annotate.tags import CERTAIN, INFERRED, LEFT, CellTag
from xltool.book.port import column_letters
from xltool.drawing.table import CellAddition, plain_html
from xltool.drawing.view import Place

#: Pixels that a column needs for a name.
NARROWEST: Final = 84.0
_SIGNS: Final = {CERTAIN: "■", INFERRED: "？", LEFT: "○"}


def anchor(number: int, place: Place) -> str:
    """The name of a cell in the page; ``number`` tells it from those of other sheets."""
    return f"s{number}-{column_letters(place[1])}{place[0]}"


def labels(number: int, tags: Mapping[Place, tuple[CellTag, ...]]) -> dict[Place, CellAddition]:
    """What is said at each of the cells that have tags."""
    return {place: _addition(number, place, own) for place, own in tags.items()}


def _addition(number: int, place: Place, tags: tuple[CellTag, ...]) -> CellAddition:
    told = "；".join(f"{tag.name}（{tag.note}）" if tag.name else tag.note for tag in tags)
    return CellAddition(
        tuple(dict.fromkeys(tag.kind for tag in tags)),
        f' id="{anchor(number, place)}" title="{plain_html(told)}"',
        "".join(map(_label, tags)),
    )


def _label(tag: CellTag) -> str:
    if not tag.said:
        return ""
    said = plain_html(tag.name).replace("_", "_<wbr>") or "未对上"
    return f'<span class="n {tag.kind}n">{_SIGNS[tag.kind]}&#8288;{said}</span>'
