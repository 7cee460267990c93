"""Options and answers that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.errors import WorkbookError
from xltool.streams import speaks_all

if TYPE_CHECKING:
    from xltool.outcome import Outcome

#: Exit code where there are findings at or above --fail-on.
FOUND = 1

#: A file of the user's; what cannot be read is said in our own words.
BOOK = click.Path(path_type=Path, readable=False)

SCHEMES = click.option(
    "--scheme",
    "schemes",
    type=BOOK,
    multiple=True,
    metavar="文件",
    help="自己的评分办法文件（TOML），可多次给出。",
)

SETTINGS = click.option(
    "--settings", type=BOOK, metavar="文件", help="财政局的审核设置文件（TOML）：停用规则、改级别、改门槛。"
)


def refuse_existing(output: Path, book: Path) -> None:
    """Nobody's file is overwritten by a slip; the workbook itself may be named."""
    if output.is_dir():
        raise WorkbookError(f"“{output}”是文件夹：请写出文件名。")
    if output.exists() and not (book.exists() and output.samefile(book)):
        raise WorkbookError(f"“{output.name}”已经存在，没有覆盖：请换一个文件名。")


def copy_out(output: Path, source: Path) -> None:
    """A file of the program's own under a name of the user's, which no file has yet."""
    from xltool.book.file.saving import replace_file

    if output.exists():
        raise WorkbookError(f"“{output.name}”已经存在，没有覆盖：请换一个文件名。")
    replace_file(output, source.read_bytes(), like=source)


def agreed(question: str) -> bool:
    """The person's answer to a question, 否 where nothing is said."""
    answer: str = click.prompt(question, default="否", show_default=False, prompt_suffix=" ")
    return answer.strip().casefold() in ("是", "y", "yes")


def print_json(record: dict[str, object]) -> None:
    """One line of JSON: UTF-8, in ASCII alone where the output has another encoding, which is UTF-8 all the same."""
    import json  # slow to load

    line = json.dumps(record, ensure_ascii=not speaks_all())
    click.echo(line)


def print_outcome(outcome: Outcome) -> None:
    """The whole outcome, the heads of its findings in colour."""
    from xltool.outcome import outcome_lines

    for line in outcome_lines(outcome):
        click.echo(_coloured(line))


_COLOURS = {"▲": "red", "◆": "blue"}


def _coloured(line: str) -> str:
    """The head of a finding in its colour; the sign in it says the same without colour."""
    sign = line.partition(" ")[2][:1]
    return click.style(line, fg=_COLOURS[sign], bold=sign == "▲") if sign in _COLOURS else line
