"""A workbook as the page shows it: its sheets drawn, every named cell described, every finding with its relation in figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from xltool.book.port import Cell, Workbook
from xltool.checks.case import build_case
from xltool.checks.finding import EXPLAINED_MARK, EXPLAINED_SYMBOL, PASSING, Finding, Severity
from xltool.checks.identity import identity
from xltool.checks.registry import found_ties
from xltool.contract.names import CHECKED, RESULTS, Role
from xltool.contract.optional import EDGED, KNOWN, is_tools_own
from xltool.contract.units import Telling
from xltool.desk.drawn import DrawnSheets, Marks
from xltool.desk.pictures import charts
from xltool.drawing.table import cell_id
from xltool.model.fillable import Titles, unit_of
from xltool.model.form import Form
from xltool.model.number import text_of
from xltool.model.stated import Place as FormPlace
from xltool.verbs.blank_form import BlankForm
from xltool.verbs.fill import FillCell, fill_cells
from xltool.verbs.filled_rows import rows_to_insert_above
from xltool.verbs.outcome import Outcome
from xltool.verbs.seen import seen

#: Marks from the lightest to the heaviest, as in the workbook: what was explained counts least.
_RANKS: Final = (EXPLAINED_MARK, 1, 2, 3)


def workbook_view(outcome: Outcome, workbook: Workbook, drawn: DrawnSheets | None = None) -> dict[str, Any]:
    """The outcome of a run and its workbook as plain data for the page.

    ``sheets`` hold a table each, ``css`` their rules, ``cells`` every named cell by its address; a cell's id is
    ``x``, the number of its sheet, a hyphen and its address (:func:`xltool.drawing.table.cell_id`). No sheets of a
    workbook that is open in a program: there it is seen in the program itself. ``drawn`` are its sheets as they were
    drawn before. Raises WorkbookError where a part that says how it looks is damaged.
    """
    book = seen(workbook, outcome.snapshot)
    filled = fill_cells(outcome.form, workbook, None if book is None else book.pictures)
    ids = {} if book is None else book.numbers
    tables = drawn or DrawnSheets()
    sheets = [] if book is None else list(tables.tables(book, filled, _marks(outcome)))
    return {
        "title": outcome.snapshot.title,
        "summary": outcome.summary,
        "counts": _counts(outcome),
        "scheme": outcome.scheme.title,
        "sheets": sheets,
        "css": tables.css(),
        "cells": dict(_cells(outcome, filled, ids)),
        "rows": _rows(outcome.form, filled),
        "findings": list(_findings(outcome, ids)),
        "pictures": [chart._asdict() for chart in charts(outcome)],
        "blank": None,
    }


def blank_view(form: BlankForm) -> dict[str, Any]:
    """A form that is not annotated yet, as plain data for the page: its sheets with what was recognised, nothing to fill or find.

    ``blank`` holds the questions that annotating it will ask.
    """
    return {
        "title": form.title,
        "summary": form.found,
        "counts": {},
        "scheme": "",
        "sheets": [{**sheet._asdict(), "notes": list(sheet.notes)} for sheet in form.sheets],
        "css": form.css,
        "cells": {},
        "rows": {},
        "findings": [],
        "pictures": [],
        "blank": {"questions": list(form.questions)},
    }


def _counts(outcome: Outcome) -> dict[str, int]:
    """How many findings there are of each severity, how many of all follow from others, how many are explained."""
    return {
        **{severity.value: outcome.count(severity) for severity in Severity},
        "由此引起": sum(bool(finding.root) for finding in outcome.findings),
        "已说明": sum(outcome.explained(finding) for finding in outcome.findings),
    }


def _id(ids: Mapping[str, int], cell: Cell) -> str:
    return cell_id(f"x{ids[cell.sheet]}", (cell.row, cell.column)) if cell.sheet in ids else ""


# Findings


def _findings(outcome: Outcome, ids: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    relations = _relations(outcome)
    for number, finding in outcome.numbered:
        reason = outcome.reasons.get(finding.key)
        yield {
            "number": number,
            "code": finding.code,
            "severity": finding.severity.value,
            "sign": EXPLAINED_SYMBOL if outcome.explained(finding) else finding.severity.symbol,
            "title": finding.title,
            "message": finding.message,
            "stated": finding.stated,
            "expected": finding.expected,
            "difference": finding.difference,
            "cause": finding.cause,
            "fix": finding.fix,
            "key": finding.key,
            "root": finding.root,
            "state": outcome.state(finding),
            "reason": reason.text if reason else "",
            "passing": finding.code in PASSING,
            "cells": list(_cells_of(outcome, finding, ids)),
            "relation": relations.get(finding.key, ""),
        }


def _cells_of(outcome: Outcome, finding: Finding, ids: Mapping[str, int]) -> Iterator[dict[str, str]]:
    for cell in finding.cells:
        there = outcome.form.cell(cell.place)
        yield {
            "address": there.address,
            "id": _id(ids, there),
            "role": cell.role.value,
            "label": cell.label,
            "stated": cell.stated,
        }


def _relations(outcome: Outcome) -> dict[str, str]:
    """What the findings speak of in words with its figures, by the findings' keys."""
    case = build_case(outcome.report, outcome.computed, outcome.scheme)
    ties = found_ties(case, frozenset(finding.code for finding in outcome.findings))
    with Telling(outcome.report.money):
        return {key: identity(case, tie) for key, tie in ties.items()}


