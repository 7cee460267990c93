"""``xltool import``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK, say_kept
from xltool.cli.options import print_json
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.errors import WorkbookError
from xltool.verbs import import_report
from xltool.verbs import into as into_book
from xltool.verbs import last_year as older
from xltool.verbs.filling import refuse_taken


@verb("import")
@click.argument("report", type=BOOK, required=False, metavar="[报告]")
@click.option(
    "-o",
    "--output",
    type=BOOK,
    metavar="工作簿",
    help="写到哪个新工作簿（.xlsx 或带宏的 .xlsm）。",
)
@click.option(
    "--into",
    type=BOOK,
    metavar="工作簿",
    help="填进已有的工作簿（标注过的表、由模板新建的都行）的空白格：先列出，确认后写入；已填的不动。",
)
@click.option(
    "--sheet",
    default="",
    metavar="工作表",
    help="与 --into 同用：报告或工作簿里有几张各自成表的自评表时，读、填这一张。",
)
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON：逐个名称读到什么、在哪里、有多确定。")
@click.option("--form", default="hunan-2022", show_default=True, metavar="表样", help="新工作簿的表样。")
@click.option(
    "--last-year",
    "last_year",
    type=BOOK,
    metavar="工作簿",
    help="不读报告，而把去年工作簿的本年决算填进已有工作簿（-o）的上年决算；先列出，确认后写入。",
)
@click.option("--replace", is_flag=True, help="与 --last-year、--into 同用：已填且不同的也改。")
@click.option(
    "-y",
    "--yes",
    is_flag=True,
    help="不再询问：与 --last-year、--into 同用，或让本机的 LibreOffice 转换 .odt、.ods。",
)
def import_(
    report: Path | None,
    output: Path | None,
    into: Path | None,
    sheet: str,
    as_json: bool,
    form: str,
    last_year: Path | None,
    replace: bool,
    yes: bool,
) -> None:
    """导入公开的或上年的自评报告，填成工作簿。

    报告可以是 Word 文档、网页、从网页复制的文本（.txt），或没有名称的 Excel 表。数字照原样填入，错的也照录，
    再由 xltool recalc 审核；逐个名称列出读到什么、在哪里、有多确定。
    """
    if (report is None) is (last_year is None):
        raise WorkbookError("请给出一份报告，或者用 --last-year 给出去年的工作簿（两者不能同时给）。")
    if into is not None:
        if report is None or output is not None:
            raise WorkbookError("用 --into 时请给出一份报告，不要再给 -o：填进去的就是 --into 的工作簿。")
        _import_into(report, into, sheet, replace, yes, as_json)
    elif output is None:
        raise WorkbookError("请用 -o 给出新工作簿的名字，或者用 --into 给出要填的工作簿。")
    elif last_year is not None:
        _fill_last_year(last_year, output, replace, yes, as_json)
    elif report is not None:
        _import_report(report, output, as_json, form, yes)


def _import_into(report: Path, book: Path, sheet: str, replace: bool, yes: bool, as_json: bool) -> None:
    desk = Terminal(yes=yes, quiet=as_json)
    lines = into_book.import_into(report, book, replace, sheet=sheet, desk=desk)
    if as_json:
        print_json(into_book.into_record(lines, book))
    if any(line.changes for line in lines):
        say_kept(book, quiet=as_json)


def _import_report(report: Path, output: Path, as_json: bool, form: str, yes: bool) -> None:
    refuse_taken(output)
    reading = import_report.import_report(report, output, form, Terminal(yes=yes, quiet=as_json))
    if as_json:
        print_json(import_report.record(reading, output))
        return
    for line in import_report.lines(reading, output):
        click.echo(line)


def _fill_last_year(last: Path, book: Path, replace: bool, yes: bool, as_json: bool) -> None:
    if as_json:
        print_json(older.record(older.plan(last, book, replace), book))
    if older.fill_last_year(last, book, replace, desk=Terminal(yes=yes, quiet=as_json)).changes:
        say_kept(book, quiet=as_json)
