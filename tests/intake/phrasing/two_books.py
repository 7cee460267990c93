"""Two workbooks of which the same sentences are said, and what the rules find in a text beside one of them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from templatebuild.build import build
from xltool.checks.case import build_case
from xltool.checks.finding import Finding
from xltool.checks.registry import rules, run
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.read import read_prose
from xltool.verbs.check import check
from xltool.verbs.outcome import Outcome

_RULES: Final = tuple(rule for rule in rules() if rule.code.startswith("XT61"))
BOOKS: Final = {
    name: tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    for name in ("workbook.toml", "workbook_2.toml")
}


def checked(folder: Path) -> dict[str, Outcome]:
    """What a check makes of each of them, without a text."""
    outcomes = {}
    for name, values in BOOKS.items():
        path = folder / f"{name}.xlsx"
        build(path, values=values)
        outcomes[name] = check(path)
    return outcomes


def found_beside(outcome: Outcome, name: str, text: str) -> tuple[Finding, ...]:
    """What the rules of the text find where it says this beside that workbook."""
    unit, year = str(BOOKS[name]["单位名称"]), str(BOOKS[name]["年度"])
    title = f"{unit}{year}年度部门整体支出绩效自评报告\n二、收支情况\n"
    prose = read_prose(read_text(title + text, "报告.txt"), year, unit)
    return run(build_case(outcome.report, outcome.computed, outcome.scheme, prose), _RULES)
