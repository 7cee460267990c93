"""What the page is given of a workbook: drawn without styles, every finding with its relation, every named cell described."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.books import write_form
from xltool import check
from xltool.book.file.workbook import FileWorkbook
from xltool.desk.view import workbook_view
from xltool.verbs.fill import fill
from xltool.verbs.recalc import recalc

CASE = Path("examples/first-case/资阳2022-原样.xlsx")


def view(path: Path) -> dict[str, Any]:
    return workbook_view(check(path), FileWorkbook(path))


@pytest.fixture(scope="module")
def case() -> dict[str, Any]:
    return view(CASE)


class Drawn(HTMLParser):
    """The cells of a drawn sheet by address, with what they show, and every tag and attribute that was used."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cells: dict[str, dict[str, str]] = {}
        self.shown: dict[str, str] = {}
        self.used: set[str] = set()
        self._at = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.used |= {tag, *(f"@{name}" for name, _ in attrs)}
        if tag == "td":
            held = {name: value or "" for name, value in attrs}
            self._at = held.get("data-address", "")
            self.cells[self._at], self.shown[self._at] = held, ""

    def handle_data(self, data: str) -> None:
        if self._at:
            self.shown[self._at] += data


def test_findings_come_in_the_order_of_the_list_with_what_it_says_of_them(case: dict[str, Any]) -> None:
    outcome = check(CASE)
    assert [(each["number"], each["key"]) for each in case["findings"]] == [
        (number, finding.key) for number, finding in outcome.numbered
    ]
    record = outcome.record()["findings"]
    assert isinstance(record, list)
    for each, said in zip(case["findings"], record, strict=True):
        assert {
            name: each[name] or None
            for name in ("message", "stated", "expected", "difference", "cause", "fix")
        } == {name: said[name] for name in ("message", "stated", "expected", "difference", "cause", "fix")}
        assert [cell["address"] for cell in each["cells"]] == [cell["address"] for cell in said["cells"]]
    assert case["summary"] == outcome.summary and case["counts"]["必改"] == sum(
        each["severity"] == "必改" for each in case["findings"]
    )


def test_relations_are_said_with_the_figures_of_the_form(case: dict[str, Any], tmp_path: Path) -> None:
    path = Path(shutil.copy(CASE, tmp_path / "自评.xlsx"))
    outcome = fill(path, "支出总额_本年决算", 0, "1390").outcome
    found = [each["relation"] for each in workbook_view(outcome, FileWorkbook(path))["findings"]]
    assert any(
        re.fullmatch(r"基本支出\S* 937\.05 \+ 项目支出\S* 451\.87 = 1,388\.92 ≠ 支出总额\S* 1,390\.00", each)
        for each in found
    ), found
    assert not any(
        "≠" in each and "1,388.92 ≠ 支出总额" in each for each in (f["relation"] for f in case["findings"])
    )


def test_every_named_cell_is_drawn_where_it_says(case: dict[str, Any]) -> None:
    drawn = {
        address: cell for sheet in case["sheets"] for address, cell in Drawn(sheet["html"]).cells.items()
    }
    assert case["cells"]
    shown = [address for address in case["cells"] if address in drawn]
    assert len(shown) > 0.8 * len(case["cells"])
    for address in shown:
        assert drawn[address]["id"] == case["cells"][address]["id"]
        assert ("fill" in drawn[address]["class"].split()) == case["cells"][address]["editable"]
    ids = [cell["id"] for cell in drawn.values() if "id" in cell]
    assert len(ids) == len(set(ids))


def test_marks_are_signs_with_words_and_not_colours_alone(case: dict[str, Any]) -> None:
    drawn = {
        a: (c, s)
        for sheet in case["sheets"]
        for d in [Drawn(sheet["html"])]
        for a, c in d.cells.items()
        for s in [d.shown[a]]
    }
    accused = {
        cell["address"]
        for each in case["findings"]
        if not each["passing"]
        for cell in each["cells"]
        if cell["role"] == "stated"
    }
    assert accused
    for address in accused & set(drawn):
        cell, text = drawn[address]
        assert re.search(r"\bm[1-4]\b", cell["class"]) and text[0] in "▲◆●◇", (address, cell, text)
    html = "".join(sheet["html"] for sheet in case["sheets"])
    assert 'aria-label="必改"' in html and 'aria-label="须说明"' in html


