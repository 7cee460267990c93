"""What was in the cells before a verb changed the form: Excel's own undo does not reach what a program does.

One small JSON file a user and workbook, in the user's own folder for such things, with the last change alone.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from xltool.book.formula.text import canonical
from xltool.book.port import Cell, Edits, ErrorValue, Snapshot, Value
from xltool.errors import WorkbookError, reason

_NOTHING: Final = "没有可以撤销的操作：只能撤销最近一次“采用建议得分”或“恢复公式”。"
_CHANGED: Final = "不能撤销：{where} 在那次操作之后又改动过；请自行改回。"
_MOVED: Final = "不能撤销：那次操作之后表格增删过行或列；请自行改回。"

#: Environment variable that names the folder, for tests and for roaming profiles.
FOLDER_VARIABLE: Final = "XLTOOL_STATE"


def state_folder() -> Path:
    """Where this user's state lies: %LOCALAPPDATA%\\xltool on Windows, else $XDG_STATE_HOME/xltool."""
    own = os.environ.get(FOLDER_VARIABLE)
    if own:
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "xltool"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "xltool"


class BeforeImages:
    """The last change of one workbook, known by its full name (a path, or an address on OneDrive)."""

    def __init__(self, full_name: str) -> None:
        digest = zlib.crc32(full_name.casefold().encode())
        self._path = state_folder() / "undo" / f"{digest:08x}.json"
        self._full_name = full_name

    def keep(self, snapshot: Snapshot, edits: Edits) -> None:
        """Remember what these edits overwrite; an older change is forgotten. Raises WorkbookError where it can't."""
        cells = (*edits.values, *edits.formulas)
        after = snapshot._replace(
            formulas={
                **{c: text for c, text in snapshot.formulas.items() if c not in edits.values},
                **edits.formulas,
            },
            fresh={**snapshot.fresh, **edits.values},
        )
        record = {
            "workbook": self._full_name,
            "places": _places(snapshot, {cell.sheet for cell in cells}),
            "cells": [[*cell, _content(snapshot, cell), _content(after, cell)] for cell in cells],
        }
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            raise WorkbookError(
                f"没有改动：不能保存撤销所需的记录（{reason(error)}），请检查 {self._path.parent} 能否写入。"
            ) from error

    @contextmanager
    def kept(self, snapshot: Snapshot, edits: Edits) -> Iterator[None]:
        """:meth:`keep` while the edits are made; where that fails, the older change is remembered again."""
        try:
            older = self._path.read_bytes()
        except OSError:
            older = None
        self.keep(snapshot, edits)
        try:
            yield
        except Exception:
            self.forget() if older is None else self._path.write_bytes(older)
            raise

    def restoring(self, snapshot: Snapshot) -> Edits:
        """Edits that put everything back. Raises WorkbookError where nothing is remembered or a cell changed since."""
        record = self._record()
        cells = [(Cell(*entry[:3]), entry[3], entry[4]) for entry in record["cells"]]
        if record["places"] != _places(snapshot, {cell.sheet for cell, _, _ in cells}):
            raise WorkbookError(_MOVED)
        for cell, _, after in cells:
            if not _same(_content(snapshot, cell), after, cell.sheet):
                raise WorkbookError(_CHANGED.format(where=cell.address))
        return Edits(
            values={cell: _value(before) for cell, before, _ in cells if "formula" not in before},
            formulas={cell: before["formula"] for cell, before, _ in cells if "formula" in before},
        )

    @property
    def there(self) -> bool:
        """Whether anything of this workbook is remembered."""
        try:
            return bool(self._record())
        except WorkbookError:
            return False

    def forget(self) -> None:
        """Nothing is left to be put back."""
        self._path.unlink(missing_ok=True)

    def _record(self) -> dict[str, Any]:
        try:
            record: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise WorkbookError(_NOTHING) from error
        if record.get("workbook") != self._full_name:
            raise WorkbookError(_NOTHING)
        return record


def _places(snapshot: Snapshot, sheets: set[str]) -> int:
    """A number that changes when a name on one of these sheets moves, grows or shrinks."""
    areas = sorted((name, *area) for name, area in snapshot.names.items() if area.sheet in sheets)
    return zlib.crc32(repr(areas).encode())


def _content(snapshot: Snapshot, cell: Cell) -> Mapping[str, object]:
    """What a person put into a cell, as JSON holds it: a formula, or a constant with its kind."""
    formula = snapshot.formulas.get(cell)
    if formula is not None:
        return {"formula": formula}
    value = snapshot.value(cell)
    if isinstance(value, Decimal):
        return {"number": f"{value.normalize():f}"}  # 12.50 as it was written, 12.5 as it is read again
    if isinstance(value, ErrorValue):
        return {"error": value.code}
    return {"constant": value if isinstance(value, (str, bool, type(None))) else str(value)}


def _same(one: Mapping[str, object], other: Mapping[str, object], sheet: str) -> bool:
    """Whether two contents are the same; of formulas, whether they say the same."""
    if "formula" in one and "formula" in other:
        return canonical(str(one["formula"]), sheet) == canonical(str(other["formula"]), sheet)
    return one == other


def _value(content: Mapping[str, object]) -> Value:
    if "number" in content:
        return Decimal(str(content["number"]))
    if "error" in content:
        return ErrorValue(str(content["error"]))
    value = content["constant"]
    return value if isinstance(value, (str, bool)) else None
