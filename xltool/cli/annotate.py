"""``xltool annotate``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.annotate.besides import BESIDE, LIST_ALONE
from xltool.cli.files import BOOK
from xltool.cli.options import print_json
from xltool.cli.terminal import Terminal
from xltool.console import verb
from xltool.verbs import annotate as work


@verb()
@click.argument("form", type=BOOK, metavar="表样")
@click.option(
    "-o", "--output", type=BOOK, metavar="文件", help="标注后的工作簿（原表不动）；不给则只看，不写任何文件。"
)
@click.option("--yes", is_flag=True, help="不再询问：各项取默认，推断的照标，并列出来。")
@click.option(
    "--sheet", default="", metavar="工作表", help="只认这一张；一个工作簿里有几张各自成表的自评表时要指明。"
)
@click.option(
    "--marks",
    type=click.Choice([BESIDE, LIST_ALONE]),
    metavar=f"{BESIDE}|{LIST_ALONE}",
    help="标记放在表的右侧，或只在“审核结果”里列出；加了保护的工作表默认后者。",
)
@click.option(
    "--preview",
    type=BOOK,
    metavar="网页",
    help="另写一个网页（.html）：照表样画出每张表，标出每一格认成什么，供逐格核对。",
)
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
def annotate(
    form: Path,
    output: Path | None,
    yes: bool,
    sheet: str,
    marks: str | None,
    preview: Path | None,
    as_json: bool,
) -> None:
    """标注本单位的表样：按标签认出哪一格是哪一个名称；先列出来看，加 -o 写成可以审核的工作簿。

    表样是财政局发的自评表，空白的、填好的都可以（.xlsx、.xlsm；旧格式 .xls、.et 经 LibreOffice 转成副本）。
    """
    desk = Terminal(yes=yes, quiet=as_json)
    if output is not None:
        done = work.annotate(form, output, sheet=sheet, marks=marks or "", desk=desk, preview=preview)
        if as_json:
            print_json(
                {
                    "workbook": str(done.path),
                    "names": done.names,
                    "marked": list(done.marked),
                    "unmarked": list(done.unmarked),
                    "locked": done.locked,
                }
            )
        return
    found = work.recognised_form(form, sheet, desk, preview)
    if as_json:
        print_json(work.record(found))
        return
    for line in work.lines(found):
        click.echo(line)
