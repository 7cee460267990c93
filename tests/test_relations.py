"""One table of relations: rules and 错误定位 start from the same ties, and no module writes an identity again."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from examples.generator import Return, clean_return, inject
from examples.localisation import case_of
from examples.returns import Spot
from tests.support.identities import identities, said_twice
from xltool.checks.case import Case
from xltool.checks.registry import rules
from xltool.checks.tie import Tie
from xltool.checks.ties import divided_by
from xltool.contract.names import CONTRACT, Kind, Role
from xltool.contract.optional import KNOWN
from xltool.contract.relations import DEFINITIONS, RELATIONS, Tied, When, family
from xltool.errors import WorkbookError
from xltool.locate.form import system
from xltool.model.stated import Place

SOURCE = Path(__file__).resolve().parents[1] / "xltool"
WORKBOOKS = 1000 if os.environ.get("XLTOOL_FULL") else 120
SUMS = (Tied.SUM, Tied.SAME)

Key = tuple[str, tuple[Place, ...]]


# The table


def test_every_relation_has_an_id_of_its_own_and_a_basis() -> None:
    ids = [relation.id for relation in RELATIONS]
    assert len(ids) == len(set(ids))
    assert all(relation.id and relation.basis for relation in RELATIONS)


def test_every_relation_speaks_of_names_of_the_contract() -> None:
    """结转结余率 alone is the title of a row; the total of 100 points and the report's text stand in no cell."""
    for relation in RELATIONS:
        assert all(part in KNOWN for part in relation.parts), relation.id
        assert relation.whole in KNOWN or relation.id in ("rate:结转结余率", "full_marks", "report_text")


