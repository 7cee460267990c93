"""By what a reviewer looks at an inbox: her name, the list of units, the year, the deadline; kept in her own folder."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path
from typing import Any, Final, NamedTuple

from xltool.desk.keyfile import write_private
from xltool.errors import WorkbookError
from xltool.ledger.decisions import LONGEST_NAME
from xltool.ledger.unit_list import read_units
from xltool.ledger.units import UnitList
from xltool.summary.wanted import in_beijing

_FILE: Final = "options.json"
#: The folder with the list of units under its own name, and the one with a list that is only being read.
_UNITS: Final = "units"
_ASIDE: Final = "units-new"
_FORMATS: Final = ("%Y-%m-%d", "%Y-%m-%d %H:%M")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


class InboxOptions(NamedTuple):
    """``units`` is what the file of the list was called, ``deadline`` a day or a minute in Beijing; empty where nobody said."""

    who: str = ""
    units: str = ""
    year: int | None = None
    deadline: str = ""

    @property
    def due(self) -> float | None:
        """The deadline as seconds since 1970."""
        return in_beijing(_moment(self.deadline))


def _moment(text: str) -> datetime.datetime | None:
    for form in _FORMATS if text else ():
        try:
            return datetime.datetime.strptime(text, form)
        except ValueError:
            continue
    return None


class KeptOptions:
    """The options of one inbox in a folder of the user's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.said = _read(folder / _FILE)
        self.units: UnitList | None = None
        self.trouble = ""
        if self.said.units:
            self._take_up()

    def _take_up(self) -> None:
        """The list of units as it was dropped earlier; without it where it cannot be read any more."""
        try:
            self.units = read_units(self._folder / _UNITS / self.said.units)
        except WorkbookError as error:
            self.said, self.trouble = self.said._replace(units=""), str(error)

    def change(self, asked: dict[str, Any]) -> None:
        """Take what a page says. Raises WorkbookError where it is nothing of the kind."""
        said = self.said
        if "who" in asked:
            said = said._replace(who=_name(asked["who"]))
        if "year" in asked:
            said = said._replace(year=_year(asked["year"]))
        if "deadline" in asked:
            said = said._replace(deadline=_deadline(asked["deadline"]))
        self._keep(said)

    def take_units(self, name: str, data: bytes) -> None:
        """Take a list of units that was dropped. Raises WorkbookError where it is none."""
        aside, place = self._folder / _ASIDE, self._folder / _UNITS
        try:
            shutil.rmtree(aside, ignore_errors=True)
            _make(self._folder)
            _make(aside)
            (aside / name).write_bytes(data)
            units = read_units(aside / name)
            shutil.rmtree(place, ignore_errors=True)
            aside.replace(place)
        except OSError as error:
            raise _closed(self._folder) from error
        self.units, self.trouble = units, ""
        self._keep(self.said._replace(units=name))

    def _keep(self, said: InboxOptions) -> None:
        try:
            _make(self._folder)
            write_private(self._folder / _FILE, json.dumps(said._asdict(), ensure_ascii=False))
        except OSError as error:
            raise _closed(self._folder) from error
        self.said = said


def _closed(folder: Path) -> WorkbookError:
    return WorkbookError(f"不能写入“{folder}”：请检查这个文件夹的权限再试。")


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)


def _read(file: Path) -> InboxOptions:
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        return InboxOptions(
            _name(held["who"]), str(held["units"]), _year(held["year"]), _deadline(held["deadline"])
        )
    except (OSError, ValueError, KeyError, TypeError, WorkbookError):
        return InboxOptions()


def _name(said: object) -> str:
    if not isinstance(said, str) or len(said.strip()) > LONGEST_NAME or not said.strip().isprintable():
        raise WorkbookError(f"审核人的姓名最多 {LONGEST_NAME} 个字，写在一行里。")
    return said.strip()


def _year(said: object) -> int | None:
    if said is None or (
        isinstance(said, int) and not isinstance(said, bool) and _FIRST_YEAR <= said <= _LAST_YEAR
    ):
        return said
    raise WorkbookError(f"年度应是 {_FIRST_YEAR} 到 {_LAST_YEAR} 之间的一个数，或者不写。")


def _deadline(said: object) -> str:
    if not isinstance(said, str) or (said and _moment(said) is None):
        raise WorkbookError("报送截止时间应写成 2023-03-31，或者 2023-03-31 18:00，或者不写。")
    return said
