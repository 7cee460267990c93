"""The summary of a county: held against what was filed, read back by others, and opened by LibreOffice."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from examples.generator import write_quickly
from examples.returns import Spot
from examples.returns import number as number_in
from tests.summary.county import (
    DEADLINE,
    TOWNS,
    WORDS,
    YEAR,
    County,
    county,
    explained,
    keep,
    named,
    returns,
    row,
    spoilt,
    unit_name,
)
from tests.support.office import recalculate
from tests.support.ooxml import assert_clean
from xltool.batch.judgement import FileKind, Judgement
from xltool.contract.names import CONTRACT
from xltool.contract.rows import EXPENDITURE_ROWS, YEAR_COLUMNS
from xltool.errors import ProgramError
from xltool.inbox import sentences
from xltool.ledger.units import ListedUnit, UnitList
from xltool.summary.sheets import LINE, shown_width
from xltool.summary.texts import guarded
from xltool.summary.wanted import Wanted
from xltool.summary.wording import to_unit
from xltool.summary.write import Summary, csv_files, write

SHEETS = [
    *("总览", "图表", "分组合计", "未计入合计", "单位明细", "未报名单", "问题清单", "指标对比", "离群"),
    *("说明汇总", "规则效果", "文件清单"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[County, Path, Summary]:
    folder = tmp_path_factory.mktemp("county")
    place = county(folder)
    target = folder / "汇总.xlsx"
    return place, target, write(Wanted(place.ledger, units=place.units, deadline=DEADLINE), target)


@pytest.fixture(scope="module")
def book(made: tuple[County, Path, Summary]) -> Any:
    return openpyxl.load_workbook(made[1], data_only=True)


def table(book: Any, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by their headings, which are the first row of the filter."""
    work = book[sheet]
    first, _, last = work.auto_filter.ref.partition(":")
    heads, *rows = work[f"{first}:{last}"]
    names = [cell.value for cell in heads]
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in rows]


def lines(book: Any) -> Iterator[list[Any]]:
    for one in book["总览"].iter_rows(values_only=True):
        yield [value for value in one if value is not None]


def test_every_sheet_is_there(made: tuple[County, Path, Summary], book: Any) -> None:
    assert book.sheetnames == SHEETS
    assert made[2]._replace(paths=()) == Summary((), YEAR, 57, 57 - spoilt_ones(made[0]), 3)


def spoilt_ones(place: County) -> int:
    return sum(one.spoilt for one in place.filed)


def test_the_sums_are_those_of_what_was_filed(made: tuple[County, Path, Summary], book: Any) -> None:
    """Exactly, over those alone that have no 必改, each with the number of units that filed the figure."""
    shown = {one[0].strip("　"): one[1:] for one in lines(book) if len(one) == 7}
    good = [one for one in made[0].filed if not one.spoilt]
    for name in EXPENDITURE_ROWS:
        for place, column in enumerate(YEAR_COLUMNS):
            filed = [amount for one in good if (amount := one.amount(f"{name}_{column}")) is not None]
            total, number = shown[name][2 * place : 2 * place + 2]
            assert (Decimal(repr(total)), number) == (sum(filed), len(filed)), f"{name}_{column}"


def test_the_sums_of_a_group(made: tuple[County, Path, Summary], book: Any) -> None:
    rows = table(book, "分组合计")
    for town in TOWNS:
        good = [one for place, one in enumerate(made[0].filed) if not one.spoilt and TOWNS[place % 4] == town]
        filed = [amount for one in good if (amount := one.amount("三公经费_本年决算")) is not None]
        (found,) = [each for each in rows if each["组"] == town and each["项目"] == "三公经费"]
        assert Decimal(repr(found["本年决算"])) == sum(filed)
    left = {each["组"]: each["组内没有计入的单位"] for each in rows}
    assert sum(left[town] for town in TOWNS) == left["全部"] == 3 + spoilt_ones(made[0])
    assert not [each for each in rows if each["分组"] == "编码"]  # a code of each unit makes no groups


