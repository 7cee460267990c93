"""A return, damaged in one way: every figure that the damage did not touch comes through a repair."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from examples.generator import clean_return, write_return
from tests.rescue.damages import DAMAGES, Damage
from xltool.book.file import FileWorkbook
from xltool.book.names import CONTRACT, GROWING, Role, block_columns
from xltool.book.port import Area, Cell, Snapshot, Value
from xltool.importing.repair import repair
from xltool.resources import template_path

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
        areas = [area for c in columns if isinstance(area := snapshot.names[c], Area)]
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
