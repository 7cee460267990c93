"""What is added to a workbook whose form was recognised: names, two sheets at the end, marks beside the forms."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from xltool.annotate.besides import SWITCH, besides
from xltool.annotate.instant import instant_conditions, with_instant
from xltool.annotate.ledgersheet import FormReading, draw_ledger, unit_text
from xltool.annotate.names import SettledNames, form_names, free_title, is_known, settled, shared_labels
from xltool.annotate.resultsheet import draw_results
from xltool.annotate.sheetdraft import SheetDraft, formula_texts, shown_by
from xltool.book.additions.addition import Addition, Fact
from xltool.book.additions.ground import Ground
from xltool.book.defined import spelled
from xltool.book.port import Area, Snapshot
from xltool.book.sealed import refuse_sealed
from xltool.contract.names import FORM, INSTANT, RESULTS
from xltool.contract.optional import MONEY_UNIT, RATE_WAY, RECORD
from xltool.errors import WorkbookError
from xltool.intake.recognised import RecognisedForm
from xltool.model.samecell import label_lines
from xltool.model.shares import shared
from xltool.model.ways import Ways, ways_said

#: The hidden sheet.
LEDGER: Final = "核算"
#: What is written down besides what the parts looked like: names that the workbook itself has, sheets whose print area is ours.
STANDING: Final = "原有名称"
PRINTED: Final = "打印区域"
#: And the profile of the form, as its file says it: it travels with the workbook and its 校验单.
PROFILE: Final = "表样"
#: Of one of several returns, the how manieth it was to be annotated: they are given back in the opposite order.
ORDER: Final = "次序"
_YEAR: Final = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


class AnnotateChoices(NamedTuple):
    """What a person decided: where marks go (empty: by the sheet's protection), and what settings say by their names.

    ``profile`` is what was decided as a file that says it.
    """

    marks: str = ""
    settings: Mapping[str, str] = MappingProxyType({})
    profile: str = ""


#: Nothing was decided.
USUAL: Final = AnnotateChoices()


def sheets_with_names(form: RecognisedForm, held: Snapshot) -> frozenset[str]:
    """The sheets on which something was recognised, or has a name that the program knows already."""
    named = (area.sheet for name, area in held.names.items() if is_known(name))
    return frozenset((*(cell.sheet for cell in form.cells), *(block.sheet for block in form.blocks), *named))


class OneOfSeveral(NamedTuple):
    """One of several returns in a workbook: its sheet, and the how manieth of them it is, from 1."""

    sheet: str
    number: int


def planned(
    form: RecognisedForm,
    held: Snapshot,
    ground: Ground,
    choices: AnnotateChoices = USUAL,
    one: OneOfSeveral | None = None,
) -> Addition:
    """What is added. Raises WorkbookError where the workbook is annotated already, or calls something else like it.

    Of ``one`` of several returns the workbook is given as its sheet sees it.
    """
    if one is not None:
        ground = _seen_ground(ground, held, form, one.sheet)
    refuse_sealed(held)
    refuse_ours({name.name for name in ground.names if not name.sheet}, held.title)
    names = settled({**_standing_areas(held, ground), **form_names(form)}, ground, held.title)
    marked = {n: area for n, area in names.areas.items() if one is None or area.sheet == one.sheet}
    beside = besides(marked, held.merges, ground.sheets, choices.marks)
    instant = instant_conditions(beside, names.areas, _ways(form, held, names.areas, one))
    beside = with_instant(beside, instant)
    own = {name: area for each in beside.values() for name, area in each.names.items()}
    printed = {sheet: each.printed for sheet, each in beside.items() if each.printed is not None}
    results, ledger = _own_sheets(form, held.title, ground, names, choices, one)
    added = settled({**own, **results.names, **ledger.names}, ground, held.title)
    _refuse_standing((*added.standing, *_named_like_checks(ground)), held.title)
    every = {**names.areas, **added.areas}
    texts = formula_texts((results, ledger), every)
    shown = shown_by(held, (results, ledger), texts, every)
    numbers = [each.beside.number for sheet, each in beside.items() if sheet in printed]
    return Addition(
        (results.finished(shown, texts), ledger.finished(shown, texts, hidden=True)),
        {**names.added, **added.added},
        {sheet: each.beside for sheet, each in beside.items()},
        printed,
        RECORD,
        tuple(_facts(_standing(ground), numbers, choices.profile, one)),
        "" if one is None else one.sheet,
        {each.name: each.meaning for each in instant if each.name},
    )


def _ways(form: RecognisedForm, held: Snapshot, areas: Mapping[str, Area], one: OneOfSeveral | None) -> Ways:
    """How the form writes its figures: as a cell of its own says, else as it was recognised."""
    reading = _reading(form, "", areas, one)
    said = []
    for name, text in ((MONEY_UNIT, reading.units), (RATE_WAY, reading.rates)):
        own = held.value(areas[name].first) if name in areas else text
        said.append(own if isinstance(own, str) else "")
    ways = ways_said(held.title, *said)
    return ways._replace(shares=shared(held, areas))


def _own_sheets(
    form: RecognisedForm,
    title: str,
    ground: Ground,
    names: SettledNames,
    choices: AnnotateChoices,
    one: OneOfSeveral | None,
) -> tuple[SheetDraft, SheetDraft]:
    """The two sheets that are put in, drawn: 审核结果 and 核算."""
    behind, whose = ("", "") if one is None else (f"_{one.sheet}", f"（{one.sheet}）")
    results = SheetDraft(free_title(f"{RESULTS}{behind}", ground.titles))
    ledger = SheetDraft(free_title(f"{LEDGER}{behind}", ground.titles))
    title = form.form or title
    draw_results(results, f"{title}{whose}", names.areas, _asked(form, names, choices))
    draw_ledger(ledger, _reading(form, title, names.areas, one), names.areas)
    return results, ledger


def _reading(
    form: RecognisedForm, title: str, areas: Mapping[str, Area], one: OneOfSeveral | None
) -> FormReading:
    """How the form is read, of ``one`` of several returns as far as it is that one's."""
    named = {area.sheet for area in areas.values()}
    units = {sheet: unit for sheet, unit in form.units.items() if one is None or sheet in named}
    labels = label_lines(shared_labels(form, areas))
    return FormReading(title, unit_text(units, named), form.rate_way, labels)


def _facts(
    standing: Iterable[str], printed: Iterable[str], profile: str, one: OneOfSeveral | None
) -> Iterator[Fact]:
    yield Fact(STANDING, ";".join(standing))
    yield Fact(PRINTED, ";".join(printed))
    if one is not None:
        yield Fact(ORDER, str(one.number))
    if profile:
        yield Fact(PROFILE, profile)


def _seen_ground(ground: Ground, held: Snapshot, form: RecognisedForm, sheet: str) -> Ground:
    """What a workbook takes up as one sheet sees it: its own names, and the whole workbook's for what is not found on it."""
    own = [each._replace(sheet="") for each in ground.names if each.sheet == sheet]
    found = {name.casefold() for name in (*form_names(form), *(each.name for each in own))}
    others = (each for each in ground.names if not each.sheet and spelled(each.name) in held.names)
    return ground._replace(names=(*own, *(each for each in others if each.name.casefold() not in found)))


def refuse_ours(names: Collection[str], title: str) -> None:
    """Raise WorkbookError where a workbook with these names is no bureau's own form any more, or never was."""
    if RECORD in names:
        raise WorkbookError(
            f"“{title}”已经标注过（有名称“{RECORD}”）：要重新标注，请先用 xltool strip 还原原表。"
        )
    if FORM in names:
        raise WorkbookError(
            f"“{title}”里已经有名称“{FORM}”：手工标注过的，直接运行 xltool recalc；是原表自己的，请在“公式 → 名称管理器”里把它改名，再标注。"
        )
    if "模板版本" in names:
        raise WorkbookError(f"“{title}”是本工具的模板，不用标注：直接填报，运行 xltool recalc 就行。")


def _standing(ground: Ground) -> list[str]:
    """The names of the workbook's own that are called like names of the contract: they are never taken out."""
    return [each.name for each in ground.names if not each.sheet and is_known(each.name)]


def _standing_areas(held: Snapshot, ground: Ground) -> dict[str, Area]:
    """Where such names lead, so far as they lead anywhere: the form carries them as it carries those that were recognised."""
    names = map(spelled, _standing(ground))
    return {name: area for name in names if (area := held.names.get(name)) is not None}


def _named_like_checks(ground: Ground) -> Iterator[str]:
    """Names that would go with those of our checks when the form is given back."""
    return (each.name for each in ground.names if not each.sheet and each.name.startswith(INSTANT))


def _refuse_standing(standing: Sequence[str], title: str) -> None:
    """Nothing of the workbook's own may be taken for something of ours, which is emptied or taken out without asking."""
    if standing:
        raise WorkbookError(
            f"“{title}”里已经有名称“{standing[0]}”：请在“公式 → 名称管理器”里把它改名或删除，再标注。"
        )


def _asked(form: RecognisedForm, names: SettledNames, choices: AnnotateChoices) -> list[tuple[str, str]]:
    """The settings for which the form has no cell, with what stands in them."""
    usual: dict[str, str] = {"单位名称": "", "年度": _year(form), "评分办法": "", SWITCH: "是"}
    said = {**usual, **choices.settings}
    return [
        (name, said[name])
        for name in ("单位名称", "年度", "评分办法", SWITCH)
        if name in said and name not in names.areas
    ]


def _year(form: RecognisedForm) -> str:
    """The year that the form prints in a heading, or in the cell of the year with its label; empty where none is told."""
    inside = next((cell.label for cell in form.cells if cell.name == "年度"), "")
    texts = (inside, form.form, *(each.text for each in form.left_over), form.workbook)
    found = (match[1] for text in texts if (match := _YEAR.search(text)))
    return next(found, "")