def test_who_is_left_out_is_named(made: tuple[County, Path, Summary], book: Any) -> None:
    rows = table(book, "未计入合计")
    wrong = {one.unit for one in made[0].filed if one.spoilt}
    assert {each["单位"] for each in rows if each["原因"] == "有必改未改"} == wrong
    assert [each["单位"] for each in rows if each["原因"] == "未报"] == [unit_name(n) for n in (57, 58, 59)]
    assert all(each["怎么办"] for each in rows)


def test_what_came_in(made: tuple[County, Path, Summary], book: Any) -> None:
    shown = {one[0]: one[1] for one in lines(book) if len(one) == 3 and isinstance(one[1], int)}
    assert (shown["应报单位"], shown["已报单位"], shown["未报单位"], shown["其中迟报"]) == (60, 57, 3, 6)
    late = {each["单位"] for each in table(book, "单位明细") if each["迟报"] == "迟"}
    assert late == {unit_name(n) for n in range(0, 57, 10)}


def test_a_row_for_each_unit_as_it_was_judged(made: tuple[County, Path, Summary], book: Any) -> None:
    rows = table(book, "单位明细")
    assert [each["单位"] for each in rows] == [one.unit for one in made[0].filed]
    for each, one in zip(rows, made[0].filed, strict=True):
        assert (each["计入合计"] == "否") == one.spoilt == bool(each["必改"])
        executed, budget = one.amount("全年执行数"), one.amount("全年预算数")
        if executed and budget and not one.spoilt:
            assert each["预算执行率"] == pytest.approx(float(executed / budget), abs=1e-6)


def test_the_findings_stand_by_weight_and_what_follows_behind_its_root(
    made: tuple[County, Path, Summary], book: Any
) -> None:
    rows = table(book, "问题清单")
    (number,) = sqlite3.connect(made[0].ledger).execute("SELECT COUNT(*) FROM findings").fetchone()
    assert len(rows) == number
    assert [each["序号"] for each in rows] == sorted(each["序号"] for each in rows)
    heads = [each for each in rows if not (each["根源与随附"] or "").startswith("└")]
    rank = {"▲ 必改": 0, "◆ 须说明": 1, "◇ 须说明": 2, "● 提示": 3}
    assert [rank[each["级别"]] for each in heads] == sorted(rank[each["级别"]] for each in heads)
    roots = [each for each in rows if (each["根源与随附"] or "").startswith("根源")]
    assert roots  # 元 for 万元 makes more than itself wrong
    for root in roots:
        place = rows.index(root)
        behind = rows[place + 1 : place + 1 + int(root["根源与随附"].split()[1])]
        assert all(each["单位"] == root["单位"] and each["根源与随附"] == "└ 由上面的引起" for each in behind)
    money = [
        max(
            each["影响金额（万元）"] or 0,
            *(f["影响金额（万元）"] or 0 for f in rows if f["序号"].split(".")[0] == each["序号"]),
        )
        for each in heads
        if each["级别"] == "▲ 必改"
    ]
    assert money == sorted(money, reverse=True) and money[0] > 10_000


def test_the_same_words_of_several_units(book: Any) -> None:
    said = table(book, "说明汇总")
    assert {each["单位的说明（原话）"] for each in said} == {WORDS}
    assert "用同样的话" in said[0]["提示"] and said[0]["单位数"] >= 3
    effects = {each["规则"]: each for each in table(book, "规则效果")}
    assert effects[said[0]["规则"]]["已说明"] == said[0]["条数"]


def test_the_rates_are_spread_as_the_units_have_them(made: tuple[County, Path, Summary], book: Any) -> None:
    good = [one for one in made[0].filed if not one.spoilt]
    rates = sorted(
        float(done / budget)
        for one in good
        if (done := one.amount("全年执行数")) is not None and (budget := one.amount("全年预算数"))
    )
    found, *groups = [each for each in table(book, "指标对比") if each["指标"] == "预算执行率"]
    assert (found["单位数"], found["范围"]) == (len(rates), "全部")
    assert sum(each["单位数"] for each in groups) == len(rates)
    assert found["最小"] == pytest.approx(rates[0], abs=1e-6)
    assert found["最大"] == pytest.approx(rates[-1], abs=1e-6)


