"""``xltool annotate`` with several sheets, each of which is a return of its own."""

from __future__ import annotations

from pathlib import Path

import click

from xltool.annotate.alike.profile import FormProfile
from xltool.cli.options import print_json
from xltool.cli.terminal import Terminal
from xltool.errors import WorkbookError
from xltool.verbs.annotate_several import SeveralForms, annotate_several
from xltool.verbs.profiles import as_profiled, unmatched
from xltool.verbs.recognised_lines import lines, record


def refuse_one_at_a_time(profile: Path | None, preview: Path | None) -> None:
    """Raise WorkbookError where what is asked for is made of one sheet."""
    if profile is not None or preview is not None:
        raise WorkbookError(
            "用 --profile 写表样、用 --preview 写预览时，一次只能给一张工作表（--sheet 只写一次）。"
        )


def say_what_next(book: Path, desk: Terminal) -> None:
    """What a person does with an annotated workbook."""
    desk.say(f"接下来：xltool recalc {book.name}；要还原成原来的表：xltool strip {book.name} -o 文件。")


def annotate_sheets(
    found: SeveralForms,
    output: Path | None,
    like: FormProfile | None,
    marks: str,
    desk: Terminal,
    as_json: bool,
) -> None:
    """Write what was recognised on each sheet, or show it where nothing is to be written."""
    if output is None:
        _show(found, like, as_json)
        return
    done = annotate_several(found, output, marks=marks, like=like, desk=desk)
    say_what_next(done.path, desk)
    if as_json:
        returns = [{"sheet": sheet, **each.record()} for sheet, each in done.returns]
        print_json({"workbook": str(done.path), "returns": returns})


def _show(found: SeveralForms, like: FormProfile | None, as_json: bool) -> None:
    profiled = [None if like is None else as_profiled(like, form) for form in found.forms]
    forms = [
        (each.form, ()) if done is None else (done.form, unmatched(done))
        for each, done in zip(found.forms, profiled, strict=True)
    ]
    if as_json:
        returns = [
            {"sheet": sheet, **record(form), **({"unmatched": list(notes)} if like else {})}
            for sheet, (form, notes) in zip(found.sheets, forms, strict=True)
        ]
        print_json({"workbook": found.book.name, "returns": returns})
        return
    for form, notes in forms:
        for line in (*lines(form), *notes):
            click.echo(line)
