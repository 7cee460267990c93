"""``annotate``: which cells of a bureau's own form carry which names of the contract: shown, or written into the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from xltool.annotate.alike.applied import AppliedProfile
from xltool.annotate.alike.made import profile_of
from xltool.annotate.alike.profile import FormProfile
from xltool.annotate.alike.writing import profile_text
from xltool.annotate.plan import AnnotateChoices
from xltool.book.file.saving import read_file, replace_file
from xltool.errors import WorkbookError
from xltool.indicators.scheme import built_in_files, load
from xltool.intake.reading import Sure
from xltool.intake.recognised import FormQuestion, RecognisedBlock, RecognisedCell, RecognisedForm
from xltool.intake.sources.convert import as_xlsx
from xltool.intake.sources.files import LARGEST
from xltool.verbs.annotated import Annotated, annotated
from xltool.verbs.annotated import lines as annotated_lines
from xltool.verbs.decided import decided
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.preview import write_preview
from xltool.verbs.profiles import (
    ENDING,
    OpenedForm,
    as_profiled,
    opened,
    own_profile,
    shipped_like,
    unmatched,
)

#: The first bytes of an old .xls or .et.
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Forms of these endings are annotated in the .xlsx that they become.
_OLD_ENDINGS: Final = frozenset({".xls", ".et"})
_SHOWN: Final = 40


def recognised_form(
    book: Path, sheet: str = "", desk: Desk = UNATTENDED, preview: Path | None = None
) -> RecognisedForm:
    """What was recognised on a form, blank or filled; with ``sheet`` on that sheet alone. No byte of it changes.

    An old .xls or .et goes through LibreOffice into a copy, and the ``desk`` is told. With ``preview`` a page to check it on is
    written there. Raises WorkbookError where it cannot be read, holds several returns and no ``sheet`` says which, or where
    nothing was recognised.
    """
    return opened_form(book, sheet, desk, preview).form


def opened_form(
    book: Path, sheet: str = "", desk: Desk = UNATTENDED, preview: Path | None = None
) -> OpenedForm:
    """The same with the sheets on which it was recognised. Raises as :func:`recognised_form`."""
    return _seen(_package(book, desk), book, sheet, desk, preview)


def annotate(
    book: Path,
    target: Path,
    *,
    sheet: str = "",
    marks: str = "",
    like: FormProfile | None = None,
    profile: Path | None = None,
    desk: Desk = UNATTENDED,
    preview: Path | None = None,
) -> Annotated:
    """Write what was recognised on a form into a copy of it, once a person has agreed; the form itself stays as it is.

    ``marks`` says where marks go (右侧, 只列审核结果); by default beside each sheet that is not protected. By a profile, the
    one given (``like``) or the form's own that lies beside it, nobody is asked; ``profile`` is where one is written. A
    ``preview`` is written before anything is asked. Raises
    WorkbookError as :func:`recognised_form`, where the form cannot be annotated, and where ``like`` is another form's;
    then nothing was written.
    """
    data = _package(book, desk)
    found = _seen(data, book, sheet, desk, preview)
    if profile is not None:
        refuse_taken_profile(profile)
    by = decided_by(like or own_profile(book, found), found, desk)
    choices = AnnotateChoices(marks or by.marks, by.settings)
    converted = data if book.suffix.lower() in _OLD_ENDINGS else b""
    done = annotated(book, by.form, target, choices, converted)
    desk.say(*told(done))
    if profile is not None:
        made = profile_of(by.form, found.sheets, by.settings, choices.marks)
        write_profile(profile, made, book, desk)
    return done._replace(unmatched=tuple(unmatched(by)))


def make_profile(
    book: Path,
    profile: Path,
    *,
    sheet: str = "",
    marks: str = "",
    like: FormProfile | None = None,
    desk: Desk = UNATTENDED,
) -> FormProfile:
    """Write the profile of a form alone, once a person has agreed to what was recognised. Raises as :func:`annotate`."""
    found = opened_form(book, sheet, desk)
    refuse_taken_profile(profile)
    by = decided_by(like, found, desk)
    made = profile_of(by.form, found.sheets, by.settings, marks or by.marks)
    write_profile(profile, made, book, desk)
    return made


def profiled_form(
    book: Path,
    like: FormProfile,
    sheet: str = "",
    desk: Desk = UNATTENDED,
    preview: Path | None = None,
) -> tuple[RecognisedForm, Sequence[str]]:
    """A form as a profile says, and what did not match it, a line each. Raises as :func:`annotate`; nothing is written."""
    done = as_profiled(like, opened_form(book, sheet, desk, preview))
    return done.form, unmatched(done)


def decided_by(profile: FormProfile | None, found: OpenedForm, desk: Desk) -> AppliedProfile:
    """A form as its profile says, or else as the person at the desk decides."""
    if profile is None:
        known = shipped_like(found)
        if known:
            desk.say(f"这张表与随程序的表样“{known}”相同：加 --like {known} 就照它标注，不再询问。")
        form, settings = decided(found.form, desk)
        return AppliedProfile(form, settings)
    done = as_profiled(profile, found)
    desk.say(f"按表样“{profile.title}”标注。", unmatched(done))
    return done


def refuse_taken_profile(path: Path) -> None:
    """Raise WorkbookError where no profile can be written under this name."""
    if path.suffix.lower() != ENDING:
        raise WorkbookError(f"表样“{path.name}”的扩展名应为 {ENDING}。")
    if path.exists():
        raise WorkbookError(f"“{path.name}”已经存在，没有覆盖：请换一个文件名。")


def write_profile(path: Path, profile: FormProfile, like: Path, desk: Desk) -> None:
    """Write a profile and say so. Raises WorkbookError where it cannot be written."""
    replace_file(path, profile_text(profile).encode(), like=like)
    desk.say(f"已写出表样 {path}：同样的表用 --like {path.name} 标注，不再询问。")


def told(done: Annotated) -> tuple[str, tuple[str, ...]]:
    """What became of a form, in words: the sentence, and what a person should know besides."""
    first, *more = annotated_lines(done)
    after = (
        f"接下来：xltool recalc {done.path.name}；要还原成原来的表：xltool strip {done.path.name} -o 文件。"
    )
    return first, (*more, after)


def _seen(data: bytes, book: Path, sheet: str, desk: Desk, preview: Path | None) -> OpenedForm:
    """What was recognised, once its preview is written where one is wanted."""
    found = _recognised(data, book, sheet)
    if preview is not None:
        write_preview(preview, data, found.form, book, desk, sheet)
    return found


def _recognised(data: bytes, book: Path, sheet: str) -> OpenedForm:
    form, sheets = opened(data, book.name, sheet)
    if not form.cells and not form.blocks:
        raise WorkbookError(
            f"“{book.name}”里没有认出一个名称：请确认它是绩效自评表（有“三级指标”一类的表头，或“全年预算数”“全年执行数”一类的栏目）。"
        )
    return OpenedForm(form._replace(questions=(*form.questions, *_scheme_question(form))), sheets)


def _scheme_question(form: RecognisedForm) -> Iterator[FormQuestion]:
    """By which scheme a form is scored, where it has points: no form prints it. That of Hunan's 附件1 is Hunan's own."""
    names = {each.name for each in _all(form)}
    if not names & {"绩效指标_得分", "绩效指标_分值", "执行率得分", "总分"}:
        return
    titles = tuple(load(path).title for path in built_in_files())
    local = "三公经费_本年决算" in names and "编制数" in names
    usual = next((title for title in titles if ("湖南" in title) is local), titles[0])
    yield FormQuestion("scheme", "按哪一种评分办法审核得分？", titles, usual)


def _package(book: Path, desk: Desk) -> bytes:
    data = read_file(book)
    if not data:
        raise WorkbookError(f"“{book.name}”是空文件（0 字节）；请重新取得这个文件再试。")
    if len(data) > LARGEST:
        raise WorkbookError(f"“{book.name}”有 {len(data) / 2**20:.0f} MB，太大，没有读取。")
    if data.startswith(b"PK"):
        return data
    if not data.startswith(_OLE):
        raise WorkbookError(
            f"“{book.name}”不是 Excel 或 WPS 的工作簿；请用 Excel 或 WPS 打开它，另存为 .xlsx 再试。"
        )
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise WorkbookError(
            f"“{book.name}”设了打开密码，无法读取；请用 Excel 或 WPS 打开它，去掉密码后保存再试。"
        )
    made = as_xlsx(data, book.name, ".xls")
    desk.say(f"“{book.name}”是旧格式，已用本机的 LibreOffice 转成 .xlsx 副本后识别；原文件没有改动。")
    return made


def record(form: RecognisedForm) -> dict[str, object]:
    """What was recognised as plain data."""
    return {
        "workbook": form.workbook,
        "form": form.form,
        "units": dict(form.units),
        "cells": [
            {
                "name": cell.name,
                "sheet": cell.sheet,
                "address": cell.address,
                "label": cell.label,
                "sure": cell.sure.value,
                "why": cell.why,
            }
            for cell in form.cells
        ],
        "blocks": [_block(block) for block in form.blocks],
        "questions": [
            {"id": each.id, "ask": each.ask, "choices": list(each.choices), "default": each.default}
            for each in form.questions
        ],
        "left_over": [each._asdict() for each in form.left_over],
    }


def _block(block: RecognisedBlock) -> dict[str, object]:
    columns = [{**column._asdict(), "sure": column.sure.value} for column in block.columns]
    return {
        "block": block.block,
        "sheet": block.sheet,
        "rows": [block.first, block.last],
        "columns": columns,
    }


def lines(form: RecognisedForm) -> Iterator[str]:
    """The same for a person, sheet by sheet."""
    certain = sum(each.sure is Sure.CERTAIN for each in _all(form))
    yield f"{form.workbook}：{form.form}"
    yield f"认出 {len(form.cells)} 格、{len(form.blocks)} 张表；确定 {certain} 处，推断 {len(list(_all(form))) - certain} 处（前面有“？”的，请核对）。"
    yield f"比率写法：{form.rate_way or '表上看不出'}"
    for sheet in dict.fromkeys(
        (*(cell.sheet for cell in form.cells), *(block.sheet for block in form.blocks))
    ):
        yield ""
        yield f"【{sheet}】金额单位：{form.units.get(sheet, '万元')}"
        yield from (_cell_line(cell) for cell in form.cells if cell.sheet == sheet)
        for block in form.blocks:
            if block.sheet == sheet:
                yield from _block_lines(block)
    yield from _question_lines(form.questions)
    yield from _left_lines(form)
    yield ""
    yield "只是看看，文件没有改动。"


def _all(form: RecognisedForm) -> Iterator[RecognisedCell]:
    yield from form.cells
    for block in form.blocks:
        for column in block.columns:
            yield RecognisedCell(column.name, block.sheet, column.column, column.label, column.sure, "")


def _mark(sure: Sure) -> str:
    return "　" if sure is Sure.CERTAIN else "？"


def _cell_line(cell: RecognisedCell) -> str:
    inside = "（标签和内容同在一格，只读不写）" if cell.inside else ""
    return f"{_mark(cell.sure)}{cell.address}　{cell.name}{inside}　[{cell.sure.value}] {cell.why}"


def _block_lines(block: RecognisedBlock) -> Iterator[str]:
    yield f"　{block.block}：第 {block.first} 行至第 {block.last} 行"
    for column in block.columns:
        short = column.name.removeprefix(f"{block.block}_")
        yield f"　{_mark(column.sure)}{column.column} 列　{short}　[{column.sure.value}] 表头“{column.label}”"


def _question_lines(questions: tuple[FormQuestion, ...]) -> Iterator[str]:
    if questions:
        yield ""
        yield "要由您决定的："
    for number, each in enumerate(questions, 1):
        yield f"　{number}. {each.ask}（{'、'.join(each.choices)}；不答则取 {each.default}）"


def _left_lines(form: RecognisedForm) -> Iterator[str]:
    if not form.left_over:
        return
    yield ""
    yield f"表上有、没有对上名称的 {len(form.left_over)} 处："
    for sheet, several in groupby(form.left_over, key=lambda each: each.sheet):
        for each in list(several)[:_SHOWN]:
            yield f"　{sheet}!{each.address}　{each.text}"