def test_an_outlier_says_why(book: Any) -> None:
    rows = table(book, "离群")
    assert rows and all(each["级别"] == "● 提示" and "中位数是" in each["为什么列出"] for each in rows)


@pytest.mark.ooxml
def test_excel_would_open_it(made: tuple[County, Path, Summary]) -> None:
    assert_clean(made[1])


@pytest.mark.libreoffice
def test_libreoffice_shows_what_is_stored(made: tuple[County, Path, Summary], book: Any) -> None:
    (sheets,) = recalculate([made[1]]).values()
    assert list(sheets) == SHEETS
    for name, cells in sheets.items():
        stored = {
            (cell.row, cell.column): cell.value
            for each in book[name].iter_rows()
            for cell in each
            if cell.value is not None
        }
        assert cells.keys() == stored.keys()
        for place, value in stored.items():
            assert cells[place] == (value if isinstance(value, str) else pytest.approx(value)), (name, place)


def test_the_same_ledger_gives_the_same_bytes(made: tuple[County, Path, Summary], tmp_path: Path) -> None:
    place, target, _ = made
    again = target.with_name("再.xlsx")  # beside the first, as links lead from there
    write(Wanted(place.ledger, units=place.units, deadline=DEADLINE), again)
    assert again.read_bytes() == target.read_bytes()
    again.unlink()


def test_csv_says_the_same(made: tuple[County, Path, Summary], book: Any, tmp_path: Path) -> None:
    place = made[0]
    found = csv_files(Wanted(place.ledger, units=place.units, deadline=DEADLINE), tmp_path / "csv")
    assert sorted(path.stem for path in found.paths) == sorted(set(SHEETS) - {"图表"})
    for name in set(SHEETS) - {"总览", "图表"}:
        path = tmp_path / "csv" / f"{name}.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        heads, *rows = read_csv(path)
        work = book[name]
        first, _, last = work.auto_filter.ref.partition(":")
        shown = [[cell.value for cell in each] for each in work[f"{first}:{last}"]]
        assert heads == shown[0]
        assert len(rows) == len(shown) - 1
        for said, seen in zip(rows, shown[1:], strict=True):
            for text, value in zip(said, seen, strict=True):
                if isinstance(value, int | float):
                    assert float(text) == pytest.approx(value)
                else:
                    assert text == ("" if value is None else guarded(" ".join(value.split("\n")))), name


def test_a_sum_is_exact_in_csv(made: tuple[County, Path, Summary], tmp_path: Path) -> None:
    place = made[0]
    csv_files(Wanted(place.ledger, units=place.units), tmp_path)
    rows = read_csv(tmp_path / "分组合计.csv")
    total = next(each[3] for each in rows if each[:3] == ["全部", "全部", "支出总额"])
    good = [one for one in place.filed if not one.spoilt]
    filed = sum(one.amount("支出总额_上年决算") or Decimal(0) for one in good)
    assert Decimal(total) == filed and "E" not in total
    groups = {each[1] for each in rows}
    assert "'=龙塘乡" in groups and "=龙塘乡" not in groups


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


# One at a time


