"""The conditional formats of native checks as they stand in files: short, switched off, of their template, known by name."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from pathlib import Path

import pytest

import xltool
from examples.generator import clean_return, write_return
from examples.returns import Spot
from templatebuild.edition import BEFORE, CURRENT, FIRST, Edition
from tests.marks.foreign import annotated, families
from tests.marks.scratch import conditions
from tests.review.workbook import marks
from xltool.checks.registry import rules
from xltool.contract.instant import instant_checks
from xltool.contract.instant_pieces import InstantReading
from xltool.contract.names import CONTRACT, INSTANT, RESTING
from xltool.contract.relations import RELATIONS
from xltool.resources import template_path

#: Characters that any program takes in a conditional format, and in a formula.
LONGEST, LONGEST_NAMED = 255, 8192


def _named(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        text = archive.read("xl/workbook.xml").decode()
    found = re.findall(rf'<definedName name="({INSTANT}[^"]+)"([^>]*)>(.*?)</definedName>', text)
    assert all('hidden="1"' in told for _, told, _ in found)
    return {name: unescape(meaning) for name, _, meaning in found}


def _sound(path: Path) -> None:
    """Every condition is short enough, can be switched off, and looks at no name that is not there."""
    named, seen = _named(path), set()
    for each in conditions(path):
        assert len(each.formula) <= LONGEST, each.formula
        assert re.match(
            r'AND\((\$[A-Z]+\$1|显示标记)="是",LEFT\((\$[A-Z]+\$2|数据状态)\)<>"审",', each.formula
        )
        seen |= set(re.findall(rf"{INSTANT}\w+", each.formula))
    assert seen == named.keys()
    assert all(len(meaning) <= LONGEST_NAMED for meaning in named.values())


def test_our_template() -> None:
    for macros in (False, True):
        path = template_path(macros=macros)
        _sound(path)
        assert len(_named(path)) > 20


@pytest.mark.parametrize("number", range(4))
def test_forms_of_other_bureaus(tmp_path: Path, number: int) -> None:
    for family in families()[number::4]:
        path = tmp_path / f"{family}.xlsx"
        data = annotated(family)
        assert data is not None
        path.write_bytes(data)
        _sound(path)


@pytest.mark.parametrize("edition", [FIRST, BEFORE, Edition("1.2", 60, prepared=False)])
def test_older_templates_have_none_and_their_marks_stay(tmp_path: Path, edition: Edition) -> None:
    wrong = clean_return(7).with_cells({Spot("支出总额_上年决算"): 1})
    found = {}
    for each in (edition, CURRENT):
        path = tmp_path / f"{each.version}.xlsx"
        write_return(path, wrong, each)
        assert bool(list(conditions(path))) is bool(_named(path)) is (each is CURRENT)
        xltool.recalc(path)
        found[each.version] = {c: m for c, m in marks(path).items() if c.sheet == "基础数据表"}
    assert RESTING[3] in found[CURRENT.version].values() and RESTING[3] not in found[edition.version].values()
    usual = {cell: 3 if mark == RESTING[3] else mark for cell, mark in found[CURRENT.version].items()}
    assert usual == found[edition.version]


def test_every_check_speaks_for_a_rule_and_comes_from_the_table() -> None:
    checks = instant_checks(InstantReading(frozenset(CONTRACT)))
    assert {check.code for check in checks} <= {rule.code for rule in rules()}
    wholes = {relation.whole for relation in RELATIONS} | {
        p for relation in RELATIONS for p in relation.parts
    }
    blanks = {"XT702", "XT712", "XT716", "XT418"}
    assert all(check.cell in wholes for check in checks if check.code not in blanks)
    assert len(checks) == len(set(checks)) > 60


def test_a_form_in_another_unit_is_held_to_its_own_places() -> None:
    names = frozenset(("收入_合计", "收入_一般公共预算", "收入_政府性基金", "收入_专户非税", "收入_其他资金"))
    (of_wan,) = instant_checks(InstantReading(names, 2))
    (of_yi,) = instant_checks(InstantReading(names, 6))
    assert (
        ",2)" in of_wan.wrong and ",6)" in of_yi.wrong and of_wan.wrong.replace(",2)", ",6)") == of_yi.wrong
    )
