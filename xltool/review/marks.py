"""Marks beside the form: hidden numbers that drive the colours, and the 审核 column with signs and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from xltool.book.port import Area, Cell, Snapshot, Value
from xltool.checks.finding import EXPLAINED_MARK, EXPLAINED_SYMBOL, Finding
from xltool.contract.names import INDICATORS, INSTANT_SINCE, MARKS, RESTING, REVIEW, version_number
from xltool.indicators.scores import Assessment
from xltool.model.form import Form


def mark_edits(
    form: Form,
    findings: tuple[Finding, ...],
    explained: frozenset[str],
    assessments: tuple[Assessment, ...],
) -> dict[Cell, Value]:
    """New contents of every mark and 审核 cell of the form sheets that has to change.

    ``explained`` holds the keys of findings with a valid reason. The highest mark of a cell wins; an explained
    finding counts least.
    """
    marks: dict[Cell, int] = {}
    words: dict[tuple[str, int], list[str]] = defaultdict(list)
    resting = _resting(form, findings)
    for finding in findings:
        done = finding.key in explained
        mark = EXPLAINED_MARK if done else finding.severity.mark
        sign = EXPLAINED_SYMBOL if done else finding.severity.symbol
        for accused in finding.accused:
            cell = form.cell(accused.place)
            known = resting.get((finding.code, accused.place.name))
            own = RESTING[mark] if known == mark else mark
            if _rank(own) > _rank(marks.get(cell)):
                marks[cell] = own
            words[cell.sheet, cell.row].append(f"{sign} {finding.title}")
    for assessment in assessments:
        row = assessment.indicator
        if assessment.points is None and not any(
            cell.absent for cell in (row.target, row.actual, row.weight)
        ):
            area = form.area(form.columns(INDICATORS)[0].name)
            cell = area.first._replace(row=area.top + row.row)
            said = words[cell.sheet, cell.row]
            # the row has room for two lines: what is found comes first, the details of the tiers only beside nothing
            said.append(f"（{assessment.why.partition('：')[0] if said else assessment.why}）")
    return {**_mark_cells(form, marks), **_word_cells(form, words)}


def _resting(form: Form, findings: tuple[Finding, ...]) -> Mapping[tuple[str, str], int]:
    """The marks that native checks of this workbook judge anew when figures change, by rule and accused name."""
    if not any(finding.severity.mark in RESTING for finding in findings) or not _tells_by_itself(form):
        return {}
    from xltool.model.instant import resting_marks  # 5 ms, for a workbook that has something to be corrected

    return resting_marks(form)


def _tells_by_itself(form: Form) -> bool:
    """Whether a workbook carries native checks: its template, or its annotation, is new enough for them."""
    area = form.areas.get("模板版本")
    stated = str(form.snapshot.value(area.first) or "") if area else ""
    return version_number(stated.strip()) >= version_number(INSTANT_SINCE)


def _rank(mark: int | None) -> int:
    return _RANKS.index(mark)


#: From none to the heaviest. What a native check judges anew counts less: it vanishes when that check holds again.
_RANKS = (None, EXPLAINED_MARK, 1, 2, RESTING[3], 3)


def _mark_cells(form: Form, marks: dict[Cell, int]) -> dict[Cell, Value]:
    spread = {each: mark for cell, mark in marks.items() for each in _merged(form.snapshot, cell)}
    edits: dict[Cell, Value] = {}
    for area in _areas(form, MARKS):
        beside = ((Cell(cell.sheet, cell.row, area.left + cell.column - 1), spread[cell]) for cell in spread)
        wanted = {cell: mark for cell, mark in beside if area.covers(cell)}
        held = form.snapshot.held(area)
        edits |= dict.fromkeys(cell for cell in held if cell not in wanted)
        edits |= {cell: Decimal(mark) for cell, mark in wanted.items() if held.get(cell) != mark}
    return edits


def _merged(snapshot: Snapshot, cell: Cell) -> Iterator[Cell]:
    """The cell, and the others of its merged area: each carries the mark, since each has its own format."""
    for area in snapshot.merges.get(cell.sheet, ()):
        if area.covers(cell):
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    yield Cell(cell.sheet, row, column)
            return
    yield cell


def _word_cells(form: Form, words: dict[tuple[str, int], list[str]]) -> dict[Cell, Value]:
    edits: dict[Cell, Value] = {}
    for area in _areas(form, REVIEW):
        for row, held in enumerate(form.snapshot.column(area), area.top):
            said = words.get((area.sheet, row))
            text = "；".join(dict.fromkeys(said)) if said else None
            if held != text:
                edits[Cell(area.sheet, row, area.left)] = text
    return edits


def _areas(form: Form, prefix: str) -> Iterator[Area]:
    """The areas of these names as far as the form has them."""
    yield from form.beside(prefix).values()