class Small:
    """A ledger of a few returns, made one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[Any] = []

    def file(
        self, unit: str, which: int = 0, *, wrong: bool = False, sent: float | None = 1.0, **other: Any
    ) -> None:
        filed = named(returns(YEAR, 12)[which], unit)
        path = self.folder / f"{len(self.rows)}-{unit}.xlsx"
        write_quickly(path, spoilt(filed, which) if wrong else filed)
        self.rows.append(row(path, sent, **other))

    def book(self, **wanted: Any) -> Any:
        ledger = keep(self.folder / "账本.sqlite", self.rows)
        write(Wanted(ledger, **wanted), self.folder / "汇总.xlsx")
        return openpyxl.load_workbook(self.folder / "汇总.xlsx", data_only=True)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


def total(book: Any, name: str = "支出总额") -> tuple[Any, int]:
    found = next(one for one in lines(book) if one and str(one[0]).strip("　") == name and len(one) > 2)
    return found[-2], found[-1]


def spent(*which: int) -> Decimal:
    assert "支出总额_本年决算" in CONTRACT
    return sum(
        (number_in(returns(YEAR, 12)[n].content(Spot("支出总额_本年决算"))) or Decimal(0) for n in which),
        Decimal(0),
    )


def reasons(book: Any) -> dict[str, str]:
    return {each["单位"]: each["原因"] for each in table(book, "未计入合计")}


def test_a_merged_return_never_with_its_parts(small: Small) -> None:
    small.file("县教育局", 0, outcome={"merged": ["县一中", "县二中"]})
    small.file("县一中", 1)
    small.file("县二中", 2)
    small.file("县水利局", 3)
    book = small.book()
    assert Decimal(repr(total(book)[0])) == spent(0, 3)
    assert reasons(book) == {"县一中": "已并入汇总的一份", "县二中": "已并入汇总的一份"}
    assert any("1 份是汇总的，含下属 2 个单位" in str(one[0]) for one in lines(book) if one)


@pytest.mark.parametrize("wrong", [False, True])
@pytest.mark.parametrize("filed", ["各单位", "部门自己", "没有"])
def test_units_are_compared_as_they_filed_and_none_twice(small: Small, wrong: bool, filed: str) -> None:
    """A merged return is no unit beside its parts, whether it enters the sums or not; alone it stands for them."""
    parts = [f"县{number}中" for number in range(3)]
    rates = [0.90 + number / 100 for number in range(9)]
    small.file(
        "县教育局",
        0,
        wrong=wrong,
        outcome={"merged": ["县教育局", *parts], "rates": {"执行率": 0.2}, "scores": {"等级": "差"}},
    )
    units = {"各单位": parts, "部门自己": ["县教育局"], "没有": []}[filed]
    for number, rate in enumerate(rates):
        unit = units[number] if number < len(units) else f"县{number}局"
        small.file(unit, 1, outcome={"rates": {"执行率": rate}, "scores": {"等级": "优"}}, sent=None)
    book = small.book()
    compared = rates if units else rates + ([] if wrong else [0.2])
    found = next(each for each in table(book, "指标对比") if each["指标"] == "预算执行率")
    assert (found["单位数"], found["最小"]) == (len(compared), pytest.approx(min(compared)))
    outliers = table(book, "离群") if book["离群"].auto_filter.ref else []
    apart = {each["单位"] for each in outliers if each["指标"] == "预算执行率"}
    assert apart == (set() if units else {"县教育局"})
    grades = {one[0]: one[1] for one in lines(book) if one and one[0] in ("优", "差")}
    assert grades == ({"优": 9} if units else {"优": 9, "差": 1})
    said = [str(cell.value) for title in ("指标对比", "离群") for row in book[title]["A1:A6"] for cell in row]
    assert sum("合并的 1 份不与所含的单位并列" in each for each in said) == (2 if units else 0)
    assert not any("有疑问" in str(each["为什么列出"]) for each in outliers if each["单位"] in parts)


def test_the_parts_of_a_merged_return_that_stays_out_enter_themselves(small: Small) -> None:
    small.file("县教育局", 0, wrong=True, outcome={"merged": ["县一中"]})
    small.file("县一中", 1)
    book = small.book()
    assert Decimal(repr(total(book)[0])) == spent(1)
    assert reasons(book) == {"县教育局": "有必改未改"}


@pytest.mark.parametrize("said", [False, True])
def test_an_amount_that_seems_to_be_in_yuan_enters_no_sum_before_somebody_says_why(
    small: Small, said: bool
) -> None:
    """Nothing proves it: 须说明, and yet one of them makes a county's sum many times what it is."""
    bought = Spot("政府采购_上年决算")
    filed = next(
        one
        for one in returns(YEAR, 12)
        if all(number_in(one.content(Spot(f"政府采购_{y}"))) for y in YEAR_COLUMNS)
    )
    amount = number_in(filed.content(bought)) or Decimal(0)
    path = small.folder / "县一中.xlsx"
    write_quickly(path, named(filed.with_cells({bought: amount * 10_000}), "县一中"))
    if said:
        explained(path)
    small.rows.append(row(path, 1.0))
    assert "XT506" in {each.code for each in small.rows[0].judgement.findings}
    book = small.book()
    assert (total(book)[1] == 1) is said
    assert said or reasons(book) == {"县一中": "金额疑为单位填错"}


