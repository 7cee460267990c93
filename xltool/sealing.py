"""Sealing and verifying, end to end: ``check -> may it be sent? -> values, cover, list, code -> a file of its own``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xltool import main_job
from xltool.book.file.locks import refuse_if_open
from xltool.book.file.package import Package, edited, open_package
from xltool.book.file.saving import read_file, refuse_read_only, replace_file
from xltool.book.file.whole import sheet_states, waits_for_calculation, whole
from xltool.book.file.workbook import FileWorkbook
from xltool.book.formula.calculate import results
from xltool.book.handover.copy import Handover, handed_over, refuse_strict
from xltool.book.looks.book import looks
from xltool.book.port import Cell, Edits, Snapshot, Value
from xltool.book.sealed import CODE, is_sealed
from xltool.checks.finding import PASSING, Finding
from xltool.errors import ProgramError, WorkbookError
from xltool.outcome import Outcome
from xltool.review.review import rules_used, summary
from xltool.sealed import seal as plan
from xltool.sealed import signing
from xltool.sealed import verify as verifier
from xltool.sealed.content import Content, content, covers
from xltool.sealed.cover import Cover, check_sheet, cover_sheet
from xltool.sealed.sealedrows import code_of, rows_of
from xltool.sealed.verify import State, Verdict
from xltool.sealed.visible import Oddity, cut_texts, oddities, refuse_unseen_figures

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

#: What stands between the name of a workbook and the ending of its sealed copy.
SEALED_MARK = "-上报件"


class Sealed(NamedTuple):
    """What became of a request to seal: the file that was written and its code, or the findings that stand in the way.

    ``data`` are the bytes of the file, ``cover`` what stands on its first sheet, ``kept`` where an earlier copy of
    this place went, ``cut`` the cells whose text is not seen whole.
    """

    outcome: Outcome
    blocking: tuple[Finding, ...]
    path: Path | None = None
    data: bytes = b""
    cover: Cover | None = None
    kept: Path | None = None
    cut: tuple[Cell, ...] = ()

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
    schemes: Iterable[Path] = (),
    settings: Path | None = None,
    key: Ed25519PrivateKey | None = None,
) -> Sealed:
    """Write the sealed copy of a workbook on disk, unless findings stand in the way; the workbook stays as it is.

    Raises WorkbookError where the workbook cannot be processed or the place is taken by another file.
    """
    place = sealed_path(book) if target is None else target
    data = read_file(book)
    outcome = main_job.check(FileWorkbook(book), schemes=schemes, settings=settings)
    if is_sealed(outcome.snapshot):
        raise WorkbookError(f"“{book.name}”已经是上报件，不用再封存：要改数，请改原来的工作簿，再重新生成。")
    blocking = plan.blocking(outcome.findings, outcome.reasons)
    if blocking:
        return Sealed(outcome, blocking)
    refuse_taken(place, book)
    cover, sealed = _sealed(open_package(data, book.name), outcome, key)
    kept = _kept(place, sealed)
    replace_file(place, sealed, like=place if place.exists() else book)
    done = open_package(sealed, place.name)
    cut = tuple(sorted(cut_texts(whole(done), looks(done))))
    return Sealed(outcome, (), place, sealed, cover, kept, cut)


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
        older = verify(place).state is not State.NOT_SEALED
    except WorkbookError:
        older = False
    if not older:
        raise WorkbookError(f"“{place.name}”已经存在，又不是上报件，没有覆盖：请换一个文件名。")


def verify(path: Path, public_key: bytes | None = None) -> Verdict:
    """The verdict over a file; ``public_key`` checks its signature. Raises WorkbookError where it is no workbook."""
    return verdict_of(open_package(read_file(path), path.name), public_key)


def sealed_copies(folder: Path) -> list[Path]:
    """The workbooks of a folder and of those in it that may be sealed copies, in order; open ones' lock files are none.

    Raises WorkbookError where there is no such folder.
    """
    if not folder.is_dir():
        raise WorkbookError(f"“{folder}”不是文件夹：请写出放上报件的文件夹。")
    found = (
        path for path in folder.rglob("*") if path.suffix.lower() in (".xlsx", ".xlsm") and path.is_file()
    )
    return sorted(path for path in found if not path.name.startswith((".", "~$")))


def verdict_of(package: Package, public_key: bytes | None = None) -> Verdict:
    """The verdict over a package; see :func:`verify`. What cannot be read of a sealed copy was changed in it."""
    try:
        snapshot, seen = whole(package), looks(package)
    except WorkbookError as error:
        if CODE not in package.names and CODE not in package.broken:
            raise
        return verifier.unreadable(package.title, error)
    return verifier.verify(snapshot, seen, public_key)


def _sealed(package: Package, outcome: Outcome, key: Ed25519PrivateKey | None) -> tuple[Cover, bytes]:
    """The cover and the file: made once with an empty code, read, and made again with the code of what was read."""
    judged = judged_of(outcome)
    refuse_strict(package)
    refuse_unseen_figures(_odd_figures(package, outcome.snapshot))
    values = plan.sealed_values(judged, main_job.reviewed(outcome))
    shown = _shown(package, outcome.snapshot, values)
    cover = plan.cover_of(judged, values)
    if key is not None:
        cover = cover._replace(public_key="?")  # the cells are there before it is known what stands in them
    current = _with_constants(package, values)
    empty = _made(current, judged, shown, cover, None)
    found = content(whole(empty), looks(empty))
    if not covers(found, outcome.snapshot):
        raise ProgramError(f"“{package.title}”的名称没有全部进入上报件，没有写入：请把它发给维护人员。")
    cover = cover._replace(code=code_of(rows_of(found)))
    if key is not None:
        signature, public = signing.signed(key, cover.code)
        cover = cover._replace(signature=signature, public_key=public)
    done = _made(current, judged, shown, cover, found)
    if verdict_of(done).state is not State.INTACT:
        raise ProgramError(f"“{package.title}”生成的上报件自检没有通过，没有写入：请把它发给维护人员。")
    return cover, done.archive.data


def _odd_figures(package: Package, snapshot: Snapshot) -> Iterator[Oddity]:
    """What is odd of the workbook's cells: hidden sheets of the form are shown when sealed."""
    found = looks(package)
    shown = {name: look._replace(hidden=False) for name, look in found.sheets.items()}
    held = snapshot._replace(merges=whole(package).merges)
    return oddities(held, found._replace(sheets=shown))


