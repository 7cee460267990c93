"""``seal``: ``check -> may it be sent? -> values, cover, list, code -> a file of its own``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xltool.book.file.locks import refuse_if_open
from xltool.book.file.package import Package, open_package
from xltool.book.file.saving import FilePath, read_file, refuse_read_only, replace_file
from xltool.book.file.whole import whole
from xltool.book.file.workbook import FileWorkbook
from xltool.book.looks.book import looks
from xltool.book.port import Cell
from xltool.book.sealed import is_sealed
from xltool.checks.finding import Finding
from xltool.errors import WorkbookError
from xltool.sealed import seal as plan
from xltool.sealed.cover import Cover
from xltool.sealed.pdf import write_pdf
from xltool.sealed.verify import SealState
from xltool.sealed.visible import Oddity, cut_texts
from xltool.verbs.check import check
from xltool.verbs.desk import UNATTENDED, Desk
from xltool.verbs.outcome import Outcome
from xltool.verbs.outcome_lines import finding_lines
from xltool.verbs.pair import SEALED_MARK, is_annotated, sealed_form, slip_path
from xltool.verbs.sealing import sealed_of
from xltool.verbs.verify import verify

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Sealed(NamedTuple):
    """What became of a request to seal: the file that was written and its code, or the findings that stand in the way.

    ``data`` are the bytes of the file, ``cover`` what stands on its first sheet, ``kept`` where an earlier copy of
    this place went, ``cut`` the cells whose text is not seen whole, ``printed`` the PDF. ``slip`` is the 校验单 beside a
    bureau's own form, which has no cover itself, ``unseen`` the figures that such a form hides.
    """

    outcome: Outcome
    blocking: tuple[Finding, ...]
    path: Path | None = None
    data: bytes = b""
    cover: Cover | None = None
    kept: Path | None = None
    cut: tuple[Cell, ...] = ()
    printed: Path | None = None
    slip: Path | None = None
    unseen: tuple[Oddity, ...] = ()

    @property
    def code(self) -> str:
        """The 内容校验码; empty where nothing was sealed."""
        return self.cover.code if self.cover else ""


def sealed_path(book: Path) -> Path:
    """Where the sealed copy of a workbook is put unless another place is named: ``表.xlsm`` -> ``表-上报件.xlsx``."""
    return book.with_name(f"{book.stem}{SEALED_MARK}.xlsx")


def seal(
    book: Path,
    target: Path | None = None,
    *,
    schemes: Iterable[FilePath] = (),
    settings: FilePath | None = None,
    key: Ed25519PrivateKey | None = None,
    pdf: bool = False,
    desk: Desk = UNATTENDED,
) -> Sealed:
    """Write the sealed copy of a workbook on disk, unless findings stand in the way; the workbook stays as it is.

    With ``pdf`` it is printed into a file beside it too. Raises WorkbookError where the workbook cannot be processed or
    the place is taken by another file, ProgramError where nothing is installed that prints.
    """
    sealed = _seal(book, target, schemes, settings, key)
    if sealed.path is None:
        say_blocked(desk, sealed.outcome, sealed.blocking)
        return sealed
    beside = f"和校验单 {sealed.slip}（两份一起报送）" if sealed.slip else ""
    desk.say(f"已生成上报件 {sealed.path}{beside}\n内容校验码 {sealed.code}")
    if sealed.cut:
        where = "、".join(cell.address for cell in sealed.cut[:5]) + (" 等" if len(sealed.cut) > 5 else "")
        desk.say(
            f"有 {len(sealed.cut)} 处文字印不全（{where}）：请在原来的工作簿里加宽列、加高行，或把文字改短，再重新生成。"
        )
    if sealed.unseen:
        desk.say(_said_unseen(sealed.unseen))
    if sealed.kept:
        desk.say(f"以前的一份没有覆盖，改名保留为 {sealed.kept}（如已报出，请告知对方以新的为准）。")
    if not pdf:
        return sealed
    printed = write_pdf(sealed.path)
    desk.say(f"已生成 {printed}")
    return sealed._replace(printed=printed)


def _said_unseen(unseen: tuple[Oddity, ...]) -> str:
    """That the bureau's form hides figures, and which."""
    listed = "、".join(f"{odd.place}（{odd.why}）" for odd in unseen[:5]) + (" 等" if len(unseen) > 5 else "")
    return f"表样本来就遮住了 {len(unseen)} 处填报内容：{listed}。上报件照表样不动，已在校验单里记明。"


