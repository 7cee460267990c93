"""``annotate --preview``: the form as it looks, every recognised cell labelled, every text of it a text, nothing from elsewhere."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, NamedTuple

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from tests.annotate.forms import DIALECTS, write_form
from tests.intake.recognise.drawing import (
    FAMILIES,
    Family,
    drawn,
    families,
    family,
    saved,
    unmerged,
    workbook,
)
from xltool.cli import main
from xltool.errors import WorkbookError
from xltool.intake.reading import Sure
from xltool.intake.recognised import RecognisedForm
from xltool.verbs.annotate import annotate, recognised_form
from xltool.verbs.desk import Unattended

NASTY: Final = "<script>alert('坏')</script>&amp;\"引号\"<img src=x onerror=1>"
ELSEWHERE: Final = re.compile(
    r"https?:|<script|<link|<img|<iframe|<object|\bsrc=|url\(|@import|javascript:|\bon\w+="
)


class Drawn(HTMLParser):
    """A page as a browser takes it: tags, and of each sheet's table the cells with class, spans and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.cells: dict[str, tuple[dict[str, str], str]] = {}
        self.rows: list[list[int]] = []
        self._open: tuple[dict[str, str], list[str]] | None = None
        self._reach: dict[int, int] = {}
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self.tags.append((tag, given))
        if tag == "td":
            self._open = (given, [])

    def handle_endtag(self, tag: str) -> None:
        if tag == "td" and self._open:
            given, texts = self._open
            if "id" in given:
                self.cells[given["id"]] = (given, "".join(texts).replace("\u2060", ""))
            self._open = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._open:
            self._open[1].append(data)

    def labelled(self, sheet: int, address: str) -> tuple[set[str], str]:
        """The classes of a marked cell, and its text with its labels."""
        given, text = self.cells[f"s{sheet}-{address}"]
        return set(given["class"].split()), text


def page_of(folder: Path, data: bytes, change: Callable[[openpyxl.Workbook], None] | None = None) -> str:
    path = folder / "表样.xlsx"
    if change:
        book = openpyxl.load_workbook(io.BytesIO(data))
        change(book)
        data = saved(book)
    path.write_bytes(data)
    recognised_form(path, preview=folder / "预览.html")
    assert path.read_bytes() == data, "no byte of the form changes"
    return (folder / "预览.html").read_text("utf-8")


class Previewed(NamedTuple):
    """A family, filled, with its page and what was recognised of it: made once."""

    form: Family
    path: Path
    found: RecognisedForm
    page: str


@pytest.fixture(scope="module", params=families(), ids=lambda form: form.name)
def previewed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Previewed:
    folder = tmp_path_factory.mktemp("page")
    path = folder / "表样.xlsx"
    path.write_bytes(saved(workbook(request.param, True)))
    found = recognised_form(path, preview=folder / "预览.html")
    return Previewed(request.param, path, found, (folder / "预览.html").read_text("utf-8"))


@cache
def _merged(path: Path) -> dict[str, list[CellRange]]:
    return {sheet.title: list(sheet.merged_cells.ranges) for sheet in openpyxl.load_workbook(path).worksheets}


def owner_of(path: Path, sheet: str, address: str) -> str:
    for area in _merged(path)[sheet]:
        if address in area:
            return f"{get_column_letter(area.min_col)}{area.min_row}"
    return address


def test_every_recognised_cell_is_labelled_with_its_name(previewed: Previewed) -> None:
    form, path, found, text = previewed
    page, numbers = Drawn(text), {sheet.title: number for number, sheet in enumerate(form.sheets, 1)}
    for cell in found.cells:
        classes, text = page.labelled(numbers[cell.sheet], owner_of(path, cell.sheet, cell.address))
        mark, sign = ("c", "■") if cell.sure is Sure.CERTAIN else ("i", "？")
        assert mark in classes and sign + cell.name in text, cell
    for block in found.blocks:
        for column in block.columns:
            at = owner_of(path, block.sheet, f"{column.column}{block.first}")
            classes, text = page.labelled(numbers[block.sheet], at)
            assert column.name in text and classes & {"c", "i"}, column
    for each in found.left_over:
        classes, text = page.labelled(numbers[each.sheet], owner_of(path, each.sheet, each.address))
        assert "u" in classes and "○未对上" in text, each
        assert f"○{each.address}　{each.text}" in "".join(page.text)