def test_what_is_merged_twice_over_is_counted_once(small: Small) -> None:
    small.file("县政府", 0, outcome={"merged": ["县教育局"]})
    small.file("县教育局", 1, outcome={"merged": ["县一中"]})
    small.file("县一中", 2)
    book = small.book()
    assert Decimal(repr(total(book)[0])) == spent(0)
    assert set(reasons(book)) == {"县教育局", "县一中"}


def test_two_merged_returns_that_share_a_part_stay_out(small: Small) -> None:
    small.file("县教育局", 0, outcome={"merged": ["县一中", "县二中"]})
    small.file("县体育局", 1, outcome={"merged": ["县二中"]})
    small.file("县一中", 2)
    book = small.book()
    assert Decimal(repr(total(book)[0])) == spent(2)
    assert reasons(book) == {"县教育局": "几份汇总含同一单位", "县体育局": "几份汇总含同一单位"}


def test_versions_that_nobody_decided_between_stay_out(small: Small) -> None:
    small.file("县一中", 0, sent=None)
    small.file("县一中", 1, sent=None)
    small.file("县二中", 2)
    book = small.book()
    assert (Decimal(repr(total(book)[0])), reasons(book)) == (spent(2), {"县一中": "几份不同，未定用哪一份"})


def test_a_unit_that_is_not_on_the_list_is_named_and_not_added(small: Small) -> None:
    small.file("县第一中学校", 0)
    small.file("县第二中学", 1)
    small.file("驻县办事处", 2)
    units = UnitList([ListedUnit(name, {}) for name in ("县第一中学", "县第二中学")])
    book = small.book(units=units)
    assert Decimal(repr(total(book)[0])) == spent(1)
    assert reasons(book)["县第一中学校"] == reasons(book)["驻县办事处"] == "不在名单上"
    (missing,) = table(book, "未报名单")
    assert missing["单位"] == "县第一中学" and "县第一中学校" in missing["收到过什么"]
    assert f"{YEAR}年度" in missing["催报文字（可复制）"]


def test_another_year_and_a_broken_file_are_named(small: Small) -> None:
    small.file("县一中", 0)
    small.file("县二中", 1)
    small.rows.append(broken(small.folder / "县三中.xlsx"))
    book = small.book(year=YEAR + 1)
    assert reasons(book) == {"县一中": "不是要收的年度", "县二中": "不是要收的年度", "（不知道）": "处理不了"}
    assert [each["处理结果"] for each in table(book, "文件清单")][-1] == "处理不了"
    assert "空" in table(book, "文件清单")[-1]["说明"]


def broken(path: Path) -> Any:
    path.write_bytes(b"")
    return row(path, 1.0)


def test_what_a_version_corrected_is_the_rule_s_merit(small: Small) -> None:
    small.file("县一中", 3, wrong=True, sent=1.0)
    small.file("县一中", 3, sent=2.0)
    small.file("县二中", 1)
    book = small.book()
    had = [each for each in table(book, "规则效果") if each["旧版中有"]]
    mended = [each for each in had if each["新版已改"]]
    assert mended and all("促成改正" in each["看法"] for each in mended)
    assert Decimal(repr(total(book)[0])) == spent(3, 1)


