"""A bureau's own form is sealed as two files: the form with values, as the bureau issued it, and the 校验单 beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xltool.annotate.strip import facts_of, free_row, own_columns
from xltool.book.file.package import Package, edited, open_package
from xltool.book.file.saving import read_file
from xltool.book.file.whole import whole
from xltool.book.file.workbook import FileWorkbook
from xltool.book.looks.book import looks
from xltool.book.port import Cell, Edits, Snapshot, Value, exact
from xltool.book.sealed import CODE
from xltool.contract.names import FORM
from xltool.contract.optional import RECORD
from xltool.errors import ProgramError, WorkbookError
from xltool.sealed.cover import Cover
from xltool.sealed.differences import Difference
from xltool.sealed.pair import DIGEST, ODD, form_differences, odd_places, seen_with
from xltool.sealed.unseen import excused
from xltool.sealed.verify import SealState, Verdict
from xltool.sealed.visible import Oddity
from xltool.verbs.outcome import Outcome
from xltool.verbs.sealing import known_looks, odd_figures, sealed_of, shown_values
from xltool.verbs.strip import stripped
from xltool.verbs.verify import verdict_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

#: What stands between the name of a workbook and the endings of the two files.
SEALED_MARK: Final = "-上报件"
SLIP_MARK: Final = "-校验单"
_CHUNK: Final = 15_000


class SealedForm(NamedTuple):
    """The two files of a sealed form, what stands on the cover of the 校验单, and the figures that the form itself hides."""

    form: bytes
    slip: bytes
    cover: Cover
    unseen: tuple[Oddity, ...] = ()


def slip_path(form: Path) -> Path:
    """Where the 校验单 of a sealed form lies: ``表-上报件.xlsx`` -> ``表-校验单.xlsx``."""
    return form.with_name(f"{form.stem.removesuffix(SEALED_MARK)}{SLIP_MARK}.xlsx")


def is_annotated(package: Package) -> bool:
    """Whether a workbook is a bureau's own form that the program annotated."""
    return FORM in package.names and RECORD in package.names


def sealed_form(package: Package, outcome: Outcome, key: Ed25519PrivateKey | None) -> SealedForm:
    """The two files. Raises WorkbookError where they cannot be made, ProgramError where they do not hold together."""
    form = _with_values(package, shown_values(package, outcome))
    odd = _odd(open_package(form, package.title), whole(package))
    facts = {DIGEST: hashlib.sha256(form).hexdigest(), ODD: "\n".join(odd)}
    cover, slip = sealed_of(_remembering(package, facts), outcome, key)
    if pair_verdict(form, slip, package.title).state is not SealState.INTACT:
        raise ProgramError(f"“{package.title}”的上报件和校验单自检没有通过，没有写入：请把它发给维护人员。")
    return SealedForm(
        form, slip, cover, excused(odd_figures(package, outcome.snapshot), known_looks(package))
    )


def _with_values(package: Package, shown: Mapping[Cell, Value]) -> bytes:
    """The bureau's form with what its formulas show in their place."""
    data = stripped(package.archive.data, package.title)
    bare = open_package(data, package.title)
    held = whole(bare)
    values = {cell: shown[cell] if cell in shown else exact(held.raw(cell)) for cell in held.formulas}
    return edited(bare, Edits(values)) or data


def _odd(form: Package, names: Snapshot) -> tuple[str, ...]:
    return odd_places(whole(form), names, looks(form))


def _remembering(package: Package, facts: dict[str, str]) -> Package:
    """The package with these facts written down behind the others."""
    first = free_row(whole(package))
    assert first is not None
    rows = [
        (key, text[at : at + _CHUNK])
        for key, text in facts.items()
        for at in range(0, len(text) or 1, _CHUNK)
    ]
    values = {
        first._replace(row=first.row + number, column=first.column + column): text
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
    }
    data = edited(package, Edits(values))
    return package if data is None else open_package(data, package.title)


# Verifying


def slip_beside(form: Path, given: Sequence[Path] = ()) -> Path | None:
    """The 校验单 of a file: the one beside it by its name, or the one that alone was ``given`` with it; None without one."""
    named = slip_path(form)
    if named.is_file() and named != form:
        return named
    others = [path for path in given if path != form]
    return others[0] if len(others) == 1 and others[0].stem.endswith(SLIP_MARK) else None


def pair_verdict(form: bytes, slip: bytes, title: str, key: bytes | None = None) -> Verdict:
    """The verdict over a form beside its 校验单: what is wrong with that, or what the form says otherwise.

    Raises WorkbookError where a file is no workbook.
    """
    package, check = open_package(form, title), open_package(slip, title)
    verdict = verdict_of(check, key)
    said = whole(check)
    facts = facts_of(said)
    if DIGEST not in facts or FORM in package.names:
        return Verdict(title, SealState.NOT_SEALED)
    if verdict.state is not SealState.INTACT:
        return verdict._replace(
            title=title, problems=("校验单有改动，核对不了这份上报件。", *verdict.problems)
        )
    if hashlib.sha256(form).hexdigest() == facts[DIGEST]:
        return verdict._replace(title=title)
    now = whole(package)
    found = [*form_differences(now, said, own_columns(said))]
    known = set(facts.get(ODD, "").split("\n"))
    found += [_odd_difference(line) for line in _odd(package, said) if line not in known]
    state = SealState.CHANGED if found else SealState.INTACT
    return verdict._replace(title=title, state=state, differences=tuple(found))


def _odd_difference(line: str) -> Difference:
    place, _, why = line.partition("：")
    return Difference("", "", "", why, place)


# Checking


class SealedPair:
    """A sealed form with the names of the 校验单 beside it, behind the port: to be read, never to be written."""

    def __init__(self, form: FileWorkbook, slip: FileWorkbook) -> None:
        self.form, self.slip = form, slip

    def snapshot(self) -> Snapshot:
        """The form as it is now, with the names of the 校验单. Raises WorkbookError where either cannot be read."""
        return seen_with(self.form.snapshot(every_sheet=True), self.slip.snapshot())

    def apply(self, edits: Edits, *, keep_before: bool = False) -> bool:  # noqa: ARG002 (the protocol's own)
        """Nothing. Raises WorkbookError: whatever is written into a sealed form breaks its code."""
        raise WorkbookError(
            f"“{self.form.title}”是已经封存的上报件，不能改动：请在原来的工作簿里改，再重新生成。"
        )


def pair_of(form: Path) -> SealedPair | None:
    """A file without names of ours and the 校验单 beside it; None for any other file.

    Raises WorkbookError where the file is no workbook.
    """
    slip = slip_beside(form)
    if slip is None:
        return None
    names = open_package(read_file(form), form.name).names
    if FORM in names or "模板版本" in names or CODE in names:
        return None
    found = open_package(read_file(slip), slip.name)
    return (
        SealedPair(FileWorkbook(form), FileWorkbook(slip))
        if is_annotated(found) and CODE in found.names
        else None
    )
