"""The verbs on the command line, for everyone who works without Excel or with macros blocked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool import __version__
from xltool.console import ChineseGroup, complain
from xltool.errors import WorkbookError

if TYPE_CHECKING:
    from xltool.outcome import Outcome

#: Exit code where there are findings at or above --fail-on.
FOUND = 1

_BOOK = click.Path(path_type=Path, readable=False)  # what cannot be read is said in our own words
_SCHEMES = click.option(
    "--scheme",
    "schemes",
    type=_BOOK,
    multiple=True,
    metavar="文件",
    help="自己的评分办法文件（TOML），可多次给出。",
)

_SETTINGS = click.option(
    "--settings", type=_BOOK, metavar="文件", help="财政局的审核设置文件（TOML）：停用规则、改级别、改门槛。"
)


@click.group(cls=ChineseGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, expose_value=False, help="出错时显示详细的调用过程。")
@click.version_option(__version__, "--version", message="xltool %(version)s", help="显示版本。")
def main() -> None:
    """部门整体支出绩效自评：计算执行率、控制率和得分，标出每一处异常。

    一般用法：先 xltool new -o 自评.xlsx 得到空白模板，填好后运行 xltool recalc 自评.xlsx，
    再打开工作簿，从“审核结果”逐条处理。
    """


@main.command()
@click.option(
    "-o",
    "--output",
    type=_BOOK,
    required=True,
    metavar="文件",
    help="新工作簿的文件名：.xlsx，或 .xlsm（表上带按钮，内含宏）。",
)
@click.option("--form", default="hunan-2022", show_default=True, metavar="表样", help="表样。")
def new(output: Path, form: str) -> None:
    """新建一份空白模板。"""
    from xltool.resources import template_path

    if output.suffix.lower() not in (".xlsx", ".xlsm"):
        raise WorkbookError(f"“{output.name}”的扩展名应为 .xlsx（或带宏的 .xlsm）。")
    source = template_path(form, macros=output.suffix.lower() == ".xlsm")
    if output.exists():
        raise WorkbookError(f"“{output.name}”已经存在，没有覆盖：请换一个文件名。")
    _write_new(output, source)
    click.echo(f"已新建 {output}：请先填“填表说明”里的单位名称和年度。")


def _write_new(output: Path, source: Path) -> None:
    from xltool.book.saving import replace_file

    replace_file(output, source.read_bytes(), like=source)


@main.command()
@click.argument("book", type=_BOOK, metavar="工作簿")
@click.option("-o", "--output", type=_BOOK, metavar="文件", help="写到另一个文件，原文件不动。")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
@_SCHEMES
@_SETTINGS
def recalc(
    book: Path, output: Path | None, as_json: bool, schemes: tuple[Path, ...], settings: Path | None
) -> None:
    """计算、审核、标记，写回工作簿。"""
    from xltool import main_job
    from xltool.book.saving import backup_path

    if output is not None:
        _refuse_existing(output, book)
    backup = backup_path(book)
    first = output is None and not backup.exists()
    outcome = main_job.recalc(book, target=output, schemes=schemes, settings=settings)
    if as_json:
        _print_json(outcome.record())
        return
    _print_outcome(outcome)
    written = output or book
    click.echo(f"已写入 {written}" if outcome.changed or output else f"{written} 已是最新，没有改动")
    if first and backup.exists():
        click.echo(f"第一次写入之前的文件已另存为 {backup}")


def _refuse_existing(output: Path, book: Path) -> None:
    """Nobody's file is overwritten by a slip; the workbook itself may be named."""
    if output.is_dir():
        raise WorkbookError(f"“{output}”是文件夹：请写出文件名。")
    if output.exists() and not (book.exists() and output.samefile(book)):
        raise WorkbookError(f"“{output.name}”已经存在，没有覆盖：请换一个文件名。")


