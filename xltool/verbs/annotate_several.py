"""``annotate --sheet A --sheet B``: several sheets of a bureau's workbook become returns of their own, each with names of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from xltool.annotate.alike.applied import AppliedProfile
from xltool.annotate.alike.made import profile_of
from xltool.annotate.alike.profile import FormProfile
from xltool.annotate.plan import AnnotateChoices, OneOfSeveral
from xltool.book.file.package import open_package
from xltool.book.file.saving import replace_file
from xltool.errors import WorkbookError
from xltool.intake.recognise.sheet import FormBook, open_book
from xltool.intake.recognise.whole import EVERY_RETURN, returns_of
from xltool.intake.recognised import RecognisedForm
from xltool.verbs.annotate import (
    OLD_ENDINGS,
    annotate,
    chosen,
    package_of,
    recognised_in,
    refuse_annotated,
    told,
)
from xltool.verbs.annotated import Annotated, refuse_taken, refuse_useless, with_names
from xltool.verbs.decided import decided_together
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.profiles import OpenedForm, as_profiled, own_profile, unmatched


class SeveralForms(NamedTuple):
    """A bureau's workbook with several returns: its package, the sheets that are meant, and what was recognised on each."""

    book: Path
    data: bytes
    sheets: tuple[str, ...]
    forms: tuple[OpenedForm, ...]


class AnnotatedSeveral(NamedTuple):
    """What became of a workbook with several returns: the file, and of each return its sheet and what was done for it."""

    path: Path
    returns: tuple[tuple[str, Annotated], ...]

    @property
    def whole(self) -> Annotated:
        """The same of the workbook as a whole."""
        every = [each for _, each in self.returns]
        return every[0]._replace(
            names=sum(each.names for each in every),
            marked=tuple(sheet for each in every for sheet in each.marked),
            unmarked=tuple(sheet for each in every for sheet in each.unmarked),
            unmatched=tuple(line for each in every for line in each.unmatched),
        )


def names_several(sheets: Sequence[str]) -> bool:
    """Whether more than one sheet may be meant: different ones, or all."""
    return len(set(sheets)) > 1 or EVERY_RETURN in sheets


def annotate_chosen(
    book: Path, target: Path, sheets: Sequence[str], *, marks: str, like: FormProfile | None, desk: Desk
) -> Annotated:
    """Annotate these sheets, as one return or each as one of its own. Raises as :func:`annotate_several`."""
    sheet = sheets[0] if sheets else ""
    if names_several(sheets):
        found = several_forms(book, sheets, desk)
        if len(found.sheets) > 1:
            return annotate_several(found, target, marks=marks, like=like, desk=desk).whole
        (sheet,) = found.sheets
    return annotate(book, target, sheet=sheet, marks=marks, like=like, desk=desk)


def several_forms(book: Path, sheets: Sequence[str], desk: Desk = UNATTENDED) -> SeveralForms:
    """What was recognised on each of these sheets; for 全部, unless a sheet is called so, on all that are returns of their own.

    A workbook with one return is meant as a whole: its sheet is then called "".
    Raises WorkbookError as :func:`xltool.verbs.annotate.recognised_form`, and where there is no such sheet.
    """
    data = package_of(book, desk)
    opened = open_book(data, book.name)
    chosen = _chosen(opened, sheets)
    return SeveralForms(book, data, chosen, tuple(recognised_in(opened, sheet) for sheet in chosen))


def _chosen(book: FormBook, sheets: Sequence[str]) -> tuple[str, ...]:
    titles = [sheet.name for sheet in book.sheets]
    everyone = EVERY_RETURN in sheets and EVERY_RETURN not in titles
    for sheet in sheets:
        if sheet not in titles and not everyone:
            raise WorkbookError(
                f"“{book.title}”里没有能看见的工作表“{sheet}”；看得见的工作表：{'、'.join(titles)}。"
            )
    if not everyone:
        return tuple(dict.fromkeys(sheets))
    found = returns_of(book)
    if not found:
        raise WorkbookError(
            f"“{book.title}”里没有认出各自成表的自评表，不能用 --sheet {EVERY_RETURN}：请用 --sheet 写出工作表的名称。"
        )
    return found if len(found) > 1 else ("",)


def annotate_several(
    found: SeveralForms,
    target: Path,
    *,
    marks: str = "",
    like: FormProfile | None = None,
    desk: Desk = UNATTENDED,
) -> AnnotatedSeveral:
    """Write what was recognised on each sheet into a copy of the workbook, each as a return of its own.

    What holds for :func:`xltool.verbs.annotate.annotate` holds for each of them; what is asked of more than one is asked
    once. Raises WorkbookError as it does; then nothing was written.
    """
    book, data = found.book, found.data
    refuse_taken(".xlsx" if book.suffix.lower() in OLD_ENDINGS else book.suffix, target)
    refuse_annotated(data, book)
    theirs = frozenset(open_package(data, book.name).worksheets)
    done: list[tuple[str, Annotated]] = []
    decisions = _decided(found, like, marks, desk)
    for number, (sheet, decision) in enumerate(zip(found.sheets, decisions, strict=True), 1):
        one, package = OneOfSeveral(sheet, number), open_package(data, book.name)
        made = with_names(package, decision.form, decision.choices, one, theirs)
        data = made.data
        refuse_useless(open_package(data, book.name), sheet)
        done.append((sheet, made.done(target)._replace(unmatched=decision.notes)))
    replace_file(target, data, like=book)
    desk.say(*_told(target, done))
    return AnnotatedSeveral(target, tuple(done))


class _Decision(NamedTuple):
    """A form as it is to be annotated, what was chosen for it, and what did not match its profile."""

    form: RecognisedForm
    choices: AnnotateChoices
    notes: tuple[str, ...] = ()


def _decided(found: SeveralForms, like: FormProfile | None, marks: str, desk: Desk) -> list[_Decision]:
    """What is decided of each sheet: by its profile, or by the person, who is asked of all the others at once."""
    profiles = [like or own_profile(found.book, form) for form in found.forms]
    for title in dict.fromkeys(profile.title for profile in profiles if profile is not None):
        desk.say(f"按表样“{title}”标注。")
    open_ones = [form.form for form, known in zip(found.forms, profiles, strict=True) if known is None]
    answers = iter(decided_together(open_ones, desk))
    done = []
    for form, known in zip(found.forms, profiles, strict=True):
        by = AppliedProfile(*next(answers)) if known is None else as_profiled(known, form)
        made = profile_of(by.form, form.sheets, by.settings, marks or by.marks)
        done.append(
            _Decision(by.form, chosen(by, made, known), () if known is None else tuple(unmatched(by)))
        )
    return done


def _told(target: Path, done: Sequence[tuple[str, Annotated]]) -> tuple[str, tuple[str, ...]]:
    """What became of the workbook, in words."""
    count = sum(each.names for _, each in done)
    sheets = "、".join(f"“{sheet}”" for sheet, _ in done)
    said = (line for _, each in done for line in (*each.unmatched, *told(each)[1]))
    return (
        f"已标注 {target}：{sheets}这 {len(done)} 张各自成一份自评表，共 {count} 个名称，各有各的“审核结果”“核算”，加在最后；"
        "原表一个字也没有动。",
        tuple(dict.fromkeys(said)),
    )