def test_merged_cells_fill_the_grid_without_gap_or_overlap(previewed: Previewed) -> None:
    page = previewed.page
    tables = re.findall(r'<div class="x .*?</table></div>', page, re.DOTALL)
    assert len(tables) == len(previewed.form.sheets)
    for table in tables:
        wide = len(re.findall("<col ", table)) - 1
        taken: set[tuple[int, int]] = set()
        rows = re.findall(r"<tr style=.*?</tr>", table, re.DOTALL)
        for number, row in enumerate(rows):
            column = 0
            for attributes in re.findall("<td([^>]*)>", row):
                spans = dict(re.findall(r'(rowspan|colspan)="(\d+)"', attributes))
                while (number, column) in taken:
                    column += 1
                down, across = int(spans.get("rowspan", 1)), int(spans.get("colspan", 1))
                places = {(number + d, column + a) for d in range(down) for a in range(across)}
                assert not places & taken
                taken |= places
        assert taken == {(row, column) for row in range(len(rows)) for column in range(wide)}


def test_what_is_inferred_differs_by_more_than_its_colour(tmp_path: Path) -> None:
    form = family(FAMILIES / "gd-dept.txt")
    text = page_of(tmp_path, saved(unmerged(workbook(form, True))))
    page = Drawn(text)
    classes, said = page.labelled(1, "F5")
    assert "i" in classes and "c" not in classes and "？全年执行数" in said
    style = text[text.index("<style>") : text.index("</style>")]
    outlines = {kind: re.search(rf"\n\.{kind}{{.*?outline:2px (\w+)", style) for kind in "ciu"}
    assert [match and match[1] for match in outlines.values()] == ["solid", "dashed", "dotted"]
    assert "？推断" in "".join(page.text) and "图例" in "".join(page.text)


