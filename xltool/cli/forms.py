"""``xltool forms``."""

from __future__ import annotations

import click

from xltool.cli.options import print_json
from xltool.console import verb
from xltool.verbs import forms as work


@verb()
@click.argument("name", required=False, metavar="[表样]")
@click.option("--json", "as_json", is_flag=True, help="每种表输出一行 JSON。")
@click.option("--markdown", is_flag=True, help="随程序的表样各读什么、查什么，写成一页 Markdown。")
def forms(name: str | None, as_json: bool, markdown: bool) -> None:
    """列出认得的表样和各能核对什么；给出一种则列出它的名称和规则。"""
    if markdown:
        for line in work.forms_page([each for each in work.known_forms() if each.shipped]):
            click.echo(line)
        return
    found = [work.known_form(name)] if name else work.known_forms()
    if as_json:
        for each in found:
            print_json(work.form_record(each))
        return
    for line in work.form_lines(found[0]) if name else work.forms_lines(found):
        click.echo(line)
