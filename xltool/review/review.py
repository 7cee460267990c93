"""Findings -> edits: everything that the program writes into a workbook, and how it takes it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from xltool import __version__
from xltool.book.file.insertion import grown
from xltool.book.formula.calculate import dependents, results
from xltool.book.formula.text import render
from xltool.book.port import Area, Cell, Edits, Snapshot, Value, blank_as_none, exact
from xltool.checks.finding import PASSING, Finding, Severity
from xltool.checks.settings import NONE, Settings
from xltool.contract.names import CONTRACT, GROWING, INDICATORS, LOCATED, RESULTS, Role, formula_in, with_role
from xltool.indicators.compute import COMPUTED_NAMES, Computed
from xltool.indicators.scheme import Scheme
from xltool.model.stated import Place
from xltool.review.marks import mark_edits
from xltool.review.places import area_of, cell_of
from xltool.review.reasons import EXPLAINED, Reason, state
from xltool.review.results_sheet import cleared_rows, missing_links, result_edits, room_for

_CHECKSUM = "核算_输入校验"


def review(
    snapshot: Snapshot,
    computed: Computed,
    findings: tuple[Finding, ...],
    scheme: Scheme,
    reasons: Mapping[str, Reason],
    settings: Settings = NONE,
) -> Edits:
    """All edits of one run: computed values, suggestions, marks, the sheet 审核结果, fresh results of formulas.

    ``reasons`` are what people wrote beside the findings, by key; they move with their findings. ``settings``, what a
    bureau changed of the rules, is listed below them.
    """
    findings = tuple(finding for finding in findings if finding.code not in PASSING)
    room = room_for(snapshot, findings, reasons, settings)
    snapshot = grown(snapshot, room)
    explained = frozenset(f.key for f in findings if state(f, reasons.get(f.key)) == EXPLAINED)
    values = {
        **_computed_values(snapshot, computed),
        **mark_edits(snapshot, findings, explained, computed.assessments),
        **result_edits(snapshot, findings, reasons, settings),
        **_single(snapshot, "审核摘要", summary(findings, explained)),
        **_single(snapshot, "审核规则", _rules_used(scheme, settings)),
        **_single(snapshot, "建议总分", computed.filed("建议总分")),
        **_single(snapshot, "等级", computed.grade or _no_grade(computed)),
    }
    values |= _checksum(snapshot)
    links = missing_links(snapshot, values, f"{RESULTS}_位置")
    edits = with_results(snapshot._replace(formulas={**snapshot.formulas, **links}), values, links)
    return edits._replace(insertion=room)


def _no_grade(computed: Computed) -> str | None:
    """Why there is no grade, as far as it lies in the indicators."""
    return f"{computed.unsuggested}项未能建议" if computed.unsuggested else None


def _rules_used(scheme: Scheme, settings: Settings) -> str:
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


def clear(snapshot: Snapshot, reasons_too: bool = False) -> Edits:
    """Edits that empty every cell of the tool's; the reasons people wrote stay unless they are to go too."""
    values: dict[Cell, Value] = cleared_rows(snapshot, keep_reasons=not reasons_too)
    for name in with_role(Role.TOOL):
        area = snapshot.names.get(name.name)  # an older template lacks some
        if name.block == RESULTS or area is None:
            continue
        edge = 1 if name.block in GROWING else 0
        rows = range(area.top + edge, area.bottom + 1 - edge)
        for row in rows:
            for column in range(area.left, area.right + 1):
                cell = Cell(area.sheet, row, column)
                if snapshot.raw(cell) is not None and cell not in snapshot.formulas:
                    values[cell] = None
    return with_results(snapshot, values)


def restore(snapshot: Snapshot, names: Iterable[str]) -> Edits:
    """Edits that put the contract's formula back into the cells of these names."""
    formulas: dict[Cell, str] = {}
    for name in names:
        cell = area_of(snapshot, name).first
        formulas[cell] = render(formula_in(name, snapshot.names), snapshot.names, cell)
    restored = snapshot._replace(formulas={**snapshot.formulas, **formulas})
    found, missing = results(restored)
    fresh = {cell: found[cell] for cell in formulas if cell in found}  # also where it equals what was typed
    return Edits(results=_changed(restored, found) | fresh, formulas=formulas, recalculate=missing)