@pytest.mark.parametrize("where", ["cell", "sheet", "label", "font", "format", "unit"])
def test_no_text_of_the_workbook_means_anything_to_a_browser(where: str, tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        if where == "sheet":
            sheet.title = "<b>&'x"
        elif where == "font":
            sheet["A1"].font = Font(name='a";}</style><script>x()</script>')
        elif where == "format":
            sheet["A40"].value, sheet["A40"].number_format = 5, '"</td><script>"0'
        else:
            sheet[{"cell": "A40", "label": "A3", "unit": "A2"}[where]].value = NASTY

    text = page_of(tmp_path, saved(workbook(family(FAMILIES / "gd-dept.txt"), True)), change)
    page = Drawn(text)
    usual = Drawn(page_of(tmp_path, saved(workbook(family(FAMILIES / "gd-dept.txt"), True))))
    assert {tag for tag, _ in page.tags} == {tag for tag, _ in usual.tags}
    assert {key for _, given in page.tags for key in given} == {
        key for _, given in usual.tags for key in given
    }
    assert text.count("<style") == text.count("</style>") == 1
    assert not re.search("<(?:script|img)", text)
    if where in ("cell", "label"):
        assert NASTY in "".join(page.text), "and it is read as it stands"


def test_nothing_comes_from_elsewhere(previewed: Previewed) -> None:
    text = previewed.page
    assert not ELSEWHERE.search(text)
    links = [given["href"] for tag, given in Drawn(text).tags if tag == "a"]
    ids = {given["id"] for _, given in Drawn(text).tags if "id" in given}
    assert links and all(link.startswith("#") and link[1:] in ids for link in links)
    assert "default-src 'none'" in text and '<html lang="zh-CN">' in text


def rich(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    sheet["A30"].value = "红底粗字"
    sheet["A30"].font = Font(
        name="楷体", size=14, bold=True, italic=True, underline="single", color="FF0000FF"
    )
    sheet["A30"].fill = PatternFill("solid", fgColor="FFFFCCCC")
    sheet["A30"].border = Border(bottom=Side("double", "FF00AA00"))
    sheet["A30"].alignment = Alignment("right", "top", wrap_text=True)
    sheet["B31"].value, sheet["B31"].number_format = 1234.5, '#,##0.00"元"'
    sheet["B32"].value, sheet["B32"].number_format = 0.9563, "0.0%"
    sheet["B33"].value = "竖"
    sheet["B33"].alignment = Alignment(text_rotation=255)
    sheet["B34"].value = "=1+1"
    sheet.column_dimensions["B"].width = 30
    sheet.row_dimensions[31].height = 60


def test_the_sheet_is_drawn_as_it_looks(tmp_path: Path) -> None:
    text = page_of(tmp_path, saved(workbook(family(FAMILIES / "gd-dept.txt"), True)), rich)
    name = re.search(
        r'<td class="(c\d+)[^>]*>.*?红底粗字', text.split('<th scope="row">30</th>')[1].split("</tr>")[0]
    )
    assert name
    (rule,) = re.findall(rf"\.x td\.{name[1]}{{(.*?)}}", text)
    for said in (
        '"楷体"',
        "14pt",
        "#0000ff",
        "font-weight:bold",
        "font-style:italic",
        "background-color:#ffcccc",
    ):
        assert said in rule
    assert "border-bottom:3px double #00aa00" in rule
    assert "text-align:right" in rule and "vertical-align:top" in rule
    assert "text-decoration:underline" in text
    assert "1,234.50元" in text and "95.6%" in text and '<span class="v">竖</span>' in text
    tall = re.search(r'<tr class="(h\d+)"><th scope="row">31</th>', text)
    assert tall and f".x .{tall[1]}{{height:80px}}" in text
    wide = re.search(r"\.x \.(w\d+)\{width:210px\}", text)
    assert wide and f'<col class="{wide[1]}">' in text
    assert "style=" not in text, "a strict policy of a page lets no style within a tag pass"


def test_a_line_that_the_neighbour_draws_is_drawn(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["A30"].value = "左邻"
        book.worksheets[0]["B30"].border = Border(left=Side("thick", "FF112233"))

    text = page_of(tmp_path, saved(workbook(family(FAMILIES / "gd-dept.txt"), True)), change)
    name = re.search(r'<td class="(c\d+)[^>]*>[^<]*(?:<span.*?</span>)?左邻', text)
    assert name and "border-right:3px solid #112233" in re.findall(rf"\.x td\.{name[1]}{{(.*?)}}", text)[0]


def test_formulas_show_their_stored_results(tmp_path: Path) -> None:
    path = write_form(tmp_path / "表.xlsx")
    recognised_form(path, preview=tmp_path / "页.html")
    text = (tmp_path / "页.html").read_text("utf-8")
    assert openpyxl.load_workbook(path, data_only=True).worksheets[0]["F4"].value == 0.9
    assert Drawn(text).labelled(1, "F4")[1] == "■执行率0.9"


#: Not LibreOffice and openpyxl, whose copies have other results, nor one without looks; nobody recognises one in UTF-16.
SAME = sorted(DIALECTS.keys() - {"LibreOffice", "openpyxl", "no styles", "UTF-16"})


@pytest.mark.parametrize("dialect", SAME)
def test_other_spellings_of_a_workbook_look_the_same(dialect: str, tmp_path: Path) -> None:
    source = write_form(tmp_path / "源.xlsx")
    recognised_form(source, preview=tmp_path / "页.html")
    path = DIALECTS[dialect](source, tmp_path / "表.xlsx")
    recognised_form(path, preview=tmp_path / "另页.html")
    one, other = (Drawn((tmp_path / name).read_text("utf-8")) for name in ("页.html", "另页.html"))
    assert one.cells == other.cells != {}


def test_far_out_cells_are_cut_and_it_is_said(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["IV5000"].value = "天涯"
        book.worksheets[0]["CZ900"].value = "海角"

    text = page_of(tmp_path, saved(workbook(family(FAMILIES / "gd-dept.txt"), True)), change)
    assert "远处还有内容（CZ900、IV5000），没有画出。" in text
    assert text.count("<tr") < 150 and len(text) < 200_000


def test_hidden_rows_are_drawn_where_a_name_stands_in_them(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["A40"].value = sheet["A42"].value = "说明"
        sheet.row_dimensions[41].hidden = sheet.row_dimensions[5].hidden = True
        book.create_sheet("藏").sheet_state = "hidden"

    page = page_of(tmp_path, saved(workbook(family(FAMILIES / "gd-dept.txt"), True)), change)
    assert "全年执行数" in Drawn(page).labelled(1, "F5")[1]
    assert "隐藏的 1 行没有画出。" in page and "<th>41</th>" not in page
    assert "隐藏的工作表没有画出：“藏”。" in page


def test_a_heading_that_a_table_repeats_carries_no_name(tmp_path: Path) -> None:
    form = drawn(
        "goals",
        """
[自评表] 万元
2020年度某项目自评表 ~6
单位名称 | @单位名称 =某站 ~5
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 得分
产出指标 #一级指标 | 数量指标 #二级指标 | #三级指标 =面积 | #年度指标值 =1亩 | #实际完成值 =1亩 | #得分 =40
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 得分
产出指标 #一级指标 | 质量指标 #二级指标 | #三级指标 =合格率 | #年度指标值 =2% | #实际完成值 =2% | #得分 =40
""".strip(),
    )
    page = Drawn(page_of(tmp_path, saved(workbook(form, True))))
    assert "s1-D4" in page.cells and "s1-D6" in page.cells and "s1-D5" not in page.cells


def test_one_sheet_alone(tmp_path: Path) -> None:
    form = next(form for form in families() if len(form.sheets) > 1)
    path = tmp_path / "表样.xlsx"
    path.write_bytes(saved(workbook(form, True)))
    chosen = recognised_form(path).cells[0].sheet
    recognised_form(path, chosen, preview=tmp_path / "页.html")
    text = (tmp_path / "页.html").read_text("utf-8")
    assert re.findall("<h2>工作表“(.*?)”", text) == [chosen]


def test_questions_are_listed_before_they_are_asked(tmp_path: Path) -> None:
    path, target = tmp_path / "表样.xlsx", tmp_path / "标注.xlsx"
    path.write_bytes(saved(workbook(family(FAMILIES / "gd-dept.txt"), True)))
    seen: list[bool] = []

    class Asked(Unattended):
        def ask(self, question: str, default: str = "") -> str | None:
            seen.append((tmp_path / "页.html").exists())
            return super().ask(question, default)

    annotate(path, target, desk=Asked(), preview=tmp_path / "页.html")
    text = (tmp_path / "页.html").read_text("utf-8")
    assert target.exists() and seen and all(seen)
    (question, *_) = recognised_form(path).questions
    assert question.ask in text and f"不答则取“{question.default}”" in text


def test_on_the_command_line_with_and_without_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "表样.xlsx"
    path.write_bytes(saved(workbook(family(FAMILIES / "gd-dept.txt"), True)))
    page = tmp_path / "页.html"
    done = CliRunner().invoke(main, ["annotate", str(path), "--preview", str(page)])
    assert done.exit_code == 0 and "预览已写入" in done.output and page.exists()
    page.unlink()
    asked = ["annotate", str(path), "-o", str(tmp_path / "标注.xlsx"), "--yes", "--preview", str(page)]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0 and page.exists() and (tmp_path / "标注.xlsx").exists()
    done = CliRunner().invoke(main, ["annotate", str(path), "--json", "--preview", str(page)])
    assert done.exit_code == 0 and done.stdout.startswith("{"), "a page of ours is written again"


@pytest.mark.parametrize("name", ["页.xlsx", "表样.xlsx", "页", "别人的.html"])
def test_no_file_but_a_page_of_ours_is_overwritten(name: str, tmp_path: Path) -> None:
    path = tmp_path / "表样.xlsx"
    path.write_bytes(saved(workbook(family(FAMILIES / "gd-dept.txt"), True)))
    (tmp_path / "别人的.html").write_text("<html>某页</html>", "utf-8")
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    with pytest.raises(WorkbookError, match=r"没有写预览|没有覆盖"):
        recognised_form(path, preview=tmp_path / name)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before
