"""A workbook whose bytes were given: one that never was a file here, behind the port."""

from __future__ import annotations

from xltool.book.file.saving import FilePath
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Edits
from xltool.errors import ProgramError


class GivenWorkbook(FileWorkbook):
    """The bytes of an .xlsx or .xlsm file (an attachment, an archive's entry). Nothing on the disk is looked at, nothing is written.

    ``name`` is what messages call it: a file's name, or where it came from in words.
    """

    def __init__(self, data: bytes, name: str, sheet: str = "") -> None:
        super().__init__(name, sheet)
        self.title = name
        self._data = data

    def apply(self, edits: Edits, target: FilePath | None = None, *, keep_before: bool = False) -> bool:  # noqa: ARG002
        """Nothing is ever written. Raises ProgramError: a caller took bytes for a file."""
        raise ProgramError(f"“{self.title}”不是磁盘上的文件，不能写入；请先保存成文件。")

    def _backup(self) -> str:
        return ""
