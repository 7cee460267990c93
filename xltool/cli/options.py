"""Options and answers that several verbs share."""

from __future__ import annotations

import click

from xltool.streams import speaks_all

#: Exit code where there are findings at or above --fail-on.
FOUND = 1

#: A file of the user's by its name; what cannot be read is said in our own words.
FILE = click.Path(readable=False)

SCHEMES = click.option(
    "--scheme",
    "schemes",
    type=FILE,
    multiple=True,
    metavar="文件",
    help="自己的评分办法文件（TOML），可多次给出。",
)

SETTINGS = click.option(
    "--settings", type=FILE, metavar="文件", help="财政局的审核设置文件（TOML）：停用规则、改级别、改门槛。"
)


#: Which of several returns in one workbook is meant.
SHEET = click.option(
    "--sheet",
    default="",
    metavar="工作表",
    help="一个工作簿里有几份自评表（几个项目）的，指明是哪一张工作表的一份。",
)


def print_json(record: dict[str, object]) -> None:
    """One line of JSON: UTF-8, in ASCII alone where the output has another encoding, which is UTF-8 all the same."""
    import json  # 1 ms that a run without --json does not pay

    line = json.dumps(record, ensure_ascii=not speaks_all())
    click.echo(line)