# Cells


def _cells(
    outcome: Outcome, filled: Mapping[Cell, FillCell], ids: Mapping[str, int]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every named cell of the form by its address: those that people fill, then those that are computed or locked."""
    for cell, each in filled.items():
        name = each.place.name
        said = {"editable": True, "choices": list(each.choices), "text": each.text, "unit": each.place.unit}
        yield (
            cell.address,
            _cell(name.name, each.place.row, each.place.label, name.kind.value, _id(ids, cell), said),
        )
    titles, form = Titles(outcome.form), outcome.form
    for place in _locked(outcome):
        cell, name = form.cell(place), KNOWN[place.name]
        if cell not in filled:
            text = _text(outcome, cell)
            said = {"editable": False, "choices": [], "text": text, "unit": unit_of(form, name)}
            label = titles.label(name, place.row)
            yield cell.address, _cell(name.name, place.row, label, name.kind.value, _id(ids, cell), said)


def _cell(name: str, row: int, label: str, kind: str, id: str, said: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "row": row, "label": label, "kind": kind, "id": id, **said}


def _locked(outcome: Outcome) -> Iterator[FormPlace]:
    """The places of the form that have a name, in the order of the contract; of the tool's own those beside the form's rows alone."""
    form = outcome.form
    for name in KNOWN.values():
        area = form.areas.get(name.name)
        if area is None or name.block == RESULTS or name.name.startswith(CHECKED) or is_tools_own(name):
            continue
        if name.role in (Role.INPUT, Role.COMPUTED, Role.SHOWN):
            rows = range(1, area.height - 1) if name.block in EDGED else (0,)
            yield from (FormPlace(name.name, row) for row in rows)


def _rows(form: Form, filled: Mapping[Cell, FillCell]) -> dict[str, tuple[int, int]]:
    """The first and the last row above which one may go in, by the names of the tables that people fill."""
    names = dict.fromkeys(each.place.name.name for each in filled.values() if each.place.row)
    return {name: (rows[0], rows[-1]) for name in names if (rows := rows_to_insert_above(form, name))}


def _text(outcome: Outcome, cell: Cell) -> str:
    """What a locked cell shows, in plain digits."""
    return text_of(outcome.snapshot.value(cell)) if cell not in outcome.snapshot.errors else "错误值"


# Marks


def _marks(outcome: Outcome) -> Marks:
    """The heaviest mark of every accused cell, with the titles of its findings."""
    found: dict[Cell, tuple[int, tuple[str, ...]]] = {}
    for finding in outcome.findings:
        mark = EXPLAINED_MARK if outcome.explained(finding) else finding.severity.mark
        for accused in finding.accused:
            cell = outcome.form.cell(accused.place)
            known, titles = found.get(cell, (EXPLAINED_MARK, ()))
            heavier = max(known, mark, key=_RANKS.index)
            found[cell] = heavier, tuple(dict.fromkeys((*titles, finding.title)))
    return found
