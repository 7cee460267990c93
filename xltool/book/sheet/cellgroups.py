"""Changes of cells, and the cells that cannot be changed alone because they share a formula."""

from collections.abc import Iterable, Mapping
from enum import Enum, auto

from xltool.book.port import Value, column_letters
from xltool.book.sheet.references import corners
from xltool.book.sheet.sheetcontent import formulas, has_grouped_formulas
from xltool.book.sheet.sheetpart import Sheet
from xltool.errors import WorkbookError
from xltool.typed import Final, NamedTuple


class ChangeKind(Enum):
    """What is done to a cell."""

    CONSTANT = auto()
    RESULT = auto()
    FORMULA = auto()


class Change(NamedTuple):
    """One change of a cell. ``known`` says that ``value`` is the result of a formula put in place."""

    kind: ChangeKind
    value: Value = None
    formula: str = ""
    known: bool = True


#: Changes of one sheet, keyed by (row, column).
Changes = Mapping[tuple[int, int], Change]

_KEPT: Final = Change(ChangeKind.RESULT)


class Groups:
    """The array formulas and data tables of a sheet over more than one cell, seen beside what is to change."""

    def __init__(self, sheet: Sheet, changes: Changes) -> None:
        self._sheet = sheet
        self._changes = changes
        self._areas = _areas(sheet) if has_grouped_formulas(sheet) else []

    def covers(self, row: int, column: int) -> bool:
        """Whether the cell shows a part of what a formula elsewhere computes."""
        return any(_inside(area, row, column) for area in self._areas)

    def release(self, row: int, column: int, formula: Mapping[bytes, bytes]) -> None:
        """Raise WorkbookError where other cells, which stay, live on the formula of a cell that is to be replaced.

        ``formula`` holds the attributes of the cell's own formula element, if any.
        """
        for area in self._areas:
            if _inside(area, row, column):
                top, left, bottom, right = area
                members = ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
                self._refuse_part_of(members, row, column, "是数组公式或模拟运算表的一部分")
        if formula.get(b"t") == b"shared" and b"ref" in formula:
            group = formula.get(b"si")
            shared = [f for f in formulas(self._sheet) if f.kind == b"shared" and f.group == group]
            self._refuse_part_of(((f.row, f.column) for f in shared), row, column, "与别的单元格共用一个公式")

    def _refuse_part_of(self, members: Iterable[tuple[int, int]], row: int, column: int, what: str) -> None:
        for member in members:
            if self._changes.get(member, _KEPT).kind is ChangeKind.RESULT:
                raise WorkbookError(
                    f"{self._sheet.where}里的 {cell_name(row, column)} {what}（还有 {cell_name(*member)}），不能单独改写；"
                    "请在 Excel 里把这些单元格的公式改成各自独立的公式再试。"
                )


def cell_name(row: int, column: int) -> str:
    """``(27, 8) -> H27``."""
    return f"{column_letters(column)}{row}"


def _inside(area: tuple[int, int, int, int], row: int, column: int) -> bool:
    return area[0] <= row <= area[2] and area[1] <= column <= area[3]


def _areas(sheet: Sheet) -> list[tuple[int, int, int, int]]:
    found = (corners(f.area) for f in formulas(sheet) if f.kind in (b"array", b"dataTable"))
    return [area for area in found if area and area[:2] != area[2:]]
