"""Pictures of a return: what is not filled in has no bar and says so, and every figure stands in words too."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.books import write_form
from xltool import check
from xltool.desk.pictures import PageChart, charts
from xltool.resources import template_path
from xltool.verbs.fill import fill

CASE = Path("examples/first-case/资阳2022-原样.xlsx")
_SVG = "{http://www.w3.org/2000/svg}"


class _Words(HTMLParser):
    """The rows of a table in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def table(chart: PageChart) -> list[list[str]]:
    words = _Words()
    words.feed(chart.table)
    return words.rows


def bars(chart: PageChart, number: int) -> list[float]:
    """The lengths of the bars of a row."""
    group = ElementTree.fromstring(chart.svg).findall(f"{_SVG}g")[number]
    return [float(bar.attrib["width"]) for bar in group.findall(f"{_SVG}rect")]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copy(CASE, tmp_path / "自评.xlsx"))


def test_the_first_case_shows_its_money_and_its_points() -> None:
    money, points = charts(check(CASE))
    assert money.title == "本年预算与决算（万元）"
    assert table(money)[:2] == [["项目", "本年预算", "本年决算"], ["支出总额", "1,033.50", "1,388.92"]]
    assert points.title == "各指标得分（分）" and table(points)[1] == ["预算执行率", "10", "9"]
    budget, final = bars(money, 0)
    assert final / budget == pytest.approx(1388.92 / 1033.50, abs=0.01)
    weight, score = bars(points, 0)
    assert score / weight == pytest.approx(0.9, abs=0.01)


def test_blank_is_not_zero_and_zero_is_said(case: Path) -> None:
    fill(case, "支出总额_本年决算", 0, "")
    money, _ = charts(fill(case, "基本支出_本年决算", 0, "0").outcome)
    assert table(money)[1:3] == [["支出总额", "1,033.50", "未填"], ["基本支出", "743.13", "0.00"]]
    assert len(bars(money, 0)) == 1 and len(bars(money, 1)) == 1


def test_what_is_below_nought_has_no_bar_and_is_said(case: Path) -> None:
    money, _ = charts(fill(case, "支出总额_本年决算", 0, "-5").outcome)
    assert table(money)[1][2] == "-5.00" and len(bars(money, 0)) == 1


def test_what_cannot_be_read_is_shown_as_it_stands(case: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(case)
    cell = check(case).form.cell(check(case).report.expenditure.total.final.place)
    book[cell.sheet][cell.address.split("!")[1]] = "待定"
    book.save(case)
    money, _ = charts(check(case))
    assert table(money)[1][2] == "待定"


def test_an_empty_template_has_no_money_to_show() -> None:
    assert [chart.title for chart in charts(check(template_path()))] in ([], ["各指标得分（分）"])


def test_a_form_without_annex_shows_its_money_row_and_a_form_without_points_none(tmp_path: Path) -> None:
    money, points = charts(check(write_form(tmp_path / "表.xlsx", "without_annex", room=True)))
    assert money.title == "预算与执行（万元）" and table(money)[1] == ["全年资金", "500.00", "450.00"]
    assert len(table(points)) == 5
    assert charts(check(write_form(tmp_path / "指标.xlsx", "indicators", room=True))) == ()


def test_amounts_are_said_in_the_unit_of_the_form(tmp_path: Path) -> None:
    import openpyxl

    path = write_form(tmp_path / "表.xlsx", "money", room=True, 金额单位="F1")
    book = openpyxl.load_workbook(path)
    book["表"]["F1"] = "元"
    book.save(path)
    (money,) = charts(check(path))
    assert money.title == "预算与执行（元）" and table(money)[1] == ["全年资金", "120.00", "110.00"]


@settings(max_examples=15, deadline=None)
@given(
    title=st.text(min_size=1, max_size=50)
    | st.sampled_from(["<script>alert(1)</script>", "&amp;\"'><svg onload=x>"])
)
def test_no_text_of_a_workbook_is_more_than_text(
    tmp_path_factory: pytest.TempPathFactory, title: str
) -> None:
    path = Path(shutil.copy(CASE, tmp_path_factory.mktemp("drawn") / "自评.xlsx"))
    _, points = charts(fill(path, "绩效指标_三级指标", 1, title).outcome)
    tree = ElementTree.fromstring(points.svg)
    assert {each.tag.removeprefix(_SVG) for each in tree.iter()} == {"svg", "g", "title", "rect", "text"}
    assert not re.search(r"\bstyle=|\bon\w+=|<script", re.sub(r">[^<]*<", "><", points.svg))
    assert not re.search(r"<(?!/?(?:table|thead|tbody|tr|th|td)\b)", points.table)
