"""Which names a rule needs: proved on the pages of the rules, by taking names away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Final

import pytest

from tests.forms.books import as_foreign
from tests.support.held import Held
from tests.test_rule_pages import RULES, case_of, examples, filled, sound
from xltool.book.port import Snapshot
from xltool.checks.needs import NEEDS
from xltool.checks.registry import run
from xltool.contract.names import CONTRACT, INDICATORS, Role
from xltool.contract.optional import KNOWN
from xltool.verbs.check import check

__all__ = ["sound"]
#: Names without which a foreign form does not pass the gates.
KEPT: Final = ("单位名称", "年度")
MONEY: Final = ("全年预算数", "全年执行数")
#: Examples that set something besides the cells, which a foreign form is not read with.
_BESIDE: Final = ("exchanged", "report")
#: What some page's example has besides, without which the rule would find something else: the row of the 执行率, the rate
#: that an indicator restates, the words of a heading.
ALSO_READ: Final = {
    "XT410": ("执行率分值", "执行率得分"),
    "XT412": ("执行率分值", "执行率得分"),
    "XT505": ("公用经费_本年决算", "公用经费_本年预算", "在职人数", "编制数"),
    "XT509": ("绩效指标_二级指标",),
    "XT713": ("绩效指标_分值", "绩效指标_得分"),
}
FIRES: Final = [e for e in examples("fires") if e.values[0] in NEEDS]  # type: ignore[attr-defined]


def test_every_need_is_a_name_of_the_contract_and_of_a_rule() -> None:
    assert NEEDS.keys() <= RULES.keys()
    assert set(chain.from_iterable(chain.from_iterable(NEEDS.values()))) <= KNOWN.keys()


def hitting(code: str, first: bool) -> Iterator[str]:
    """Names without which none of a rule's sets is whole; the core of a form stays."""
    gone: set[str] = set()
    for names in NEEDS[code]:
        open_names = [name for name in names if name not in (*KEPT, *MONEY)]
        if open_names and not gone & set(names):
            gone.add(open_names[0 if first else -1])
    yield from gone


def found(sound: Snapshot, example: Mapping[str, Any], gone: set[str], code: str) -> list[str]:
    foreign = as_foreign(filled(sound, example), gone)
    case = case_of(foreign, {**example, "changes": {}, "uncalculated": (), "tables": {}})
    return [finding.message for finding in run(case, (RULES[code],))]


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(("code", "example"), FIRES)
def test_a_rule_is_silent_without_what_it_needs(
    sound: Snapshot, code: str, example: dict[str, Any], first: bool
) -> None:
    if any(each in example for each in _BESIDE):
        pytest.skip("not about the cells alone")
    gone = set(hitting(code, first))
    if not gone:
        pytest.skip("the core of a form is all it needs")
    assert found(sound, example, gone, code) == []
    outcome = check(Held(as_foreign(filled(sound, example), gone)))
    lacking = gone - {place.name for place in outcome.form.announced}  # labels say it too
    whole = any(not lacking & set(names) for names in NEEDS[code])
    if all(KNOWN[name].optional and KNOWN[name].block in ("", INDICATORS) for name in lacking):
        return  # nobody misses what only other forms have beside their own
    assert code in [each.code for each in outcome.unasked] or whole, "a set is whole all the same"


@pytest.mark.parametrize(("code", "example"), FIRES)
def test_a_rule_needs_nothing_else(sound: Snapshot, code: str, example: dict[str, Any]) -> None:
    """With what it needs, what the example changes and the core of a form, it finds the same thing."""
    if any(each in example for each in _BESIDE):
        pytest.skip("not about the cells alone")
    needed = {*KEPT, *MONEY, "绩效指标_三级指标", *chain.from_iterable(NEEDS[code])}
    needed |= set(ALSO_READ.get(code, ()))
    needed |= {key.partition("#")[0] for key in (*example["changes"], *example["accused"])}
    gone = {n.name for n in CONTRACT.values() if n.role in (Role.INPUT, Role.COMPUTED)} - needed
    assert found(sound, example, {name for name in gone if CONTRACT[name].block != "审核结果"}, code)
