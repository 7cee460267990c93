"""A workbook that is a file on disk, behind the port."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Mapping

from xltool.book.file.locks import refuse_if_open
from xltool.book.file.names import refuse_name
from xltool.book.file.package import Package, edited, open_package
from xltool.book.file.saving import (
    BACKUP_MARK,
    UNDO_MARK,
    FilePath,
    is_backup,
    marked,
    read_file,
    refuse_read_only,
    replace_file,
)
from xltool.book.port import Area, Cell, Edits, Snapshot
from xltool.book.sheet.cellvalue import Context
from xltool.book.sheet.sheetcontent import content, filled
from xltool.book.sheet.sheetpart import refuse_sparse
from xltool.contract.optional import KNOWN
from xltool.errors import WorkbookError
from xltool.typed import Final, TypeVar

_Held = TypeVar("_Held")
#: What Windows says of a link that leads back to itself.
_WINDOWS_LOOP: Final = 1921


class FileWorkbook:
    """An .xlsx or .xlsm file, read once; :meth:`apply` writes it back with a few cells changed.

    A symbolic link is followed: the file it leads to is the one that is replaced. Of a workbook that holds several
    returns ``sheet`` says which one is meant.
    """

    def __init__(self, path: FilePath, sheet: str = "") -> None:
        self.path = os.fspath(path)
        self.sheet = sheet
        self.title = os.path.basename(self.path)
        self._data: bytes | None = None
        self._package: Package | None = None

    def snapshot(self, every_sheet: bool = False) -> Snapshot:
        """The workbook as it was when it was first read: the sheets of its names, or every one that has cells.

        Raises WorkbookError where it cannot be read.
        """
        package = self.package()
        if package.returns or self.sheet:
            from xltool.book.file.returns import return_of  # 0.5 ms, where there are several

            package = return_of(package, self.sheet)
        names = package.names
        wanted = list(package.worksheets) if every_sheet else _sheets_of_the_contract(names)
        sheets = {name: package.sheet(name) for name in wanted}
        for sheet in sheets.values():
            refuse_sparse(sheet)
        context = Context(package.shared_string, package.date1904, package.dates())
        contents = {name: content(sheet) for name, sheet in sheets.items()}
        return Snapshot(
            title=self.title,
            grids={name: filled(sheet, context) for name, sheet in sheets.items()},
            names=names,
            formulas=_together([c.formulas for c in contents.values()]),
            uncalculated=frozenset().union(*[c.uncalculated for c in contents.values()]),
            errors=_together([c.errors for c in contents.values()]),
            merges={name: each.merges for name, each in contents.items()},
            foreign_formulas=any(
                package.has_formulas(name) for name in package.worksheets if name not in sheets
            ),
            backup=self._backup(),
            broken=package.broken,
            hidden=package.hidden,
        )

    def apply(self, edits: Edits, target: FilePath | None = None, *, keep_before: bool = False) -> bool:
        """Make the edits, all or none, in place or in a file of their own; True when they change anything.

        Nothing is written where nothing changes, unless there is another ``target``. Before the first change in
        place the untouched file is kept beside it (see :func:`xltool.book.file.saving.backup_path`), and with
        ``keep_before`` a copy of the file as it was read, by which this change can be undone, instead of an older
        one. Raises WorkbookError where the file was changed since it was read, is read-only or open elsewhere.
        """
        package = self.package()
        source = _resolved(self.path)
        place = source if target is None else _resolved(target)
        in_place = source == place or _same_file(source, place)
        _refuse_other_ending(source, place)
        if is_backup(place):
            raise WorkbookError(
                f"“{os.path.basename(place)}”是原始备份，不能改动；请用正在填写的那个工作簿。"
            )
        new = edited_whole(package, edits)
        prepared = package.archive.data != self._data
        if new is None and in_place and not prepared:
            return False
        self._refuse_changed(source)
        refuse_read_only(place)
        refuse_if_open(place)
        data = package.archive.data if new is None else new
        read = self._data or b""

        def look() -> None:
            self._refuse_changed(source)
            refuse_if_open(place)

        if keep_before:
            replace_file(marked(source, UNDO_MARK), read, like=source)
        if in_place:
            replace_file(source, data, like=source, untouched=read, last_look=look)
            self._data, self._package = data, None
        else:
            replace_file(place, data, like=place if os.path.exists(place) else source, last_look=look)
        return new is not None or prepared

    def prepare(self, change: Callable[[Package], bytes]) -> None:
        """Change the package as a whole, in memory; the next snapshot shows it, and apply writes it with its edits."""
        self._package = open_package(change(self.package()), self.title)

    def hold(self, package: Package) -> None:
        """Take a package that was read, or made, elsewhere for what the file holds."""
        self._data, self._package = package.archive.data, package

    @property
    def returns(self) -> tuple[str, ...]:
        """The sheets each of which is a return of its own; none in a workbook with one. Raises WorkbookError as :meth:`snapshot`."""
        return self.package().returns

    def _backup(self) -> str:
        kept = marked(self.path, BACKUP_MARK)
        return os.path.basename(kept) if os.path.exists(kept) else ""

    def _refuse_changed(self, source: str) -> None:
        """Raise WorkbookError where the file is not the one that was read any more."""
        if read_file(source) != self._data:
            raise WorkbookError(
                f"“{self.title}”在读取之后又被改动过，没有写入；请确认它已保存并关闭，然后重新运行。"
            )

    def package(self) -> Package:
        """The package as it was read, or prepared. Raises WorkbookError where it cannot be read."""
        if self._data is None:
            self._data = read_file(self.path)
        if self._package is None:
            self._package = open_package(self._data, self.title)
        return self._package


def _together(parts: Iterable[Mapping[Cell, _Held]]) -> dict[Cell, _Held]:
    found: dict[Cell, _Held] = {}
    for part in parts:
        found |= part  # keeps what each cell hashes to
    return found


def edited_whole(package: Package, edits: Edits) -> bytes | None:
    """The file with these edits made, rows put in first; None where it already is so. Raises WorkbookError where that cannot be."""
    if edits.insertion is None:
        return edited(package, edits)
    from xltool.book.file.insertion import with_rows  # 1 ms, where the list has to grow

    data = with_rows(package, edits.insertion)
    return edited(open_package(data, package.title), edits) or data


def _resolved(path: FilePath) -> str:
    refuse_name(path)
    try:
        return os.path.realpath(path, strict=True)
    except OSError as error:
        if error.errno != errno.ELOOP and getattr(error, "winerror", 0) != _WINDOWS_LOOP:
            return os.path.realpath(
                path
            )  # missing, or a folder that may not be looked into: said when it is opened
        raise WorkbookError(
            f"“{path}”是一个绕回自身的链接，找不到真正的文件；请直接选工作簿本身。"
        ) from error


def _same_file(first: str, second: str) -> bool:
    """Whether two names, spelled unlike each other, are one entry of one folder (and not two links to one file)."""
    try:
        return os.path.samefile(first, second) and os.stat(first).st_nlink == 1
    except OSError:
        return False


def _refuse_other_ending(source: str, place: str) -> None:
    ending = os.path.splitext(source)[1]
    if ending.lower() != os.path.splitext(place)[1].lower():
        raise WorkbookError(
            f"输出文件“{os.path.basename(place)}”的扩展名要与原文件一样（{ending or '无扩展名'}），否则 Excel 打不开；请改一下名字。"
        )


def _sheets_of_the_contract(names: Mapping[str, Area]) -> list[str]:
    return list(dict.fromkeys(area.sheet for name, area in names.items() if name in KNOWN))
