"""Our own template marked as a foreign form, without any one of its names and without many: what remains is judged alike."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Collection
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest

import xltool
from templatebuild.build import build
from tests.forms.books import as_foreign
from tests.support.held import Held, changed
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Snapshot
from xltool.checks.case import build_case
from xltool.checks.finding import Finding
from xltool.checks.needs import NEEDS
from xltool.contract.names import CONTRACT, TEMPLATE_VERSION, names_of
from xltool.errors import WorkbookError
from xltool.indicators.rates import RATES
from xltool.locate.asks import asked
from xltool.locate.coverage import coverage
from xltool.locate.form import system
from xltool.locate.locate import localise
from xltool.review import review as review_room
from xltool.sealed import seal as plan
from xltool.verbs.outcome import Outcome
from xltool.verbs.outcome_lines import outcome_lines
from xltool.verbs.recalc import reviewed
from xltool.verbs.restore import overwritten
from xltool.verbs.sealing import judged_of
from xltool.wordreport.figures import figures

BASE: Final = Path(__file__).resolve().parents[1] / "rules" / "base.toml"
CORE: Final = ("单位名称", "年度")
EITHER: Final = ("全年预算数", "全年执行数", "绩效指标_三级指标")
OPTIONAL: Final = tuple(n.name for n in names_of(TEMPLATE_VERSION) if n.name not in (*CORE, *EITHER))
#: What is wrong in the whole form: something of every family.
WRONG: Final[dict[str, object]] = {
    "支出总额_本年决算": 504, "公务接待_本年决算": 4, "收入_合计": 480, "执行率": 0.5, "在职人数": 43, "总分": 90,
    "绩效指标_得分#1": 3, "绩效指标_实际完成值#2": "1", "正文_总收入": 470, "正文_在职人数": 37, "预期目标": "请填写目标",
    "项目明细_本年决算#1": -5, "填报日期": "2023年2月31日", "楼堂馆所_批复规模": 100, "绩效指标_分值#3": 5,
}  # fmt: skip
#: Rules that look at whatever cells there are, all of them at once or beside others: what they say changes with these.
AT_ALL: Final = frozenset({"XT001", "XT005", "XT013", "XT506", "XT701", "XT712", "XT716", "XT621"})
#: What a rule looks at besides, to say less or to say it at another cell.
_HEAD: Final = ("执行率分值", "执行率得分")
ALSO_READ: Final = {
    "XT311": ("在职人员控制率", "楼堂馆所_规模控制率", "楼堂馆所_投资概算控制率"),
    "XT620": ("正文_年末结余",),
    "XT401": _HEAD,
    "XT402": (*_HEAD, "分值合计"),
    "XT410": _HEAD,
}
#: The column by which the rows of a table are known.
TITLES: Final = {"项目明细": "项目明细_名称", "绩效指标": "绩效指标_三级指标"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = tmp_path_factory.mktemp("removed") / "全.xlsx"
    values = tomllib.loads(BASE.read_text(encoding="utf-8"))
    build(path, values={name: _blank(value) for name, value in values.items()})
    return changed(FileWorkbook(path).snapshot(), WRONG)


def _blank(value: object) -> object:
    return [item if item != "" else None for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def whole(filled: Snapshot) -> Outcome:
    return xltool.check(Held(as_foreign(filled)))


def random_sets(count: int) -> list[frozenset[str]]:
    chance = random.Random(10)
    return [frozenset(chance.sample(OPTIONAL, chance.randint(2, len(OPTIONAL) - 1))) for _ in range(count)]


def untouched(finding: Finding, gone: Collection[str]) -> bool:
    """The finding's cells all remain, and its rule needs none of what is gone."""
    if finding.code in AT_ALL or "|" not in finding.key:
        return False
    needed = {name for names in NEEDS.get(finding.code, ()) for name in names}
    named = {cell.place.name for cell in finding.cells}
    titles = {TITLES[CONTRACT[name].block] for name in named if CONTRACT[name].block}
    return not (named | needed | titles | set(ALSO_READ.get(finding.code, ()))) & set(gone)


def told(findings: Collection[Finding], gone: Collection[str]) -> set[tuple[str, str, str]]:
    return {(f.key, f.message, f.expected) for f in findings if untouched(f, gone)}


