"""``annotate``: a recognised form becomes one of ours, in its own workbook; every byte of the form stays."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from xltool.annotate.plan import USUAL, AnnotateChoices, OneOfSeveral, planned, sheets_with_names
from xltool.book.additions.added import with_addition
from xltool.book.additions.addition import Addition, Fact
from xltool.book.additions.ground import Ground, ground
from xltool.book.file.locks import refuse_if_open
from xltool.book.file.package import Package, open_package
from xltool.book.file.returns import seen_from
from xltool.book.file.saving import read_file, replace_file
from xltool.book.file.whole import whole
from xltool.book.file.workbook import FileWorkbook
from xltool.book.looks.book import looks
from xltool.book.port import Snapshot
from xltool.contract.names import FORM
from xltool.errors import WorkbookError
from xltool.intake.recognised import RecognisedForm
from xltool.model.gates import check_gates
from xltool.sealed.unseen import OWN_LOOKS, own_looks


class Annotated(NamedTuple):
    """What became of a form: the file, how many names were put in, the sheets beside which marks stand, and those beside which not.

    ``locked`` says that the structure of the workbook is protected: sheets went in all the same. ``signed``, that it had
    a digital signature, which does not cover what was added. ``unmatched`` is what of the form and its profile did not
    match, a line each.
    """

    path: Path
    names: int
    marked: tuple[str, ...]
    unmarked: tuple[str, ...]
    locked: bool
    signed: bool = False
    unmatched: tuple[str, ...] = ()

    def record(self) -> dict[str, object]:
        """What was done, as plain data."""
        return {
            "workbook": str(self.path),
            "names": self.names,
            "marked": list(self.marked),
            "unmarked": list(self.unmarked),
            "locked": self.locked,
        }


def lines(done: Annotated, called: str = "") -> list[str]:
    """What was done, as a person reads it; the file is ``called`` by its path unless it has another name there."""
    said = [
        f"已标注 {called or done.path}：{done.names} 个名称，“审核结果”“核算”两张工作表加在最后；原表一个字也没有动。"
    ]
    if done.unmarked:
        listed = "、".join(f"“{sheet}”" for sheet in done.unmarked)
        said.append(f"工作表{listed}受保护，或右边没有地方，不加标记：审核结果只列在最后的“审核结果”里。")
    if done.locked:
        said.append(
            "这个工作簿的结构受保护（不能增删工作表），保护没有解除，两张工作表照样加在最后；还原原表后与原来一样。"
        )
    if done.signed:
        said.append("这个工作簿带有数字签名，加了内容以后签名不再有效；还原原表后，签名照旧有效。")
    return said


def annotated(
    book: Path,
    form: RecognisedForm,
    target: Path,
    choices: AnnotateChoices = USUAL,
    converted: bytes = b"",
) -> Annotated:
    """Write the annotated workbook; the form itself stays as it is. Of one in an old format: what it was ``converted`` to.

    Raises WorkbookError where it cannot be annotated, or would be no form that can be worked on; then nothing was written.
    """
    refuse_taken(".xlsx" if converted else book.suffix, target)
    made = _made(converted or read_file(book), book.name, form, choices)
    replace_file(target, made.data, like=book)
    return made.done(target)


def annotated_itself(book: Path, form: RecognisedForm, choices: AnnotateChoices = USUAL) -> Annotated:
    """The same put in the place of the form, which whoever asks for it holds a copy of. Raises as :func:`annotated`."""
    made = _made(read_file(book), book.name, form, choices)
    replace_file(book, made.data, like=book)
    return made.done(book)


def _made(data: bytes, title: str, form: RecognisedForm, choices: AnnotateChoices) -> NamedForm:
    package = open_package(data, title)
    refuse_several(package)
    made = with_names(package, form, choices)
    refuse_useless(open_package(made.data, title))
    return made


class NamedForm(NamedTuple):
    """A form with what was added to it: the file, what that is, on which sheets and on which ground."""

    data: bytes
    addition: Addition
    sheets: frozenset[str]
    ground: Ground

    def done(self, path: Path) -> Annotated:
        """What became of the form, in a file of this name."""
        added, ground = self.addition, self.ground
        unmarked = tuple(sorted(self.sheets - added.beside.keys()))
        return Annotated(path, len(added.names), tuple(added.beside), unmarked, ground.locked, ground.signed)


def with_names(
    package: Package,
    form: RecognisedForm,
    choices: AnnotateChoices = USUAL,
    one: OneOfSeveral | None = None,
    theirs: frozenset[str] | None = None,
) -> NamedForm:
    """What was recognised in its own workbook; of ``one`` of several returns what is added for it.

    ``theirs`` are the sheets of the bureau's, without those that were put in for other returns; all by default. Raises
    WorkbookError where it cannot be annotated.
    """
    held = whole(package if one is None else seen_from(package, one.sheet), theirs)
    sheets = sheets_with_names(form, held)
    missing = sheets - package.worksheets.keys()
    if missing:
        raise WorkbookError(f"“{package.title}”里没有工作表“{min(missing)}”：请重新识别这张表，再标注。")
    found = ground(package, sheets)
    addition = _with_own_looks(planned(form, held, found, choices, one), package, held)
    meant = sheets if one is None else frozenset((one.sheet,))
    return NamedForm(with_addition(package, addition), addition, meant, found)


def _with_own_looks(addition: Addition, package: Package, held: Snapshot) -> Addition:
    """What is added, with where the form hides what it will hold; that cannot be told where its looks cannot be read."""
    named = held._replace(names={**held.names, **addition.names})
    try:
        hides = own_looks(named, looks(package))
    except WorkbookError:
        return addition
    return addition._replace(facts=(*addition.facts, Fact(OWN_LOOKS, hides))) if hides else addition


def refuse_several(package: Package) -> None:
    """Raise WorkbookError where sheets of a workbook were annotated as returns of their own."""
    if package.returns:
        raise WorkbookError(
            f"“{package.title}”已经标注过（工作表“{package.returns[0]}”有自己的名称“{FORM}”）：要重新标注，请先用 xltool strip 还原原表。"
        )


def refuse_useless(package: Package, sheet: str = "") -> None:
    """Raise WorkbookError where the gates would not let the annotated workbook pass."""
    workbook = FileWorkbook(package.title, sheet)
    workbook.hold(package)
    try:
        check_gates(workbook.snapshot())
    except WorkbookError as error:
        raise WorkbookError(f"没有写任何文件，标注了也还不能审核：{error}") from error


def refuse_taken(ending: str, target: Path) -> None:
    """Raise WorkbookError where no annotated workbook can be written under this name."""
    if target.suffix.lower() != ending.lower():
        raise WorkbookError(f"“{target.name}”的扩展名要与原表一样（{ending}）：请改一下名字。")
    if target.exists():
        raise WorkbookError(f"“{target.name}”已经存在，没有覆盖：请换一个文件名。")
    refuse_if_open(target)
