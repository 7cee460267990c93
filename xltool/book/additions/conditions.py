"""Conditional formats put behind those that a sheet has, and taken out again by what their formulas look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from xltool.book.additions.addition import AddedCondition, Highlight
from xltool.book.formula.text import TokenKind, tokens
from xltool.book.parts.outline import PartNode
from xltool.book.parts.splicing import Splice
from xltool.book.parts.xmltext import escaped, plain
from xltool.book.port import Area
from xltool.book.sheet.cellgroups import cell_name

#: Children of a worksheet that stand before its validations, in the schema's order.
BEFORE: Final = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting",
)  # fmt: skip


def reference(area: Area) -> str:
    """``A1:I30``, of one cell ``A1``."""
    first, last = cell_name(area.top, area.left), cell_name(area.bottom, area.right)
    return first if first == last else f"{first}:{last}"


def condition_elements(
    conditions: Sequence[AddedCondition], highlights: Mapping[Highlight, int], priority: int, prefix: bytes
) -> bytes:
    """The elements of these conditions, the first of them with this priority; those of one area together."""
    pieces = []
    for area, group in groupby(conditions, key=lambda each: each.area):
        rules = []
        for each in group:
            number = b"%d" % highlights[each.highlight]
            rules.append(
                b'<%bcfRule type="expression" dxfId="%b" priority="%d"><%bformula>%b</%bformula></%bcfRule>'
                % (prefix, number, priority, prefix, escaped(each.formula), prefix, prefix)
            )
            priority += 1
        opening = b'<%bconditionalFormatting sqref="%b">' % (prefix, reference(area).encode())
        pieces.append(b"%b%b</%bconditionalFormatting>" % (opening, b"".join(rules), prefix))
    return b"".join(pieces)


def lowest_priority(root: PartNode) -> int:
    """The number of the rule that is asked last on a sheet, those of later Excels included; 0 without any."""
    own = _whole(root.attributes.get("priority", "")) if root.name == "cfRule" else 0
    return max([own, *map(lowest_priority, root.children)])


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def put_behind(
    root: PartNode, conditions: Sequence[AddedCondition], highlights: Mapping[Highlight, int]
) -> Iterator[Splice]:
    """The splice that puts conditions behind those of a worksheet part."""
    if conditions:
        place = max((c.end for c in root.children if c.name in BEFORE), default=root.opened)
        new = condition_elements(conditions, highlights, lowest_priority(root) + 1, root.prefix)
        yield Splice(place, place, new)


class Removed(NamedTuple):
    """The splices that take conditions out, and the numbers of the looks that they used."""

    splices: tuple[Splice, ...]
    looks: frozenset[int]


def taken(data: bytes, root: PartNode, marker: str) -> Removed:
    """What takes the conditions out whose formula looks at the name ``marker``."""
    splices, looks = [], set()
    for listed in root.all("conditionalFormatting"):
        rules = [child for child in listed.children if child.name == "cfRule"]
        ours = [rule for rule in rules if _looks_at(data, rule, marker)]
        looks |= {_whole(rule.attributes.get("dxfId", "")) for rule in ours if "dxfId" in rule.attributes}
        if ours and len(ours) == len(listed.children):
            splices.append(Splice(listed.start, listed.end))
        else:
            splices += [Splice(rule.start, rule.end) for rule in ours]
    return Removed(tuple(splices), frozenset(looks))


def _looks_at(data: bytes, rule: PartNode, marker: str) -> bool:
    texts = (plain(data[each.opened : each.closing]) for each in rule.all("formula"))
    return any(
        piece == marker
        for text in texts
        if marker in text
        for kind, piece in tokens(text)
        if kind != TokenKind.STRING
    )


def looks_used(root: PartNode) -> Iterator[int]:
    """The numbers of the looks of conditions that anything in a part uses."""
    for key, value in root.attributes.items():
        if key.lower().endswith("dxfid"):
            yield _whole(value)
    for child in root.children:
        yield from looks_used(child)
