"""A worksheet part that is not spelled the usual way, walked with an XML parser.

The walk reads what has one meaning, however it is spelled, and refuses the rest with its place: programs would
read it differently, so that what is checked here were not what a person sees there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NoReturn

from xltool.book.defined import LAST_COLUMN, LAST_ROW
from xltool.book.parts.xmltext import (
    ATTRIBUTES,
    damaged,
    escaped,
    new_parser,
    parse,
    unclear,
    unescaped_controls,
)
from xltool.book.port import column_letters, column_number
from xltool.book.sheet.held import Held
from xltool.book.sheet.lines import NAMESPACES, Line

_ROWS: Final = "sheetData"
#: Elements that stand once, below the root; and those that stand in one kind of element only.
_ONCE: Final = frozenset({_ROWS, "cols", "mergeCells", "dimension"})
_ONLY_IN: Final = {"row": _ROWS, "c": "row", "col": "cols", "mergeCell": "mergeCells"}
#: What may stand in the elements of the rows; what an extension holds is nobody's value.
_CHILDREN: Final = {
    _ROWS: frozenset({"row"}),
    "row": frozenset({"c", "extLst"}),
    "c": frozenset({"f", "v", "is", "extLst"}),
    "f": frozenset[str](),
    "v": frozenset[str](),
    "is": frozenset({"t", "r", "rPh", "phoneticPr"}),
    "t": frozenset[str](),
}
_TYPES: Final = frozenset({"s", "str", "n", "b", "e", "d", "inlineStr"})
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
#: No program makes more formats; one that makes cells of none writes nothing between the marks (calamine's own tests).
_STYLE: Final = re.compile(r"[0-9]{0,5}")
_ROW: Final = re.compile(r"[1-9][0-9]{0,6}")
_INDEX: Final = re.compile(r"[0-9]{1,9}")
#: An entry that no table of texts has.
_NOWHERE: Final = b"4294967295"
#: Elements with character data.
_HOLDING: Final = frozenset({"f", "v", "t"})
#: Only where this is found, a tag can have an entity in an attribute.
_MAY_BE_ENTITY: Final = re.compile(rb"""=\s*(?:"[^"<]*&|'[^'<]*&)""")
_TAG: Final = re.compile(rb"<[^\s/>]+" + ATTRIBUTES)


def walked(data: bytes, where: str, sheet: str) -> tuple[Line, ...]:
    """What the rows of a worksheet part in UTF-8 hold, however they are spelled.

    Raises UnreadableContentError with the place where one has several meanings; ``where`` names the part in its message.
    """
    return _Walk(data, where, sheet).go()


class _Walk:
    """The events of the part. A sheet may have a million cells: those that hold nothing cost as little as can be."""

    def __init__(self, data: bytes, where: str, sheet: str) -> None:
        self._data = data
        self._where = where
        self._sheet = sheet
        self._space = self._prefix = self._cell_name = ""
        self._open: list[str] = []
        self._seen: set[str] = set()
        self._row = self._column = 0
        self._row_text = ""
        self._letters: dict[str, int] = {}
        self._columns: set[int] = set()
        self._entities = _MAY_BE_ENTITY.search(data) is not None
        self._lines: list[Line] = []
        self._held = Held(0)
        self._kind = self._style = ""
        self._styles: set[str] = set()
        self._ordered = True
        self._cell: _Cell | None = None
        self._texts: list[str] = []
        self._parser = new_parser(where)
        self._parser.namespace_prefixes = True
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def go(self) -> tuple[Line, ...]:
        parse(self._parser, self._data, self._where, self._sheet)
        return tuple(self._lines)

    def _start(self, name: str, found: dict[str, str]) -> None:
        if name == self._cell_name and self._open[-1] == "row":
            self._next_cell(found)
            self._open.append("c")
            return
        space, local, prefix = _three(name)
        if not self._open:
            if space not in NAMESPACES:
                raise damaged(self._where, self._sheet)
            self._space, self._prefix = space, prefix
            self._cell_name = "}".join(filter(None, (space, "c", prefix)))
        parent = self._open[-1] if self._open else ""
        ours = space == self._space
        if self._foreign(ours, prefix, local, parent):
            self._refuse_there(local, found, parent)
        if ours and parent != "?":
            self._refuse_wrong_place(local, parent)
            self._contents(local, found)
        outside = parent == "?" or (local == "extLst" and parent in ("row", "c"))
        self._open.append("?" if outside else local if ours else "")

    def _end(self, _name: str) -> None:
        local = self._open.pop()
        if local == "c":
            if self._cell is not None or self._kind == "e":
                (self._cell or _Cell(self._kind, self._style)).put_into(self._held, self._column)
        elif local == "row":
            if self._held.filled:
                self._lines.append(self._held.made() if self._ordered else self._held.in_order().made())
        elif local in _HOLDING and self._cell is not None and self._open[-1] in ("c", "is", "r"):
            self._parser.CharacterDataHandler = None
            self._cell.take(local, "".join(self._texts), self._open)

    def _foreign(self, ours: bool, prefix: str, local: str, parent: str) -> bool:
        """Whether it is an element of another name among the cells, or a cell's name elsewhere for something else."""
        same = prefix == self._prefix
        special = local in _ONCE or local in _ONLY_IN or local in _CHILDREN
        if parent in _CHILDREN:
            return not (ours and same)
        if parent == "?":
            return special and (ours or same)
        return (local in _ONCE or local in _ONLY_IN) and ours is not same

    def _refuse_there(self, local: str, found: dict[str, str], parent: str) -> NoReturn:
        """Refuse an element among the cells; the cell that it stands for or before is named."""
        match = _ADDRESS.fullmatch(found.get("r", "")) if parent != "?" else None
        if match is not None:
            self._row, self._column = int(match[2]), column_number(match[1])
        elif parent == "row":
            self._column += 1
        elif parent == _ROWS:
            self._row, self._column = (
                int(found["r"]) if _ROW.fullmatch(found.get("r", "")) else self._row + 1,
                0,
            )
        self._refuse(f"的标签不是表格自己的，或用了另一种前缀（{local}）")

    def _refuse_wrong_place(self, local: str, parent: str) -> None:
        if parent in _CHILDREN and local not in _CHILDREN[parent]:
            self._refuse(f"里有不该有的内容（{local}）")
        if local in _ONCE:
            if parent != "worksheet" or local in self._seen:
                self._refuse(f"里的 {local} 重复或放错了地方")
            self._seen.add(local)
        if _ONLY_IN.get(local, parent) != parent:
            self._refuse(f"里的 {local} 放错了地方")

    def _contents(self, local: str, found: dict[str, str]) -> None:
        """A row, or what a cell holds."""
        if local == "row":
            self._refuse_entities()
            self._next_row(found.get("r"))
            return
        parent = self._open[-1] if self._open else ""
        if local in ("f", "v", "is") and parent == "c":
            cell = self._cell = self._cell or _Cell(self._kind, self._style)
            if local in cell.seen or "v" in cell.seen or "is" in cell.seen:
                self._refuse("里有两个值")
            if local == ("v" if cell.kind == "inlineStr" else "is"):
                self._refuse("的值与类型对不上")
            cell.seen.add(local)
            cell.grouped |= local == "f" and "t" in found
        if local in _HOLDING and parent in ("c", "is", "r"):
            self._texts = []
            self._parser.CharacterDataHandler = self._texts.append

    def _refuse_entities(self) -> None:
        """A place or type spelled with entities is read by parsers only."""
        if not self._entities:
            return
        tag = _TAG.match(self._data, self._parser.CurrentByteIndex)
        if tag is not None and b"&" in tag[0]:
            self._refuse("的地址或类型写法反常")

    def _next_row(self, stated: str | None) -> None:
        number = self._row + 1
        if stated is not None:
            if not _ROW.fullmatch(stated) or int(stated) > LAST_ROW:
                self._refuse(f"之后的行号（{stated[:20]}）无法辨认或超出了工作表")
            number = int(stated)
        if number <= self._row:
            self._refuse(f"之后又出现第 {number} 行，行重复或次序颠倒")
        self._row, self._column, self._columns = number, 0, set()
        self._row_text, self._held, self._ordered = str(number), Held(number), True

    def _next_cell(self, found: dict[str, str]) -> None:
        if self._entities:
            self._refuse_entities()
        stated = found.get("r")
        column = self._column + 1
        if stated is not None:
            numbered = stated.endswith(self._row_text)
            known = self._letters.get(stated.removesuffix(self._row_text)) if numbered else None
            column = self._addressed(stated) if known is None else known
        elif column > LAST_COLUMN:
            self._refuse("之后有超出工作表的单元格")
        self._ordered &= column > self._column
        self._column = column
        if column in self._columns:
            self._refuse("出现了两次")
        self._columns.add(column)
        self._cell, self._kind, self._style = None, found.get("t", "n"), found.get("s", "")
        if self._kind not in _TYPES:
            self._refuse(f"的类型（{self._kind[:20]}）无法辨认")
        if self._style not in self._styles:
            if not _STYLE.fullmatch(self._style):
                self._refuse("的格式编号无法辨认")
            self._styles.add(self._style)

    def _addressed(self, stated: str) -> int:
        """The column of an address, which is to be in the row at hand."""
        match = _ADDRESS.fullmatch(stated)
        if match is None:
            self._refuse(f"之后有地址无法辨认的单元格（{stated[:20]}）")
        row, column = int(match[2]), column_number(match[1])
        if column > LAST_COLUMN or row > LAST_ROW:
            self._refuse(f"之后有超出工作表的单元格（{stated}）")
        if row != self._row:
            self._refuse(f"之后夹着别的行的单元格（{stated}）")
        self._letters[match[1]] = column
        return column

    def _refuse(self, problem: str) -> NoReturn:
        cell = f"{column_letters(self._column)}{self._row}" if self._column else ""
        place = cell or (f"第 {self._row} 行" if self._row else "")
        raise unclear(self._where, place, problem, self._sheet, cell)


