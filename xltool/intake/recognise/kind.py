"""Whether a form is a project's own, told by what it prints: its title, the label of a project's name beside its bureau's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from xltool.intake.forms.wordings import BUDGET, BUDGET_BESIDE, TASKS
from xltool.intake.recognise.meaning import meaning
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import inlined, spellings

#: The head of a form lies in its first rows.
_HEAD: Final = 8
_OF_A_PROJECT: Final = re.compile(
    ".*(?:项目(?:支出|资金|预算)*|专项(?:资金|经费)|转移支付.*)(?:绩效)?(?:目标)?(?:完成情况)?(?:自评|自我评价|评价|考评).*"
)
_OF_A_DEPARTMENT: Final = re.compile(".*(?:(?:部门|单位|预算).{0,6}整体|整体支出|整体绩效).*")
#: A label that asks which project a form is about.
PROJECT: Final = re.compile(
    "(?:专项(?:资金)?|转移支付)?(?:项目)+(?:资金)?(?:名称|全称|代码|编码)|专项(?:资金|经费)?名称"
)
#: Names that only a department's form has.
_DEPARTMENTS: Final = re.compile(
    "编制数|在职人.*|(?:三公经费|基本支出|公用经费|支出总额)_.*|支出_基本支出|楼堂馆所_.*"
)


def is_of_a_project(sheets: Iterable[FormSheet], names: Collection[str]) -> bool:
    """Whether a form with these names is a project's; one that says that it is about a whole department never is."""
    heads = [(sheet, cell) for sheet in sheets for cell in sheet.texts() if cell.top <= _HEAD]
    whole = any(_OF_A_DEPARTMENT.fullmatch(said) for _, cell in heads for said in _said(cell))
    if whole or any(map(_DEPARTMENTS.fullmatch, names)):
        return False
    return any(_is_title(sheet, cell) or _names_one(sheet, cell) for sheet, cell in heads)


def _is_title(sheet: FormSheet, cell: FormCell) -> bool:
    """Whether a line by itself says that a project is evaluated."""
    alone = len(sheet.starting(cell.top)) == 1
    return alone and any(_OF_A_PROJECT.fullmatch(said) for said in _said(cell) if len(said) < 40)


def _said(cell: FormCell) -> tuple[str, ...]:
    return tuple(filter(None, (*spellings(cell.text), inlined(cell.text))))


def _names_one(sheet: FormSheet, cell: FormCell) -> bool:
    """Whether a label asks which project this is; above a table of several it is the heading of their column."""
    if not any(map(PROJECT.fullmatch, _said(cell))):
        return False
    beside = [other for other in sheet.starting(cell.top) if other is not cell]
    return not any(meaning(other.text, (*BUDGET, *TASKS), BUDGET_BESIDE) for other in beside)