def test_the_sign_of_a_mark_never_breaks_the_figure_beside_it(case: dict[str, Any]) -> None:
    """执行率 stands in a column that is as wide as its figure alone: with a sign it needs more."""
    html = next(sheet["html"] for sheet in case["sheets"] if sheet["name"] == "自评表")
    drawn = Drawn(html)
    assert drawn.shown["自评表!H6"] == "▲105.93%" and drawn.shown["自评表!G6"] == "10分"
    head = re.findall(r'<th scope="col">([A-Z]+)', html)
    widths = [
        int(px) for named in re.findall(r'<col class="(w\d+)">', html)[1:] for px in _widths(case, named)
    ]
    wide = dict(zip(head, widths, strict=True))
    assert wide["H"] >= wide["G"] + 10
    assert ".x .g{position:absolute" in case["css"], "the sign takes no place in the line of the figure"


def _widths(case: dict[str, Any], named: str) -> list[str]:
    return re.findall(rf"\.x \.{named}\{{width:(\d+)px\}}", case["css"])


def test_nothing_is_drawn_with_a_style_that_the_policy_of_the_page_forbids(case: dict[str, Any]) -> None:
    for sheet in case["sheets"]:
        used = Drawn(sheet["html"]).used
        assert "@style" not in used and not {each for each in used if each.startswith("@on")}
        assert used <= {
            "div", "table", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "span", "wbr", "br",
            "@class", "@id", "@title", "@data-address", "@rowspan", "@colspan", "@role", "@aria-label", "@scope",
        }, used  # fmt: skip


def test_the_columns_that_carry_the_marks_are_not_drawn(case: dict[str, Any]) -> None:
    drawn = {address for sheet in case["sheets"] for address in Drawn(sheet["html"]).cells}
    outcome = check(CASE)
    marks = [area for name, area in outcome.snapshot.names.items() if name.startswith("标记_")]
    assert marks
    for area in marks:
        assert hasattr(area, "first") and area.first.address not in drawn


def test_after_a_review_the_page_shows_the_same(case: dict[str, Any], tmp_path: Path) -> None:
    path = Path(shutil.copy(CASE, tmp_path / CASE.name))
    recalc(path)
    assert [each["key"] for each in view(path)["findings"]] == [each["key"] for each in case["findings"]]


def test_another_form_is_drawn_as_it_is(tmp_path: Path) -> None:
    path = write_form(tmp_path / "表.xlsx", "without_annex", room=True)
    found = view(path)
    assert [sheet["name"] for sheet in found["sheets"]] == ["表"]
    drawn = Drawn(found["sheets"][0]["html"])
    assert drawn.shown["表!A1"] == "2024年度部门整体支出绩效自评表"
    assert found["cells"]["表!F4"]["editable"] is False and found["cells"]["表!D4"]["editable"] is True


_HOSTILE = st.text(min_size=1, max_size=40) | st.sampled_from(
    [
        "<img src=x onerror=alert(1)>",
        "</td></table><script>1</script>",
        '" onclick="x',
        "&lt;b&gt;",
        "'`${1}`",
    ]
)


@settings(max_examples=12, deadline=None)
@given(text=_HOSTILE)
def test_texts_of_a_workbook_are_texts(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = Path(shutil.copy(CASE, tmp_path_factory.mktemp("drawn") / "自评.xlsx"))
    done = fill(path, "绩效指标_三级指标", 2, text)
    found = workbook_view(done.outcome, FileWorkbook(path))
    used = {each for sheet in found["sheets"] for each in Drawn(sheet["html"]).used}
    assert not used & {"img", "script", "@onerror", "@onclick", "b"}
