"""``xltool annotate``."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.annotate.alike.profile import FormProfile
from xltool.annotate.besides import BESIDE, LIST_ALONE
from xltool.cli.annotate_several import annotate_sheets, refuse_one_at_a_time, say_what_next
from xltool.cli.files import BOOK
from xltool.cli.options import print_json
from xltool.cli.terminal import Terminal
from xltool.console import complain, debugging, verb
from xltool.errors import WorkbookError
from xltool.verbs import annotate as work
from xltool.verbs import many
from xltool.verbs.annotate_several import names_several, several_forms
from xltool.verbs.profiles import profile_named
from xltool.verbs.recognised_lines import lines, record


@verb()
@click.argument("forms", type=BOOK, nargs=-1, required=True, metavar="表样...")
@click.option(
    "-o",
    "--output",
    type=BOOK,
    metavar="文件",
    help="标注后的工作簿（原表不动）；不给则只看，不写任何文件。给了几份表或一个文件夹的，写放结果的文件夹。",
)
@click.option("--yes", is_flag=True, help="不再询问：各项取默认，推断的照标，并列出来。")
@click.option(
    "--like",
    metavar="表样",
    help="照这份表样标注，一句也不问：表样文件（TOML）、标注过的空白表，或 xltool forms 列出的名称。",
)
@click.option(
    "--profile", type=BOOK, metavar="文件", help="把标注写成表样文件（TOML），同样的表都可以照它标注。"
)
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar="工作表",
    help="只认这一张；一个工作簿里有几张各自成表的自评表时要指明。要几张就写几次，“全部”是每一张：各张各有各的审核结果。",
)
@click.option(
    "--marks",
    type=click.Choice([BESIDE, LIST_ALONE]),
    metavar=f"{BESIDE}|{LIST_ALONE}",
    help="标记放在表的右侧，或只在“审核结果”里列出；加了保护的工作表默认后者。",
)
@click.option(
    "--preview",
    type=BOOK,
    metavar="网页",
    help="另写一个网页（.html）：照表样画出每张表，标出每一格认成什么，供逐格核对。",
)
@click.option("--json", "as_json", is_flag=True, help="输出一行 JSON；几份表的，每份一行。")
def annotate(
    forms: tuple[Path, ...],
    output: Path | None,
    yes: bool,
    like: str | None,
    profile: Path | None,
    sheets: tuple[str, ...],
    marks: str | None,
    preview: Path | None,
    as_json: bool,
) -> int:
    """标注本单位的表样：按标签认出哪一格是哪一个名称，先列出来看。

    加 -o 写成可以审核的工作簿，原表不动。
    表样是财政局发的自评表，空白的、填好的都可以（.xlsx、.xlsm；旧格式 .xls、.et 经 LibreOffice 转成副本）。
    一种表标注一次、用 --profile 存成表样后，同样的表可以成批标注：xltool annotate 文件夹 --like 表样文件 -o 文件夹。
    """
    chosen = profile_named(like) if like else None
    desk = Terminal(yes=yes, quiet=as_json)
    if len(forms) > 1 or forms[0].is_dir():
        return _many(forms, _folder(output, profile), chosen, sheets, marks or "", desk, as_json)
    (form,) = forms
    found = several_forms(form, sheets, desk) if names_several(sheets) else None
    if found is not None and len(found.sheets) > 1:
        refuse_one_at_a_time(profile, preview)
        annotate_sheets(found, output, chosen, marks or "", desk, as_json)
        return 0
    sheet = "".join(sheets[:1]) if found is None else found.sheets[0]
    if output is not None:
        _write(form, output, sheet, marks or "", chosen, profile, desk, preview, as_json)
    elif profile is not None:
        work.make_profile(form, profile, sheet=sheet, marks=marks or "", like=chosen, desk=desk)
    else:
        _show(form, chosen, sheet, desk, as_json, preview)
    return 0


def _write(
    form: Path,
    output: Path,
    sheet: str,
    marks: str,
    like: FormProfile | None,
    profile: Path | None,
    desk: Terminal,
    preview: Path | None,
    as_json: bool,
) -> None:
    done = work.annotate(
        form, output, sheet=sheet, marks=marks, like=like, profile=profile, desk=desk, preview=preview
    )
    say_what_next(done.path, desk)
    if as_json:
        print_json(done.record())


def _show(
    form: Path,
    like: FormProfile | None,
    sheet: str,
    desk: Terminal,
    as_json: bool,
    preview: Path | None,
) -> None:
    """What would be annotated, and by a profile what does not match it."""
    found, unmatched = (
        work.profiled_form(form, like, sheet, desk, preview)
        if like
        else (work.recognised_form(form, sheet, desk, preview), ())
    )
    if as_json:
        more: dict[str, object] = {"unmatched": list(unmatched)} if like else {}
        print_json({**record(found), **more})
        return
    for line in (*lines(found), *unmatched):
        click.echo(line)


def _folder(output: Path | None, profile: Path | None) -> Path:
    """The folder for many copies. Raises WorkbookError where none is named."""
    if profile is not None:
        raise WorkbookError("用 --profile 写表样时，一次只能给一份表：请拿一份空白表来写。")
    if output is None or output.is_file():
        raise WorkbookError("标注几份表时，请用 -o 给出放结果的文件夹。")
    return output


def _many(
    given: tuple[Path, ...],
    folder: Path,
    like: FormProfile | None,
    sheets: tuple[str, ...],
    marks: str,
    desk: Terminal,
    as_json: bool,
) -> int:
    code = 0

    def tell(copy: many.CopyDone) -> None:
        nonlocal code
        if copy.done is None:
            code = complain(f"{copy.form.name}：{copy.error}", debugging())
        if as_json:
            print_json(_copy_record(copy))
        elif copy.done is not None:
            click.echo(f"{copy.form.name}：已标注 {copy.done.names} 个名称")
            for line in copy.done.unmatched:
                click.echo(f"　{line}")

    forms = many.forms_in(given)
    done = many.annotate_many(forms, folder, sheets=sheets, marks=marks, like=like, desk=desk, tell=tell)
    desk.say(done.summary)
    return code


def _copy_record(copy: many.CopyDone) -> dict[str, object]:
    if copy.done is None:
        return {"form": copy.form.name, "error": copy.error}
    return {"form": copy.form.name, **copy.done.record(), "unmatched": list(copy.done.unmatched)}
