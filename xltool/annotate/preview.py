"""A page on which a person checks what was recognised on a form: its sheets as they look, every named cell labelled.

The page stands alone: no script, nothing from elsewhere, every text of the workbook as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltool.annotate.celllabels import NARROWEST, anchor, labels
from xltool.annotate.pagestyle import PAGE_STYLE, TAG_STYLE
from xltool.annotate.tags import note, tags_of
from xltool.book.looks.picture import Pictures, SheetPicture
from xltool.book.sheet.references import split
from xltool.drawing.classes import PageClasses
from xltool.drawing.style import SHEET_STYLE
from xltool.drawing.table import SheetOnPage, plain_html, sheet_table, table_rows
from xltool.drawing.view import SheetView, sheet_view
from xltool.intake.reading import Sure
from xltool.intake.recognised import FormQuestion, RecognisedBlock, RecognisedForm, Unnamed

#: By which a page of ours is known.
MADE_BY: Final = '<meta name="generator" content="xltool annotate">'
_HEADS: Final = ("名称", "位置", "表上写的", "把握", "依据")
#: A line of the list: what stands under each heading, and whether it is inferred.
_Row = tuple[str, str, str, str, str, bool]

_KEY: Final = """<div class="key"><b>图例</b>
<div><span class="k c"><span class="n cn">■名称</span></span>确定：绿底、实线框，标“■”。</div>
<div><span class="k i"><span class="n in">？名称</span></span>推断：斜纹底、虚线框，标“？”，请逐一核对。</div>
<div><span class="k u"><span class="n un">○未对上</span></span>表上有、没有对上名称：点底、点线框，标“○”；不读、不写，也不审核。</div>
<div class="quiet">表格里的一列只在第一行标名称，同列各行底纹相同。指针停在格上可看依据；点清单里的位置可跳到那一格。</div></div>"""


def preview_page(form: RecognisedForm, pictures: Pictures, only: str = "") -> str:
    """The page as HTML; with ``only`` of that sheet alone."""
    sheets = [sheet for sheet in pictures.sheets if only in ("", sheet.name)]
    classes = PageClasses()
    body = [line for number, sheet in enumerate(sheets, 1) for line in _sheet(number, sheet, form, pictures, classes)]  # fmt: skip
    hidden = () if only else pictures.hidden
    return "\n".join(
        (*_head(form, classes), *_summary(form), _KEY, *_questions(form.questions), *body, *_foot(hidden), "</body></html>", "")
    )  # fmt: skip


class PreviewedSheet(NamedTuple):
    """A sheet with its names as labels: its table, and what of it is not drawn, in words."""

    name: str
    html: str
    notes: tuple[str, ...]


def previewed_sheets(form: RecognisedForm, pictures: Pictures) -> tuple[tuple[PreviewedSheet, ...], str]:
    """The sheets of a form as another page shows them, and the rules of their classes."""
    classes = PageClasses()
    sheets = tuple(
        PreviewedSheet(sheet.name, "\n".join(table), notes)
        for number, sheet in enumerate(pictures.sheets, 1)
        for table, notes, _ in (_drawn(number, sheet, form, pictures, classes),)
    )
    return sheets, f"{SHEET_STYLE}{TAG_STYLE}{classes.rules()}"


def _head(form: RecognisedForm, classes: PageClasses) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{MADE_BY}'
    yield f"<title>{plain_html(form.workbook)}　标注预览</title>"
    yield f"<style>{SHEET_STYLE}{PAGE_STYLE}{classes.rules()}\n</style></head><body>"


def _summary(form: RecognisedForm) -> Iterator[str]:
    certain, inferred = how_sure(form)
    yield f"<h1>标注预览：{plain_html(form.form)}</h1>"
    yield f'<p class="quiet">{plain_html(form.workbook)}</p>'
    yield (
        f"<p>认出 {len(form.cells)} 格、{len(form.blocks)} 张表；确定 {certain} 处，推断 <b>{inferred}</b> 处，"
        f"没有对上名称 {len(form.left_over)} 处。比率写法：{plain_html(form.rate_way) or '表上看不出'}。</p>"
    )


def how_sure(form: RecognisedForm) -> tuple[int, int]:
    """How many cells and columns of a form are certain, and how many inferred."""
    sure = [cell.sure for cell in form.cells]
    sure += [column.sure for block in form.blocks for column in block.columns]
    inferred = sum(each is Sure.INFERRED for each in sure)
    return len(sure) - inferred, inferred


def _questions(questions: Sequence[FormQuestion]) -> Iterator[str]:
    if questions:
        yield "<h2>要由您决定的</h2><ol>"
        for each in questions:
            choices = "、".join(each.choices)
            yield f"<li>{plain_html(each.ask)}<br>可选：{plain_html(choices)}；不答则取“{plain_html(each.default)}”。</li>"
        yield "</ol>"


def _sheet(
    number: int, sheet: SheetPicture, form: RecognisedForm, pictures: Pictures, classes: PageClasses
) -> Iterator[str]:
    table, notes, view = _drawn(number, sheet, form, pictures, classes)
    rows = list(_rows(form, sheet.name))
    unit = f"　金额单位：{form.units.get(sheet.name, '万元')}" if rows else ""
    yield f"<section><h2>工作表“{plain_html(sheet.name)}”{plain_html(unit)}</h2>"
    if not rows:
        yield '<p class="quiet">这张工作表上没有认出名称。</p>'
    yield from (f'<p class="quiet">{plain_html(each)}</p>' for each in notes)
    if table:
        yield '<p class="quiet swipe">表格可左右滑动。</p>'
        yield from table
    yield from _list(number, rows, view)
    yield from _left(number, [each for each in form.left_over if each.sheet == sheet.name], view)
    yield "</section>"


def _drawn(
    number: int, sheet: SheetPicture, form: RecognisedForm, pictures: Pictures, classes: PageClasses
) -> tuple[list[str], tuple[str, ...], SheetView]:
    """The table of a sheet line by line (none of an empty one), what of it is not drawn, and what is."""
    named = tags_of(form, sheet.name, lambda place: place, sheet.text)
    view = sheet_view(sheet, pictures.dresses, named)
    tags = tags_of(form, sheet.name, view.owner, sheet.text)
    notes = (*view.left_out, *(("图片、图形没有画出。",) if sheet.drawings else ()))
    page = SheetOnPage(sheet, view, labels(number, tags), pictures.dresses, NARROWEST)
    drawn = view.rows and view.columns
    table = list(sheet_table(page, classes, table_rows(page, classes))) if drawn else []
    return table, notes, view


def _rows(form: RecognisedForm, sheet: str) -> Iterator[_Row]:
    """What was recognised on a sheet, as the list shows it."""
    for cell in form.cells:
        if cell.sheet == sheet:
            yield cell.name, cell.address, cell.label, cell.sure.value, note(cell), cell.sure is Sure.INFERRED
    for block in form.blocks:
        if block.sheet == sheet:
            yield from _block_rows(block)


def _block_rows(block: RecognisedBlock) -> Iterator[_Row]:
    for column in block.columns:
        area = f"{column.column}{block.first}:{column.column}{block.last}"
        yield column.name, area, column.label, column.sure.value, "表头", column.sure is Sure.INFERRED


def _list(number: int, rows: Sequence[_Row], view: SheetView) -> Iterator[str]:
    if not rows:
        return
    heads = "".join(f"<th>{each}</th>" for each in _HEADS)
    yield f'<h3>认出的名称</h3><table class="list"><thead><tr>{heads}</tr></thead><tbody>'
    for name, where, label, sure, why, inferred in rows:
        link = _link(number, where, view)
        said = (
            plain_html(name),
            link,
            plain_html(label),
            f"{'？' if inferred else '■'}{sure}",
            plain_html(why),
        )
        cells = "".join(f'<td data-l="{head}">{text}</td>' for head, text in zip(_HEADS, said, strict=True))
        yield f'<tr class="{"li" if inferred else "lc"}">{cells}</tr>'
    yield "</tbody></table>"


def _left(number: int, several: Sequence[Unnamed], view: SheetView) -> Iterator[str]:
    if several:
        yield f"<h3>表上有、没有对上名称的 {len(several)} 处</h3><ul>"
        yield from (
            f"<li>○{_link(number, each.address, view)}　{plain_html(each.text)}</li>" for each in several
        )
        yield "</ul>"


def _link(number: int, where: str, view: SheetView) -> str:
    """The place of a cell, or of the first cell of an area, as a way to it on the page."""
    place = split(where.partition(":")[0].encode())
    if place is None or not view.shows(view.owner(place)):
        return plain_html(where)
    return f'<a href="#{anchor(number, view.owner(place))}">{where}</a>'


def _foot(hidden: Sequence[str]) -> Iterator[str]:
    if hidden:
        named = "、".join(f"“{name}”" for name in hidden)
        yield f'<p class="quiet">隐藏的工作表没有画出：{plain_html(named)}。</p>'
    yield (
        '<p class="quiet">本页照表样原样画出，含表上已填的全部内容，发给别人前请留意。公式格显示的是文件里存着的结果；'
        "条件格式没有画出。只是看看，表样没有改动。</p>"
    )
