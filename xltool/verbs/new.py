"""``new``: an empty workbook; and last year's workbook -> this year's, with what stays, and 上年决算 from last year's 本年决算.

Targets are taken over with a mark before them (see :data:`xltool.model.target.UNCONFIRMED`), which a person takes
away when each is confirmed: nobody files last year's targets unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from xltool.book.file.saving import FilePath, replace_file
from xltool.book.port import Value
from xltool.contract.names import EXPENDITURE_ROWS, INDICATORS, PROJECTS, block_columns
from xltool.model.number import text_of
from xltool.model.target import UNCONFIRMED
from xltool.rescue.salvage import Gone, Salvage
from xltool.resources import DEFAULT_FORM, template_path
from xltool.verbs.filling import Contents, refuse_taken, write_contents
from xltool.verbs.repair import gone_lines, label, read_salvage

#: What stays the same, as it is.
_SAME: Final = ("单位名称", "评分办法", "执行率分值")
#: Columns of the indicators that stay; their targets are to be confirmed.
_KEPT: Final = ("绩效指标_一级指标", "绩效指标_二级指标", "绩效指标_三级指标", "绩效指标_分值")
_TARGET: Final = "绩效指标_年度指标值"
#: The columns from which something is taken: of these it matters where one could not be read.
_READ: Final = ("本年决算", "项目明细_名称")


class NewYear(NamedTuple):
    """What ``new_from`` did: the new workbook, last year's, and what was taken over, by name and row (0: no table)."""

    path: Path
    last: Salvage
    taken: Contents

    @property
    def unconfirmed(self) -> int:
        """Number of targets that a person has to confirm."""
        return sum(name == _TARGET for name, _ in self.taken)

    @property
    def prior(self) -> int:
        """Number of cells of 上年决算 that were filled."""
        return sum(name.endswith("_上年决算") for name, _ in self.taken)

    @property
    def projects(self) -> int:
        """Number of projects that were taken over."""
        return self._rows(PROJECTS)

    @property
    def indicators(self) -> int:
        """Number of indicators that were taken over."""
        return self._rows(INDICATORS)

    def _rows(self, block: str) -> int:
        names = {column.name for column in block_columns(block)}
        return len({row for name, row in self.taken if name in names})

    @property
    def gone(self) -> tuple[Gone, ...]:
        """What would have been taken over and could not be read."""
        wanted = (*_SAME, *_KEPT, _TARGET, "年度")
        return tuple(g for g in self.last.gone if g.name in wanted or g.name.endswith(_READ))


def new(output: Path, form: str = DEFAULT_FORM) -> None:
    """Write an empty workbook of a form. Raises WorkbookError where it cannot be written or exists already."""
    source = template_path(form, macros=refuse_taken(output).suffix.lower() == ".xlsm")
    replace_file(output, source.read_bytes(), like=source)


def new_from(last: FilePath, output: FilePath, form: str = DEFAULT_FORM) -> NewYear:
    """Write this year's workbook from last year's (which is not touched, and may be damaged or a sealed copy).

    Amounts are in 万元. Raises WorkbookError where last year's holds nothing of ours, or the new one cannot be written
    or exists already.
    """
    place = refuse_taken(Path(output))
    found = read_salvage(Path(last))
    taken = _taken(found)
    write_contents(taken, place, form)
    return NewYear(place, found, taken)


def next_path(place: Path) -> Path:
    """Where next year's workbook goes beside this one: the year in its name is one later, or said behind it."""
    year = re.search(r"20\d\d", place.stem)
    if year is None:
        return place.with_name(f"{place.stem}-下一年{place.suffix}")
    later = f"{place.stem[: year.start()]}{int(year[0]) + 1}{place.stem[year.end() :]}"
    return place.with_name(f"{later}{place.suffix}")


def _taken(last: Salvage) -> Contents:
    contents: dict[tuple[str, int], Value] = {(name, 0): last.value(name) for name in _SAME}
    year = last.value("年度")
    if isinstance(year, Decimal):
        contents["年度", 0] = year + 1
    for row in EXPENDITURE_ROWS:
        contents[f"{row}_上年决算", 0] = last.value(f"{row}_本年决算")
    contents |= _projects(last) | _indicators(last)
    return {at: value for at, value in contents.items() if value is not None}


def _projects(last: Salvage) -> dict[tuple[str, int], Value]:
    """The projects by their names, without gaps; what was spent on each last year."""
    titles, spent = last.rows("项目明细_名称"), last.rows("项目明细_本年决算")
    rows = sorted(titles.keys() | spent.keys())
    found: dict[tuple[str, int], Value] = {}
    for number, row in enumerate(rows, 1):
        found["项目明细_名称", number] = titles.get(row)
        found["项目明细_上年决算", number] = spent.get(row)
    return found


def _indicators(last: Salvage) -> dict[tuple[str, int], Value]:
    columns = {name: last.rows(name) for name in (*_KEPT, _TARGET)}
    rows = sorted(columns["绩效指标_三级指标"].keys() | columns[_TARGET].keys())
    found: dict[tuple[str, int], Value] = {}
    for number, row in enumerate(rows, 1):
        found.update({(name, number): columns[name].get(row) for name in _KEPT})
        target = columns[_TARGET].get(row)
        if target is not None:
            found[_TARGET, number] = f"{UNCONFIRMED}{text_of(target).removeprefix(UNCONFIRMED)}"
    return found


def lines(done: NewYear) -> Iterator[str]:
    """What was taken over, as a reader sees it on the screen."""
    year = done.last.value("年度")
    for (name, row), value in done.taken.items():
        yield f"{label(name, row)}　{' '.join(text_of(value).split())}"
    yield from gone_lines(done.last._replace(gone=done.gone))
    if not isinstance(year, Decimal):
        yield "去年的工作簿没有填年度，请自己填。"
    yield summary(done)


def summary(done: NewYear) -> str:
    """What was made and what is left to do, in a few sentences."""
    prior = (
        f"上年决算按去年的本年决算填好（{done.prior} 格）"
        if done.prior
        else "去年的本年决算一格也没有填，上年决算请自己填"
    )
    return (
        f"已从“{done.last.title}”新建 {done.path}：带来 {done.projects} 个项目、{done.indicators} 个指标，"
        f"{prior}。{done.unconfirmed} 个指标值前标有“{UNCONFIRMED}”：逐个核对、改成今年的，"
        "去掉这几个字，才能上报；分值也请核对，今年没有的项目和指标请删去。"
    )


def record(done: NewYear) -> dict[str, object]:
    """What was taken over, as plain data; a number is a string in the unit of the contract."""
    return {
        "last_year": done.last.title,
        "workbook": done.path.name,
        "taken": [
            {
                "name": name,
                "row": row or None,
                "value": f"{value:f}" if isinstance(value, Decimal) else text_of(value),
            }
            for (name, row), value in done.taken.items()
        ],
        "to_confirm": done.unconfirmed,
        "lost": [each._asdict() | {"row": each.row or None} for each in done.gone],
    }
