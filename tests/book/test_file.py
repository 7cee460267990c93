"""A file behind the port: read once, written all at once or not at all."""

from __future__ import annotations

import os
import random
import re
import stat
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from tests.book.packages import (
    SHEET,
    packed,
    parts,
    png,
    replacing,
    rezip,
    rich,
    small,
    with_calculation_chain,
    with_rows,
)
from tests.support import office, ooxml
from xltool.book.file.saving import backup_path, is_backup, replace_file
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, BrokenName, Cell, Edits, ErrorValue, Value
from xltool.errors import WorkbookError

FORM = "表 1"
NOTE = Cell(FORM, 2, 10)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return small(tmp_path / "自评.xlsx")


def note(text: str) -> Edits:
    return Edits(values={NOTE: text})


# ---------------------------------------------------------------- reading


def test_a_snapshot_holds_everything_the_rest_of_the_program_needs(path: Path) -> None:
    found = FileWorkbook(path).snapshot()
    assert found.title == "自评.xlsx"
    assert found.names["编制数"] == Area(FORM, 2, 2, 2, 2)
    assert set(found.grids) == {FORM, "自评表"}
    assert found.value(Cell(FORM, 2, 2)) == Decimal(26)
    assert found.value(Cell(FORM, 4, 2)) == Decimal("1.4615")
    assert found.value(Cell(FORM, 5, 2)) == ErrorValue("#DIV/0!")
    assert found.value(Cell(FORM, 6, 1)) == " 首尾空格 "
    assert found.value(Cell(FORM, 6, 2)) is True
    assert found.value(Cell(FORM, 7, 1)) == "普通粗体"
    assert found.value(Cell(FORM, 2, 10)) is None and found.value(Cell(FORM, 99, 99)) is None
    assert found.formulas[Cell(FORM, 4, 2)] == 'IF(B2=0,"",ROUND(B3/B2,4))'
    assert found.formulas[Cell("自评表", 3, 1)] == "ROW(1:3)"
    assert found.merges == {FORM: (Area(FORM, 1, 1, 1, 3),), "自评表": ()}
    assert not found.uncalculated and not found.foreign_formulas


