"""Profiles of forms (表样): where they lie, which of them is the one of a form, and the form as it says."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from xltool.annotate.alike.applied import AppliedProfile, applied
from xltool.annotate.alike.made import profile_of
from xltool.annotate.alike.printed import Printed, printed, similarity
from xltool.annotate.alike.profile import FormProfile
from xltool.annotate.alike.reading import profile_in_text, read_profile
from xltool.annotate.alike.travelling import carried_form, labelled, setting
from xltool.annotate.besides import LIST_ALONE
from xltool.annotate.plan import PROFILE
from xltool.annotate.strip import facts_of, own_columns, removal
from xltool.book.file.package import open_package
from xltool.book.file.returns import seen_from
from xltool.book.file.saving import read_file
from xltool.book.file.whole import whole
from xltool.book.port import Snapshot
from xltool.contract.names import FORM, OWN_SHEETS
from xltool.errors import WorkbookError
from xltool.intake.recognise.sheet import FormBook, FormSheet, open_book
from xltool.intake.recognise.whole import recognise_book, sheets_of_form
from xltool.intake.recognised import RecognisedForm
from xltool.verbs.strip import stripped

#: A form is found by itself to be that of a profile if so much of their labels is the same, and of the next so much less.
LIKE: Final = 0.92
#: So much is the same at the least where a person says whose it is; other families have less (0.89 at most, of 34).
KIN: Final = 0.90
APART: Final = 0.05
#: The folder of profiles beside a workbook and in the user's settings, and the ending of their files.
FOLDER: Final = "表样"
ENDING: Final = ".toml"
_SHIPPED: Final = Path(__file__).parents[1] / "annotate" / "profiles"
_SHOWN: Final = 12


class OpenedForm(NamedTuple):
    """A form that was recognised, with the sheets on which it was."""

    form: RecognisedForm
    sheets: tuple[FormSheet, ...]

    @property
    def printed(self) -> Printed:
        """The labels that it prints."""
        return printed(self.sheets, self.form)


def opened(data: bytes, title: str, sheet: str = "") -> OpenedForm:
    """What was recognised on a form. Raises WorkbookError as :func:`xltool.intake.recognise.whole.recognise`."""
    return opened_in(open_book(data, title), sheet)


def opened_in(book: FormBook, sheet: str = "") -> OpenedForm:
    """The same of a workbook that is open already. Raises as :func:`opened`."""
    return OpenedForm(recognise_book(book, sheet), tuple(sheets_of_form(book, sheet)))


def settings_folder() -> Path:
    """Where this user's own profiles lie: %APPDATA%\\xltool\\表样, else $XDG_CONFIG_HOME/xltool/表样."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData/Roaming")
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "xltool" / FOLDER


def shipped() -> dict[str, Path]:
    """The profiles that travel with the program, by the names by which --like takes them."""
    return {path.stem: path for path in sorted(_SHIPPED.glob(f"*{ENDING}"))}


def profile_named(text: str) -> FormProfile:
    """The profile that --like means: a file of its own, an annotated workbook, or one that travels with the program.

    Raises WorkbookError where it is none of these, or cannot be read.
    """
    path = Path(text)
    if not path.is_file() and text in shipped():
        return read_profile(shipped()[text])
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return profile_in(read_file(path), path.name)
    if not path.is_file():
        raise WorkbookError(
            f"没有表样“{text}”：请给出表样文件（.toml）、标注过的空白表，或 xltool forms 列出的名称。"
        )
    return read_profile(path)


def profile_in(data: bytes, title: str) -> FormProfile:
    """The profile that an annotated workbook, or its 校验单, carries; of one annotated by hand that of its names.

    Of several returns it is that of the first. Raises WorkbookError where it carries no names.
    """
    package = open_package(data, title)
    first = package.returns[0] if package.returns else ""
    held = whole(seen_from(package, first) if first else package)
    if text := facts_of(held).get(PROFILE, ""):
        with suppress(ValueError):  # somebody has spoilt it: its names still say most of it
            return profile_in_text(text)
    if FORM in held.names:
        form = carried_form(held, removal(held, first).sheets, setting(held, FORM) or title)
        bare = stripped(data, title)
    else:
        form, bare = carried_form(held, OWN_SHEETS, title), data
    if not form.cells and not form.blocks:
        raise WorkbookError(f"“{title}”不能当表样：它没有标注过。请先标注一份空白表，再用它。")
    book = open_book(bare, title)
    titles = {cell.sheet for cell in form.cells} | {block.sheet for block in form.blocks}
    sheets = [sheet for sheet in book.sheets if sheet.name in titles]
    with suppress(
        WorkbookError
    ):  # several returns on sheets of their own: then labels are told by where names stand
        form = labelled(form, recognise_book(book, first))
    return profile_of(form, sheets, {"评分办法": setting(held, "评分办法")}, _marks(held))


