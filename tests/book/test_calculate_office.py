"""The calculator against LibreOffice, forced to recalculate; and where LibreOffice itself is not Excel."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter

from tests.support import office
from tests.support.office import OfficeValue
from xltool.book.formula.calculate import UNSUPPORTED, Calculator, results
from xltool.book.formula.text import render
from xltool.book.port import Area, Cell, ErrorValue, Grid, Snapshot
from xltool.contract.formulas import block_sum, native_growth, native_points_total, native_ratio
from xltool.contract.names import CONTRACT

pytestmark = pytest.mark.libreoffice

OWN, OTHER = "自评表", "表 二"
#: Rows of one case, and how many cases: each case has every formula below once, over cells of its own.
HEIGHT, CASES = 12, 80
TEXTS = (
    "abc",
    "ABC",
    "6.25分",
    "≥9次调研",
    "50%",
    "1,033.5",
    " 5 ",
    "2022",
    "5e3",
    "—",
    "无",
    "单位" * 12,
    " ",
    "得分",
)
#: Only where nothing is taken off them again: what cancelling leaves, and so on which side of a half it falls,
#: depends on the order of adding.
ODD = (
    1e-7,
    1e-300,
    2.675,
    1.005,
    0.285,
    1.4950,
    0.1 + 0.2,
    -0.005,
    1e20,
    12345678901.25,
    123456789012345.0,
    1e308,
)

#: x, y: single cells; h: a cell with a number or nothing; c: a column of numbers; m: a mixed one; s, t: texts.
FORMULAS: Mapping[str, str] = {
    "ratio": native_ratio("x", "y"),
    "growth": native_growth("x", "y"),
    "points": native_points_total("h", "m", "分值含文字"),
    "points of numbers": native_points_total("h", "c", "分值含文字"),
    "block": block_sum("c"),
    "block with text": block_sum("m"),
    "score": 'IF(COUNT({x},{y})<2,"",ROUND(MAX(0,MIN({x},1))*{y},2))',
    "status": 'IF({s}="","尚未审核",IF(ABS({x}-{y})<0.00005,"审核后数字未改动","数据已变，请重新计算"))',
    "link": 'IF({s}="","",HYPERLINK("#"&{s},{t}))',
    "title": '{x}&"年度"&{t}&"部门整体支出绩效自评表"',
    "checksum of a name": "ROUND(IFERROR((SUM({x}))*3,-3)+IFERROR((LEN(REPT({m:first},ISTEXT({m:first}))))*5,-5),4)",
    "checksum of a block": "IFERROR((SUMPRODUCT({m},ROW({m})-ROW({m:first})))*7+SUMSQ({m}),-7)",
    "checksum of words": 'SUMPRODUCT(LEN(SUBSTITUTE(REPT({m},ISTEXT({m})),"2","aaa")),ROW({m})-ROW({m:first}))*5',
    **{
        formula: formula
        for formula in (
            "{x}+{y}",
            "{x}-{y}*2",
            "{x}/{y}",
            "({x}-{y})/{y}",
            "-{x}%",
            "-{x}^2",
            "{x}&{t}",
            "{x}={y}",
            "{x}<{y}",
            "{s}={t}",
            "{s}<>{t}",
            "ROUND({x},{places})",
            "ROUND({x}/{y},4)",
            "ABS({x})",
            "LEN({x})+LEN({t})",
            "SUM({m},{h},1)",
            "SUMSQ({c})",
            "COUNT({m},{h})",
            "COUNTA({m},{h})",
            "MIN({m})",
            "MAX({c},{h})",
            "SUMPRODUCT({c},{c})",
            'SUMPRODUCT(({m}="")*1)',
            "SUMPRODUCT(({c}>10)*({c}<1000),{c})",
            'IF({x}>{y},"大",{y})',
            "IF({h},1)",
            'IFERROR({x}/{y},"无")',
            "AND({h}>0,{y}>0)",
            "OR({x}>0,{h})",
            "NOT({h})",
            "ROW({x})*100+COLUMN({x})",
        )
    },
}


def _number(chance: random.Random) -> float:
    return chance.choice(
        (
            round(chance.uniform(0, 3000), 2),
            round(chance.uniform(0, 3000), 2),
            round(chance.uniform(-500, 500), 2),
            float(chance.randint(0, 100)),
            # Up to 15 digits, as people type: which way the 16th rounds in text is a matter of taste.
            float(f"{chance.uniform(0, 1) * 10 ** chance.randint(-3, 7):.15g}"),
            0.0,
        )
    )


def _row(chance: random.Random) -> list[object]:
    """Two columns of numbers and blanks, one of everything, one of text and blanks."""
    number = [_number(chance) if chance.random() < 0.85 else None for _ in range(2)]
    if chance.random() < 0.15:
        number[0] = chance.choice(ODD)
    mixed = chance.choice((_number(chance), _number(chance), chance.choice(TEXTS), None))
    return [*number, mixed, chance.choice((*TEXTS, None))]


def _names(chance: random.Random, top: int) -> dict[str, Area]:
    """Random cells of a case that begins in this row."""

    def cell(*columns: int) -> Area:
        row, column = top + chance.randrange(HEIGHT), chance.choice(columns)
        return Area(OWN, row, column, row, column)

    def column(number: int) -> Area:
        return Area(OWN, top, number, top + HEIGHT - 1, number)

    return {
        "x": cell(1, 1, 3),
        "y": cell(2, 2, 3),
        "h": cell(1),
        "c": column(2),
        "m": column(3),
        "s": cell(4),
        "t": cell(3, 4),
    }


def _book() -> tuple[Snapshot, dict[Cell, str]]:
    """A workbook of random cases, and the kind of each of its formulas."""
    chance = random.Random(20221231)
    grid: Grid = []
    formulas, kinds = {}, {}
    for case in range(CASES):
        names = _names(chance, case * HEIGHT + 1)
        grid += [_row(chance) for _ in range(HEIGHT)]
        for index, (kind, formula) in enumerate(FORMULAS.items()):
            cell = Cell(chance.choice((OWN, OTHER)), case * HEIGHT + 1 + index % HEIGHT, 6 + index // HEIGHT)
            wanted = formula.replace("{places}", str(chance.randint(-3, 6)))
            formulas[cell], kinds[cell] = render(wanted, names, cell), kind
    return Snapshot("t", {OWN: grid, OTHER: []}, {}, formulas), kinds


def _write(snapshot: Snapshot, path: Path) -> Path:
    """The snapshot as a file without cached values."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheets = {name: workbook.add_worksheet(name) for name in snapshot.grids}
        for name, grid in snapshot.grids.items():
            for row, values in enumerate(grid):
                for column, value in enumerate(values):
                    if isinstance(value, str):
                        sheets[name].write_string(row, column, value)
                    elif value is not None:
                        sheets[name].write(row, column, value)
        for cell, formula in snapshot.formulas.items():
            sheets[cell.sheet].write_formula(cell.row - 1, cell.column - 1, f"={formula}")
    return path


