"""What was changed in a sealed copy, and that it is always found and named."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font

import xltool
from examples.first_case import CORRECTED
from tests.book.packages import rezip
from tests.sealed.cases import cell, changed, sealed_data, verdict
from tests.support.office import convert, edit
from xltool.book.file.package import Package, open_package
from xltool.book.file.whole import whole
from xltool.book.looks.book import looks
from xltool.book.port import Area, Cell, Snapshot, Value
from xltool.book.sealed import CHECK_SHEET, CODE, COVER_SHEET
from xltool.contract.names import CONTRACT, GROWING, MARKS, RESULTS, REVIEW, block_columns
from xltool.errors import WorkbookError
from xltool.sealed.content import OTHER_TEXTS, SealedContent, SealedTable, canonical_text, sealed_content
from xltool.sealed.differences import differences
from xltool.sealed.lastdigit import settled
from xltool.sealed.sealedrows import code_of, content_of, sealed_rows
from xltool.sealed.verify import SealState
from xltool.verbs.seal import seal
from xltool.verbs.verify import verify

#: Random changes; 1 000 where XLTOOL_FULL is set. One in so many is made and saved by openpyxl.
CHANGES = 1000 if os.environ.get("XLTOOL_FULL") else 200
BY_OPENPYXL = 20


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return sealed_data(tmp_path_factory.mktemp("封存"))


@pytest.fixture(scope="module")
def package(data: bytes) -> Package:
    return open_package(data, "上报件.xlsx")


@pytest.fixture(scope="module")
def snapshot(package: Package) -> Snapshot:
    return whole(package)


# Each single change


class Target:
    """One cell of a sealed copy, and the name under which its change has to be reported."""

    def __init__(self, at: Cell, name: str, row: int = 0) -> None:
        self.at, self.name, self.row = at, name, row


def targets(snapshot: Snapshot) -> list[Target]:
    """Every cell that is covered: single names, rows of blocks, other texts that stand on the sheets."""
    found, covered = [], set()
    for name in CONTRACT.values():
        if name.name.startswith((MARKS, REVIEW)) or name.optional:
            continue
        area = snapshot.names[name.name]
        assert isinstance(area, Area)
        edge = 1 if name.block in GROWING else 0
        for number in range(1, area.height - 2 * edge + 1) if name.block else [0]:
            at = Cell(area.sheet, area.top + (edge + number - 1 if name.block else 0), area.left)
            covered.add(at)
            if not name.block or filled_row(snapshot, name.block, number, edge):
                found.append(Target(at, name.name, number))
    covered.add(cell(snapshot, CODE))
    for sheet, grid in snapshot.grids.items():
        for row, line in enumerate(grid, 1):
            for column, value in enumerate(line, 1):
                at = Cell(sheet, row, column)
                if value not in ("", None) and at not in covered and sheet != CHECK_SHEET:
                    found.append(Target(at, OTHER_TEXTS + sheet))
    return found


def filled_row(snapshot: Snapshot, block: str, number: int, edge: int) -> bool:
    columns = (snapshot.names[column.name] for column in block_columns(block))
    places = (Cell(a.sheet, a.top + edge + number - 1, a.left) for a in columns if isinstance(a, Area))
    return any(snapshot.raw(place) is not None for place in places)


def other_value(value: object, chance: random.Random) -> Value:
    """Another value, often hardly another: a cent, a digit, a character, the same digits as text, nothing."""
    if value is None:
        return chance.choice([Decimal("0"), Decimal("0.01"), "无", "x"])
    if isinstance(value, str):
        place = chance.randrange(len(value))
        return chance.choice(
            [value[:place] + "改" + value[place + 1 :], value + "。", value[1:] or None, None]
        )
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(str(value))
    near = [
        number + Decimal("0.01"),
        number - Decimal("0.0001"),
        -number or Decimal(1),
        number * 10 or Decimal(2),
    ]
    return chance.choice([*near, f"{number:f}", None])


@pytest.mark.parametrize("part", range(10))
def test_every_single_change_breaks_it_and_is_named(
    data: bytes, package: Package, snapshot: Snapshot, tmp_path: Path, part: int
) -> None:
    everything = targets(snapshot)
    for seed in range(part, CHANGES, 10):
        chance = random.Random(seed)
        # figures as often as everything else: the instructions have many words
        kind = chance.choice(["single", "block", "text"])
        chosen = [
            t
            for t in everything
            if kind == ("text" if t.name.startswith(OTHER_TEXTS) else "block" if t.row else "single")
        ]
        target = chance.choice(chosen)
        value = other_value(snapshot.raw(target.at), chance)
        if canonical_text(value) == canonical_text(snapshot.raw(target.at)):
            value = "另一个值"
        saving = by_openpyxl if seed % BY_OPENPYXL == 0 else surgically
        found = verdict(saving(data, package, target.at, value, tmp_path))
        named = {difference.name for difference in found.differences}
        wanted = {target.name, CONTRACT[target.name].block} if target.row else {target.name}
        assert found.state is SealState.CHANGED and named and named <= wanted, (
            seed,
            target.name,
            target.at,
            value,
            found,
        )
        if target.row and target.name in named:
            assert f"第 {target.row} 行" in found.differences[0].where


def surgically(data: bytes, package: Package, at: Cell, value: Value, folder: Path) -> bytes:
    return changed(package, {at: value})


def by_openpyxl(data: bytes, package: Package, at: Cell, value: Value, folder: Path) -> bytes:
    path = folder / "改.xlsx"
    path.write_bytes(data)
    opened = openpyxl.load_workbook(path)
    place = opened[at.sheet].cell(at.row, at.column)
    if isinstance(place, MergedCell):  # nobody sees it, and openpyxl writes none
        return surgically(data, package, at, value, folder)
    place.value = value
    opened.save(path)
    return path.read_bytes()


def test_a_figure_is_named_with_what_it_said_and_says(package: Package, snapshot: Snapshot) -> None:
    found = verdict(changed(package, {cell(snapshot, "全年执行数"): Decimal("1388.93")}))
    assert [d.sentence for d in found.differences] == ["自评表!F6 全年执行数：原为“1388.92”，现为“1388.93”"]
    assert next(found.lines()) == "上报件.xlsx：有改动，1 处"
    found = verdict(changed(package, {cell(snapshot, "项目明细_本年决算", 3): Decimal(22)}))
    assert [d.sentence for d in found.differences] == [
        "基础数据表!G13 项目明细_本年决算 第 3 行：原为“21”，现为“22”"
    ]
    assert json.loads(json.dumps(found.record()))["changes"][0]["name"] == "项目明细_本年决算"


def test_several_changes_are_all_named(package: Package, snapshot: Snapshot) -> None:
    names = ["全年执行数", "在职人数", "正文_总收入", "总分", "执行率"]
    found = verdict(changed(package, {cell(snapshot, name): Decimal(7) for name in names}))
    assert {d.name for d in found.differences} == set(names)


# Rows of a block


def rows(snapshot: Snapshot, block: str, numbers: list[int]) -> list[dict[int, Value]]:
    areas = [snapshot.names[column.name] for column in block_columns(block)]
    return [
        {a.left: snapshot.value(Cell(a.sheet, a.top + number, a.left)) for a in areas if isinstance(a, Area)}
        for number in numbers
    ]


def put(snapshot: Snapshot, block: str, placed: dict[int, dict[int, Value]]) -> dict[Cell, Value]:
    area = snapshot.names[block_columns(block)[0].name]
    assert isinstance(area, Area)
    return {
        Cell(area.sheet, area.top + number, column): value
        for number, row in placed.items()
        for column, value in row.items()
        if snapshot.value(Cell(area.sheet, area.top + number, column)) != value
    }


def test_exchanged_rows_are_told_from_changed_ones(package: Package, snapshot: Snapshot) -> None:
    second, fifth = rows(snapshot, "项目明细", [2, 5])
    found = verdict(changed(package, put(snapshot, "项目明细", {2: fifth, 5: second})))
    assert [d.sentence for d in found.differences] == [
        "基础数据表!A15 项目明细 第 2 行：移到了第 5 行（2、法制调研，3，3，3）",
        "基础数据表!A12 项目明细 第 5 行：移到了第 2 行（5、经济运行，6，3，3）",
    ]


def test_a_deleted_row_is_named(package: Package, snapshot: Snapshot) -> None:
    area = snapshot.names["项目明细_名称"]
    assert isinstance(area, Area)
    last = area.height - 2
    moved = rows(snapshot, "项目明细", [*range(4, last + 1)])
    blank: dict[int, Value] = dict.fromkeys(moved[0])
    placed = dict(enumerate([*moved, blank], 3))
    found = verdict(changed(package, put(snapshot, "项目明细", placed)))
    assert [d.sentence for d in found.differences] == [
        "基础数据表!A13 附近 项目明细 第 3 行：已删去（3、调研经费，21，21，21）"
    ]


@pytest.mark.libreoffice
def test_an_inserted_row_is_named_and_a_blank_one_says_nothing(
    data: bytes, snapshot: Snapshot, tmp_path: Path
) -> None:
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    at = cell(snapshot, "项目明细_名称", 4)
    insert = ("insert_rows", at.sheet, at.row, 1)
    blank = edit(path, [insert], tmp_path / "空行.xlsx")
    assert verify(blank).state is SealState.INTACT
    filled = edit(path, [insert, ("set", at.sheet, f"A{at.row}", "多出的项目")], tmp_path / "一行.xlsx")
    found = verify(filled)
    assert [d.sentence for d in found.differences] == ["基础数据表!A14 项目明细 第 4 行：新增（多出的项目）"]


def test_thousands_of_rows_are_compared_too() -> None:
    rows = [(f"t:{number}", "n:1") for number in range(1, 9001)]
    before = SealedContent({}, {"表": SealedTable(("甲", "乙"), 1, tuple(rows), tuple(range(1, 9001)))})
    rows[4999] = ("t:5000", "n:2")
    rows.append(("t:新", "n:1"))
    now = SealedContent({}, {"表": SealedTable(("甲", "乙"), 1, tuple(rows), tuple(range(1, 9002)))})
    assert [d.sentence for d in differences(before, now)] == [
        "乙 第 5000 行：原为“1”，现为“2”",
        "表 第 9001 行：新增（新，1）",
    ]
    others = SealedContent(
        {}, {"表": SealedTable(("甲", "乙"), 1, (("t:同", "n:3"),) * 9000, tuple(range(1, 9001)))}
    )
    assert len(differences(before, others)) == 18000


# The list and the code


def test_a_change_of_the_hidden_list_is_found(package: Package, snapshot: Snapshot) -> None:
    grid = snapshot.grids[CHECK_SHEET]
    row = next(number for number, line in enumerate(grid, 1) if line and line[0] == "全年执行数")
    at = cell(snapshot, "全年执行数")
    both = changed(package, {at: Decimal("1388.93"), Cell(CHECK_SHEET, row, 2): "n:1388.93"})
    found = verdict(both)
    assert found.state is SealState.CHANGED and not found.differences
    assert found.problems == ("封面上的内容校验码与隐藏的工作表“校验”不符：两者之一被改过。",)
    only = verdict(changed(package, {Cell(CHECK_SHEET, row, 2): "n:1388.93"}))
    assert [d.name for d in only.differences] == ["全年执行数"] and only.problems


def test_a_change_of_the_code_is_found(package: Package, snapshot: Snapshot) -> None:
    at = cell(snapshot, CODE)
    code = str(snapshot.raw(at))
    wrong = ("0" if code[0] != "0" else "1") + code[1:]
    assert verdict(changed(package, {at: wrong})).problems
    assert verdict(changed(package, {at: None})).problems
    assert verdict(changed(package, {at: code.replace(" ", "").upper()})).good  # typed off the paper


def test_a_list_that_is_gone_or_torn_is_found(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    book = openpyxl.load_workbook(path)
    book[CHECK_SHEET].delete_rows(30)
    book.save(tmp_path / "缺行.xlsx")
    assert verify(tmp_path / "缺行.xlsx").state is SealState.CHANGED
    del book[CHECK_SHEET]
    book.save(tmp_path / "缺表.xlsx")
    found = verify(tmp_path / "缺表.xlsx")
    assert found.state is SealState.CHANGED and "缺失" in found.problems[0]


def test_names_that_are_gone_or_moved_are_found(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    for name, listed in (("全年执行数", "全年执行数"), (CODE, ""), ("项目明细_名称", "项目明细")):
        book = openpyxl.load_workbook(path)
        del book.defined_names[name]
        book.save(tmp_path / "缺名.xlsx")
        found = verify(tmp_path / "缺名.xlsx")
        assert found.state is SealState.CHANGED
        assert not listed or any(d.name == listed and "丢失" in d.now for d in found.differences)
    moved = rezip(
        path, tmp_path / "移名.xlsx", {"xl/workbook.xml": lambda data: re.sub(rb"\$F\$6<", b"$E$6<", data)}
    )
    assert verify(moved).state is SealState.CHANGED


def test_a_figure_that_was_dragged_elsewhere_with_its_name_is_found(
    data: bytes, snapshot: Snapshot, tmp_path: Path
) -> None:
    """A cell dragged in Excel takes its name along: the name says what it said, beside another label."""
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    at = cell(snapshot, "基本支出_本年决算")
    book = openpyxl.load_workbook(path)
    sheet = book[at.sheet]
    below = sheet.cell(sheet.max_row + 2, at.column)
    assert below.value is None
    below.value, sheet.cell(at.row, at.column).value = sheet.cell(at.row, at.column).value, None
    book.defined_names["基本支出_本年决算"].attr_text = f"'{at.sheet}'!${below.column_letter}${below.row}"
    book.save(tmp_path / "拖走.xlsx")
    found, *others = verify(tmp_path / "拖走.xlsx").differences
    assert found.name == OTHER_TEXTS + at.sheet
    assert found.sentence == f"{at._replace(row=below.row).address}：移到了这里（〔基本支出_本年决算〕）"
    assert [other.now for other in others] == ["在打印区域之外"]


HIDDEN = "所在的行、列或工作表被隐藏"


@pytest.mark.libreoffice
def test_a_figure_that_was_hidden_is_named(data: bytes, snapshot: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    third, single = cell(snapshot, "项目明细_本年决算", 3), cell(snapshot, "全年执行数")

    def row(book: openpyxl.Workbook) -> None:
        book[third.sheet].row_dimensions[third.row].hidden = True

    def column(book: openpyxl.Workbook) -> None:
        book[single.sheet].column_dimensions["E"].hidden = True  # with F, which is as wide

    def sheet(book: openpyxl.Workbook) -> None:
        book["正文数据"].sheet_state = "hidden"

    for hide, name, where in (
        (row, "项目明细_本年决算", " 第 3 行"),
        (column, "全年执行数", ""),
        (sheet, "正文_总支出", ""),
    ):
        book = openpyxl.load_workbook(path)
        hide(book)
        book.save(tmp_path / "藏.xlsx")
        for file in (tmp_path / "藏.xlsx", *convert([tmp_path / "藏.xlsx"], tmp_path / "又存")):
            found = verify(file)
            assert found.state is SealState.CHANGED
            assert (name, where, HIDDEN) in {(d.name, d.where, d.now) for d in found.differences}
            assert {d.now for d in found.differences} == {HIDDEN}


@pytest.mark.libreoffice
@pytest.mark.parametrize("code", ["0", '"1500.00"', ";;;", "yyyy-m-d"])
def test_a_figure_that_looks_like_another_one_is_named(
    data: bytes, snapshot: Snapshot, tmp_path: Path, code: str
) -> None:
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    at = cell(snapshot, "全年执行数")
    book = openpyxl.load_workbook(path)
    book[at.sheet].cell(at.row, at.column).number_format = code
    book.save(tmp_path / "格式.xlsx")
    for file in (tmp_path / "格式.xlsx", *convert([tmp_path / "格式.xlsx"], tmp_path / "又存")):
        found = verify(file)
        assert [d.sentence for d in found.differences] == ["自评表!F6 全年执行数：数字格式显示的不是这个数"]


def test_a_figure_under_a_merge_of_a_later_day_is_named(
    data: bytes, snapshot: Snapshot, tmp_path: Path
) -> None:
    """LibreOffice keeps what lies under a merged area where it is asked to."""
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    single = cell(snapshot, "全年执行数")
    merge = f'<mergeCell ref="E{single.row}:F{single.row}"/></mergeCells>'.encode()
    merged = rezip(
        path,
        tmp_path / "并.xlsx",
        {"xl/worksheets/sheet3.xml": lambda part: part.replace(b"</mergeCells>", merge)},
    )
    found = verify(merged)
    assert [d.sentence for d in found.differences] == ["自评表!F6 全年执行数：被合并单元格遮住"]


@pytest.mark.libreoffice
def test_a_shape_laid_over_the_figures_of_a_later_day_is_named(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    book = openpyxl.load_workbook(path)
    book["自评表"].add_chart(BarChart(), "H27")
    book.save(tmp_path / "盖住.xlsx")
    for file in (tmp_path / "盖住.xlsx", *convert([tmp_path / "盖住.xlsx"], tmp_path / "又存")):
        found = verify(file)
        (difference,) = found.differences
        assert difference.sentence.startswith("自评表 表上图形·自评表：原为“无”，现为“有，盖住 H27、")


def test_shapes_that_were_sealed_may_be_kept_in_any_way(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(CORRECTED)
    book["正文数据"].add_chart(BarChart(), "F3")
    book.save(tmp_path / "自评.xlsx")
    xltool.recalc(tmp_path / "自评.xlsx")
    path = seal(tmp_path / "自评.xlsx").path
    assert path is not None and verify(path).good
    book = openpyxl.load_workbook(path)
    assert book["正文数据"]._charts
    book["正文数据"]._charts.clear()
    book.save(tmp_path / "没有图.xlsx")
    assert verify(tmp_path / "没有图.xlsx").good


@pytest.mark.libreoffice
def test_on_a_sheet_with_a_picture_one_more_over_a_figure_is_named(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(CORRECTED)
    book["基础数据表"].add_chart(BarChart(), "J3")
    book.save(tmp_path / "自评.xlsx")
    xltool.recalc(tmp_path / "自评.xlsx")
    path = seal(tmp_path / "自评.xlsx").path
    assert path is not None
    book = openpyxl.load_workbook(path)
    book["基础数据表"].add_chart(BarChart(), "J30")
    book.save(tmp_path / "旁边.xlsx")
    small = BarChart()
    small.width, small.height = 1.5, 0.4
    book["基础数据表"].add_chart(small, "G7")
    book.save(tmp_path / "盖住.xlsx")
    (again,) = convert([path], tmp_path / "又存")
    assert verify(again).good
    assert verify(tmp_path / "旁边.xlsx").good
    for file in (tmp_path / "盖住.xlsx", *convert([tmp_path / "盖住.xlsx"], tmp_path / "又存")):
        (difference,) = verify(file).differences
        assert difference.sentence == "基础数据表 表上图形·基础数据表：原为“有”，现为“有，盖住 G7”"


def test_sheets_in_another_order_say_the_same(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    book = openpyxl.load_workbook(path)
    book.move_sheet("正文数据", -1)
    book.save(tmp_path / "换序.xlsx")
    assert verify(tmp_path / "换序.xlsx").good


def test_a_formula_in_place_of_a_value_is_a_change(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    at = cell(whole(open_package(data, "x")), "执行率")
    address = at.address.split("!")[1]
    pattern = rf'<c r="{address}"([^>]*)><v>1</v></c>'.encode()
    formula = rb'<c r="%b"\1><f>1</f><v>1</v></c>' % address.encode()
    tampered = rezip(
        path,
        tmp_path / "公式.xlsx",
        {"xl/worksheets/sheet3.xml": lambda part: re.sub(pattern, formula, part)},
    )
    (difference,) = verify(tampered).differences
    assert difference.sentence == "自评表!H6 执行率：原为“1”，现为“公式 =1”"


def test_a_figure_written_over_a_border_row_or_elsewhere_is_found(
    package: Package, snapshot: Snapshot
) -> None:
    area = snapshot.names["项目明细_本年决算"]
    assert isinstance(area, Area)
    found = verdict(changed(package, {Cell(area.sheet, area.bottom, area.left): Decimal(5)}))
    assert [(d.name, d.now) for d in found.differences] == [(OTHER_TEXTS + area.sheet, "新增（5）")]
    found = verdict(changed(package, {Cell("自评表", 40, 30): "偷偷加的一句"}))
    assert [d.name for d in found.differences] == [OTHER_TEXTS + "自评表"]
    found = verdict(changed(package, {Cell(COVER_SHEET, 40, 1): "补一句"}))
    assert [(d.cell, d.now) for d in found.differences] == [
        ("上报封面!A40", "新增（补一句）"),
        ("上报封面!A40", "在打印区域之外"),
    ]


# Not sealed, not a workbook


def test_what_is_not_sealed_is_said_so() -> None:
    found = verify(CORRECTED)
    assert found.state is SealState.NOT_SEALED and not found.good
    assert list(found.lines()) == [
        f"{CORRECTED.name}：未封存（不是 xltool seal 生成的上报件，没有内容校验码）"
    ]


def test_other_files(tmp_path: Path) -> None:
    import docx

    document, empty, zipped, text = (tmp_path / name for name in ("a.docx", "b.xlsx", "c.xlsx", "d.xlsx"))
    docx.Document().save(str(document))
    empty.write_bytes(b"")
    text.write_text("单位,金额\n", encoding="utf-8")
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("照片.jpg", b"x")
    for path, what in (
        (document, "Word 文档"),
        (empty, "空文件"),
        (zipped, "普通压缩包"),
        (text, "文本文件"),
    ):
        with pytest.raises(WorkbookError, match=what):
            verify(path)
    other = tmp_path / "e.xlsx"
    openpyxl.Workbook().save(other)
    assert verify(other).state is SealState.NOT_SEALED


def test_a_list_of_another_program_s_making_is_no_list(tmp_path: Path) -> None:
    """A sheet named 校验, and a name as ours: nothing of it is believed, and nothing crashes."""
    path = tmp_path / "假.xlsx"
    book = openpyxl.Workbook()
    sheet = book.create_sheet(CHECK_SHEET)
    for row in (["键", "值"], ["格式", "xltool-seal-9"], ["x", "表:9:a"], [3, 4], [None, "表:"]):
        sheet.append(row)
    book.save(path)
    assert verify(path).state is SealState.NOT_SEALED
    sheet["B2"] = "xltool-seal-1"
    sheet["B6"] = "表:::::"
    sheet.append(["表", "表:x:"])
    sheet.append(["表#1", "t:x"])
    book.save(path)
    assert verify(path).state is SealState.CHANGED


# The canonical form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1388.92, Decimal("1388.9200")),
        (0.1 + 0.2, 0.3),
        (-0.0, 0),
        (1e15, Decimal("1E+15")),
        ("a\r\nb", "a\nb"),
        (" 两边 \n", "两边"),
        ("\u0041\u030a", "\u00c5"),
        (None, ""),
        ("  ", None),
    ],
)
def test_what_counts_as_the_same(one: object, other: object) -> None:
    assert canonical_text(one) == canonical_text(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (6.25, "6.25"), (0, None), (0.3, 0.300000000000001), ("甲", "甲 乙"), (True, 1), ("n:1", 1), ("是", "否"),
        ("甲" * 30_000, "甲" * 30_001), ("甲" * 30_000 + "一", "甲" * 30_000 + "二"),
    ],
)  # fmt: skip
def test_what_counts_as_another(one: object, other: object) -> None:
    assert canonical_text(one) != canonical_text(other)


def test_a_long_text_fits_into_a_cell() -> None:
    assert len(canonical_text("甲" * 32_767)) < 32_767


def test_rows_say_what_the_content_said(package: Package, snapshot: Snapshot) -> None:
    found = sealed_content(snapshot, looks(package))
    read = content_of(sealed_rows(found))
    assert read is not None and sealed_rows(read) == sealed_rows(found)
    assert code_of(sealed_rows(read)) == code_of(sealed_rows(found))
    assert found.tables[RESULTS].rows


def test_the_check_is_kept_when_the_folder_and_the_name_change(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    other = Path(shutil.copy(path, tmp_path / "改了名（1）.xlsx"))
    assert verify(other).good


# What it looks like


def test_what_looked_odd_when_it_was_sealed_is_no_change(tmp_path: Path) -> None:
    """A heading in pale yellow, a text that is struck out: odd, but the unit's own; what comes later is not."""
    book = openpyxl.load_workbook(CORRECTED)
    heading = book["正文数据"]["A5"]
    assert heading.value
    heading.font = Font(color="FFFFFF99", strike=True)
    book.save(tmp_path / "自评.xlsx")
    xltool.recalc(tmp_path / "自评.xlsx")
    path = seal(tmp_path / "自评.xlsx").path
    assert path is not None
    grid = whole(open_package(path.read_bytes(), path.name)).grids[CHECK_SHEET]
    assert grid[1] == ["格式", "xltool-seal-2"]
    assert ["样子·正文数据!A5", "t:文字加了删除线或被隐藏"] in grid
    assert verify(path).good
    later = openpyxl.load_workbook(path)
    later["正文数据"]["A6"].font = Font(strike=True)
    later.save(tmp_path / "后来.xlsx")
    (found,) = verify(tmp_path / "后来.xlsx").differences
    assert found.sentence == "正文数据!A6：文字加了删除线或被隐藏"


