"""Looks put at the end of the styles of a workbook: formats of added cells, and what conditional formats change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import quoteattr

from xltool.book.additions.addition import AddedLook, Fact, Highlight
from xltool.book.additions.containers import appended, seal_of, still_last, taken_out
from xltool.book.parts.opc import DECLARATION
from xltool.book.parts.outline import PartNode, outline
from xltool.book.parts.splicing import Splice, spliced

_FONT: Final = "宋体"
_ORDER: Final = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst",
)  # fmt: skip
#: The lists that are added to, with what has to stand before anything of ours.
_FIRST: Final = {
    "fonts": (b"<%bfont/>",),
    "fills": (
        b'<%bfill><%bpatternFill patternType="none"/></%bfill>',
        b'<%bfill><%bpatternFill patternType="gray125"/></%bfill>',
    ),
    "borders": (b"<%bborder/>",),
    "cellXfs": (b'<%bxf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    "dxfs": (),
}
_SIDES: Final = ("left", "right", "top", "bottom")


class AddedStyles(NamedTuple):
    """The new part, the numbers of the looks in it, and how its lists were spelled."""

    data: bytes
    looks: Mapping[AddedLook, int]
    highlights: Mapping[Highlight, int]
    facts: tuple[Fact, ...]


def no_styles(main: str) -> bytes:
    """The part of a workbook that has none yet; ``main`` is the namespace of the workbook."""
    return DECLARATION + f'<styleSheet xmlns="{main}"></styleSheet>'.encode()


def with_looks(
    data: bytes, looks: Collection[AddedLook], highlights: Collection[Highlight], where: str
) -> AddedStyles:
    """The styles part, in UTF-8, with these looks. Raises WorkbookError where it is damaged."""
    return _Styles(data, where).added(tuple(dict.fromkeys(looks)), tuple(dict.fromkeys(highlights)))


class _Styles:
    """One styles part while it is added to."""

    def __init__(self, data: bytes, where: str) -> None:
        self.data = data
        self.root = outline(data, where)
        self.splices: list[Splice] = []
        self.facts: list[Fact] = []

    def added(self, looks: tuple[AddedLook, ...], highlights: tuple[Highlight, ...]) -> AddedStyles:
        """All lists, one after the other: later ones count on the numbers in earlier ones."""
        prefix = self.root.prefix.decode()
        fonts = tuple(dict.fromkeys(_font(look, prefix) for look in looks))
        fills = tuple(dict.fromkeys(_fill(look, prefix) for look in looks if look.ground))
        borders = tuple(dict.fromkeys(_border(look.line, prefix) for look in looks if look.line))
        at = {
            name: self._append(name, items)
            for name, items in (("fonts", fonts), ("fills", fills), ("borders", borders))
        }
        styled = self.root.first("cellStyleXfs", "xf") is not None
        formats = []
        for look in looks:
            font = at["fonts"] + fonts.index(_font(look, prefix))
            fill = at["fills"] + fills.index(_fill(look, prefix)) if look.ground else 0
            border = at["borders"] + borders.index(_border(look.line, prefix)) if look.line else 0
            formats.append(_format(look, (font, fill, border), styled, prefix))
        first = self._append("cellXfs", formats)
        changed = self._append("dxfs", [_difference(each, prefix) for each in highlights])
        return AddedStyles(
            spliced(self.data, self.splices),
            {look: first + number for number, look in enumerate(looks)},
            {each: changed + number for number, each in enumerate(highlights)},
            tuple(self.facts),
        )

    def _append(self, name: str, items: Sequence[str | bytes]) -> int:
        """Put items at the end of a list; the number of the first of them."""
        if not items:
            return 0
        found = self.root.first(name)
        there = len(found.children) if found else 0
        prefix = self.root.prefix
        before = [item.replace(b"%b", prefix) for item in _FIRST[name][there:]]
        new = before + [item.encode() if isinstance(item, str) else item for item in items]
        splices, spelled = appended(self.data, self.root, name, new, self._place(name))
        self.splices += splices
        self.facts += [Fact(f"样式|{name}", spelled), Fact(f"样式|{name}|新", seal_of(new))]
        return there + len(before)

    def _place(self, name: str) -> int:
        earlier = _ORDER[: _ORDER.index(name)]
        return max((c.end for c in self.root.children if c.name in earlier), default=self.root.opened)


def _font(look: AddedLook, p: str) -> str:
    inside = f"<{p}b/>" if look.bold else ""
    inside += f"<{p}u/>" if look.underlined else ""
    inside += f'<{p}sz val="{look.size}"/>'
    inside += f'<{p}color rgb="FF{look.ink}"/>' if look.ink else ""
    return f'<{p}font>{inside}<{p}name val="{_FONT}"/></{p}font>'


def _fill(look: AddedLook, p: str) -> str:
    colours = f'<{p}fgColor rgb="FF{look.ground}"/><{p}bgColor indexed="64"/>'
    return f'<{p}fill><{p}patternFill patternType="solid">{colours}</{p}patternFill></{p}fill>'


def _border(line: str, p: str, style: str = "thin") -> str:
    sides = "".join(f'<{p}{side} style="{style}"><{p}color rgb="FF{line}"/></{p}{side}>' for side in _SIDES)
    return f"<{p}border>{sides}</{p}border>"


def _format(look: AddedLook, numbers: tuple[int, int, int], styled: bool, p: str) -> str:
    font, fill, border = numbers
    base = ' xfId="0"' if styled else ""
    wrap = ' wrapText="1"' if look.wrapped else ""
    alignment = (
        f"<{p}alignment horizontal={quoteattr(look.horizontal)} vertical={quoteattr(look.vertical)}{wrap}/>"
    )
    return (
        f'<{p}xf numFmtId="{look.number}" fontId="{font}" fillId="{fill}" borderId="{border}"{base} applyNumberFormat="1" '
        f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</{p}xf>'
    )


def _difference(each: Highlight, p: str) -> str:
    font = (f"<{p}b/>" if each.bold else "") + (f"<{p}i/>" if each.italic else "")
    font += f'<{p}u val="double"/>' if each.underlined else ""
    font += f'<{p}color rgb="FF{each.ink}"/>' if each.ink else ""
    inside = f"<{p}font>{font}</{p}font>" if font else ""
    if each.decimals:
        inside += f'<{p}numFmt numFmtId="4" formatCode="#,##0.00"/>'
    if each.ground:
        inside += f'<{p}fill><{p}patternFill><{p}bgColor rgb="FF{each.ground}"/></{p}patternFill></{p}fill>'
    line = _border(each.line, p, "dashed" if each.dashed else "thin") if each.line else ""
    return f"<{p}dxf>{inside}{line}</{p}dxf>"


class LooksLeft(NamedTuple):
    """What of the looks of a workbook what stays needs: the highest number of a cell's format, looks of conditions.

    ``unused`` are those of conditions that only ours had.
    """

    highest: int
    conditional: Collection[int]
    unused: Collection[int]


def without_looks(data: bytes, facts: Mapping[str, str], left: LooksLeft, where: str) -> bytes:
    """The part without what was added, byte for byte as it was where nobody has saved it since.

    Where somebody has, formats of cells stay, which nothing shows any more; of the looks of conditions those that only
    ours used are emptied: the others keep their numbers.
    """
    root = outline(data, where)
    last = {name: still_last(data, root.first(name), facts.get(f"样式|{name}|新", "")) for name in _FIRST}
    there = {name: len(listed.children) if (listed := root.first(name)) else 0 for name in _FIRST}
    cells = [name for name in _FIRST if name != "dxfs" and f"样式|{name}|新" in facts]
    splices: list[Splice] = []
    if all(last[name] for name in cells) and left.highest < there["cellXfs"] - len(last["cellXfs"]):
        for name in cells:
            splices += _taken(data, root, name, last[name], facts)
    if last["dxfs"] and max(left.conditional, default=-1) < there["dxfs"] - len(last["dxfs"]):
        splices += _taken(data, root, "dxfs", last["dxfs"], facts)
    else:
        splices += _emptied(root, left.unused)
    return spliced(data, splices)


def _taken(
    data: bytes, root: PartNode, name: str, nodes: Sequence[PartNode], facts: Mapping[str, str]
) -> Iterator[Splice]:
    starts = {node.start for node in nodes}
    return taken_out(data, root, name, lambda node: node.start in starts, facts.get(f"样式|{name}"))


def _emptied(root: PartNode, unused: Collection[int]) -> Iterator[Splice]:
    for number, node in enumerate(root.all("dxfs", "dxf")):
        if number in unused and not node.self_closed:
            tag = node.prefix + b"dxf"
            yield Splice(node.start, node.end, b"<%b/>" % tag)