def say_blocked(desk: Desk, outcome: Outcome, standing: Iterable[Finding]) -> None:
    """Say which findings stand in the way."""
    keys = {finding.key for finding in standing}
    listed = [
        "\n".join(finding_lines(outcome, f"{number}." if number else "-", finding))
        for number, finding in outcome.numbered
        if finding.key in keys
    ]
    desk.say(
        f"没有生成上报件，还有 {len(keys)} 条要先处理（必改的改正，须说明的写明理由）：",
        listed,
        hindered=True,
    )


def _seal(
    book: Path,
    target: Path | None,
    schemes: Iterable[FilePath],
    settings: FilePath | None,
    key: Ed25519PrivateKey | None,
) -> Sealed:
    place = sealed_path(book) if target is None else target
    data = read_file(book)
    outcome = check(FileWorkbook(book), schemes=schemes, settings=settings)
    if is_sealed(outcome.snapshot):
        raise WorkbookError(f"“{book.name}”已经是上报件，不用再封存：要改数，请改原来的工作簿，再重新生成。")
    blocking = plan.blocking(outcome.findings, outcome.reasons)
    if blocking:
        return Sealed(outcome, blocking)
    package = open_package(data, book.name)
    if is_annotated(package):
        return _sealed_pair(book, place.with_suffix(book.suffix), package, outcome, key)
    refuse_taken(place, book)
    cover, sealed = sealed_of(package, outcome, key)
    kept = _kept(place, sealed)
    replace_file(place, sealed, like=place if place.exists() else book)
    return Sealed(outcome, (), place, sealed, cover, kept, _cut(sealed, place))


def _cut(sealed: bytes, place: Path) -> tuple[Cell, ...]:
    done = open_package(sealed, place.name)
    return tuple(sorted(cut_texts(whole(done), looks(done))))


def _sealed_pair(
    book: Path, place: Path, package: Package, outcome: Outcome, key: Ed25519PrivateKey | None
) -> Sealed:
    """A bureau's own form with values, as it was issued, and the 校验单 beside it."""
    slip = slip_path(place)
    refuse_taken(slip, book)
    refuse_other_form(place, slip, book)
    made = sealed_form(package, outcome, key)
    kept = [_kept(path, data) for path, data in ((place, made.form), (slip, made.slip))]
    for path, data in ((slip, made.slip), (place, made.form)):
        replace_file(path, data, like=path if path.exists() else book)
    earlier = next(filter(None, kept), None)
    hidden = {odd.cell for odd in made.unseen}
    cut = tuple(cell for cell in _cut(made.slip, slip) if cell not in hidden)
    return Sealed(outcome, (), place, made.form, made.cover, earlier, cut, slip=slip, unseen=made.unseen)


def refuse_other_form(place: Path, slip: Path, book: Path) -> None:
    """Raise WorkbookError where a sealed form would be put in place of a file that is none: it has no 校验单 beside it."""
    if not place.exists():
        return
    if place.is_dir():
        raise WorkbookError(f"“{place}”是文件夹：请写出上报件的文件名。")
    if book.samefile(place):
        raise WorkbookError(f"上报件不能覆盖填报用的工作簿“{book.name}”：请用 -o 写另一个文件名。")
    refuse_read_only(place)
    refuse_if_open(place)
    if not slip.exists():
        raise WorkbookError(f"“{place.name}”已经存在，又不是上报件，没有覆盖：请换一个文件名。")


def _kept(place: Path, sealed: bytes) -> Path | None:
    """Where an earlier sealed copy was copied to, which may have been sent; None where there is none but the very same."""
    if not place.exists():
        return None
    earlier = read_file(place)
    if earlier == sealed:
        return None
    numbered = (place.with_name(f"{place.stem}（前 {number}）{place.suffix}") for number in range(1, 10_000))
    for kept in numbered:
        if not kept.exists():
            replace_file(kept, earlier, like=place)
            return kept
        if read_file(kept) == earlier:
            return kept
    raise WorkbookError(f"“{place.name}”已有太多份：请先移走以前的上报件。")


def refuse_taken(place: Path, book: Path) -> None:
    """Raise WorkbookError unless a sealed copy can be put there: never in place of a file that is none itself."""
    if place.suffix.lower() != ".xlsx":
        raise WorkbookError(f"上报件“{place.name}”的扩展名应为 .xlsx（上报件不含宏）：请改一下名字。")
    if not place.exists():
        return
    if place.is_dir():
        raise WorkbookError(f"“{place}”是文件夹：请写出上报件的文件名。")
    if book.samefile(place):
        raise WorkbookError(f"上报件不能覆盖填报用的工作簿“{book.name}”：请用 -o 写另一个文件名。")
    refuse_read_only(place)
    refuse_if_open(place)
    try:
        older = verify(place).state is not SealState.NOT_SEALED
    except WorkbookError:
        older = False
    if not older:
        raise WorkbookError(f"“{place.name}”已经存在，又不是上报件，没有覆盖：请换一个文件名。")