def test_a_merged_return_is_no_version_of_its_unit_s_own(small: Small) -> None:
    small.file("县教育局", 3, wrong=True, sent=1.0)
    small.file("县教育局", 3, sent=2.0, outcome={"merged": ["县教育局", "县一中"]})
    assert not [each for each in table(small.book(), "规则效果") if each["旧版中有"]]


def test_last_year_beside_this_one(small: Small, tmp_path: Path) -> None:
    for number in range(4):
        small.file(f"县{number}中", number)
    (before := tmp_path / "上年").mkdir()
    old = Small(before)
    for number in range(3):
        filed = returns(YEAR, 12)[number]
        old.file(f"县{number}中", number)
        said = old.rows[-1].judgement
        old.rows[-1] = old.rows[-1]._replace(judgement=said._replace(year=YEAR - 1))
        assert filed is not None
    ledger = keep(before / "账本.sqlite", old.rows)
    book = small.book(last_year=ledger)
    found, *_ = [each for each in table(book, "指标对比") if each["指标"] == "总分"]
    assert found["两年都有的单位"] == 3 and found["这些单位增减的中位数"] == 0
    assert (found["上升的单位"], found["下降的单位"]) == (0, 0)


def test_a_ledger_without_anything(tmp_path: Path) -> None:
    ledger = keep(tmp_path / "账本.sqlite", [])
    write(Wanted(ledger), tmp_path / "汇总.xlsx")
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    assert book["单位明细"]["A3"].value == "没有计入的自评表。"


def test_what_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match="没有账本"):
        write(Wanted(tmp_path / "无.sqlite"), tmp_path / "汇总.xlsx")
    (tmp_path / "假.sqlite").write_text("不是账本" * 500, encoding="utf-8")
    with pytest.raises(ProgramError, match="损坏了，或者不是账本"):
        write(Wanted(tmp_path / "假.sqlite"), tmp_path / "汇总.xlsx")
    assert not (tmp_path / "汇总.xlsx").exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    ledger = keep(tmp_path / "账本.sqlite", [])
    with pytest.raises(ProgramError, match="写不了"):
        write(Wanted(ledger), tmp_path / "无" / "汇总.xlsx")


def test_the_order_in_which_files_were_judged_does_not_matter(small: Small) -> None:
    """Several workers judge in an order of chance; a run that was killed goes on in another."""
    small.file("县一中", 0, wrong=True, sent=1.0)
    small.file("县一中", 0, sent=2.0)
    small.file("县二中", 3, wrong=True)
    small.file("县二中", 1, sent=None)
    small.file("县三中", 2)
    bytes_of = set()
    for number, rows in enumerate((small.rows, small.rows[::-1], small.rows[2:] + small.rows[:2])):
        ledger = keep(small.folder / f"账本{number}.sqlite", rows)
        write(Wanted(ledger), small.folder / "汇总.xlsx")
        bytes_of.add((small.folder / "汇总.xlsx").read_bytes())
    assert len(bytes_of) == 1


def test_what_came_instead_of_a_return_is_said_in_the_reminder(small: Small) -> None:
    small.file("县一中", 0)
    small.rows.append(broken(small.folder / "县二中-自评表.xlsx"))
    small.file("县三中", 1)
    said = small.rows[-1].judgement
    small.rows[-1] = small.rows[-1]._replace(judgement=said._replace(year=YEAR - 1))
    units = UnitList([ListedUnit(f"县{n}中", {}) for n in "一二三四"])
    rows = {each["单位"]: each for each in table(small.book(units=units, year=YEAR), "未报名单")}
    assert list(rows) == ["县二中", "县三中", "县四中"]
    assert "处理不了：是空文件" in rows["县二中"]["收到过什么"]
    assert "。。" not in rows["县二中"]["催报文字（可复制）"]
    assert "我们收到的“县二中-自评表.xlsx”处理不了" in rows["县二中"]["催报文字（可复制）"]
    assert f"{YEAR - 1} 年度" in rows["县三中"]["催报文字（可复制）"]
    assert rows["县四中"]["收到过什么"] is None