def test_every_family_is_asked_somewhere() -> None:
    sources = [path for path in SOURCE.rglob("*.py") if path.name != "relations.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    formulas = {CONTRACT[name].formula for name in DEFINITIONS if name in CONTRACT}
    for relation in RELATIONS:
        asked = re.search(rf'"{relation.family}"', text) is not None
        derived = relation.whole in CONTRACT and CONTRACT[relation.whole].formula in formulas
        assert asked or derived, relation.id


def test_every_computed_name_of_the_form_is_defined() -> None:
    computed = [name for name in CONTRACT.values() if name.role is Role.COMPUTED]
    assert all(name.name in DEFINITIONS and name.formula for name in computed)


def test_a_family_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        family("no_such_family")


# The rules and 错误定位


def _broken_by_rules(case: Case) -> Iterator[Tie]:
    """What the rules call broken among sums and sameness. What holds only as a rule accuses nobody."""
    for rule in rules():
        for hit in rule.check(case):
            if hit.tie is not None and hit.tie.broken and not hit.tie.usual:
                yield hit.tie


def _failing(case: Case) -> list[Tie]:
    return [relation.tie for relation in system(case).failing() if relation.tie is not None]


def _keys(ties: Iterator[Tie] | list[Tie]) -> set[Key]:
    return {
        (tie.relation.id, tuple(cell.place for cell in tie.whole))
        for tie in ties
        if tie.relation.kind in SUMS and not tie.worded
    }


def _agree(case: Case) -> bool:
    """The same set; a sum that is short where a word stands for a part is XT004's, and where 错误定位 starts too."""
    accused = {
        cell.place for rule in rules() if rule.code == "XT004" for h in rule.check(case) for cell in h.accused
    }
    worded = [tie for tie in _failing(case) if tie.worded]
    assert all({cell.place for cell in tie.lacking} <= accused for tie in worded)
    assert _keys(_broken_by_rules(case)) == _keys(_failing(case))
    return True


@pytest.mark.parametrize("first", range(0, WORKBOOKS, 40))
def test_rules_and_localisation_start_from_the_same_relations(first: int) -> None:
    compared = 0
    for seed in range(first, min(first + 40, WORKBOOKS)):
        try:
            case = case_of(_with_errors(seed))
        except WorkbookError:
            continue
        compared += _agree(case)
    assert compared


def _with_errors(seed: int) -> Return:
    """A return with up to three usual mistakes, or with odd figures, blanks and words in cells of any kind."""
    filed, rng = clean_return(seed), Random(seed)
    if seed % 2:
        return filed.with_cells(dict(_odd(filed, rng)))
    for number in range(1 + seed % 3):
        try:
            filed = inject(filed, 10 * seed + number)[0]
        except ValueError:  # this unit has no cell for such a mistake
            continue
    return filed


_AMOUNTS = [n.name for n in CONTRACT.values() if n.kind in (Kind.AMOUNT, Kind.COUNT) and n.role is Role.INPUT]
_POINTS = ["执行率分值", "执行率得分", "总分", "分值合计", "绩效指标_分值", "绩效指标_得分"]
_HEADINGS = (
    "产出指标（50分）",
    "产出指标（50分）",
    "产出指标（30分）",
    "产出 指标",
    "效益指标（30分）",
    None,
)
_ADDED = ("100", "-3.5", "0.01", "-0.01", "0.005", "-0.005", "0.004", "0.0951")


def _odd(filed: Return, rng: Random) -> Iterator[tuple[Spot, object]]:
    if rng.random() < 0.3:  # 附件2 by budget, wholly or in part
        yield Spot("全年预算数"), Decimal(rng.randint(10_000, 900_000)) / 100
    if rng.random() < 0.3:  # headings that are repeated, misspelt, or have other points
        for row in range(1, rng.randint(2, 8)):
            yield Spot("绩效指标_一级指标", row), rng.choice(_HEADINGS)
            yield (
                Spot("绩效指标_二级指标", row),
                rng.choice(("数量指标（12.5分）", "质量指标（12.5分）", None)),
            )
    for _ in range(rng.choice((1, 2, 4, 8))):
        name = rng.choice(_AMOUNTS + 3 * _POINTS)
        spot = Spot(name, rng.randint(1, 4) if CONTRACT[name].block else 0)
        old, way = filed.content(spot), rng.random()
        if way < 0.3 or not isinstance(old, (int, float, Decimal)):
            yield spot, rng.choice((None, "若干", "—", Decimal("12.34")))
        elif way < 0.6:
            yield spot, Decimal(str(old)) + Decimal(rng.choice(_ADDED))
        else:
            yield (
                spot,
                filed.content(Spot(rng.choice(("全年预算数", "全年执行数", "收入_合计", "支出_合计")))),
            )


def _by_budget(**cells: object) -> Case:
    """A return whose whole budget is 500.00 more than was spent, with these cells."""
    filed = clean_return(7)
    executed = Decimal(str(filed.content(Spot("全年执行数"))))
    spent = {"支出_项目支出": Decimal(str(filed.content(Spot("支出_项目支出"))))}
    money = {name: executed + 500 if content == "预算" else content for name, content in cells.items()}
    money |= {name: spent[name] + 500 for name in spent if cells.get(name) == "预算"}
    return case_of(filed.with_cells({Spot(n): c for n, c in {"全年预算数": executed + 500, **money}.items()}))


def test_spending_broken_down_by_budget_is_not_held_against_what_was_spent() -> None:
    """Income by execution, spending by budget: the two do not agree, and neither rule nor 错误定位 says more."""
    case = _by_budget(支出_合计="预算", 支出_项目支出="预算")
    assert divided_by(case) == "全年预算数"
    assert {tie.relation.id for tie in _failing(case)} == {"both_sides"}
    assert _agree(case)


def test_one_total_that_is_the_budget_does_not_make_the_rest_so() -> None:
    case = _by_budget(支出_合计="预算")
    assert divided_by(case) == "全年执行数"
    assert {tie.relation.id for tie in _failing(case)} == {"both_sides", "spending"}
    assert _agree(case)


# Nowhere else


def test_no_module_says_an_identity_again() -> None:
    assert said_twice(SOURCE) == []


def test_an_identity_that_is_written_again_is_found(tmp_path: Path) -> None:
    module = tmp_path / "checks" / "again.py"
    module.parent.mkdir()
    module.write_text(
        "PAIR = ('全年执行数', '支出总额_本年决算')\n"
        "def same(r):\n    return r.budget.executed == r.expenditure.total.final\n"
        "def share(n):\n    return n.wages / n.total_spending\n"
        "def harmless(r):\n    return r.budget.executed, r.expenditure.basic.budget\n",
        encoding="utf-8",
    )
    found = said_twice(tmp_path)
    assert [line.partition(":")[2].partition(" ")[0] for line in found] == ["(module)", "same", "share"]


def test_an_identity_is_a_whole_with_a_part() -> None:
    pairs = identities()
    assert pairs[frozenset(("支出_合计", "收入_合计"))] == "both_sides"
    assert frozenset(("在职人数", "编制数")) in pairs
    assert When.HEADED not in {relation.when for relation in RELATIONS if relation.id in pairs.values()}
