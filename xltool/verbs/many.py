"""``annotate`` of many copies in one run: each into a folder; one that fails does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from xltool.annotate.alike.profile import FormProfile
from xltool.book.file.saving import is_beside
from xltool.errors import WorkbookError, reason
from xltool.verbs.annotate_several import annotate_chosen
from xltool.verbs.annotated import Annotated
from xltool.verbs.desk import UNATTENDED, Desk

#: Endings of forms in a folder.
_FORMS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".et"})
#: What an old form is annotated as.
_NEW: Final = {".xls": ".xlsx", ".et": ".xlsx"}


class CopyDone(NamedTuple):
    """One copy: what became of it, or (``error``) why nothing did."""

    form: Path
    done: Annotated | None
    error: str = ""


class ManyDone(NamedTuple):
    """All copies in the order in which they were given."""

    copies: tuple[CopyDone, ...]

    @property
    def failed(self) -> int:
        """How many were not annotated."""
        return sum(each.done is None for each in self.copies)

    @property
    def summary(self) -> str:
        """One sentence for all."""
        noted = sum(each.done is not None and bool(each.done.unmatched) for each in self.copies)
        text = f"共 {len(self.copies)} 份：已标注 {len(self.copies) - self.failed} 份"
        if noted:
            text += f"（其中 {noted} 份有与表样不同的地方，列在上面）"
        return f"{text}，失败 {self.failed} 份。"


def forms_in(given: Sequence[Path]) -> list[Path]:
    """The forms that were given, and of folders those that lie in them: no backups, no lock files, nothing from folders inside.

    Raises WorkbookError where there is none.
    """
    found = [form for each in given for form in (_in_folder(each) if each.is_dir() else [each])]
    if not found:
        raise WorkbookError(f"“{given[0].name}”里没有要标注的表（{'、'.join(sorted(_FORMS))}）。")
    return list(dict.fromkeys(found))


def _in_folder(folder: Path) -> Iterator[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise WorkbookError(f"读不到文件夹“{folder.name}”：{reason(error)}。") from error
    for path in inside:
        if path.suffix.lower() in _FORMS and path.is_file() and not is_beside(path):
            yield path


def annotate_many(
    forms: Sequence[Path],
    folder: Path,
    *,
    sheets: Sequence[str] = (),
    marks: str = "",
    like: FormProfile | None = None,
    desk: Desk = UNATTENDED,
    tell: Callable[[CopyDone], object] = bool,
) -> ManyDone:
    """Annotate each form into the folder under its own name; the forms stay as they are. ``tell`` hears of each as it is done.

    Without a profile (``like``) each form that has none beside it asks at the desk. Raises WorkbookError where the folder
    cannot be written into.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbookError(f"不能写入文件夹“{folder.name}”：{reason(error)}。") from error
    copies = []
    for form in forms:
        target = folder / f"{form.stem}{_NEW.get(form.suffix.lower(), form.suffix)}"
        try:
            done = annotate_chosen(form, target, sheets, marks=marks, like=like, desk=_Asking(desk))
            copies.append(CopyDone(form, done))
        except WorkbookError as error:
            copies.append(CopyDone(form, None, str(error)))
        tell(copies[-1])
    return ManyDone(tuple(copies))


class _Asking:
    """A desk that says nothing of each copy, and passes on what is asked and what hinders."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def say(self, text: str, listed: Sequence[str] = (), *, hindered: bool = False) -> None:
        """What hinders alone."""
        if hindered:
            self._desk.say(text, listed, hindered=True)

    def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str | None:
        """Asked of the person."""
        return self._desk.ask(question, default, about=about, secret=secret)

    def agree(self, question: str, listed: Sequence[str] = ()) -> bool:
        """Asked of the person."""
        return self._desk.agree(question, listed)

    def progress(self, step: str) -> None:
        """Nothing: the copies themselves are the progress."""

    def cancelled(self) -> bool:
        """As the person wants."""
        return self._desk.cancelled()

    @property
    def way_out(self) -> str:
        """As for the person."""
        return self._desk.way_out
