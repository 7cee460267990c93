"""Conditional formats that surely do not hold hide nothing; all others may, and so does a forger's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule, FormulaRule, Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle

from tests.annotate.forms import TITLE, recognised, write_form
from tests.sealed.cases import corrected
from xltool.book.file.package import open_package
from xltool.book.file.whole import whole
from xltool.book.looks.book import looks
from xltool.book.port import Cell
from xltool.errors import WorkbookError
from xltool.sealed.conditions import may_hold
from xltool.sealed.verify import SealState
from xltool.verbs.adopt import adopt
from xltool.verbs.annotated import annotated
from xltool.verbs.check import check
from xltool.verbs.desk import Desk
from xltool.verbs.explain import explain
from xltool.verbs.pair import pair_verdict
from xltool.verbs.recalc import recalc
from xltool.verbs.seal import seal
from xltool.verbs.verify import verify


class Said(Desk):
    """A desk that keeps what was said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, *said: Any, **_more: Any) -> None:
        self.lines += map(str, said)


_WHITE = Font(color="FFFFFFFF")


def _formula(text: str) -> Rule:
    return FormulaRule(formula=[text], font=_WHITE)


def _value(operator: str, *formulas: str) -> Rule:
    return CellIsRule(operator=operator, formula=list(formulas), font=_WHITE)


def _of_kind(kind: str, **more: Any) -> Rule:
    return Rule(type=kind, dxf=DifferentialStyle(font=_WHITE), **more)


def _asked(path: Path, rule: Rule, areas: str = "B2:C3", cell: tuple[int, int] = (3, 3)) -> bool:
    """Whether the rule may hold in a cell, C3 by default, of a small sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ((None, 12, 0), ("95％", 95.5, "≥95%"), (None, 40, 61.25), (None, None, "=B2-B3")):
        sheet.append(row)
    sheet.conditional_formatting.add(areas, rule)
    book.save(path)
    package = open_package(path.read_bytes(), path.name)
    (found,) = looks(package).sheets[sheet.title].rules
    return may_hold(found, whole(package), Cell(sheet.title, *cell))


@pytest.mark.parametrize(
    "rule",
    [
        _formula("B2=0"),
        _formula("$C$3=0"),
        _formula("AND(B2>70,$B$1>0)"),
        _formula("ISBLANK(B2)"),
        _formula('B2=""'),
        _formula("NOT(ISNUMBER(B2))"),
        _formula("ISERROR(B2)"),
        _value("equal", "0"),
        _value("greaterThan", "100"),
        _value("between", "70", "90"),
        _value("between", "90", "70"),
        _value("notBetween", "0", "100"),
        _value("lessThan", "$B$3"),
        _of_kind("containsBlanks", formula=["LEN(TRIM(B2))=0"]),
        _of_kind("containsErrors", formula=["ISERROR(B2)"]),
    ],
    ids=lambda rule: "·".join((rule.type, rule.operator or "", *rule.formula)),
)
def test_a_condition_that_surely_does_not_hold_changes_nothing(tmp_path: Path, rule: Rule) -> None:
    assert not _asked(tmp_path / "表.xlsx", rule)


@pytest.mark.parametrize(
    "rule",
    [
        _formula("TRUE"),
        _formula("B2>60"),
        _formula("B2=61.25"),
        _formula("B2=61.2500000000001"),  # the same figure to some programs
        _formula("B2-61.25=1"),  # arithmetic is left to the program
        _formula("B2<TODAY()"),
        _formula('INDIRECT("A1")=1'),
        _formula("某名称=1"),
        _formula('B2="六十"'),
        _formula("SUM($B$1:$B$2)=0"),
        _formula("$C$2=$A$2"),  # two texts
        _formula("@B2=0"),
        _value("notEqual", "0"),
        _value("between", "50", "70"),
        _value("between", "70", "50"),
        _value("equal", '"61"'),
        _of_kind("notContainsBlanks", formula=["LEN(TRIM(B2))>0"]),
        _of_kind("duplicateValues"),
        _of_kind("top10", rank=1),
        _of_kind("aboveAverage"),
        _of_kind("containsText", operator="containsText", text="6", formula=['NOT(ISERROR(SEARCH("9",B2)))']),
    ],
    ids=lambda rule: "·".join((rule.type, rule.operator or "", *rule.formula)),
)
def test_any_other_may_hold(tmp_path: Path, rule: Rule) -> None:
    assert _asked(tmp_path / "表.xlsx", rule)


def test_what_it_looks_at_moves_with_the_cell(tmp_path: Path) -> None:
    assert _asked(tmp_path / "表.xlsx", _formula("A1=12"), cell=(2, 3))
    assert not _asked(tmp_path / "表.xlsx", _formula("A1=12"), cell=(3, 3))
    assert _asked(tmp_path / "表.xlsx", _formula("B2=61.25"), "C3 B2", cell=(3, 3)), "from either corner"


def test_a_formula_is_judged_by_what_it_gives(tmp_path: Path) -> None:
    assert not _asked(tmp_path / "表.xlsx", _formula("C4=0"), "C4", cell=(4, 3))
    assert _asked(tmp_path / "表.xlsx", _formula("C4>50"), "C4", cell=(4, 3))


def test_a_sealed_copy_in_which_a_condition_hides_a_figure_is_found(tmp_path: Path) -> None:
    path = seal(corrected(tmp_path)).path
    assert path is not None
    held = check(corrected(tmp_path)).snapshot
    at = held.names["全年执行数"].first
    value = held.raw(at)
    for rule, state in (
        (f"{at.address.split('!')[1]}={value}", SealState.CHANGED),
        (f"{at.address.split('!')[1]}*1=0", SealState.CHANGED),
        (f"{at.address.split('!')[1]}=0", SealState.INTACT),
    ):
        book = openpyxl.load_workbook(path)
        book[at.sheet].conditional_formatting.add(at.address.split("!")[1], _formula(rule))
        book.save(tmp_path / "伪造.xlsx")
        assert verify(tmp_path / "伪造.xlsx").state is state, rule


def _ready(path: Path, change: Any) -> Path:
    """A form with a change of the bureau's own, annotated, with nothing that stands in the way."""
    write_form(path, rich=False)
    book = openpyxl.load_workbook(path)
    change(book[TITLE])
    book.save(path)
    target = path.with_name("表.xlsx")
    annotated(path, recognised(), target)
    adopt(target)
    for finding in recalc(target).findings:
        if finding.code != "XT005":  # openpyxl keeps no results
            explain(target, finding.key, "年中有两批学员延期到次年培训完成")
    return target