def test_sheets_outside_the_contract_are_only_looked_at_for_formulas(path: Path, tmp_path: Path) -> None:
    part = "xl/worksheets/sheet3.xml"
    source = with_rows(path, tmp_path / "b.xlsx", '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>', part)
    found = FileWorkbook(source).snapshot()
    assert found.foreign_formulas and "附表" not in found.grids
    wide = rezip(
        path,
        tmp_path / "c.xlsx",
        {part: lambda data: data.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")},
    )
    assert not FileWorkbook(wide).snapshot().foreign_formulas


def test_a_name_without_an_area_leads_to_no_sheet(path: Path, tmp_path: Path) -> None:
    source = rezip(
        path,
        tmp_path / "b.xlsx",
        {"xl/workbook.xml": replacing(("自评表!$B$2", "#REF!"), ('name="编制数"', 'name="我的编制数"'))},
    )
    found = FileWorkbook(source).snapshot()
    assert found.broken["总分"] == BrokenName("#REF!", "指向已删除的单元格（#REF!）")
    assert found.names["我的编制数"] == Area(FORM, 2, 2, 2, 2)
    assert set(found.grids) == {FORM}


def test_a_formula_that_nobody_computed_is_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = FORM
    sheet["B2"], sheet["B3"], sheet["B4"] = 26, 38, "=B3/B2"
    for name, cell in (("编制数", "$B$2"), ("在职人员控制率", "$B$4")):
        book.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(
            name, attr_text=f"'{FORM}'!{cell}"
        )
    book.save(tmp_path / "o.xlsx")
    found = FileWorkbook(tmp_path / "o.xlsx").snapshot()
    assert found.uncalculated == {Cell(FORM, 4, 2)}
    assert found.formulas == {Cell(FORM, 4, 2): "B3/B2"}
    assert found.value(Cell(FORM, 4, 2)) is None


def test_a_value_far_out_does_not_fill_the_memory(path: Path, tmp_path: Path) -> None:
    lone = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(WorkbookError, match="有内容的范围太大"):
        FileWorkbook(with_rows(path, tmp_path / "b.xlsx", lone)).snapshot()
    blank = lone.replace('<c r="XFD1048576"><v>1</v></c>', '<c r="XFD1048576" s="1"/>')
    assert FileWorkbook(with_rows(path, tmp_path / "c.xlsx", blank)).snapshot().value(Cell(FORM, 1, 1)) == 1
    together = "<row>" + "<c><v>1</v></c>" * 12_000 + '</row><row r="999"><c r="A999"><v>1</v></c></row>'
    with pytest.raises(WorkbookError, match="有内容的范围太大"):
        FileWorkbook(with_rows(path, tmp_path / "d.xlsx", together)).snapshot()


def test_a_hundred_thousand_rows_are_read_and_written(path: Path, tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" s="1"/></row>' for n in range(1, 100_001)
    )
    book = FileWorkbook(with_rows(path, tmp_path / "b.xlsx", rows))
    assert book.snapshot().value(Cell(FORM, 100_000, 1)) == 100_000
    assert book.apply(Edits(values={Cell(FORM, 99_999, 2): "末", Cell(FORM, 5, 3): "中"}))
    found = FileWorkbook(tmp_path / "b.xlsx").snapshot()
    assert (found.value(Cell(FORM, 99_999, 2)), found.value(Cell(FORM, 5, 3))) == ("末", "中")


# ---------------------------------------------------------------- writing


def test_nothing_is_written_where_nothing_changes(path: Path, tmp_path: Path) -> None:
    before, entries = path.stat(), list(tmp_path.iterdir())
    book = FileWorkbook(path)
    assert book.apply(Edits(values={Cell(FORM, 2, 2): Decimal(26)}, recalculate=True)) is False
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert list(tmp_path.iterdir()) == entries


def test_the_untouched_file_is_kept_once(path: Path) -> None:
    first = path.read_bytes()
    path.chmod(0o640)
    mode = stat.S_IMODE(path.stat().st_mode)  # on Windows it says no more than whether a file is read-only
    assert FileWorkbook(path).apply(note("一"))
    backup = backup_path(path)
    assert backup.name == "自评.原始备份.xlsx" and is_backup(backup) and not is_backup(path)
    assert backup.read_bytes() == first != path.read_bytes()
    assert stat.S_IMODE(backup.stat().st_mode) == stat.S_IMODE(path.stat().st_mode) == mode
    assert mode == 0o640 or sys.platform == "win32"
    assert FileWorkbook(path).apply(note("二"))
    assert backup.read_bytes() == first
    backup.write_bytes(b"mine")
    assert FileWorkbook(path).apply(note("三"))
    assert backup.read_bytes() == b"mine"
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["自评.xlsx", "自评.原始备份.xlsx"]


def test_the_same_edits_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    edits = Edits(
        {NOTE: "=1+1"}, {Cell(FORM, 4, 2): Decimal("1.5")}, {Cell(FORM, 5, 2): "B2"}, recalculate=True
    )
    for name in ("甲.xlsx", "乙.xlsx"):
        assert FileWorkbook(path).apply(edits, tmp_path / name)
    assert (tmp_path / "甲.xlsx").read_bytes() == (tmp_path / "乙.xlsx").read_bytes()
    book = FileWorkbook(path)
    assert book.apply(edits) is True and book.apply(edits) is False
    assert FileWorkbook(path).apply(edits) is False
    assert path.read_bytes() == (tmp_path / "甲.xlsx").read_bytes()


def test_another_output_leaves_the_input_alone(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    target = tmp_path / "结果.xlsx"
    assert FileWorkbook(path).apply(note("一"), target) is True
    assert FileWorkbook(target).snapshot().value(NOTE) == "一"
    assert FileWorkbook(path).apply(Edits(), target) is False
    assert target.read_bytes() == before == path.read_bytes()
    assert {entry.name for entry in tmp_path.iterdir()} == {"自评.xlsx", "结果.xlsx"}


def test_the_same_file_as_output_is_in_place(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    (tmp_path / "夹").mkdir()
    assert FileWorkbook(path).apply(note("一"), tmp_path / "夹" / ".." / "自评.xlsx")
    assert backup_path(path).read_bytes() == before


def test_another_hard_link_is_another_output(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    twin = tmp_path / "同一.xlsx"
    twin.hardlink_to(path)
    assert FileWorkbook(path).apply(note("二"), twin)
    assert FileWorkbook(twin).snapshot().value(NOTE) == "二"
    assert path.read_bytes() == before and not backup_path(path).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links of this sort need a right of their own there")
def test_a_link_is_followed(path: Path, tmp_path: Path) -> None:
    (tmp_path / "别处").mkdir()
    link = tmp_path / "别处" / "链接.xlsx"
    link.symlink_to(path)
    assert FileWorkbook(link).apply(note("一"))
    assert link.is_symlink() and backup_path(path).exists()
    assert FileWorkbook(path).snapshot().value(NOTE) == "一"
    loop = tmp_path / "圈.xlsx"
    loop.symlink_to(loop)
    with pytest.raises(WorkbookError, match=r"圈.xlsx"):
        FileWorkbook(loop).snapshot()


def test_a_file_that_changed_meanwhile_is_not_overwritten(path: Path) -> None:
    book = FileWorkbook(path)
    book.snapshot()
    FileWorkbook(path).apply(note("别人"))
    theirs = path.read_bytes()
    with pytest.raises(WorkbookError, match=r"“自评.xlsx”在读取之后又被改动过，没有写入"):
        book.apply(note("我"))
    assert path.read_bytes() == theirs
    path.unlink()
    with pytest.raises(WorkbookError, match="找不到"):
        book.apply(note("我"))


@pytest.mark.parametrize("backup_before", [False, True])
def test_a_save_that_comes_in_while_ours_is_written_is_not_lost(
    path: Path, monkeypatch: pytest.MonkeyPatch, backup_before: bool
) -> None:
    """Another program saves when our new file is on the disk and only the names are left to be exchanged."""
    workbook = FileWorkbook(path)
    workbook.snapshot()
    theirs = path.read_bytes() + b" saved by somebody else"
    if backup_before:
        backup_path(path).write_bytes(b"older")
    written = os.fsync

    def fsync(handle: int) -> None:
        written(handle)
        path.write_bytes(theirs)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(WorkbookError, match=r"又被改动过，没有写入"):
        workbook.apply(note("迟了"))
    assert path.read_bytes() == theirs
    assert backup_path(path).exists() is backup_before  # what lies there would not be the untouched file
    assert [each.name for each in path.parent.iterdir() if each.suffix == ".tmp"] == []


def test_a_workbook_that_is_opened_while_ours_is_written_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = FileWorkbook(path)
    before = path.read_bytes()
    workbook.snapshot()
    written = os.fsync

    def fsync(handle: int) -> None:
        written(handle)
        path.with_name(f"~${path.name}").write_bytes(b"\x05Zhang" + bytes(160))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(WorkbookError, match="打开"):
        workbook.apply(note("迟了"))
    assert path.read_bytes() == before


def test_the_ending_of_the_output_must_fit(path: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"扩展名要与原文件一样（.xlsx）"):
        FileWorkbook(path).apply(note("一"), tmp_path / "结果.xlsm")
    assert not (tmp_path / "结果.xlsm").exists()


def test_text_is_text_whatever_it_starts_with(path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@x", "'引号", "0012", "1E5", "TRUE"]
    edits = Edits(values={Cell(FORM, row, 10): text for row, text in enumerate(texts, 2)})
    assert FileWorkbook(path).apply(edits)
    found = FileWorkbook(path).snapshot()
    assert [found.value(Cell(FORM, row, 10)) for row in range(2, 10)] == texts
    assert not any(cell.column == 10 for cell in found.formulas)
    sheet = openpyxl.load_workbook(path)[FORM]
    assert [sheet.cell(row, 10).value for row in range(2, 10)] == texts


@pytest.mark.libreoffice
def test_libreoffice_reads_what_was_written(path: Path) -> None:
    values: dict[Cell, Value] = {
        NOTE: "=1+1",
        Cell(FORM, 30, 1): " 两\n行 ",
        Cell(FORM, 31, 2): Decimal("0.6991"),
        Cell(FORM, 32, 1): True,
    }
    edits = Edits(values, {Cell(FORM, 4, 2): Decimal("9.9")}, {Cell(FORM, 5, 2): "B3-B2"}, recalculate=True)
    assert FileWorkbook(path).apply(edits)
    found = office.recalculate([path])[path][FORM]
    assert [found[2, 10], found[30, 1], found[31, 2], found[32, 1]] == ["=1+1", " 两\n行 ", 0.6991, 1.0]
    assert (found[4, 2], found[5, 2]) == (1.4615, 12.0)  # it computes afresh


# ---------------------------------------------------------------- nothing is lost


@pytest.fixture(scope="module")
def rich_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rich")
    return with_calculation_chain(rich(folder / "a.xlsm", folder), folder / "齐全.xlsm", "D1", "D2")


KEPT = (
    "xl/vbaProject.bin", "xl/charts/chart1.xml", "xl/media/image1.png", "xl/drawings/drawing1.xml",
    "xl/drawings/vmlDrawing1.vml", "xl/comments1.xml", "xl/tables/table1.xml", "xl/slicers/slicer1.xml",
    "xl/slicerCaches/slicerCache1.xml", "xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml",
    "xl/externalLinks/externalLink1.xml", "xl/externalLinks/_rels/externalLink1.xml.rels", "customXml/item1.xml",
    "docProps/custom.xml", "xl/printerSettings/printerSettings1.bin", "xl/styles.xml", "xl/sharedStrings.xml",
)  # fmt: skip


def test_every_part_that_need_not_change_stays_byte_for_byte(rich_book: Path, tmp_path: Path) -> None:
    target = tmp_path / "齐全.xlsm"
    edits = Edits({Cell("自评表", 2, 10): "▲ 必改"}, {Cell("自评表", 2, 4): Decimal("99.5")})
    assert FileWorkbook(rich_book).apply(edits, target)
    before, after = packed(rich_book), packed(target)
    assert list(before) == list(after) and set(KEPT) <= set(after)
    assert {name for name in before if before[name] != after[name]} == {SHEET}
    old, new = parts(rich_book)[SHEET].decode(), parts(target)[SHEET].decode()
    assert new == old.replace(
        '<c r="J2" s="1"/>', '<c r="J2" s="1" t="inlineStr"><is><t>▲ 必改</t></is></c>'
    ).replace("<f>B2+C2</f><v>3.75</v>", "<f>B2+C2</f><v>99.5</v>")
    assert "sparkline" in new and "x14:dataBar" in new and "legacyDrawing" in new


def test_a_formula_that_comes_changes_only_what_it_must(rich_book: Path, tmp_path: Path) -> None:
    target = tmp_path / "齐全.xlsm"
    assert FileWorkbook(rich_book).apply(
        Edits(formulas={Cell("自评表", 2, 10): "B2"}, recalculate=True), target
    )
    before, after = packed(rich_book), packed(target)
    changed = {name for name in after if before[name] != after[name]}
    assert changed == {
        SHEET,
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
    }  # it asks for recalculation already
    assert before.keys() - after.keys() == {"xl/calcChain.xml"} and set(KEPT) <= set(after)
    for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        assert b"calcChain" in parts(rich_book)[part] and b"calcChain" not in parts(target)[part]


def test_others_can_read_the_rich_book(rich_book: Path, tmp_path: Path) -> None:
    target = tmp_path / "齐全.xlsm"
    FileWorkbook(rich_book).apply(Edits({Cell("自评表", 2, 10): "▲ 必改"}), target)
    assert openpyxl.load_workbook(target, keep_vba=True)["自评表"]["J2"].value == "▲ 必改"
    assert python_calamine.load_workbook(target).get_sheet_by_name("自评表").to_python()[1][9] == "▲ 必改"


@pytest.mark.ooxml
def test_the_validators_find_nothing_new(rich_book: Path, path: Path, tmp_path: Path) -> None:
    edits = {
        rich_book: Edits(
            {Cell("自评表", 2, 10): "▲"}, {Cell("自评表", 2, 4): None}, {Cell("自评表", 3, 10): "B2"}
        ),
        path: Edits(
            {NOTE: "字", Cell(FORM, 30, 1): True, Cell(FORM, 2, 2): None, Cell(FORM, 12, 20): Decimal(1)},
            {Cell(FORM, 4, 2): None, Cell(FORM, 4, 3): ErrorValue("#N/A")},
            {Cell(FORM, 8, 8): "B2*2"},
            recalculate=True,
        ),
    }
    for number, (source, edit) in enumerate(edits.items()):
        target = tmp_path / f"{number}{source.suffix}"
        assert FileWorkbook(source).apply(edit, target)
        ooxml.assert_clean(target, inherited_from=source)


# ---------------------------------------------------------------- whatever happens


def test_what_a_killed_process_left_is_cleared_away_later(path: Path, tmp_path: Path) -> None:
    old, new = tmp_path / ".xltool-old.tmp", tmp_path / ".xltool-new.tmp"
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (time.time() - 3600,) * 2)
    assert FileWorkbook(path).apply(note("一"))
    assert not old.exists() and new.exists()  # the young one may belong to somebody who is writing now


def test_a_disk_without_links_gets_its_backup_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)  # FAT and some network drives answer so
    before = path.read_bytes()
    assert FileWorkbook(path).apply(note("一"))
    assert backup_path(path).read_bytes() == before
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["自评.xlsx", "自评.原始备份.xlsx"]


_SAVER = """
import sys
from pathlib import Path
from tests.book.test_file import note
from xltool.book.file.workbook import FileWorkbook
path = Path(sys.argv[1])
import os, random, signal, time
randomness = random.Random(int(sys.argv[2]))
for _ in range(int(sys.argv[3])):
    child = os.fork()
    if not child:
        for number in range(1_000_000):
            FileWorkbook(path).apply(note("一" if number % 2 else "二"))
    time.sleep(randomness.uniform(0.0, 0.02))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print(path.read_bytes().hex(), flush=True)
    backup = path.with_name("自评.原始备份.xlsx")
    print(backup.read_bytes().hex() if backup.exists() else "-", flush=True)
    backup.unlink(missing_ok=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork to start 200 savers quickly")
def test_kill_at_random_moments_of_200_saves_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    path = small(tmp_path / "自评.xlsx")
    with_picture = rezip(
        path, tmp_path / "b.xlsx", {"xl/media/big.png": png(8) + random.Random(1).randbytes(300_000)}
    )
    with_picture.replace(path)
    states = {path.read_bytes()}
    for name, text in (("一", "一"), ("二", "二")):
        FileWorkbook(path).apply(note(text), tmp_path / f"{name}.xlsx")
        states.add((tmp_path / f"{name}.xlsx").read_bytes())
    command = [sys.executable, "-c", _SAVER, str(path), "20261122", "200"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.split()
    files, backups = {bytes.fromhex(line) for line in lines[::2]}, set(lines[1::2])
    assert len(lines) == 400
    assert files <= states and len(files) >= 2  # the killed ones did get somewhere
    assert {bytes.fromhex(line) for line in backups if line != "-"} <= states
    assert "-" in backups and len(backups) >= 2
    replace_file(path, path.read_bytes(), path)
    assert FileWorkbook(path).snapshot().value(Cell(FORM, 2, 2)) == 26


def test_an_extent_that_leaves_out_cells_already_stays(tmp_path: Path) -> None:
    """Programs that write A1 for every sheet mean nothing by it; widened it would be a lie that looks like a truth."""
    source = small(tmp_path / "表.xlsx")
    said = rezip(
        source,
        tmp_path / "一.xlsx",
        {
            "xl/worksheets/sheet1.xml": lambda data: re.sub(
                rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', data
            )
        },
    )
    workbook = FileWorkbook(said)
    sheet = next(iter(workbook.snapshot().grids))
    workbook.apply(Edits({Cell(sheet, 1, 9): "新"}), tmp_path / "二.xlsx")
    assert b'<dimension ref="A1"/>' in parts(tmp_path / "二.xlsx")["xl/worksheets/sheet1.xml"]