def _marks(held: Snapshot) -> str:
    """Where marks go, as far as it is not what they do by themselves: on an annotated workbook without columns of ours."""
    return LIST_ALONE if FORM in held.names and not own_columns(held) else ""


def own_profile(book: Path, form: OpenedForm) -> FormProfile | None:
    """The profile of a form that lies in 表样/ beside it or in the user's settings; None where none is, or several are.

    One that cannot be read is passed over: it may be anybody's.
    """
    texts = form.printed
    ranked = sorted(
        ((similarity(each.fingerprint, texts), each) for each in _profiles_for(book)),
        key=lambda pair: pair[0],
        reverse=True,
    )
    if not ranked or ranked[0][0] < LIKE:
        return None
    first, best = ranked[0]
    rivals = (score for score, each in ranked[1:] if not same_profile(each, best))
    return best if first - next(rivals, 0.0) >= APART else None


def _profiles_for(book: Path) -> list[FormProfile]:
    return [
        profile
        for folder in (book.resolve().parent / FOLDER, settings_folder())
        for profile in _in_folder(folder)
    ]


def _in_folder(folder: Path) -> Iterable[FormProfile]:
    try:
        paths = sorted(folder.glob(f"*{ENDING}"))
        found = (_read_once(path, path.stat().st_mtime_ns) for path in paths)
        return [profile for profile in found if profile is not None]
    except OSError:
        return []


@lru_cache(maxsize=256)
def _read_once(path: Path, changed: int) -> FormProfile | None:  # noqa: ARG001 (read again once it was changed)
    try:
        return read_profile(path)
    except WorkbookError:
        return None


def same_profile(one: FormProfile, other: FormProfile) -> bool:
    """Whether two profiles name the same by the same labels: it does not matter which of them is taken."""
    return (one.cells, one.blocks, one.scheme, one.rates) == (
        other.cells,
        other.blocks,
        other.scheme,
        other.rates,
    )


def shipped_like(form: OpenedForm) -> str:
    """The name of the profile of the program's that is the form's; empty where none is."""
    texts = form.printed
    ranked = [(similarity(read_profile(path).fingerprint, texts), name) for name, path in shipped().items()]
    score, name = max(ranked, default=(0.0, ""))
    return name if score >= LIKE else ""


def as_profiled(profile: FormProfile, form: OpenedForm) -> AppliedProfile:
    """A form as a profile says. Raises WorkbookError where the profile is that of another form, or nothing of it is there."""
    texts = form.printed
    alike = similarity(profile.fingerprint, texts)
    if profile.fingerprint.labels and alike < KIN:
        raise WorkbookError(
            f"这份表样是“{profile.title}”的，与本表“{form.form.workbook}”的标签只有 {alike:.0%} 相同：没有标注。"
            "请改用本表自己的表样；表样已经改版的，用新的空白表重新标注一次。"
        )
    done = applied(profile, form.form, form.sheets, texts)
    if not done.form.cells and not done.form.blocks:
        raise WorkbookError(
            f"表样“{profile.title}”里的名称在“{form.form.workbook}”上一个也没有找到：没有标注。"
        )
    return done


def unmatched(done: AppliedProfile) -> Sequence[str]:
    """What of a profile and a form did not match, in words, a line each."""
    lines = [f"没有标上：{each}" for each in done.lost]
    lines += [f"与表样不同：{each}" for each in done.told]
    if done.lacking:
        lines.append(f"表样里有、本表没有的标签：{_listed(done.lacking)}")
    if done.strange:
        told = [f"{each.sheet}!{each.address} {each.text}" for each in done.strange]
        lines.append(f"本表有、表样不认得的标签：{_listed(told)}")
    return lines


def _listed(several: Sequence[str]) -> str:
    more = f" 等 {len(several)} 处" if len(several) > _SHOWN else ""
    return "、".join(several[:_SHOWN]) + more