def assert_alike(whole: Outcome, outcome: Outcome, gone: Collection[str]) -> None:
    assert told(outcome.findings, gone) == told(whole.findings, gone)
    for rate in RATES:
        if not {cell.name for cell in rate.operands(whole.report)} & set(gone):
            assert outcome.computed.rates[rate.name] == whole.computed.rates[rate.name], rate.name


def assert_names_nothing_absent(outcome: Outcome) -> None:
    codes = {finding.code for finding in outcome.findings}
    assert "XT099" not in codes, [finding.message for finding in outcome.findings if finding.code == "XT099"]
    for finding in outcome.findings:
        assert finding.accused, finding
        assert all(outcome.address(cell.place) for cell in finding.cells)
    assert not {each.code for each in outcome.unasked} & codes


def assert_every_verb_works(outcome: Outcome, search: float = 0) -> None:
    """What each verb makes of it, without a file: edits to cells that are there, and words."""
    form = outcome.form
    places = {cell for area in form.areas.values() for cell in _cells(area)}
    for edits in (
        reviewed(outcome),
        review_room.clear(form),
        review_room.clear(form, reasons_too=True),
    ):
        assert edits.values.keys() <= places
    case = build_case(outcome.report, outcome.computed, outcome.scheme)
    found = [system(case).cells, *(relation.cells for relation in system(case).relations)]
    for place in (place for each in found for place in each):
        assert place.name in form.areas or place.name.startswith("漏列"), place
    assert all(figure.cell.place.name in form.areas for figure in coverage(case).figures)
    if search:
        assert all(
            form.carries(c.place.name) or c.place.name.startswith("漏列")
            for c in localise(case, search).shortlist
        )
        assert not any("restore" in ask.what for ask in asked(case).asks)
    judged = judged_of(outcome)
    values = plan.sealed_values(judged, reviewed(outcome))
    assert (
        plan.cover_of(judged, values).lines
        and list(plan.written_texts(form))
        and plan.form_widths(form) is not None
    )
    assert figures(outcome.report, outcome.computed, outcome.explanations).single
    assert list(outcome_lines(outcome)) and outcome.record()["unasked"] is not None
    with pytest.raises(WorkbookError):
        overwritten(Held(form.snapshot))


def _cells(area):  # type: ignore[no-untyped-def]
    return [
        area.first._replace(row=row, column=column)
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    ]


def test_the_whole_form_is_judged_as_ours_is(filled: Snapshot, whole: Outcome) -> None:
    ours = xltool.check(Held(filled))
    wanted = {(f.key, f.message) for f in ours.findings if f.code != "XT002"}
    more = [f for f in whole.findings if (f.key, f.message) not in wanted]
    assert wanted <= {(f.key, f.message) for f in whole.findings}
    # a formula of a foreign form states its figure, also where one of ours would follow a wrong one
    assert [f.key for f in more] == ["XT404|执行率得分"]
    assert {code[:3] for code in (f.code for f in whole.findings)} >= {
        "XT1",
        "XT2",
        "XT3",
        "XT4",
        "XT5",
        "XT6",
        "XT7",
    }
    assert whole.unasked == ()


@pytest.mark.parametrize("name", OPTIONAL)
def test_each_name_may_be_absent(filled: Snapshot, whole: Outcome, name: str) -> None:
    outcome = xltool.check(Held(as_foreign(filled, {name})))
    assert_names_nothing_absent(outcome)
    assert_alike(whole, outcome, {name})
    assert_every_verb_works(outcome)


@pytest.mark.parametrize("number", range(200))
def test_any_set_of_names_may_be_absent(filled: Snapshot, whole: Outcome, number: int) -> None:
    gone = random_sets(200)[number]
    outcome = xltool.check(Held(as_foreign(filled, gone)))
    assert_names_nothing_absent(outcome)
    assert_alike(whole, outcome, gone)
    assert_every_verb_works(outcome, 0 if number % 20 else 0.3)


def test_a_form_without_points_has_no_suggested_total(filled: Snapshot) -> None:
    gone = {name for name in CONTRACT if name.startswith("绩效指标_得分") or name in ("总分", "执行率得分")}
    scores = xltool.check(Held(as_foreign(filled, gone))).computed.scores
    assert scores["总分"] is None and scores["分值合计"] == Fraction(95)


def test_a_blank_score_without_its_weight_or_rate_is_reckoned_from_nothing(filled: Snapshot) -> None:
    blank = changed(filled, {"执行率得分": None})
    for name in ("执行率分值", "执行率"):
        assert_every_verb_works(xltool.check(Held(as_foreign(blank, {name}))))
