"""Findings -> edits: everything that the program writes into a workbook, and how it takes it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import filterfalse
from types import MappingProxyType

from xltool import __version__
from xltool.book.formula.calculate import dependents, results
from xltool.book.formula.text import render
from xltool.book.port import Area, Cell, Edits, Snapshot, Value, blank_as_none, exact
from xltool.checks.finding import PASSING, Finding, Severity
from xltool.checks.settings import NONE, Settings
from xltool.contract.names import (
    CHECKSUM,
    CONTRACT,
    GROWING,
    INDICATORS,
    LOCATED,
    MARKS,
    RESULTS,
    REVIEW,
    Role,
    formula_in,
    with_role,
)
from xltool.indicators.compute import COMPUTED_NAMES, Computed
from xltool.indicators.scheme import Scheme
from xltool.model.form import Form
from xltool.model.stated import Place
from xltool.model.ways import as_written
from xltool.review.marks import mark_edits
from xltool.review.places import grown_form
from xltool.review.reasons import EXPLAINED, Reason, state
from xltool.review.results_sheet import LARGEST, cleared_rows, missing_links, result_edits, room_for


def review(
    form: Form,
    computed: Computed,
    findings: tuple[Finding, ...],
    scheme: Scheme,
    reasons: Mapping[str, Reason],
    settings: Settings = NONE,
    unasked: Sequence[tuple[str, str]] = (),
) -> Edits:
    """All edits of one run: computed values, suggestions, marks, the sheet 审核结果, fresh results of formulas.

    ``reasons`` are what people wrote beside the findings, by key; they move with their findings. ``settings``, what a
    bureau changed of the rules, is listed below them, and below that what could not be asked on this form. What the form
    has no cell for is not written.
    """
    findings = tuple(finding for finding in findings if finding.code not in PASSING)
    room = room_for(form, findings, reasons, settings, unasked)
    form = grown_form(form, room)
    explained = frozenset(f.key for f in findings if state(f, reasons.get(f.key)) == EXPLAINED)
    values = {
        **_computed_values(form, computed),
        **mark_edits(form, findings, explained, computed.assessments),
        **result_edits(form, findings, reasons, settings, unasked),
        **_single(form, "审核摘要", summary(findings, explained)),
        **_single(form, "审核规则", rules_used(scheme, settings)),
        **_single(form, "建议总分", computed.filed("建议总分")),
        **_single(form, "等级", computed.grade or _no_grade(computed)),
        **_checksum(form),
    }
    links = missing_links(form, values, f"{RESULTS}_位置")
    return with_results(with_formulas(form, links), values, links)._replace(insertion=room)


def with_formulas(form: Form, formulas: Mapping[Cell, str]) -> Form:
    """The form with these formulas in their cells."""
    snapshot = form.snapshot
    return form._replace(snapshot=snapshot._replace(formulas={**snapshot.formulas, **formulas}))


def has_room(form: Form) -> bool:
    """Whether the form has any cell for what a review writes."""
    return any(name.name in form.areas for name in with_role(Role.TOOL))


def _no_grade(computed: Computed) -> str | None:
    """Why there is no grade, as far as it lies in the indicators."""
    return f"{computed.unsuggested}项未能建议" if computed.unsuggested else None


def rules_used(scheme: Scheme, settings: Settings) -> str:
    """One line that says by which rules a workbook was reviewed."""
    changed = f"；{settings.who}改了 {len(settings.changes)} 处，列在最后" if settings.changes else ""
    return f"xltool {__version__}，评分办法：{scheme.title}（{scheme.basis}）{changed}"


def summary(findings: tuple[Finding, ...], explained: frozenset[str] = frozenset()) -> str:
    """One line that counts the findings by severity; what follows from others is counted behind them."""
    counts = Counter((finding.severity, bool(finding.root)) for finding in findings)
    parts = []
    for severity in Severity:
        following = counts[severity, True]
        more = f"（另有 {following} 条由此引起）" if following else ""
        parts.append(f"{severity.symbol}{severity} {counts[severity, False]} 条{more}")
    if explained:
        parts.append(f"◇其中已说明 {len(explained)} 条")
    return "，".join(parts) if findings else "没有发现问题"


def clear(form: Form, reasons_too: bool = False) -> Edits:
    """Edits that empty every cell of the tool's; the reasons people wrote stay unless they are to go too."""
    if not has_room(form):
        return Edits()
    snapshot, values = form.snapshot, cleared_rows(form, keep_reasons=not reasons_too)
    for area in _emptied(form):
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                cell = Cell(area.sheet, row, column)
                if snapshot.raw(cell) is not None and cell not in snapshot.formulas:
                    values[cell] = None
    return with_results(form, values)


