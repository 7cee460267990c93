"""``annotate``: which cells of a bureau's own form carry which names of the contract: shown, or written into the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from xltool.annotate.alike.applied import AppliedProfile
from xltool.annotate.alike.made import profile_of
from xltool.annotate.alike.profile import FormProfile
from xltool.annotate.alike.writing import profile_text
from xltool.annotate.plan import AnnotateChoices, refuse_ours
from xltool.book.file.package import open_package
from xltool.book.file.saving import read_file, replace_file
from xltool.contract.names import Kind
from xltool.contract.optional import KNOWN
from xltool.errors import WorkbookError
from xltool.indicators.scheme import built_in_files, load
from xltool.intake.recognise.kind import is_of_a_project
from xltool.intake.recognise.sheet import FormBook, FormSheet, open_book
from xltool.intake.recognise.whole import returns_of
from xltool.intake.recognised import FormQuestion, RecognisedForm
from xltool.intake.sources.convert import as_xlsx
from xltool.intake.sources.files import LARGEST
from xltool.verbs.annotated import Annotated, annotated, annotated_itself
from xltool.verbs.annotated import lines as annotated_lines
from xltool.verbs.decided import decided
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.preview import write_preview
from xltool.verbs.profiles import (
    ENDING,
    OpenedForm,
    as_profiled,
    opened,
    opened_in,
    own_profile,
    profile_named,
    shipped_like,
    unmatched,
)
from xltool.verbs.recognised_lines import every_one

#: The first bytes of an old .xls or .et.
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Forms of these endings are annotated in the .xlsx that they become.
OLD_ENDINGS: Final = frozenset({".xls", ".et"})


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
    return _seen(package_of(book, desk), book, sheet, desk, preview)


def unannotated_form(book: Path, sheet: str = "", desk: Desk = UNATTENDED) -> OpenedForm:
    """The same, where it can be annotated. Raises WorkbookError as :func:`recognised_form`, and where it is annotated already."""
    data = package_of(book, desk)
    refuse_annotated(data, book)
    return _seen(data, book, sheet, desk, None)


def returns_in(book: Path, desk: Desk = UNATTENDED) -> tuple[str, ...]:
    """The sheets of a form each of which is a return of its own. Raises WorkbookError where it cannot be read."""
    return returns_of(open_book(package_of(book, desk), book.name))


def annotated_path(book: Path, sheet: str = "") -> Path:
    """Where the annotated copy of a form (or of one sheet of it) goes that nobody gave a name: beside it."""
    of = f"-{sheet}" if sheet else ""
    ending = ".xlsx" if book.suffix.lower() in OLD_ENDINGS else book.suffix
    return book.with_name(f"{book.stem}{of}-已标注{ending}")


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
    data = package_of(book, desk)
    refuse_annotated(data, book)
    found = _seen(data, book, sheet, desk, preview)
    if profile is not None:
        refuse_taken_profile(profile)
    known = like or own_profile(book, found)
    by = decided_by(known, found, desk)
    made = profile_of(by.form, found.sheets, by.settings, marks or by.marks)
    choices = chosen(by, made, known)
    converted = data if book.suffix.lower() in OLD_ENDINGS else b""
    done = annotated(book, by.form, target, choices, converted)
    desk.say(*told(done))
    if profile is not None:
        write_profile(profile, made, book, desk)
    return done._replace(unmatched=tuple(unmatched(by)))


def annotate_itself(book: Path, *, desk: Desk = UNATTENDED, beside: Path | None = None) -> Annotated:
    """The same written into the workbook itself, a copy that its caller works on (on a page, say).

    A profile of the form's own is looked for beside the file that it is a copy of. Raises WorkbookError as :func:`annotate`.
    """
    data = package_of(book, desk)
    refuse_annotated(data, book)
    found = recognised_on(data, book, "")
    known = own_profile(beside or book, found) or _shipped_if_wanted(found, desk)
    by = decided_by(known, found, desk) if known else AppliedProfile(*decided(found.form, desk))
    made = profile_of(by.form, found.sheets, by.settings, by.marks)
    done = annotated_itself(book, by.form, chosen(by, made, known))
    first, *more = annotated_lines(done, book.name)
    desk.say(first, more)
    return done._replace(unmatched=tuple(unmatched(by)))


def _shipped_if_wanted(found: OpenedForm, desk: Desk) -> FormProfile | None:
    """The profile that comes with the program for this form, where there is one and the person wants it."""
    name = shipped_like(found)
    wanted = name and desk.agree(f"这张表与随程序的表样“{name}”相同：照它标注，不再逐项询问吗？")
    return profile_named(name) if wanted else None


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


def chosen(by: AppliedProfile, made: FormProfile, known: FormProfile | None) -> AnnotateChoices:
    """What was decided of a form; the profile that was known travels with it, else the one that was ``made`` of it."""
    return AnnotateChoices(made.marks, by.settings, profile_text(known or made))


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
    return first, tuple(more)


def refuse_annotated(data: bytes, book: Path) -> None:
    """Raise WorkbookError, before anything is asked, where a form is annotated already, or was never a bureau's own."""
    package = open_package(data, book.name)
    refuse_ours({*package.names, *package.broken}, book.name)


def _seen(data: bytes, book: Path, sheet: str, desk: Desk, preview: Path | None) -> OpenedForm:
    """What was recognised, once its preview is written where one is wanted."""
    found = recognised_on(data, book, sheet)
    if preview is not None:
        write_preview(preview, data, found.form, book, desk, sheet)
    return found


def recognised_on(data: bytes, book: Path, sheet: str) -> OpenedForm:
    """What was recognised on a form whose package is ``data``. Raises as :func:`recognised_form`."""
    return _whole(opened(data, book.name, sheet), book.name)


def recognised_in(book: FormBook, sheet: str) -> OpenedForm:
    """The same of a form that is open already. Raises as :func:`recognised_form`."""
    return _whole(opened_in(book, sheet), book.title)


def _whole(found: OpenedForm, title: str) -> OpenedForm:
    """The form with the question that no cell of it answers."""
    form = found.form
    if not form.cells and not form.blocks:
        raise WorkbookError(
            f"“{title}”里没有认出一个名称：请确认它是绩效自评表（有“三级指标”一类的表头，或“全年预算数”“全年执行数”一类的栏目）。"
        )
    questions = (*form.questions, *_scheme_question(form, found.sheets))
    return found._replace(form=form._replace(questions=questions))


def _scheme_question(form: RecognisedForm, sheets: Sequence[FormSheet]) -> Iterator[FormQuestion]:
    """By which scheme a form is scored, where it has points: no form prints it.

    That of Hunan's 附件1 is Hunan's own, that of a project's form the one for projects.
    """
    names = {each.name for each in every_one(form)}
    if not any(name in KNOWN and KNOWN[name].kind is Kind.POINTS for name in names):
        return
    schemes = tuple(map(load, built_in_files()))
    local = "三公经费_本年决算" in names and "编制数" in names
    wanted = (local, is_of_a_project(sheets, names))
    usual = next(each.title for each in schemes if ("湖南" in each.title, each.project) == wanted)
    titles = tuple(each.title for each in schemes)
    yield FormQuestion("scheme", "按哪一种评分办法审核得分？", titles, usual)


def package_of(book: Path, desk: Desk) -> bytes:
    """The workbook in a file, of an old .xls or .et what LibreOffice makes of it. Raises WorkbookError where it cannot be read."""
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
