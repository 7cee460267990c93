"""Whom a bureau has to write, and about what, as it follows from the ledger: plain data, nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final, NamedTuple

from xltool.feedback.matters import Matter, open_matters
from xltool.ledger.decisions import Ruling
from xltool.ledger.returns import Standing
from xltool.ledger.units import ListedUnit, folded
from xltool.summary.gathered import Gathered, missing
from xltool.summary.states import decided
from xltool.verbs.pair import SEALED_MARK, SLIP_MARK

#: What the heading of the column of addresses may be.
_ADDRESS: Final = tuple(
    map(folded, ("邮箱", "电子邮箱", "电子邮件", "邮箱地址", "电子邮箱地址", "E-mail", "email"))
)
#: What stands in the name of a file beside the unit's: anything else may be the name of another unit.
_GENERIC: Final = re.compile(
    r"(?:\d{4}|年度?|部门|单位|项目|整体|支出|预算|绩效|自评|评价|情况|表|报告|上报件|校验单|附件\d*|终稿|定稿|[-_.()])*"
)
_SEALED: Final = "上报件"


class Came(NamedTuple):
    """A file that came in: ``path`` the file on the disk that it is, or lies in; ``reason`` what its seal or reading lacks."""

    number: int
    origin: str
    name: str
    digest: str
    path: str | None
    sealed: bool
    sheet: str
    year: int | None
    sent: float | None
    sent_by: str
    reason: str
    outcome: str


class ReturnCase(NamedTuple):
    """A return that counts, with what is to be mended in it."""

    came: Came
    matters: tuple[Matter, ...]


class UnitCase(NamedTuple):
    """A unit whose returns need an answer: ``key`` is its folded name, ``rivals`` are groups of files of which one counts.

    ``returns`` are grouped by workbooks: several may stand in one. ``answer`` are the words of a reviewer who sent them back,
    None where nobody did.
    """

    key: str
    name: str
    listed: ListedUnit | None
    returns: tuple[tuple[ReturnCase, ...], ...] = ()
    rivals: tuple[tuple[Came, ...], ...] = ()
    broken: tuple[Came, ...] = ()
    answer: str | None = None


class Silent(NamedTuple):
    """A unit of which nothing came in that counts; ``other`` are its files of another year."""

    key: str
    unit: ListedUnit
    other: tuple[Came, ...] = ()


class Cases(NamedTuple):
    """Everything there is to write, and what nobody can be written about: one sentence each."""

    units: tuple[UnitCase, ...]
    silent: tuple[Silent, ...]
    unknown: tuple[str, ...]


def mail_of(unit: ListedUnit | None) -> str:
    """What the unit list has in its column of addresses; empty without one."""
    columns = {} if unit is None else unit.columns
    return next(
        (str(value).strip() for said, value in columns.items() if folded(said) in _ADDRESS and value), ""
    )


def cases(found: Gathered, only: str = "", keys: Collection[str] | None = None) -> Cases:
    """Whom to write, in the order of the unit list; ``only`` one severity of findings.

    ``keys`` are the units to be written, by their folded names (None: all). What was taken by a reviewer needs no letter.
    """
    absent = {unit.name: unit for unit in missing(found) if keys is None or folded(unit.name) in keys}
    broken, unknown = _broken(found, absent)
    asked = _asked_about(found, absent)
    units = [*_answered(found, only, keys), *broken]
    written = {each.key for each in broken}
    silent = [
        Silent(
            folded(name),
            unit,
            tuple(_of(found, "p.listed = ? AND p.standing = ?", name, Standing.OTHER_YEAR)),
        )
        for name, unit in absent.items()
        if name not in asked and folded(name) not in written
    ]
    near = (f"{name}：收到名称相近的单位的表，没有写催报，请先核对是不是同一单位" for name in sorted(asked))
    others = unknown if keys is None else ()  # of no unit, so of none that was chosen
    return Cases(tuple(units), tuple(silent), (*others, *near, *_taken(found, keys)))


def _taken(found: Gathered, keys: Collection[str] | None) -> Iterator[str]:
    """That what was taken is not written about."""
    rows = found.data.execute("SELECT key FROM unit_states WHERE state = ?", (Ruling.TAKEN,))
    number = sum(keys is None or key in keys for (key,) in rows)
    if number:
        yield f"已收下的 {number} 个单位没有写信：要写的，先撤销“收下”"


_CAME: Final = (
    "SELECT f.id, f.origin, f.name, f.digest, f.path, f.kind, f.sheet, f.year, f.sent, f.sent_by, f.reason, f.outcome"
    " FROM placed p JOIN files f ON f.id = p.file WHERE {} ORDER BY f.year, f.sheet, f.origin, f.id"
)


def _of(found: Gathered, where: str, *values: object) -> Iterator[Came]:
    for number, origin, name, digest, path, kind, *rest in found.data.execute(_CAME.format(where), values):
        yield Came(number, origin, name, digest, path, kind == _SEALED, *rest)


def _answered(found: Gathered, only: str, keys: Collection[str] | None) -> Iterator[UnitCase]:
    """The units with something to mend, or to decide, and those that a reviewer sent back."""
    rows = found.data.execute(
        "SELECT p.folded, MIN(f.unit), p.listed FROM placed p JOIN files f ON f.id = p.file"
        " WHERE p.standing IN (?, ?) AND p.folded NOT IN (SELECT key FROM unit_states WHERE state = ?)"
        " GROUP BY p.folded ORDER BY p.place IS NULL, p.place, p.folded",
        (Standing.COUNTS, Standing.UNDECIDED, Ruling.TAKEN),
    ).fetchall()
    for key, name, listed in rows:
        if keys is not None and key not in keys:
            continue
        ruled = decided(found.data, key)
        answer = ruled.note if ruled is not None and ruled.what == Ruling.RETURNED else None
        returns = [
            ReturnCase(came, tuple(open_matters(found.data, came.number, only)))
            for came in _of(found, "p.folded = ? AND p.standing = ?", key, Standing.COUNTS)
        ]
        undecided = _of(found, "p.folded = ? AND p.standing = ?", key, Standing.UNDECIDED)
        rivals = tuple(
            tuple(group) for _, group in groupby(undecided, key=lambda each: (each.year, each.sheet))
        )
        open_ones = tuple(each for each in returns if each.matters or each.came.reason) or (
            tuple(returns) if answer is not None else ()
        )
        if open_ones or rivals:
            unit = UnitCase(key, listed or name, found.listed(listed), _by_workbook(open_ones), rivals)
            yield unit._replace(answer=answer)


def _by_workbook(returns: Iterable[ReturnCase]) -> tuple[tuple[ReturnCase, ...], ...]:
    groups: dict[str, list[ReturnCase]] = {}
    for each in returns:
        groups.setdefault(each.came.digest, []).append(each)
    return tuple(map(tuple, groups.values()))


def _broken(found: Gathered, absent: dict[str, ListedUnit]) -> tuple[list[UnitCase], list[str]]:
    """Of the files that cannot be read, the units that their names prove; and sentences about all others."""
    by_unit: dict[str, list[Came]] = {}
    keys = {folded(name): name for name in absent}
    unknown = []
    for came in _of(found, "p.standing = ?", Standing.BROKEN):
        unit = named_in(came.name, keys)
        if unit is None:
            unknown.append(
                f"{came.origin}：不知道是哪个单位的，或者该单位另有算数的一份，没有写信（{came.reason}）"
            )
        else:
            by_unit.setdefault(unit, []).append(came)
    for came in _of(found, "p.standing = ?", Standing.NO_UNIT):
        unknown.append(f"{came.origin}：没有填单位名称，不知道写给谁")
    units = [
        UnitCase(folded(name), name, unit, broken=tuple(by_unit[name]))
        for name, unit in absent.items()
        if name in by_unit
    ]
    return units, unknown


def named_in(name: str, keys: Mapping[str, str]) -> str | None:
    """The one unit that the name of a file says, and nothing else but words that every such file bears.

    ``keys`` are the units by their folded names.
    """
    stem = folded(name.rpartition(".")[0].replace(SEALED_MARK, "").replace(SLIP_MARK, ""))
    proven = [
        unit
        for key, unit in keys.items()
        if key in stem and all(_GENERIC.fullmatch(rest) for rest in stem.split(key, 1))
    ]
    return proven[0] if len(proven) == 1 else None


def _asked_about(found: Gathered, names: Iterable[str]) -> set[str]:
    """The units under names merely like theirs something came in."""
    rows = found.data.execute(
        "SELECT DISTINCT near FROM placed WHERE standing IN (?, ?) AND near != ''",
        (Standing.COUNTS, Standing.UNDECIDED),
    )
    near = "".join(f"、{row[0]}、" for row in rows)
    return {name for name in names if f"、{name}、" in near}
