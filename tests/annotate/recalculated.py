"""Forms of our own, drawn, annotated by the defaults and recalculated: what is found, by the cells of the form."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import xltool
from tests.intake.recognise.drawing import drawn, saved, workbook
from xltool.verbs.annotate import annotate
from xltool.verbs.outcome import Outcome


class Recalculated(NamedTuple):
    """An annotated form, and what its recalculation made of it."""

    book: Path
    outcome: Outcome

    def accused(self, *codes: str) -> dict[str, list[str]]:
        """Code of each finding (or of these alone) -> the cells that it accuses, without their sheet."""
        found: dict[str, list[str]] = {}
        for finding in self.outcome.findings:
            if not codes or finding.code in codes:
                cells = (self.outcome.address(cell.place).split("!")[1] for cell in finding.accused)
                found.setdefault(finding.code, []).extend(cells)
        return found

    def about_points(self) -> dict[str, list[str]]:
        """What is said of scores and weights."""
        return {code: cells for code, cells in self.accused().items() if code.startswith("XT4")}


def recalculated(folder: Path, text: str, filled: bool = True) -> Recalculated:
    """The form that these lines draw, after ``annotate --yes`` and ``recalc``."""
    form, book = folder / "表.xlsx", folder / "标注.xlsx"
    form.write_bytes(saved(workbook(drawn("form", text), filled)))
    book.unlink(missing_ok=True)
    annotate(form, book)
    return Recalculated(book, xltool.recalc(book))
