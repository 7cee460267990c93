"""The verbs of the yearly work: compute, check, mark, restore, adopt, explain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.options import (
    BOOK,
    FOUND,
    SCHEMES,
    SETTINGS,
    agreed,
    print_json,
    print_outcome,
    refuse_existing,
)
from xltool.console import complain, debugging, verb
from xltool.errors import WorkbookError

if TYPE_CHECKING:
    from xltool.outcome import Outcome


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option("-o", "--output", type=BOOK, metavar="文件", help="写到另一个文件，原文件不动。")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
@SCHEMES
@SETTINGS
def recalc(
    book: Path, output: Path | None, as_json: bool, schemes: tuple[Path, ...], settings: Path | None
) -> None:
    """计算、审核、标记，写回工作簿。"""
    from xltool import main_job
    from xltool.book.file.saving import backup_path
    from xltool.outcome import without_room

    if output is not None:
        refuse_existing(output, book)
    backup = backup_path(book)
    first = output is None and not backup.exists()
    outcome = main_job.recalc(book, target=output, schemes=schemes, settings=settings)
    if as_json:
        print_json(outcome.record())
        return
    print_outcome(outcome)
    written = output or book
    if told := without_room(outcome):
        click.echo(told)
        return
    click.echo(f"已写入 {written}" if outcome.changed or output else f"{written} 已是最新，没有改动")
    if first and backup.exists():
        click.echo(f"第一次写入之前的文件已另存为 {backup}")


@verb()
@click.argument("books", type=BOOK, nargs=-1, required=True, metavar="工作簿...")
@click.option("--json", "as_json", is_flag=True, help="每个工作簿输出一行 JSON。")
@click.option(
    "--fail-on",
    type=click.Choice(["必改", "须说明", "never"]),
    default="必改",
    show_default=True,
    help="发现这一级或更重的问题时以 1 退出。",
)
@click.option(
    "--report",
    type=BOOK,
    metavar="报告",
    help="把这份自评报告（Word、网页、文本）正文里的数与工作簿逐个核对。",
)
@SCHEMES
@SETTINGS
def check(
    books: tuple[Path, ...],
    as_json: bool,
    fail_on: str,
    report: Path | None,
    schemes: tuple[Path, ...],
    settings: Path | None,
) -> int:
    """只审核，不改动工作簿。"""
    from xltool import main_job

    if report is not None and len(books) > 1:
        raise WorkbookError("用 --report 核对报告时，一次只能给一个工作簿。")

    code = 0
    for book in _filed(books):
        try:
            outcome = main_job.check(book, schemes=schemes, settings=settings, report=report)
        except WorkbookError as error:
            if as_json:
                print_json({"workbook": book.name, "error": str(error)})
            elif len(books) == 1:
                raise
            code = max(code, complain(str(error), debugging()))
            continue
        print_json(outcome.record()) if as_json else print_outcome(outcome)
        code = max(code, FOUND if _fails(outcome, fail_on) else 0)
    return code


def _filed(books: tuple[Path, ...]) -> list[Path]:
    """The workbooks without what lies beside them when a whole folder is named: backups and lock files."""
    from xltool.book.file.saving import is_beside

    if len(books) == 1:
        return list(books)
    for book in books:
        if is_beside(book):
            click.echo(f"跳过 {book.name}（备份或锁定文件）", err=True)
    return [book for book in books if not is_beside(book)]


def _fails(outcome: Outcome, fail_on: str) -> bool:
    grave = {"必改": ("必改",), "须说明": ("必改", "须说明")}.get(fail_on, ())
    return any(finding.severity in grave for finding in outcome.standing)


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.option("--all", "everything", is_flag=True, help="连同人工填写的说明一起清除。")
def clear(book: Path, everything: bool) -> None:
    """清除标记、核算值和审核结果；人工说明保留。"""
    from xltool import main_job

    changed = main_job.clear(book, reasons_too=everything)
    click.echo(f"已清除 {book}" if changed else f"{book} 里没有需要清除的内容")


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.argument("names", nargs=-1, metavar="[名称]...")
def restore(book: Path, names: tuple[str, ...]) -> None:
    """恢复被改写的模板公式（不给名称则全部恢复），补回被删除的“在此行上方插入”一行。"""
    from xltool import main_job

    replaced = main_job.restore(book, names)
    for name, text in replaced.items():
        block = name.removeprefix("末行_")
        click.echo(
            f"{block}表末“在此行上方插入”一行：已补回"
            if block != name
            else f"{name}：原填 {text.strip() or '空白'}，已恢复公式"
        )
    click.echo(
        f"恢复 {len(replaced)} 处。改动前的文件已另存为“{book.stem}.上次操作前{book.suffix}”，请再运行 xltool recalc。"
        if replaced
        else "公式都完好，没有改动"
    )


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.argument("rows", nargs=-1, type=int, metavar="[第几个指标]...")
@click.option("-y", "--yes", is_flag=True, help="不再询问。")
@SCHEMES
@SETTINGS
def adopt(
    book: Path, rows: tuple[int, ...], yes: bool, schemes: tuple[Path, ...], settings: Path | None
) -> None:
    """采用建议得分（先列出，确认后写入；不给则全部采用）。"""
    from xltool import main_job
    from xltool.outcome import adoptions

    proposed = adoptions(main_job.check(book, schemes=schemes, settings=settings), rows)
    if not proposed:
        click.echo("得分都与建议得分相同，没有改动")
        return
    for each in proposed:
        title = "".join(each.title.split())
        click.echo(
            f"第 {each.row} 个指标 {title}（{each.address}）：{each.filed.strip() or '空白'} → {each.suggested:f}"
        )
    if not yes and not agreed(f"把以上 {len(proposed)} 项得分改为建议得分吗？（是/否）"):
        raise click.Abort
    main_job.adopt(book, rows, schemes=schemes, settings=settings)
    click.echo(
        f"已改 {len(proposed)} 项。改动前的文件已另存为“{book.stem}.上次操作前{book.suffix}”，请再运行 xltool recalc。"
    )


@verb()
@click.argument("book", type=BOOK, metavar="工作簿")
@click.argument("key", metavar="序号或键")
@click.argument("text", metavar="说明")
@SCHEMES
@SETTINGS
def explain(book: Path, key: str, text: str, schemes: tuple[Path, ...], settings: Path | None) -> None:
    """给一条审核结果写说明。"""
    from xltool import main_job

    finding = main_job.explain(book, key, text, schemes=schemes, settings=settings)
    if finding is None:
        click.echo("已写入说明；这个问题现在已经不存在了")
    elif finding.severity == "必改":
        click.echo(f"已写入说明，但“{finding.title}”是必改，说明不能代替改正")
    else:
        click.echo(f"已写入说明：{finding.title}")