def test_a_form_that_hides_noughts_is_sealed(tmp_path: Path) -> None:
    def hides(sheet: Any) -> None:
        sheet.conditional_formatting.add("B4:D4", _formula("B4=0"))
        sheet.conditional_formatting.add("F4:G11", _formula("ISBLANK(F4)"))
        sheet.conditional_formatting.add("F8:G10", _value("greaterThan", "900"))

    made = seal(_ready(tmp_path / "原表.xlsx", hides))
    assert made.path is not None and made.slip is not None
    verdict = pair_verdict(made.path.read_bytes(), made.slip.read_bytes(), "表.xlsx")
    assert verdict.state is SealState.INTACT


def _hides_the_budget(sheet: Any) -> None:
    sheet.column_dimensions["C"].hidden = True


def _hides_an_indicator(sheet: Any) -> None:
    sheet.row_dimensions[9].hidden = True


def _hides_what_is_high(sheet: Any) -> None:
    sheet.conditional_formatting.add("B4:D4", _formula("B4>0"))


def _prints_less(sheet: Any) -> None:
    sheet.print_area = "A1:F11"


@pytest.mark.parametrize(
    "change", [_hides_the_budget, _hides_an_indicator, _hides_what_is_high, _prints_less]
)
def test_what_the_bureaus_form_hides_is_noted_and_not_refused(tmp_path: Path, change: Any) -> None:
    said = Said()
    made = seal(_ready(tmp_path / "原表.xlsx", change), desk=said)
    assert made.path is not None and made.slip is not None and made.unseen
    assert any("表样本来就遮住了" in line and made.unseen[0].place in line for line in said.lines)
    assert pair_verdict(made.path.read_bytes(), made.slip.read_bytes(), "表.xlsx").state is SealState.INTACT
    for hidden in (_hides_an_indicator, _hides_the_budget):
        book = openpyxl.load_workbook(made.path)
        hidden(book[TITLE])
        book.save(tmp_path / "改后.xlsx")
        verdict = pair_verdict((tmp_path / "改后.xlsx").read_bytes(), made.slip.read_bytes(), "表.xlsx")
        assert (verdict.state is SealState.INTACT) == (hidden is change), "what was hidden later is found"


@pytest.mark.parametrize("change", [_hides_the_budget, _hides_an_indicator])
def test_what_was_hidden_since_it_was_annotated_is_refused(tmp_path: Path, change: Any) -> None:
    path = _ready(tmp_path / "原表.xlsx", _prints_less)
    book = openpyxl.load_workbook(path)
    change(book[TITLE])
    book.save(path)
    recalc(path)
    with pytest.raises(WorkbookError, match="请取消隐藏"):
        seal(path)


def test_a_sum_of_many_digits_in_the_format_general_is_seen(tmp_path: Path) -> None:
    """Excel rounds it to the width of the column; a column with no room for its own decimals is too narrow."""

    def summed(width: float) -> Any:
        def change(sheet: Any) -> None:
            sheet["B4"], sheet["C4"], sheet["D4"] = 1234.56, 1234.56, 1193.0000000000002
            sheet.column_dimensions["D"].width = width

        return change

    for folder in ("宽", "窄"):
        (tmp_path / folder).mkdir()
    assert seal(_ready(tmp_path / "宽" / "原表.xlsx", summed(8.43))).path is not None
    with pytest.raises(WorkbookError, match="列太窄，显示不全"):
        seal(_ready(tmp_path / "窄" / "原表.xlsx", summed(3)))