def adopt(snapshot: Snapshot, points: Mapping[int, Decimal]) -> Edits:
    """Edits that put suggested points into the 得分 cells of these indicator rows."""
    values: dict[Cell, Value] = {
        cell_of(snapshot, Place("绩效指标_得分", row)): suggested for row, suggested in points.items()
    }
    return with_results(snapshot, values)


def result_keys(snapshot: Snapshot) -> dict[str, str]:
    """Keys of the findings in the sheet 审核结果 by their numbers, as it was last written."""
    keys, numbers = (snapshot.column(area_of(snapshot, f"{RESULTS}_{column}")) for column in ("键", "序号"))
    return {
        str(key if number is None else exact(number)): key
        for key, number in zip(keys, numbers, strict=True)
        if isinstance(key, str)
    }


def _computed_values(snapshot: Snapshot, computed: Computed) -> dict[Cell, Value]:
    edits: dict[Cell, Value] = {}
    for name in COMPUTED_NAMES:
        if CONTRACT[name].partner not in snapshot.names:
            continue  # of a later template
        edits |= _single(snapshot, CONTRACT[name].partner, computed.filed(name))
    suggested = {a.indicator.row: a.points for a in computed.assessments}
    area = area_of(snapshot, f"{INDICATORS}_建议得分")
    for row in range(1, area.height - 1):
        edits |= _cell(snapshot, Cell(area.sheet, area.top + row, area.left), suggested.get(row))
    return edits


def _checksum(snapshot: Snapshot) -> dict[Cell, Value]:
    """The checksum of the figures as they are, kept so that the sheet itself can tell when they change."""
    return _single(snapshot, _CHECKSUM, snapshot.value(area_of(snapshot, "输入校验").first))


def _single(snapshot: Snapshot, name: str, value: Value) -> dict[Cell, Value]:
    return _cell(snapshot, area_of(snapshot, name).first, value)


def _cell(snapshot: Snapshot, cell: Cell, value: Value) -> dict[Cell, Value]:
    return {} if snapshot.value(cell) == value else {cell: value}


def with_results(
    snapshot: Snapshot, values: dict[Cell, Value], formulas: Mapping[Cell, str] = MappingProxyType({})
) -> Edits:
    """These values as edits, with fresh results of every formula whose shown value they change or that was stale before.

    ``formulas`` are put in place, and stand in the snapshot already.
    """
    cells = [*dependents(snapshot, values, form_formulas(snapshot)), *_links_of(snapshot, values)]
    found, missing = results(snapshot, values, cells=cells, others_hold=True)
    before = {cell: value for cell, value in snapshot.fresh.items() if cell not in values}
    fresh = _changed(snapshot, before | found)
    changed = bool(values or fresh or formulas)
    return Edits(values, fresh, formulas, recalculate=changed and (missing or snapshot.foreign_formulas))


#: Formulas that lead from a row of ours to the cell it speaks of.
_LINKS = (f"{RESULTS}_位置", f"{LOCATED}_单元格")


def _links(snapshot: Snapshot) -> list[Area]:
    return [snapshot.names[name] for name in _LINKS if name in snapshot.names]


def form_formulas(snapshot: Snapshot) -> list[Cell]:
    """Every formula of the workbook but the links of 审核结果 that have their result: these read our cells only."""
    links = _cells_of(tuple(_links(snapshot)))
    return [cell for cell in snapshot.formulas if cell not in links or cell in snapshot.uncalculated]


@lru_cache(maxsize=64)
def _cells_of(columns: tuple[Area, ...]) -> frozenset[Cell]:
    """The cells of these columns; the same for all workbooks that are laid out alike."""
    return frozenset(
        Cell(area.sheet, row, area.left) for area in columns for row in range(area.top, area.bottom + 1)
    )


def _links_of(snapshot: Snapshot, values: Mapping[Cell, Value]) -> list[Cell]:
    """The links of 审核结果 in the rows that change."""
    found = []
    for links in _links(snapshot):
        rows = {cell.row for cell in values if cell.sheet == links.sheet}
        cells = (
            Cell(links.sheet, row, links.left) for row in sorted(rows) if links.top <= row <= links.bottom
        )
        found += [cell for cell in cells if cell in snapshot.formulas]
    return found


def _changed(snapshot: Snapshot, found: dict[Cell, Value]) -> dict[Cell, Value]:
    """The results that differ from what the workbook holds; a formula without any result always does."""
    return {
        cell: value
        for cell, value in found.items()
        if cell in snapshot.uncalculated or exact(snapshot.stored(cell)) != blank_as_none(value)
    }