@main.command()
@click.argument("books", type=_BOOK, nargs=-1, required=True, metavar="工作簿...")
@click.option("--json", "as_json", is_flag=True, help="每个工作簿输出一行 JSON。")
@click.option(
    "--fail-on",
    type=click.Choice(["必改", "须说明", "never"]),
    default="必改",
    show_default=True,
    help="发现这一级或更重的问题时以 1 退出。",
)
@_SCHEMES
@_SETTINGS
def check(
    books: tuple[Path, ...], as_json: bool, fail_on: str, schemes: tuple[Path, ...], settings: Path | None
) -> int:
    """只审核，不改动工作簿。"""
    from xltool import main_job

    code = 0
    for book in _filed(books):
        try:
            outcome = main_job.check(book, schemes=schemes, settings=settings)
        except WorkbookError as error:
            if as_json:
                _print_json({"workbook": book.name, "error": str(error)})
            elif len(books) == 1:
                raise
            code = max(code, complain(str(error), main.debug))
            continue
        _print_json(outcome.record()) if as_json else _print_outcome(outcome)
        code = max(code, FOUND if _fails(outcome, fail_on) else 0)
    return code


def _filed(books: tuple[Path, ...]) -> list[Path]:
    """The workbooks without what lies beside them when a whole folder is named: backups and lock files."""
    from xltool.book.saving import is_beside

    if len(books) == 1:
        return list(books)
    for book in books:
        if is_beside(book):
            click.echo(f"跳过 {book.name}（备份或锁定文件）", err=True)
    return [book for book in books if not is_beside(book)]


def _fails(outcome: Outcome, fail_on: str) -> bool:
    grave = {"必改": ("必改",), "须说明": ("必改", "须说明")}.get(fail_on, ())
    return any(finding.severity in grave for finding in outcome.standing)


@main.command()
@click.argument("book", type=_BOOK, metavar="工作簿")
@click.option("--all", "everything", is_flag=True, help="连同人工填写的说明一起清除。")
def clear(book: Path, everything: bool) -> None:
    """清除标记、核算值和审核结果；人工说明保留。"""
    from xltool import main_job

    changed = main_job.clear(book, reasons_too=everything)
    click.echo(f"已清除 {book}" if changed else f"{book} 里没有需要清除的内容")


@main.command()
@click.argument("book", type=_BOOK, metavar="工作簿")
@click.argument("names", nargs=-1, metavar="[名称]...")
def restore(book: Path, names: tuple[str, ...]) -> None:
    """恢复被改写的模板公式（不给名称则全部恢复）。"""
    from xltool import main_job

    replaced = main_job.restore(book, names)
    for name, text in replaced.items():
        click.echo(f"{name}：原填 {text.strip() or '空白'}，已恢复公式")
    click.echo(
        f"恢复 {len(replaced)} 处。改动前的文件已另存为“{book.stem}.上次操作前{book.suffix}”，请再运行 xltool recalc。"
        if replaced
        else "公式都完好，没有改动"
    )


@main.command()
@click.argument("book", type=_BOOK, metavar="工作簿")
@click.argument("rows", nargs=-1, type=int, metavar="[第几个指标]...")
@click.option("-y", "--yes", is_flag=True, help="不再询问。")
@_SCHEMES
@_SETTINGS
def adopt(
    book: Path, rows: tuple[int, ...], yes: bool, schemes: tuple[Path, ...], settings: Path | None
) -> None:
    """采用建议得分（先列出，确认后写入；不给则全部采用）。"""
    from xltool import main_job

    proposed = main_job.adoptions(main_job.check(book, schemes=schemes, settings=settings), rows)
    if not proposed:
        click.echo("得分都与建议得分相同，没有改动")
        return
    for each in proposed:
        title = "".join(each.title.split())
        click.echo(
            f"第 {each.row} 个指标 {title}（{each.address}）：{each.filed.strip() or '空白'} → {each.suggested:f}"
        )
    if not yes and not _agreed(f"把以上 {len(proposed)} 项得分改为建议得分吗？（是/否）"):
        raise click.Abort
    main_job.adopt(book, rows, schemes=schemes, settings=settings)
    click.echo(
        f"已改 {len(proposed)} 项。改动前的文件已另存为“{book.stem}.上次操作前{book.suffix}”，请再运行 xltool recalc。"
    )


def _agreed(question: str) -> bool:
    answer: str = click.prompt(question, default="否", show_default=False, prompt_suffix=" ")
    return answer.strip().casefold() in ("是", "y", "yes")


@main.command()
@click.argument("book", type=_BOOK, metavar="工作簿")
@click.argument("key", metavar="序号或键")
@click.argument("text", metavar="说明")
@_SCHEMES
@_SETTINGS
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