def judged_of(outcome: Outcome) -> plan.Judged:
    """What the documents are made from."""
    return plan.Judged(
        outcome.form,
        outcome.report,
        outcome.findings,
        outcome.reasons,
        outcome.settings,
        outcome.computed.grade,
        rules_used(outcome.scheme, outcome.settings),
        summary(tuple(finding for finding in outcome.findings if finding.code not in PASSING)),
    )


def _shown(package: Package, snapshot: Snapshot, values: Mapping[Cell, Value]) -> dict[Cell, Value]:
    """What formula cells show afterwards; the other formulas of the file keep the result that they hold.

    Raises WorkbookError where only a spreadsheet program can tell what a formula shows now.
    """
    fresh, missing = results(snapshot, values)
    held = whole(package)
    bare = [cell for cell in held.uncalculated if cell not in fresh and cell not in values]
    if bare or ((missing or snapshot.foreign_formulas) and waits_for_calculation(package)):
        where = f"（如 {min(bare).address}）" if bare else ""
        raise WorkbookError(
            f"“{package.title}”里有本程序算不了、又还没有重新计算过的公式{where}："
            "请先用 Excel 或 WPS 打开并保存一次，再生成上报件。"
        )
    return fresh | {cell: value for cell, value in values.items() if cell in held.formulas}


def _with_constants(package: Package, values: Mapping[Cell, Value]) -> Package:
    """The package with the values of cells that hold no formula."""
    held = whole(package).formulas
    data = edited(package, Edits({cell: value for cell, value in values.items() if cell not in held}))
    return package if data is None else open_package(data, package.title)


def _made(
    package: Package, judged: plan.Judged, shown: Mapping[Cell, Value], cover: Cover, found: Content | None
) -> Package:
    """The sealed copy, with an empty list as long as its content is not known."""
    states = sheet_states(package)
    ours = plan.sheets_of_the_contract(judged.form)
    handover = Handover(
        title=cover.title,
        shown=shown,
        hidden=plan.sheets_without_figures(judged.form),
        widths=plan.form_widths(judged.form),
        kept_sheets={sheet for sheet, seen in states.items() if seen or sheet in ours},
        texts=set(plan.written_texts(judged.form)),
        first=cover_sheet(cover),
        last=check_sheet(found),
    )
    return open_package(handed_over(package, handover), package.title)
