"""A worksheet part that is not spelled the usual way, walked with an XML parser before patterns read it.

The walk lets pass what has one meaning, however it is spelled, and refuses the rest with its place: programs would
read it differently, so that what is checked here were not what a person sees there.
"""

from __future__ import annotations

import re
from typing import Final, NoReturn

from xltool.book.defined import LAST_COLUMN, LAST_ROW
from xltool.book.port import column_letters, column_number
from xltool.book.xmltext import ATTRIBUTES, new_parser, parse, unclear

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
_ADDRESS: Final = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_ROW: Final = re.compile(r"[1-9][0-9]{0,6}")
_TAG: Final = re.compile(rb"<[^\s/>]+" + ATTRIBUTES)


def refuse_unclear(data: bytes, where: str, sheet: str) -> None:
    """Nothing where every row and cell of a worksheet part in UTF-8 has one meaning.

    Raises UnreadableContentError with the place where one has not; ``where`` names the part in its message.
    """
    _Walk(data, where, sheet).go()


class _Walk:
    def __init__(self, data: bytes, where: str, sheet: str) -> None:
        self._data = data
        self._where = where
        self._sheet = sheet
        self._space = self._prefix = ""
        self._open: list[str] = []
        self._seen: set[str] = set()
        self._row = self._column = 0
        self._columns: set[int] = set()
        self._held: set[str] = set()
        self._parser = new_parser(where)
        self._parser.namespace_prefixes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = lambda _: self._open.pop()

    def go(self) -> None:
        parse(self._parser, self._data, self._where, self._sheet)

    def _start(self, name: str, found: dict[str, str]) -> None:
        space, local, prefix = _three(name)
        if not self._open:
            self._space, self._prefix = space, prefix
        parent = self._open[-1] if self._open else ""
        ours = space == self._space
        if self._foreign(ours, prefix, local, parent):
            self._refuse_there(local, found, parent)
        if ours and parent != "?":
            self._refuse_wrong_place(local, parent)
            self._cells(local, found)
        outside = parent == "?" or (local == "extLst" and parent in ("row", "c"))
        self._open.append("?" if outside else local if ours else "")

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

    def _cells(self, local: str, found: dict[str, str]) -> None:
        if local == "row":
            self._refuse_entities()
            self._next_row(found.get("r"))
        elif local == "c":
            self._refuse_entities()
            self._next_cell(found.get("r"))
            self._held = set()
            if found.get("t", "n") not in _TYPES:
                self._refuse(f"的类型（{found['t'][:20]}）无法辨认")
            if not found.get("s", "0").isdecimal():
                self._refuse("的格式编号无法辨认")
        elif local in ("f", "v", "is") and self._open[-1:] == ["c"]:
            if local in self._held or self._held >= {"v"} or self._held >= {"is"}:
                self._refuse("里有两个值")
            self._held.add(local)

    def _refuse_entities(self) -> None:
        """A place or type spelled with entities is read by parsers only."""
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

    def _next_cell(self, stated: str | None) -> None:
        row, column = self._row, self._column + 1
        if stated is not None:
            match = _ADDRESS.fullmatch(stated)
            if match is None:
                self._refuse(f"之后有地址无法辨认的单元格（{stated[:20]}）")
            row, column = int(match[2]), column_number(match[1])
        if column > LAST_COLUMN or row > LAST_ROW:
            self._refuse(f"之后有超出工作表的单元格（{stated}）")
        if row != self._row:
            self._refuse(f"之后夹着别的行的单元格（{stated}）")
        self._column = column
        if column in self._columns:
            self._refuse("出现了两次")
        self._columns.add(column)

    def _refuse(self, problem: str) -> NoReturn:
        cell = f"{column_letters(self._column)}{self._row}" if self._column else ""
        place = cell or (f"第 {self._row} 行" if self._row else "")
        raise unclear(self._where, place, problem, self._sheet, cell)


def _three(name: str) -> tuple[str, str, str]:
    """Namespace, name and prefix of an element as expat tells them: ``uri}local}prefix``, what is missing left out."""
    if "}" not in name:
        return "", name, ""
    space, _, rest = name.partition("}")
    local, _, prefix = rest.partition("}")
    return space, local, prefix
