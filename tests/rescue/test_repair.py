"""A return, damaged in one way: every figure that the damage did not touch comes through a repair."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook, load_workbook

from examples.generator import clean_return, write_return
from tests.rescue.damages import DAMAGES, Damage, Line, all_names_deleted, deleted
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Cell, Snapshot, Value
from xltool.contract.names import CONTRACT, GROWING, Role, block_columns
from xltool.rescue.salvage import How
from xltool.resources import template_path
from xltool.verbs.repair import lines, repair

Figures = dict[tuple[str, int], Value]


def filed(snapshot: Snapshot) -> Figures:
    """What was filled in, by name and row; rows of a table that are blank throughout do not count."""
    found: Figures = {}
    for name in CONTRACT.values():
        area = snapshot.names.get(name.name)
        if name.role is Role.INPUT and not name.block and isinstance(area, Area) and name.name != "模板版本":
            found[name.name, 0] = snapshot.value(area.first)
    for block in GROWING:
        columns = [c.name for c in block_columns(block) if c.role is Role.INPUT]
        areas = [snapshot.names[c] for c in columns]
        number = 0
        for row in range(areas[0].top + 1, areas[0].bottom):
            values = [snapshot.value(Cell(area.sheet, row, area.left)) for area in areas]
            number += any(value is not None for value in values)
            found.update({(c, number): v for c, v in zip(columns, values, strict=True) if v is not None})
    return {at: value for at, value in found.items() if value is not None}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
def test_what_the_damage_did_not_touch_comes_through(tmp_path: Path, damage: Damage, seed: int) -> None:
    book, new = tmp_path / "自评.xlsx", tmp_path / "修复.xlsx"
    write_return(book, clean_return(400 + seed))
    before = filed(FileWorkbook(book).snapshot())
    done = damage(book.read_bytes(), Random(f"{damage.__name__} {seed}"))
    book.write_bytes(done.data)
    repaired = repair(book, new)
    assert book.read_bytes() == done.data
    after = filed(FileWorkbook(new).snapshot())
    lost = {gone.name for gone in repaired.salvage.gone}
    untouched = {at: value for at, value in before.items() if at[0] not in done.touched}
    assert {at: after.get(at) for at in untouched} == untouched, done.what
    assert {n for n in lost if CONTRACT[n].role is Role.INPUT} <= done.touched, done.what
    printed = filed(
        FileWorkbook(template_path()).snapshot()
    )  # the headings of indicators in the new template
    for at in before.keys() - untouched.keys():  # what was touched is right, or told
        assert (
            after.get(at) == before[at]
            or (after.get(at) == printed.get(at) and at[0] in lost)
            or (at not in after and at[0] in lost)
        ), (done.what, at)
    assert not {at for at in after.keys() - before.keys() if at[0] not in done.touched}, done.what


def _with_openpyxl(book: Path, change: Callable[[Workbook], None]) -> None:
    """The workbook changed by a program that moves cells and leaves the names where they led."""
    opened = load_workbook(book)
    change(opened)
    opened.save(book)


def test_rows_that_a_program_moved_without_their_names_are_read_by_their_labels(tmp_path: Path) -> None:
    book, new = tmp_path / "自评.xlsx", tmp_path / "修复.xlsx"
    write_return(book, clean_return(421))
    before = filed(FileWorkbook(book).snapshot())
    _with_openpyxl(book, lambda opened: opened["基础数据表"].insert_rows(9))
    repaired = repair(book, new)
    after = filed(FileWorkbook(new).snapshot())
    assert {at: after.get(at) for at in before} == before
    told = {piece.name: piece.how for piece in repaired.salvage.pieces}
    assert told["公用经费_本年决算"] is How.SHIFTED and told["支出总额_本年决算"] is How.NAME


def test_what_was_typed_outside_the_form_is_told_with_its_place(tmp_path: Path) -> None:
    book, new = tmp_path / "自评.xlsx", tmp_path / "修复.xlsx"
    write_return(book, clean_return(422))

    def note(opened: Workbook) -> None:
        opened["基础数据表"]["D60"] = 1234.5
        opened["自评表"]["C60"] = "草算，报局长"
        for row in range(70, 80):
            opened["自评表"].cell(row, 3, row)

    _with_openpyxl(book, note)
    repaired = repair(book, new)
    assert [(cell.address, value) for cell, value in repaired.salvage.loose[:2]] == [
        ("基础数据表!D60", Decimal("1234.5")),
        ("自评表!C60", "草算，报局长"),
    ]
    [told] = [line for line in lines(repaired) if line.startswith("表外")]
    assert "基础数据表!D60“1234.5”" in told and "等 12 格" in told and "从原文件抄过来" in told


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
def test_nothing_of_the_form_is_taken_for_a_note_beside_it(tmp_path: Path, damage: Damage) -> None:
    book = tmp_path / "自评.xlsx"
    write_return(book, clean_return(423))
    book.write_bytes(damage(book.read_bytes(), Random(2)).data)
    assert repair(book, tmp_path / "修复.xlsx").salvage.loose == ()


def test_a_table_without_its_heading_and_without_names_is_told_not_guessed(tmp_path: Path) -> None:
    book, new = tmp_path / "自评.xlsx", tmp_path / "修复.xlsx"
    write_return(book, clean_return(424))
    before = filed(FileWorkbook(book).snapshot())
    heading = FileWorkbook(book).snapshot().names["绩效指标_三级指标"]
    assert isinstance(heading, Area)
    done = all_names_deleted(deleted(book.read_bytes(), Line("自评表", heading.top)).data, Random(1))
    book.write_bytes(done.data)
    lost = {gone.name for gone in repair(book, new).salvage.gone}
    after = filed(FileWorkbook(new).snapshot())
    wrong = {at for at in before if at[0].startswith("绩效指标_") and after.get(at) != before[at]}
    assert {name for name, _ in wrong} <= lost