def test_a_file_under_the_name_of_another_unit(small: Small) -> None:
    small.file("县一中", 0)
    small.file("县二中", 1, name="县一中自评表（终稿）.xlsx")
    units = UnitList([ListedUnit(f"县{n}中", {}) for n in "一二"])
    found = [each["文件名核对"] for each in table(small.book(units=units), "文件清单")]
    assert found == [None, "文件名是“县一中”"]


def test_a_slip_whose_form_did_not_come_is_said_to_be_alone(small: Small) -> None:
    small.file("县一中", 0)
    form = small.rows[0]
    slip = form._replace(judgement=Judgement(FileKind.SLIP, outcome=json.dumps({"form": form.digest})))
    other = slip._replace(judgement=Judgement(FileKind.SLIP, outcome=json.dumps({"form": "0" * 64})))
    small.rows += [
        slip._replace(origin="收件/甲.xlsx", digest="a" * 64),
        other._replace(origin="收件/乙.xlsx", digest="b" * 64),
    ]
    found = {each["来处"]: each["怎么办"] for each in table(small.book(), "文件清单")}
    assert found["收件/甲.xlsx"] == "不用处理：随它的表一起核对"
    assert found["收件/乙.xlsx"] == "请单位把盖章上报的表一起发来"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (sentences.old_workbook("甲.et", "WPS 表格的工作簿（.et）"), "“甲.et”是 WPS 表格的工作簿（.et），本工具不能读；请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再发来"),
        (sentences.no_rights("/收件/东镇/甲.xlsx"), "没有权限读取“甲.xlsx”，或者它正被别的程序独占"),
        (sentences.encrypted_entry("甲.xlsx"), "压缩包里的“甲.xlsx”加了密"),
        (sentences.volume("/收件/东镇/甲.xlsx"), "“甲.xlsx”是分卷压缩包的一卷，单独一卷解不开"),
        (sentences.empty_file("甲.xlsx"), "“甲.xlsx”是空文件（0 字节）"),
        ("“甲.xlsx”不是自评表（最接近的是“乙”）：请先用 xltool annotate 标注。", "“甲.xlsx”不是自评表（最接近的是“乙”）"),
        ("“甲.xlsx”的名称损坏：若是刚刚改动的，请退回；否则运行 xltool repair。", "“甲.xlsx”的名称损坏"),
    ],
)  # fmt: skip
def test_a_unit_is_told_nothing_that_is_the_bureaus(reason: str, said: str) -> None:
    assert to_unit(reason, "/收件/东镇/甲.xlsx", "甲.xlsx") == said


def test_a_file_that_names_no_unit_is_told_by_its_own_name(small: Small) -> None:
    small.file("县一中", 0)
    small.rows += [broken(small.folder / "县二中-自评表.xlsx"), broken(small.folder / "扫描件.xlsx")]
    units = UnitList([ListedUnit(f"县{n}中", {}) for n in "一二"])
    book = small.book(units=units, year=YEAR)
    rows = [each for each in table(book, "未计入合计") if each["原因"] == "处理不了"]
    assert {each["单位"] for each in rows} == {"县二中（按文件名）", "（不知道）"}


def test_nothing_is_cut_off_where_rows_have_their_height_from_us(small: Small) -> None:
    """Programs trust the height in a file: a text that is wider than its column needs as many lines."""
    small.file("县一中", 0, sent=None)
    small.file("县一中", 1, sent=None)
    book = small.book(year=YEAR)
    sheet = book["总览"]
    (row,) = [cell.row for cell in sheet["A"] if str(cell.value).startswith("文件：几份不同")]
    assert shown_width(sheet.cell(row, 1).value) > sheet.column_dimensions["A"].width
    assert sheet.row_dimensions[row].height >= 2 * LINE
    empty = book["说明汇总"]
    (cell,) = [cell for cell in empty["A"] if str(cell.value).startswith("没有单位写过说明")]
    assert any(cell.coordinate in area for area in empty.merged_cells.ranges)
