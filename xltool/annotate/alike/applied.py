"""A profile on a form: its names where its labels stand, and what of the one did not match the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xltool.annotate.alike.bearings import headings_above, places
from xltool.annotate.alike.labels import LabelIndex, label_index, on_sheet
from xltool.annotate.alike.made import full_name
from xltool.annotate.alike.printed import Printed, missing, unknown
from xltool.annotate.alike.profile import INSIDE, FormProfile, ProfileBlock, ProfileCell
from xltool.intake.reading import Sure
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognised import (
    RecognisedBlock,
    RecognisedCell,
    RecognisedColumn,
    RecognisedForm,
    Unnamed,
)

#: What a profile leads to: the sheet and the cell.
_Found = tuple[FormSheet, FormCell]


class AppliedProfile(NamedTuple):
    """A form as its profile says it is: nothing is open, all is certain.

    ``lost`` are the names of the profile that have no place on the form, with why; ``lacking`` its labels that the form
    does not print; ``strange`` the texts of the form that the profile does not know; ``told`` what is otherwise than it says.
    """

    form: RecognisedForm
    settings: Mapping[str, str]
    marks: str = ""
    lost: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    strange: tuple[Unnamed, ...] = ()
    told: tuple[str, ...] = ()


def applied(
    profile: FormProfile, form: RecognisedForm, sheets: Sequence[FormSheet], texts: Printed
) -> AppliedProfile:
    """The profile on a form that was recognised; ``texts`` are what it prints."""
    indexes = [label_index(sheet) for sheet in sheets]
    lost: list[str] = []
    told: list[str] = []
    cells = tuple(_cells(profile, form, indexes, lost, told))
    blocks = tuple(_blocks(profile, form, indexes, lost))
    units = _units(profile, form, told)
    done = form._replace(
        units=units, rate_way=profile.rates or form.rate_way, cells=cells, blocks=blocks, questions=()
    )
    settings = {"评分办法": profile.scheme} if profile.scheme else {}
    strange = (
        Unnamed(each.sheet, each.cell.address, " ".join(each.cell.text.split()))
        for each in unknown(profile.fingerprint, texts)
    )
    lacking = tuple(missing(profile.fingerprint, texts))
    return AppliedProfile(done, settings, profile.marks, tuple(lost), lacking, tuple(strange), tuple(told))


def _cells(
    profile: FormProfile,
    form: RecognisedForm,
    indexes: Sequence[LabelIndex],
    lost: list[str],
    told: list[str],
) -> Iterator[RecognisedCell]:
    known = {cell.name: cell for cell in form.cells}
    taken: set[tuple[str, str]] = set()
    for wanted in profile.cells:
        found = [
            (each.sheet, cell) for each in on_sheet(indexes, wanted.sheet) for cell in places(each, wanted)
        ]
        cell = _chosen(wanted, found, known.get(wanted.name), told)
        if cell is None:
            several = f"表上有 {len(found)} 处" if found else "表上没有"
            lost.append(f"{wanted.name}：{wanted.said}，{several}")
        elif not cell.inside and (cell.sheet, cell.address) in taken:
            lost.append(f"{wanted.name}：{wanted.said}，这一格已是别的名称")
        else:
            taken.add((cell.sheet, cell.address))
            yield cell


def _chosen(
    wanted: ProfileCell, found: Sequence[_Found], known: RecognisedCell | None, told: list[str]
) -> RecognisedCell | None:
    """The cell to which a profile leads: the one that was recognised where it is among them, or the only one.

    Where no label of the profile is there, what was recognised for certain by another label holds, and this is told.
    """
    inside = wanted.way == INSIDE
    why = f"表样：{wanted.said}"
    if known is not None and known.inside == inside:
        if inside or any((known.sheet, known.address) == (sheet.name, cell.address) for sheet, cell in found):
            return known._replace(sure=Sure.CERTAIN, why=why)
        if not found and known.sure is Sure.CERTAIN:
            told.append(
                f"{known.sheet}!{known.address}　{wanted.name}：表样里是{wanted.said}，本表写作“{known.label}”"
            )
            return known
    if len(found) != 1:
        return None
    sheet, cell = found[0]
    return RecognisedCell(wanted.name, sheet.name, cell.address, wanted.label, Sure.CERTAIN, why, inside)


def _blocks(
    profile: FormProfile, form: RecognisedForm, indexes: Sequence[LabelIndex], lost: list[str]
) -> Iterator[RecognisedBlock]:
    known = {block.block: block for block in form.blocks}
    by_sheet = {index.sheet.name: index for index in indexes}
    for wanted in profile.blocks:
        block = known.get(wanted.block)
        if block is None:
            lost.append(f"{wanted.block}：本表没有认出这张表")
            continue
        columns = tuple(_columns(wanted, block, by_sheet[block.sheet], lost))
        if columns:
            yield block._replace(columns=columns)


def _columns(
    wanted: ProfileBlock, block: RecognisedBlock, index: LabelIndex, lost: list[str]
) -> Iterator[RecognisedColumn]:
    known = {full_name(block.block, column): column for column in block.columns}
    taken: set[str] = set()
    for name, heading in wanted.columns:
        letters = list(dict.fromkeys(cell.letters for cell in headings_above(index, heading, block.first)))
        own = known.get(name)
        if own is not None and (own.column in letters or (not letters and own.sure is Sure.CERTAIN)):
            letters = [own.column]
        if len(letters) != 1 or letters[0] in taken:
            lost.append(f"{name}：表头“{heading}”，表上{'有几栏' if letters else '没有'}")
            continue
        taken.add(letters[0])
        yield RecognisedColumn(name, letters[0], heading, Sure.CERTAIN)


def _units(profile: FormProfile, form: RecognisedForm, told: list[str]) -> dict[str, str]:
    """The units by sheet: what the form itself prints, or else what the profile says."""
    open_ = {
        sheet for each in form.questions if each.id in ("money_unit", "unit_line") for sheet in each.about
    }
    units = dict(form.units)
    for sheet, unit in profile.units.items():
        if sheet in open_:
            units[sheet] = unit
        elif units.get(sheet, unit) != unit:
            told.append(f"工作表“{sheet}”：表样里金额单位是{unit}，本表写的是{units[sheet]}，以本表为准")
    for sheet in open_ - profile.units.keys():
        units[sheet] = next(iter(profile.units.values()), units[sheet])
    return units
