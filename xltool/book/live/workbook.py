"""An open workbook behind the port: the same few operations as on a file, whatever program holds it.

What the program is told and asked stands in :mod:`xltool.book.live.host`; here is what is the same for all of them:
what is read, in which blocks it is written, what is put back where the program stops, and what 撤销上次操作 needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from typing import Final

from xltool.book.file.insertion import grown
from xltool.book.live.before_images import BeforeImages
from xltool.book.live.blocks import blocks, cells_of
from xltool.book.live.cells import limits
from xltool.book.live.host import BlockContent, Host
from xltool.book.port import Area, Cell, Edits, Snapshot, Value
from xltool.contract.names import CONTRACT, FORM, Role
from xltool.contract.optional import KNOWN
from xltool.errors import WorkbookError

_HALF_WRITTEN: Final = "写入时 {program} 一直没有响应，表格可能只写了一部分：请关闭打开的对话框，再点一次“重新计算”，就会写完整。"
#: What a button says of several returns: it cannot ask which of them is meant.
_ONE_BY_ONE: Final = "按钮一次只做一份，做不了。请保存并关闭工作簿，用 xltool recalc 一次审核各个项目。"


class LiveWorkbook:
    """A workbook open in a program. ``progress`` is told each step in the user's words.

    Every operation raises WorkbookError where the program stays busy (a cell in edit mode, an open dialog) or is closed.
    """

    def __init__(self, host: Host, progress: Callable[[str], None] = lambda _step: None) -> None:
        self._host = host
        self._progress = progress
        self._last: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """The workbook as it is now."""
        self._progress("正在读取工作簿…")
        with self._host.patient():
            self._last = self._read()
        self._progress("正在计算和审核…")
        return self._last

    def apply(self, edits: Edits, *, keep_before: bool = False) -> bool:
        """Make the edits, all or none; True when a value or a formula changed.

        Results of formulas that stay are the program's own business: it calculates when the edits are made. With
        ``keep_before``, :meth:`take_back` can put back what they overwrite. Raises WorkbookError where a sheet is
        protected; then nothing was written.
        """
        if not edits.values and not edits.formulas:
            return False
        before = self._last or self.snapshot()
        self._progress("正在写入结果…")
        with self._host.patient():
            self._refuse_protected({cell.sheet for cell in (*edits.values, *edits.formulas)})
            # what is put back where the program stops is named by where it stands then
            before = grown(before, edits.insertion)
            kept = self._images().kept(before, edits) if keep_before else nullcontext()
            with self._host.quiet(before.grids.keys()), kept:
                self._write(edits, before)
        self._last = None
        return True

    def take_back(self) -> tuple[Cell, ...]:
        """Put back what the last :meth:`apply` with ``keep_before`` overwrote; the cells that were changed.

        Raises WorkbookError where nothing is remembered or one of the cells holds something else by now.
        """
        images = self._images()
        edits = images.restoring(self.snapshot())
        self.apply(edits)
        images.forget()
        return (*edits.values, *edits.formulas)

    def _images(self) -> BeforeImages:
        return BeforeImages(self._host.full_name())

    # Reading

    def _read(self) -> Snapshot:
        names, merges = self._host.structure()
        title = self._host.title()
        if names.returns:
            raise WorkbookError(f"“{title}”里有 {len(names.returns)} 份自评表：{_ONE_BY_ONE}")
        sheets = dict.fromkeys(a.sheet for n, a in names.areas.items() if n in KNOWN)
        found = {sheet: self._block(sheet, names.areas) for sheet in sheets}
        return Snapshot(
            title=title,
            grids={sheet: block.grid for sheet, block in found.items()},
            names=names.areas,
            formulas={cell: text for block in found.values() for cell, text in block.formulas.items()},
            errors={cell: error for block in found.values() for cell, error in block.errors.items()},
            merges=merges,
            broken=names.broken,
            hidden=self._host.hidden_sheets() if FORM in names.areas else frozenset(),
        )

    def _block(self, sheet: str, names: Mapping[str, Area]) -> BlockContent:
        """The cells of a sheet from A1 to its last used one, in one block."""
        return self._host.block(sheet, lambda used: limits(used, names.values()))

    # Writing

    def _refuse_protected(self, titles: set[str]) -> None:
        protected = self._host.protected(titles)
        if protected:
            listed = "、".join(f"“{title}”" for title in sorted(protected))
            raise WorkbookError(
                f"工作表{listed}受保护，没有写入：请先撤销工作表保护（{self._host.unprotecting}）。"
            )

    def _write(self, edits: Edits, before: Snapshot) -> None:
        """All edits; where the program stops in the middle, what was written is put back before the error goes on."""
        done: list[Area] = []
        try:
            if edits.insertion is not None:
                self._host.insert(edits.insertion)
            for area in self._areas(edits, before):
                done.append(area)
                self._put(area, {**{c: before.value(c) for c in cells_of(area)}, **edits.values})
            for cell, formula in edits.formulas.items():
                done.append(_only(cell))
                self._host.put_formula(cell, formula)
        except Exception:
            self._put_all_back(done, before)
            if done and edits.insertion is not None:
                self._host.remove(edits.insertion)
            raise

    def _areas(self, edits: Edits, before: Snapshot) -> Iterator[Area]:
        """What to write in one go each: rectangles; single cells where a program writes no block across a filter."""
        spare = _spare_cells(before)
        filtered = self._host.filtered({cell.sheet for cell in edits.values})
        for area in blocks(edits.values, lambda cell: cell in spare and cell not in before.formulas):
            if area.sheet in filtered:
                yield from (_only(cell) for cell in cells_of(area) if cell in edits.values)
            else:
                yield area

    def _put(self, area: Area, values: Mapping[Cell, Value]) -> None:
        rows = range(area.top, area.bottom + 1)
        columns = range(area.left, area.right + 1)
        self._host.put(area, [[values[Cell(area.sheet, row, column)] for column in columns] for row in rows])

    def _put_all_back(self, done: Iterable[Area], before: Snapshot) -> None:
        """What was written so far, as it was. Raises WorkbookError where the program does not let even that happen."""
        try:
            with self._host.putting_back():
                for cell in (cell for area in done for cell in cells_of(area)):
                    # what is refused here too is left: the first error counts
                    self._host.put_back(cell, before.value(cell), before.formulas.get(cell))
        except WorkbookError as error:
            raise WorkbookError(_HALF_WRITTEN.format(program=self._host.program)) from error


def _only(cell: Cell) -> Area:
    return Area(cell.sheet, cell.row, cell.column, cell.row, cell.column)


def _spare_cells(snapshot: Snapshot) -> frozenset[Cell]:
    """Cells of the tool's own: they may be written anew with what they hold, to make one block of several."""
    areas = (snapshot.names.get(name.name) for name in CONTRACT.values() if name.role is Role.TOOL)
    return frozenset(cell for area in areas if area is not None for cell in cells_of(area))