@pytest.mark.libreoffice
def test_a_comment_is_listed_and_is_no_change(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    book = openpyxl.load_workbook(path)
    book["自评表"]["H27"].comment = Comment("总分已核", "审核人")
    book.save(tmp_path / "批注.xlsx")
    for file in (tmp_path / "批注.xlsx", *convert([tmp_path / "批注.xlsx"], tmp_path / "又存")):
        found = verify(file)
        assert found.good and [cell for cell, _ in found.notes] == ["自评表!H27"]
        assert any("批注（不在封存内容之内）自评表!H27：" in line for line in found.lines())
        assert json.loads(json.dumps(found.record()))["comments"][0]["cell"] == "自评表!H27"


def test_a_sheet_that_was_added_is_named(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    book = openpyxl.load_workbook(path)
    book.create_sheet("说明二")
    book.create_sheet("说明三")["B2"] = "另附"
    book.save(tmp_path / "多两张.xlsx")
    found = verify(tmp_path / "多两张.xlsx")
    assert [d.sentence for d in found.differences] == [
        "说明二：多出的工作表，是空的",
        "说明三：多出的工作表，有 1 处内容（另附…）",
    ]


def test_the_same_digits_as_text_are_told_apart(package: Package, snapshot: Snapshot) -> None:
    (found,) = verdict(changed(package, {cell(snapshot, "总分"): "98.75"})).differences
    assert found.sentence == "自评表!H27 总分：原为“98.75（数值）”，现为“98.75（文本）”"


def test_what_cannot_be_read_of_a_sealed_copy_was_changed(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "上报件.xlsx"
    path.write_bytes(data)
    torn = rezip(path, tmp_path / "坏.xlsx", {"xl/styles.xml": lambda part: part[: len(part) // 2]})
    found = verify(torn)
    assert found.state is SealState.CHANGED and not found.good and "xl/styles.xml" in found.problems[0]


def test_the_last_of_fifteen_digits_is_rounded_by_each_program_in_its_way() -> None:
    def said(number: str) -> SealedContent:
        return SealedContent(
            {"执行率": f"n:{number}"}, {"项目": SealedTable(("a",), 0, ((f"n:{number}",),), (1,))}
        )

    sealed = said("0.870514408281264")
    assert settled(said("0.870514408281265"), sealed) == sealed
    for other in ("0.870514408281266", "0.8705144082813", "0.87"):
        assert differences(sealed, settled(said(other), sealed))
    amount = said("123456789012345")  # of which every digit is seen
    assert differences(amount, settled(said("123456789012346"), amount))
