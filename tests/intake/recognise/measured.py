"""How much of forms of other authors is recognised, whatever was done to their workbooks.

python -m tests.intake.recognise.measured FOLDER takes forms as NAME-blank.xlsx and NAME-filled.xlsx with NAME.truth.json (cells,
columns, rows, units by name) and prints a line a way: how many of all are right, how many of the right ones are 确定, and which of
those that are 确定 are wrong; 1 where fewer than 98 of a hundred are right, 90 certain, or any certain one is wrong.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from tests.intake.recognise.drawing import noisy, unmerged
from tests.support import office
from xltool.intake.reading import Sure
from xltool.intake.recognised import RecognisedForm
from xltool.verbs.annotate import recognised_form

_DOWN, _RIGHT = 2, 1
Book = openpyxl.Workbook


class Truth(NamedTuple):
    """What a form is: cells and columns by name, first and last rows of tables, units by sheet."""

    cells: dict[str, str]
    columns: dict[str, str]
    rows: dict[str, list[int]]
    units: dict[str, str]


class Measured(NamedTuple):
    """What was found of one form."""

    total: int
    right: int
    certain: int
    wrong: list[str]
    missed: list[str]


def moved(book: Book) -> Book:
    """Every sheet two rows down and one column to the right."""
    for page in book.worksheets:
        cells = [
            (c.row, c.column, c.value, c._style)
            for row in page.iter_rows()
            for c in row
            if c.has_style or c.value
        ]
        areas = [area.bounds for area in page.merged_cells.ranges]
        unmerged_page(page)
        page.delete_rows(1, page.max_row)
        for row, column, value, style in cells:
            cell = page.cell(row + _DOWN, column + _RIGHT, value)
            cell._style = style
        for left, top, right, bottom in areas:
            page.merge_cells(
                start_row=top + _DOWN,
                end_row=bottom + _DOWN,
                start_column=left + _RIGHT,
                end_column=right + _RIGHT,
            )
    return book


def unmerged_page(page: Any) -> None:
    """No area of a sheet is merged any more."""
    for area in list(page.merged_cells.ranges):
        page.unmerge_cells(str(area))


def noise(text: str) -> Callable[[Book], Book]:
    """A blank, a break or a colon in or behind every label."""
    return lambda book: noisy(book, text)


#: What is done to a workbook, by how it is called.
WAYS: Final[dict[str, Callable[[Book], Book]]] = {
    "moved": moved,
    "blanks": noise(" "),
    "wide blanks": noise("\u3000"),
    "breaks": noise("\n"),
    "colons": noise("："),
    "no merges": unmerged,
}


def truth_of(path: Path, down: int = 0, right: int = 0) -> Truth:
    """The truth in a file, of sheets that were moved."""
    data = json.loads(path.read_text("utf-8"))

    def shifted(place: str) -> str:
        sheet, address = place.rsplit("!", 1)
        letters, row = coordinate_from_string(address)
        return f"{sheet}!{get_column_letter(column_index_from_string(letters) + right)}{row + down}"

    columns, rows = {}, {}
    for block, said in data["blocks"].items():
        if block == "绩效指标":
            rows[block] = [said["rows"][0] + down, said["rows"][-1] + down]
            for name, letter in said["columns"].items():
                columns[f"{block}_{name}"] = get_column_letter(column_index_from_string(letter) + right)
    return Truth({name: shifted(at) for name, at in data["cells"].items()}, columns, rows, data["units"])


def compared(found: RecognisedForm, truth: Truth, title: str) -> Measured:
    """What was recognised beside the truth."""
    cells = {cell.name: (f"{cell.sheet}!{cell.address.split(':')[0]}", cell.sure) for cell in found.cells}
    columns = {
        column.name: (column.column, column.sure) for block in found.blocks for column in block.columns
    }
    # where a target stands in three cells the truth calls the one of its bare value 指标值
    columns.setdefault("绩效指标_指标值", columns.get("绩效指标_年度指标值", ("", Sure.INFERRED)))
    known = {**cells, **columns}
    wanted = {**truth.cells, **truth.columns}
    right = [name for name, at in wanted.items() if name in known and known[name][0] == at]
    missed = [name for name in wanted if name not in right]
    certain = [name for name in right if known[name][1] is Sure.CERTAIN]
    wrong = [name for name in missed if name in known and known[name][1] is Sure.CERTAIN]
    for block in found.blocks:
        if block.block in truth.rows and truth.rows[block.block] != [block.first, block.last]:
            wrong.append(f"{block.block} rows")
    wrong += [
        f"unit of {sheet}" for sheet, unit in truth.units.items() if found.units.get(sheet, unit) != unit
    ]
    return Measured(len(wanted), len(right), len(certain), [f"{title}: {each}" for each in wrong], missed)


def files(way: str, forms: list[Path], folder: Path) -> Iterator[tuple[Path, Path]]:
    """(form, what became of it) of each form."""
    if way in ("LibreOffice", "xls"):
        ending = ".xls" if way == "xls" else ".xlsx"
        yield from zip(forms, office.convert(forms, folder, ending), strict=True)
        return
    for form in forms:
        if way == "as it is":
            yield form, form
            continue
        made = folder / form.name
        WAYS[way](openpyxl.load_workbook(form, data_only=True)).save(made)
        yield form, made


def measured(way: str, forms: list[Path]) -> Measured:
    """All forms after one way."""
    at = (_DOWN, _RIGHT) if way == "moved" else (0, 0)
    with tempfile.TemporaryDirectory() as folder:
        several = [
            compared(recognised_form(made), truth_of(_truth(form), *at), form.stem)
            for form, made in files(way, forms, Path(folder))
        ]
    total, right, certain = (sum(each[place] for each in several) for place in range(3))
    return Measured(
        total, right, certain, [w for s in several for w in s.wrong], [m for s in several for m in s.missed]
    )


def _truth(form: Path) -> Path:
    return form.with_name(form.name.rsplit("-", 1)[0] + ".truth.json")


def _is_single(form: Path) -> bool:
    return json.loads(_truth(form).read_text("utf-8")).get("projects", 1) == 1


def main(folder: Path) -> int:
    """Print a line a way."""
    forms = [form for form in sorted(folder.glob("*-*.xlsx")) if _truth(form).is_file() and _is_single(form)]
    failed = 0
    for way in ("as it is", *WAYS, "LibreOffice", "xls"):
        done = measured(way, forms)
        merged = way != "no merges"
        enough = done.certain >= 0.9 * done.right if merged else done.certain == 0
        failed += done.right < 0.98 * done.total or not enough or bool(done.wrong)
        share = 100 * done.certain / max(done.right, 1)
        line = f"{way}: {done.right}/{done.total} right, {share:.1f} % of them 确定, {len(done.wrong)} wrong 确定"
        print(line, *(done.wrong[:5]), *(f"missed {each}" for each in done.missed[:5]), flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
