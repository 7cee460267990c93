"""The verbs about findings: which cell is wrong, what the rules say."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.options import BOOK, SCHEMES, copy_out, print_json
from xltool.console import verb
from xltool.errors import WorkbookError


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
@click.option(
    "--budget",
    type=float,
    metavar="秒",
    help="最多用多少秒（默认做完为止；中途停下时，已得的结论照样列出）。",
)
@click.option("--write", is_flag=True, help="把结果写进工作簿的“审核结果”（默认只显示，不改动）。")
@SCHEMES
def locate(book: Path, as_json: bool, budget: float | None, write: bool, schemes: tuple[Path, ...]) -> None:
    """错误定位：按表内、表间关系找出有误的格。"""
    from xltool import main_job
    from xltool.locate import wording
    from xltool.locate.locate import Localisation

    def announce(first: Localisation) -> None:
        if first.failing and not as_json:
            click.echo(f"{wording.first_line(first)}正在逐格核对……", err=True)

    outcome, found = main_job.locate(book, schemes=schemes, budget=budget, announce=announce, write=write)
    if as_json:
        print_json({"workbook": outcome.snapshot.title, **wording.record(found, outcome.address)})
        return
    for line in wording.lines(found, outcome.address):
        click.echo(line)
    if write:
        click.echo(
            f"已写入 {book} 的“审核结果”" if outcome.changed else f"{book} 里的错误定位已是最新，没有改动"
        )


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
@SCHEMES
def coverage(book: Path, as_json: bool, schemes: tuple[Path, ...]) -> None:
    """可核对性：哪些数字没有、或只有一条关系可以核对，再要哪些数字就能核对。"""
    from xltool import main_job
    from xltool.checks.case import build_case
    from xltool.locate import coverage_wording as wording
    from xltool.locate.asks import asked
    from xltool.locate.coverage import coverage as covered

    outcome = main_job.check(book, schemes=schemes)
    case = build_case(outcome.report, outcome.computed, outcome.scheme)
    found, wanted = covered(case), asked(case)
    if as_json:
        print_json({"workbook": outcome.snapshot.title, **wording.record(found, wanted, outcome.address)})
        return
    for line in wording.lines(found, wanted, outcome.address):
        click.echo(line)


@verb()
@click.argument("code", required=False, metavar="[代码]")
@click.option("--markdown", is_flag=True, help="输出 Markdown。")
@click.option("--family", default="", metavar="类别", help="只列这一类：代码的开头，或类别名称里的字。")
@click.option("--severity", type=click.Choice(["必改", "须说明", "提示"]), default=None, help="只列这一级。")
@click.option(
    "--scheme", metavar="评分办法", help="只列在这个办法（名称，或自己的办法文件）下起作用的，并写出门槛。"
)
@click.option("--trial", is_flag=True, help="只列试行的规则。")
@click.option("--xlsx", type=BOOK, metavar="文件", help="把整本规则手册写成工作簿（.xlsx），可筛选、可打印。")
def rules(
    code: str | None,
    markdown: bool,
    family: str,
    severity: str | None,
    scheme: str | None,
    trial: bool,
    xlsx: Path | None,
) -> None:
    """列出审核规则；给出代码则显示该规则的说明。"""
    from xltool.checks import manual
    from xltool.indicators.scheme import find, load

    if xlsx is not None:
        _write_manual(xlsx, alone=not (code or markdown or family or severity or scheme or trial))
        return
    if code:
        click.echo(manual.page(code, markdown))
        return
    chosen = None
    if scheme:
        chosen = load(Path(scheme)) if Path(scheme).is_file() else find(scheme)
    wanted = manual.Filter(family, severity or "", chosen, trial)
    click.echo(manual.listing(markdown, wanted))


def _write_manual(output: Path, alone: bool) -> None:
    from xltool.resources import rule_manual_path

    if not alone:
        raise WorkbookError("--xlsx 写的总是整本规则手册：请去掉代码和其他选项，打开后在工作簿里筛选。")
    if output.suffix.lower() != ".xlsx":
        raise WorkbookError(f"“{output.name}”的扩展名应为 .xlsx。")
    copy_out(output, rule_manual_path())
    click.echo(f"已写出 {output}")