def _emptied(form: Form) -> Iterator[Area]:
    """The areas of the tool's own cells but those of 审核结果, without the edges of tables."""
    for name in with_role(Role.TOOL):
        area = form.areas.get(name.name)  # an older template lacks some
        if area is not None and name.block != RESULTS:
            edge = 1 if name.block in GROWING else 0
            yield area._replace(top=area.top + edge, bottom=area.bottom - edge)
    for prefix in (MARKS, REVIEW):
        yield from (area for title, area in form.beside(prefix).items() if prefix + title not in CONTRACT)


def restore(form: Form, names: Iterable[str]) -> Edits:
    """Edits that put the contract's formula back into the cells of these names."""
    formulas: dict[Cell, str] = {}
    for name in names:
        cell = form.area(name).first
        formulas[cell] = render(formula_in(name, form.areas), form.areas, cell)
    restored = with_formulas(form, formulas).snapshot
    found, missing = results(restored)
    fresh = {cell: found[cell] for cell in formulas if cell in found}  # also where it equals what was typed
    return Edits(results=_changed(restored, found) | fresh, formulas=formulas, recalculate=missing)


def adopt(
    form: Form, points: Mapping[int, Decimal], blanks: Mapping[str, Value] = MappingProxyType({})
) -> Edits:
    """Edits that put suggested points into the 得分 cells of these indicator rows, and what was computed into blank cells."""
    return with_results(form, {**adopted_points(form, points), **_into_names(form, blanks)})


def adopted_points(form: Form, points: Mapping[int, Decimal]) -> dict[Cell, Value]:
    """The 得分 cells of these indicator rows with the points that are suggested."""
    return {form.cell(Place("绩效指标_得分", row)): suggested for row, suggested in points.items()}


def _into_names(form: Form, values: Mapping[str, Value]) -> dict[Cell, Value]:
    return {form.area(name).first: value for name, value in values.items()}


def result_keys(form: Form) -> dict[str, str]:
    """Keys of the findings in the sheet 审核结果 by their numbers, as it was last written; none where there is no such list."""
    if not form.carries(f"{RESULTS}_键", f"{RESULTS}_序号"):
        return {}
    keys, numbers = (form.snapshot.column(form.area(f"{RESULTS}_{column}")) for column in ("键", "序号"))
    return {
        str(key if number is None else exact(number)): key
        for key, number in zip(keys, numbers, strict=True)
        if isinstance(key, str)
    }


def _computed_values(form: Form, computed: Computed) -> dict[Cell, Value]:
    edits: dict[Cell, Value] = {}
    for name in COMPUTED_NAMES:
        edits |= _single(form, CONTRACT[name].partner, _on_the_form(form, name, computed.filed(name)))
    suggested = {a.indicator.row: a.points for a in computed.assessments}
    area = form.areas.get(f"{INDICATORS}_建议得分")
    if area is None:
        return edits
    for row in range(1, area.height - 1):
        edits |= _cell(form, Cell(area.sheet, area.top + row, area.left), suggested.get(row))
    return edits


def _on_the_form(form: Form, name: str, value: Decimal | None) -> Decimal | None:
    """What was computed for a cell of the form as the form would write it there: 76 for a rate, where it has no signs."""
    area = form.areas.get(name)
    if value is None or area is None:
        return value
    return as_written(form.ways, CONTRACT[name], area.sheet, value)


def _checksum(form: Form) -> dict[Cell, Value]:
    """The checksum of the figures as they are, kept so that the sheet itself can tell when they change."""
    own = form.areas.get(CHECKSUM)
    return _single(form, CONTRACT[CHECKSUM].partner, form.snapshot.value(own.first)) if own else {}


