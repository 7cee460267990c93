"""``xltool rules``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.checks import manual
from xltool.cli.files import BOOK, copy_out
from xltool.console import verb
from xltool.errors import WorkbookError
from xltool.indicators.scheme import find, load
from xltool.resources import rule_manual_path


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
    if not alone:
        raise WorkbookError("--xlsx 写的总是整本规则手册：请去掉代码和其他选项，打开后在工作簿里筛选。")
    if output.suffix.lower() != ".xlsx":
        raise WorkbookError(f"“{output.name}”的扩展名应为 .xlsx。")
    copy_out(output, rule_manual_path())
    click.echo(f"已写出 {output}")