class _Cell:
    """A cell that is being read: its type and format, and what it holds so far."""

    __slots__ = ("grouped", "inline", "kind", "seen", "style", "texts")

    def __init__(self, kind: str, style: str) -> None:
        self.kind = kind
        self.style = style
        self.seen: set[str] = set()
        self.texts: dict[str, str] = {}
        self.inline: list[str] = []
        self.grouped = False

    def take(self, local: str, text: str, around: Sequence[str]) -> None:
        """The text of an element in it: a formula, a value, or a piece of a text without its phonetic guide."""
        if local == "t" and "rPh" not in around:
            self.inline.append(unescaped_controls(text))
        elif local != "t":
            self.texts[local] = text

    def put_into(self, held: Held, column: int) -> None:
        """What it holds, as one of a row."""
        value = self.texts.get("v", "")
        if "f" in self.seen:
            shown = bool(value) or ("v" in self.seen and self.kind == "str")
            held.formula(column, self.texts.get("f", ""), shown, self.grouped)
        style = self.style.encode()
        if self.kind == "inlineStr":
            held.text(column, "".join(self.inline))
        elif self.kind == "s":
            index = value.strip()
            if index:
                held.put(column, style, b"s", index.encode() if _INDEX.fullmatch(index) else _NOWHERE)
        elif value or self.kind == "e":
            held.put(column, style, self.kind.encode(), escaped(value).replace(b"\r", b"&#13;"))


def _three(name: str) -> tuple[str, str, str]:
    """Namespace, name and prefix of an element as expat tells them: ``uri}local}prefix``, what is missing left out."""
    if "}" not in name:
        return "", name, ""
    space, _, rest = name.partition("}")
    local, _, prefix = rest.partition("}")
    return space, local, prefix