def _single(form: Form, name: str, value: Value) -> dict[Cell, Value]:
    """The value in the cell of a name; nothing where the form has none, or where it stands there."""
    area = form.areas.get(name)
    return _cell(form, area.first, value) if area else {}


def _cell(form: Form, cell: Cell, value: Value) -> dict[Cell, Value]:
    if isinstance(value, Decimal) and abs(value) > LARGEST:
        value = None  # a sum of what somebody typed a hundred times too long: no cell holds it
    return {} if form.snapshot.value(cell) == value else {cell: value}


def with_results(
    form: Form, values: dict[Cell, Value], formulas: Mapping[Cell, str] = MappingProxyType({})
) -> Edits:
    """These values as edits, with fresh results of every formula whose shown value they change or that was stale before.

    ``formulas`` are put in place, and stand in the snapshot already. What a foreign form's own formulas show stays as it
    is, unless a cell of the form itself changes.
    """
    snapshot = form.snapshot
    cells = [*dependents(snapshot, values, form_formulas(form)), *_links_of(form, values)]
    found, missing = results(snapshot, values, cells=cells, others_hold=True)
    before = {cell: value for cell, value in snapshot.fresh.items() if cell not in values}
    fresh = _changed(snapshot, before | found)
    changed = bool(values or fresh or formulas)
    if form.foreign:
        filed = [cell for cell in values if not _is_ours(form, cell)]
        theirs = set(dependents(snapshot, filed, form_formulas(form))) if filed else set()
        fresh = {cell: v for cell, v in fresh.items() if cell in theirs or cell.sheet in form.own_sheets}
        changed = bool(filed)
    return Edits(values, fresh, formulas, recalculate=changed and (missing or snapshot.foreign_formulas))


def _is_ours(form: Form, cell: Cell) -> bool:
    """Whether a cell of a foreign form's workbook is one of the tool's own, on its sheets or beside the form."""
    if cell.sheet in form.own_sheets:
        return True
    beside = (*form.beside(MARKS).values(), *form.beside(REVIEW).values())
    tools = (form.areas[name.name] for name in with_role(Role.TOOL) if name.name in form.areas)
    return any(area.covers(cell) for area in (*beside, *tools))


#: Formulas that lead from a row of ours to the cell it speaks of.
_LINKS = (f"{RESULTS}_位置", f"{LOCATED}_单元格")


def _links(form: Form) -> list[Area]:
    return [form.areas[name] for name in _LINKS if name in form.areas]


def form_formulas(form: Form) -> list[Cell]:
    """Every formula of the workbook but the links of 审核结果 that have their result: these read our cells only."""
    snapshot, links = form.snapshot, _cells_of(tuple(_links(form)))
    shown = links - snapshot.uncalculated if snapshot.uncalculated else links
    return list(filterfalse(shown.__contains__, snapshot.formulas))


@lru_cache(maxsize=64)
def _cells_of(columns: tuple[Area, ...]) -> frozenset[Cell]:
    """The cells of these columns; the same for all workbooks that are laid out alike."""
    return frozenset(
        Cell(area.sheet, row, area.left) for area in columns for row in range(area.top, area.bottom + 1)
    )


def _links_of(form: Form, values: Mapping[Cell, Value]) -> list[Cell]:
    """The links of 审核结果 in the rows that change."""
    found = []
    for links in _links(form):
        rows = {cell.row for cell in values if cell.sheet == links.sheet}
        cells = (
            Cell(links.sheet, row, links.left) for row in sorted(rows) if links.top <= row <= links.bottom
        )
        found += [cell for cell in cells if cell in form.snapshot.formulas]
    return found


def _changed(snapshot: Snapshot, found: dict[Cell, Value]) -> dict[Cell, Value]:
    """The results that differ from what the workbook holds; a formula without any result always does."""
    return {
        cell: value
        for cell, value in found.items()
        if cell in snapshot.uncalculated or exact(snapshot.stored(cell)) != blank_as_none(value)
    }
