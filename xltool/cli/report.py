"""``xltool report``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from xltool.cli.files import BOOK
from xltool.cli.options import SCHEMES, SETTINGS
from xltool.console import verb
from xltool.verbs.check import check
from xltool.verbs.outcome import Outcome
from xltool.wordreport.write import Written, write_report


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option(
    "-o",
    "--output",
    type=BOOK,
    required=True,
    metavar="报告",
    help="报告的文件名（.docx）；已有的报告只更新其中的数字，自己写的文字不动。",
)
@click.option("--template", type=BOOK, metavar="模板", help="本单位自己的 Word 模板（.docx）。")
@SCHEMES
@SETTINGS
def report(
    book: Path, output: Path, template: Path | None, schemes: tuple[str, ...], settings: str | None
) -> None:
    """生成自评报告（Word），或更新已有报告里的数字。"""
    outcome = check(book, schemes=schemes, settings=settings)
    written = write_report(output, outcome.report, outcome.computed, template, outcome.explanations)
    for line in _lines(outcome, written):
        click.echo(line)


def _lines(outcome: Outcome, written: Written) -> Iterator[str]:
    for change in written.changes:
        yield change.line
    if not written.updated:
        yield f"已生成 {written.path}"
    elif written.kept is None:
        yield f"{written.path} 里的数字都与工作簿相同，没有改动"
    else:
        yield f"已更新 {written.path}：{len(written.changes)} 处；改动前的文件已另存为“{written.kept.name}”"
    if written.missing:
        yield f"还有 {written.missing} 处“待填”（黄底）：数字请填在工作簿里再运行一次，文字请在 Word 里写"
    if written.drafted:
        yield f"{written.drafted} 段由工作簿里的指标、原因和说明拟成初稿，写着“待核对”（黄底）：请读过改好，删去这个标记；再运行时不再改动"
    if open_ones := sum(finding.severity == "必改" for finding in outcome.standing):
        yield f"工作簿还有 {open_ones} 条必改没有改正，这份报告只是草稿：请运行 xltool check 查看"
