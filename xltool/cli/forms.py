"""``xltool forms``."""

from __future__ import annotations

import click

from xltool.cli.options import print_json
from xltool.console import verb
from xltool.verbs import forms as work


@verb()
@click.argument("name", required=False, metavar="[表样]")
@click.option("--json", "as_json", is_flag=True, help="每种表输出一行 JSON。")
def forms(name: str | None, as_json: bool) -> None:
    """列出认得的表样和各能核对什么；给出一种则列出它的名称和规则。"""
    found = [work.known_form(name)] if name else work.known_forms()
    if as_json:
        for each in found:
            print_json(work.form_record(each))
        return
    for line in work.form_lines(found[0]) if name else work.forms_lines(found):
        click.echo(line)