def _same(ours: object, theirs: OfficeValue | None) -> bool:
    """Equal, numbers to nine digits; LibreOffice's truth values are the numbers 0 and 1."""
    if isinstance(ours, (float, bool)) and isinstance(theirs, (float, int)):
        return math.isclose(ours, theirs, rel_tol=1e-9)
    return ours == theirs


def test_every_kind_of_formula_over_random_cells(tmp_path: Path) -> None:
    snapshot, kinds = _book()
    path = _write(snapshot, tmp_path / "a.xlsx")
    theirs = office.recalculate([path])[path]
    calculator = Calculator(snapshot)
    compared = dict.fromkeys(FORMULAS, 0)
    different = []
    for cell, formula in snapshot.formulas.items():
        ours = calculator.value(cell)
        if ours is UNSUPPORTED:
            continue
        compared[kinds[cell]] += 1
        found = theirs[cell.sheet].get((cell.row, cell.column))
        if not _same(ours, found):
            different.append(f"{cell.address} {formula}: ours {ours!r}, LibreOffice {found!r}")
    assert not different, "\n".join(different)
    # Only numbers written with an exponent, or of which we do not know whether they are, may be passed over.
    assert min(compared.values()) > CASES * 0.7, compared
    assert sum(compared.values()) > CASES * len(FORMULAS) * 0.95


def _contract_book() -> Snapshot:
    """The whole contract once, with figures, words and blanks in its cells."""
    chance = random.Random(7)
    single = [name.name for name in CONTRACT.values() if not name.block]
    names = {name: Area(OWN, row, 2, row, 2) for row, name in enumerate(single, 1)}
    blocks = [name.name for name in CONTRACT.values() if name.block]
    names |= {name: Area(OWN, 5, column, 24, column) for column, name in enumerate(blocks, 4)}
    grid: Grid = [[None] * (len(blocks) + 4) for _ in single]
    formulas: dict[Cell, str] = {}
    for name in CONTRACT.values():
        for cell in _cells(names[name.name]):
            if name.formula:
                formulas[cell] = render(name.formula, names, cell)
            else:
                figure = round(chance.uniform(0, 2000), 2)
                grid[cell.row - 1][cell.column - 1] = chance.choice((figure, figure, "文字", None))
    return Snapshot("t", {OWN: grid}, names, formulas)