@main.command()
@click.argument("book", type=_BOOK, metavar="工作簿")
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON。")
@click.option(
    "--budget",
    type=float,
    metavar="秒",
    help="最多用多少秒（默认做完为止；中途停下时，已得的结论照样列出）。",
)
@_SCHEMES
def locate(book: Path, as_json: bool, budget: float | None, schemes: tuple[Path, ...]) -> None:
    """错误定位：按表内、表间关系找出有误的格。"""
    from xltool import main_job
    from xltool.checks.case import build_case
    from xltool.localise import wording
    from xltool.localise.locate import Localisation, localise

    outcome = main_job.check(book, schemes=schemes)

    def announce(first: Localisation) -> None:
        if first.failing and not as_json:
            click.echo(f"{wording.first_line(first)}正在逐格核对……", err=True)

    case = build_case(outcome.report, outcome.computed, outcome.scheme)
    found = localise(case, budget, announce)
    if as_json:
        _print_json({"workbook": outcome.snapshot.title, **wording.record(found, outcome.address)})
        return
    for line in wording.lines(found, outcome.address):
        click.echo(line)


@main.command()
@click.argument("code", required=False, metavar="[代码]")
@click.option("--markdown", is_flag=True, help="输出 Markdown。")
@click.option("--family", default="", metavar="类别", help="只列这一类：代码的开头，或类别名称里的字。")
@click.option("--severity", type=click.Choice(["必改", "须说明", "提示"]), default=None, help="只列这一级。")
@click.option("--scheme", metavar="评分办法", help="只列在这个办法下起作用的，并写出门槛。")
def rules(code: str | None, markdown: bool, family: str, severity: str | None, scheme: str | None) -> None:
    """列出审核规则；给出代码则显示该规则的说明。"""
    from xltool.checks import manual
    from xltool.indicators.scheme import find

    if code:
        click.echo(manual.page(code, markdown))
        return
    wanted = manual.Filter(family, severity or "", find(scheme) if scheme else None)
    click.echo(manual.listing(markdown, wanted))


@main.command()
@click.argument("folder", type=_BOOK, required=False, default=Path("演示"), metavar="[文件夹]")
def demo(folder: Path) -> None:
    """用公开的真实案例演示一遍：生成、计算、审核、标记。"""
    from xltool.demo import run_demo

    for line in run_demo(folder):
        click.echo(line)


@main.command()
@click.option(
    "--wheels", type=_BOOK, metavar="文件夹", help="离线安装：从这个文件夹里的安装文件（.whl）装，不联网。"
)
@click.option("--uninstall", "removing", is_flag=True, help="卸载：安装时放的都删除，改过的都还原。")
@click.option("--dry-run", is_flag=True, help="只列出将要做什么，不做任何改动。")
@click.option(
    "--with-python", is_flag=True, hidden=True, help="把正在运行的解释器一起复制过去（离线安装包用）。"
)
def install(wheels: Path | None, removing: bool, dry_run: bool, with_python: bool) -> None:
    """为当前用户安装 Excel 加载项和右键菜单（不需要管理员权限）。"""
    from xltool.addin import environment
    from xltool.addin import install as installer
    from xltool.addin.profile import this_profile

    profile = this_profile()
    if removing:
        lines = installer.planned_removal(profile) if dry_run else installer.uninstall(profile)
    else:
        source = environment.from_wheels(wheels, with_python) if wheels else environment.from_here()
        lines = (installer.planned if dry_run else installer.install)(profile, source)
    for line in lines:
        click.echo(line)


@main.command()
def doctor() -> int:
    """检查安装：Excel、加载项、宏策略、解释器，并说明怎么修。"""
    from xltool.addin import doctor as examiner
    from xltool.addin.check import State
    from xltool.addin.profile import this_profile
    from xltool.addin.registry import this_registry

    checks = examiner.examine(this_profile(), this_registry())
    for line in examiner.report(checks):
        click.echo(line)
    return FOUND if any(check.state is State.BAD for check in checks) else 0


def _print_json(record: dict[str, object]) -> None:
    import json  # slow to load

    click.echo(json.dumps(record, ensure_ascii=False))


def _print_outcome(outcome: Outcome) -> None:
    from xltool.outcome import outcome_lines

    for line in outcome_lines(outcome):
        click.echo(_coloured(line))


_COLOURS = {"▲": "red", "◆": "blue"}


def _coloured(line: str) -> str:
    """The head of a finding in its colour; the sign in it says the same without colour."""
    sign = line.partition(" ")[2][:1]
    return click.style(line, fg=_COLOURS[sign], bold=sign == "▲") if sign in _COLOURS else line
