"""A county's inbox, written unit by unit: who files what in which way is drawn first, then each is made when its turn comes."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from examples.county.broken import TROUBLES, Given, Trouble, broken
from examples.county.cases import CASES, DUPLICATES, Case, Unit, happened
from examples.county.drawing import Drawing
from examples.county.forms import CountyForm, with_mistakes, written
from examples.county.parcels import BEIJING, Packed, mail, mailbox, zip_file
from examples.county.truth import ROOT, Arrived, Filing, TrueRow, Truth, missing_of, write_truth
from examples.county.units import CountyUnit, county_units, unit_list
from examples.returns import Spot

YEAR: Final = 2024
INBOX, UNITS, TRUTH = "收件", "单位名单.xlsx", "真相.json"
_OPENED: Final = int(datetime.datetime(2025, 3, 1, 9, 0, tzinfo=BEIJING).timestamp())
DEADLINE: Final = int(datetime.datetime(2025, 3, 31, 18, 0, tzinfo=BEIJING).timestamp())
_DAY: Final = 86_400
#: One in so many of each kind; of every kind of broken file and of every case there is one at least.
_MISSING, _BROKEN, _TWICE, _ODD, _LATE = 50, 100, 50, 200, 33
#: Of ten returns so many are in each form, and so many come in each way.
_FORMS: Final = (CountyForm.OURS,) * 6 + (CountyForm.ANNOTATED,) * 3 + (CountyForm.PRINTED,)
_WAYS: Final = ("文件",) * 6 + ("压缩包",) * 2 + ("邮件", "邮箱")
#: Mistakes in a return: every other one has none.
_MISTAKES: Final = (0, 0, 0, 1, 2, 3)
#: Returns in an archive, in a mail, and mails in a mailbox, at most.
_IN_ARCHIVE, _IN_MAIL, _IN_MAILBOX = 20, 3, 8
_NAMES: Final = ("{}", "{}", "{}绩效自评表", "部门整体支出绩效自评表（{}）", "2024年{}")


class County(NamedTuple):
    """A generated county: its inbox, the list of its units, and what is true of it."""

    inbox: Path
    units: Path
    truth: Truth


def make_county(folder: Path, count: int, seed: int = 1) -> County:
    """Write the inbox of a county in which ``count`` units have sent something; the same seed gives the same bytes.

    The folder gets 收件, the list of units, and the truth as JSON.
    """
    inbox = folder / INBOX
    inbox.mkdir(parents=True, exist_ok=True)
    plan = _plan(count, seed)
    rows: list[TrueRow] = []
    late: list[str] = []
    for filing in _filings(plan, late):
        for file in filing.files:
            _put(inbox, file)
        rows += filing.rows
    (folder / UNITS).write_bytes(unit_list(plan.units))
    missing = missing_of((unit.name for unit in plan.units), rows)
    truth = Truth(YEAR, DEADLINE, len(plan.units), tuple(rows), missing, tuple(late))
    write_truth(folder / TRUTH, truth)
    return County(inbox, folder / UNITS, truth)


def _put(inbox: Path, file: Arrived) -> None:
    path = inbox / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if file.link:
        path.unlink(missing_ok=True)
        path.symlink_to(file.link)
        return
    path.write_bytes(file.data)
    os.utime(path, (file.when, file.when))
    path.chmod(0 if file.closed else 0o644)


# Who does what


class Plan(NamedTuple):
    """The units of the list, and by their number what each does that is not usual; nothing of who files nothing."""

    seed: int
    units: Sequence[CountyUnit]
    unusual: dict[int, Trouble | Case]
    silent: frozenset[int]


def _plan(count: int, seed: int) -> Plan:
    missing = max(3, count // _MISSING)
    units = county_units(count + missing)
    numbers = list(range(len(units)))
    Random(f"county {seed}").shuffle(numbers)
    silent, rest = numbers[:missing], iter(numbers[missing:])
    kinds = (
        *_often(TROUBLES, max(count // _BROKEN, len(TROUBLES))),
        *_often(DUPLICATES, max(count // _TWICE, len(DUPLICATES))),
        *_often(CASES, max(count // _ODD, len(CASES))),
    )
    return Plan(seed, units, dict(zip(rest, kinds, strict=False)), frozenset(silent))


def _often(kinds: Sequence[Trouble | Case], times: int) -> Iterator[Trouble | Case]:
    return (kinds[number % len(kinds)] for number in range(times))


def _filings(plan: Plan, late: list[str]) -> Iterator[Filing]:
    """What comes in, town by town; ``late`` gets the names of those that file after the deadline."""
    parcels = _Parcels("")
    for number, unit in enumerate(plan.units):
        if unit.town != parcels.town:
            yield from parcels.rest(late)
            parcels = _Parcels(unit.town)
        if number in plan.silent:
            continue
        kind = plan.unusual.get(number)
        if kind is None:
            yield from parcels.take(_usual(plan, number), late)
        else:
            yield _unusual(plan, number, kind)
    yield from parcels.rest(late)


def _unusual(plan: Plan, number: int, kind: Trouble | Case) -> Filing:
    unit, drawing = plan.units[number], Drawing(plan.seed, number, YEAR)
    when = _OPENED + Random(f"when {plan.seed} {number}").randrange(20 * _DAY) // 2 * 2
    if isinstance(kind, Case):
        other = plan.units[number - 1].name
        return happened(kind, Unit(unit.name, unit.town, drawing, when, other))
    filed = drawing.clean().with_cells({Spot("单位名称"): unit.name})
    return broken(kind, Given(unit.name, unit.town, filed, written(filed, CountyForm.OURS), when))


class _Return(NamedTuple):
    """A usual return: its row without an origin, its file, in which way it comes."""

    row: TrueRow
    file: Packed
    way: str


def _usual(plan: Plan, number: int) -> _Return:
    dice = Random(f"usual {plan.seed} {number}")
    form, way, mistakes = dice.choice(_FORMS), dice.choice(_WAYS), dice.choice(_MISTAKES)
    unit, drawing = plan.units[number].name, Drawing(plan.seed, number, YEAR)
    clean = drawing.clean(form).with_cells({Spot("单位名称"): unit})
    filed, made = with_mistakes(clean, form, drawing.seed, mistakes)
    when = _OPENED + dice.randrange(30 * _DAY) // 2 * 2
    if dice.randrange(_LATE) == 0:
        when += 40 * _DAY
    row = TrueRow("", unit, form=form.value, mistakes=tuple(asdict(one) for one in made))
    name = dice.choice(_NAMES).format(unit)
    return _Return(row, Packed(f"{name}.xlsx", written(filed, form), when), way)


@dataclass
class _Parcels:
    """What units of one town send together, until there is enough of it."""

    town: str
    waiting: dict[str, list[_Return]] = field(default_factory=dict)
    made: int = 0

    def take(self, one: _Return, late: list[str]) -> Iterator[Filing]:
        """A return that came: by itself at once, else when its parcel is full."""
        if one.way == "文件":
            _note(late, one.row, one.file.when)
            path = f"{self.town}/{one.file.name}"
            row = one.row._replace(origin=f"{ROOT}/{path}")
            yield Filing((Arrived(path, one.file.data, one.file.when),), (row,))
            return
        waiting = self.waiting.setdefault(one.way, [])
        waiting.append(one)
        most = {"压缩包": _IN_ARCHIVE, "邮件": 1 + self.made % _IN_MAIL, "邮箱": _IN_MAILBOX}[one.way]
        if len(waiting) >= most:
            yield self._sent(one.way, late)

    def rest(self, late: list[str]) -> Iterator[Filing]:
        """What waits still."""
        for way in list(self.waiting):
            yield self._sent(way, late)

    def _sent(self, way: str, late: list[str]) -> Filing:
        several, self.made = self.waiting.pop(way), self.made + 1
        make = {"压缩包": _archived, "邮件": _mailed, "邮箱": _boxed}[way]
        return make(f"{self.town}/{self.town}报送{self.made}", several, late)


def _note(late: list[str], row: TrueRow, when: int) -> None:
    if when > DEADLINE:
        late.append(row.unit)


def _archived(path: str, several: Iterable[_Return], late: list[str]) -> Filing:
    files, rows = [], []
    for one in several:
        _note(late, one.row, one.file.when)
        files.append(one.file)
        rows.append(one.row._replace(origin=f"压缩包 {ROOT}/{path}.zip 里的 {one.file.name}"))
    whole = Arrived(f"{path}.zip", zip_file(files), max(file.when for file in files))
    return Filing((whole,), tuple(rows))


def _mailed(path: str, several: Sequence[_Return], late: list[str]) -> Filing:
    when = max(one.file.when for one in several)
    rows = []
    for one in several:
        _note(late, one.row, when)
        rows.append(one.row._replace(origin=f"邮件 {ROOT}/{path}.eml 的附件 {one.file.name}"))
    sent = mail(f"报送：{several[0].row.unit}", [one.file for one in several], when)
    return Filing((Arrived(f"{path}.eml", sent, when),), tuple(rows))


def _boxed(path: str, several: Sequence[_Return], late: list[str]) -> Filing:
    mails, rows = [], []
    for number, one in enumerate(several, 1):
        _note(late, one.row, one.file.when)
        subject = f"报送：{one.row.unit}"
        mails.append((mail(subject, [one.file], one.file.when), one.file.when))
        way = f"邮箱 {ROOT}/{path}.mbox 第 {number} 封邮件“{subject}” 的附件 {one.file.name}"
        rows.append(one.row._replace(origin=way))
    whole = Arrived(f"{path}.mbox", mailbox(mails), max(when for _, when in mails))
    return Filing((whole,), tuple(rows))