def _cells(area: Area) -> list[Cell]:
    """The rows of a name, without the edges of a block."""
    edge = int(area.height > 1)
    return [Cell(area.sheet, row, area.left) for row in range(area.top + edge, area.bottom + 1 - edge)]


def test_the_whole_contract(tmp_path: Path) -> None:
    snapshot = _contract_book()
    found, missing = results(snapshot)
    assert not missing
    assert found.keys() == snapshot.formulas.keys()
    path = _write(snapshot, tmp_path / "a.xlsx")
    theirs = office.recalculate([path])[path][OWN]
    calculator = Calculator(snapshot)
    different = {
        cell.address: (calculator.value(cell), theirs.get((cell.row, cell.column)))
        for cell in snapshot.formulas
        if not _same(calculator.value(cell), theirs.get((cell.row, cell.column)))
    }
    assert not different


#: A1 TRUE, A2 blank, A3 "", which a formula gives, A4 𠮷野, A5 and A6 errors, A7 "2022"
SPECIAL: Grid = [[True], [None], [], ["𠮷野"], [], [], ["2022"]]
SPECIAL_FORMULAS = {Cell(OWN, 3, 1): 'IF(1=1,"",0)', Cell(OWN, 5, 1): "1/0", Cell(OWN, 6, 1): "A4*2"}


def _special(formula: str, tmp_path: Path) -> tuple[object, OfficeValue | None]:
    cell = Cell(OTHER, 1, 1)
    moved = render(formula, {}, cell)
    snapshot = Snapshot("t", {OWN: SPECIAL, OTHER: []}, {}, {**SPECIAL_FORMULAS, cell: moved})
    path = _write(snapshot, tmp_path / "a.xlsx")
    return Calculator(snapshot).value(cell), office.recalculate([path])[path][OTHER].get((1, 1))


@pytest.mark.parametrize(
    ("formula", "both"),
    [
        ("COUNTA(自评表!A3)", 1.0),
        ("COUNTA(自评表!A1:A7)", 6.0),
        ("COUNT(自评表!A2:A7)", 0.0),
        ("LEN(自评表!A2)+LEN(自评表!A3)", 0.0),
        ("SUM(自评表!A2:A4,自评表!A7)", 0.0),
        ("SUMSQ(自评表!A2:A4,自评表!A7)", 0.0),
        ("SUM(自评表!A4:A7)", ErrorValue("#DIV/0!")),
        ("SUMPRODUCT(LEN(自评表!A2:A3))", 0.0),
        ("SUMPRODUCT(LEN(自评表!A5:A6))", ErrorValue("#DIV/0!")),
        ("自评表!A3+1", ErrorValue("#VALUE!")),
        ("自评表!A6", ErrorValue("#VALUE!")),
        ("自评表!A7+1", 2023.0),
        ('自评表!A3=""', True),
        ("自评表!A2=自评表!A3", True),
    ],
)
def test_special_cells(formula: str, both: object, tmp_path: Path) -> None:
    ours, theirs = _special(formula, tmp_path)
    assert ours == both
    assert _same(ours, theirs), theirs


@pytest.mark.parametrize(
    ("formula", "excel", "libreoffice"),
    [
        # A truth value in a cell is a number to LibreOffice, wherever it is asked.
        ("COUNT(自评表!A1)", 0.0, 1.0),
        ("SUM(自评表!A1:A3)", 0.0, 1.0),
        ('自评表!A1&""', "TRUE", "1"),
        ("LEN(自评表!A1)", 4.0, 1.0),
        ('自评表!A1>"z"', True, 0.0),
        # LEN counts characters in LibreOffice, halves of UTF-16 in Excel.
        ("LEN(自评表!A4)", 3.0, 2.0),
        ("0^0", ErrorValue("#NUM!"), 1.0),
    ],
)
def test_where_libreoffice_is_not_excel(
    formula: str, excel: object, libreoffice: object, tmp_path: Path
) -> None:
    """Known differences, ours and theirs side by side: the template must not depend on them."""
    ours, theirs = _special(formula, tmp_path)
    assert (ours, theirs) == (excel, libreoffice)
