"""``xltool seal``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.cli.keys import KEY, private_key
from xltool.cli.options import FOUND, SCHEMES, SETTINGS
from xltool.console import verb
from xltool.verbs import seal as work
from xltool.verbs.outcome_lines import finding_lines


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option(
    "-o", "--output", type=BOOK, metavar="文件", help="上报件的文件名（默认“工作簿名-上报件.xlsx”）。"
)
@click.option("--pdf", is_flag=True, help="同时生成 PDF（要装有 LibreOffice）。")
@KEY
@SCHEMES
@SETTINGS
def seal(
    book: Path,
    output: Path | None,
    pdf: bool,
    key_file: Path | None,
    schemes: tuple[str, ...],
    settings: str | None,
) -> int:
    """生成上报件：公式换成数值，清除标记，加封面和内容校验码。

    有“必改”没改，或“须说明”没写说明，就不生成，以 1 退出。原工作簿不动。
    """
    key = private_key(key_file)
    sealed = work.seal(book, output, schemes=schemes, settings=settings, key=key)
    if sealed.path is None:
        return refused(sealed)
    click.echo(f"已生成上报件 {sealed.path}\n内容校验码 {sealed.code}")
    if sealed.cut:
        where = "、".join(cell.address for cell in sealed.cut[:5]) + (" 等" if len(sealed.cut) > 5 else "")
        click.echo(
            f"有 {len(sealed.cut)} 处文字印不全（{where}）：请在原来的工作簿里加宽列、加高行，或把文字改短，再重新生成。"
        )
    if sealed.kept:
        click.echo(f"以前的一份没有覆盖，改名保留为 {sealed.kept}（如已报出，请告知对方以新的为准）")
    if pdf:
        from xltool.sealed.pdf import write_pdf

        click.echo(f"已生成 {write_pdf(sealed.path)}")
    return 0


def refused(sealed: work.Sealed) -> int:
    """Say which findings stand in the way; the exit code for it."""
    outcome = sealed.outcome
    standing = {finding.key for finding in sealed.blocking}
    click.echo(f"没有生成上报件，还有 {len(standing)} 条要先处理（必改的改正，须说明的写明理由）：", err=True)
    for number, finding in outcome.numbered:
        if finding.key in standing:
            for line in finding_lines(outcome, f"{number}." if number else "-", finding):
                click.echo(line, err=True)
    return FOUND
