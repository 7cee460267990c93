"""How a sealed copy is made of a workbook that may be sent: values, cover, list, code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from xltool.annotate.strip import facts_of
from xltool.book.file.package import Package, edited, open_package
from xltool.book.file.whole import sheet_states, waits_for_calculation, whole
from xltool.book.formula.calculate import results
from xltool.book.handover.copy import Handover, handed_over, refuse_strict
from xltool.book.looks.book import looks
from xltool.book.port import Cell, Edits, Snapshot, Value
from xltool.checks.finding import PASSING
from xltool.errors import ProgramError, WorkbookError
from xltool.review.review import rules_used, summary
from xltool.sealed import seal as plan
from xltool.sealed import signing
from xltool.sealed.content import SealedContent, covers, sealed_content
from xltool.sealed.cover import Cover, check_sheet, cover_sheet
from xltool.sealed.sealedrows import code_of, sealed_rows
from xltool.sealed.unseen import OWN_LOOKS, refuse_unseen_figures
from xltool.sealed.verify import SealState
from xltool.sealed.visible import Oddity, oddities
from xltool.verbs.outcome import Outcome
from xltool.verbs.recalc import reviewed
from xltool.verbs.verify import verdict_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def sealed_of(package: Package, outcome: Outcome, key: Ed25519PrivateKey | None) -> tuple[Cover, bytes]:
    """The cover and the file: made once with an empty code, read, and made again with the code of what was read."""
    judged = judged_of(outcome)
    refuse_strict(package)
    refuse_unseen_figures(odd_figures(package, outcome.snapshot), known_looks(package))
    values = plan.sealed_values(judged, reviewed(outcome))
    shown = _shown(package, outcome.snapshot, values)
    cover = plan.cover_of(judged, values)
    if key is not None:
        cover = cover._replace(public_key="?")  # the cells are there before it is known what stands in them
    current = _with_constants(package, values)
    empty = _made(current, judged, shown, cover, None)
    found = sealed_content(whole(empty), looks(empty))
    if not covers(found, outcome.snapshot):
        raise ProgramError(f"“{package.title}”的名称没有全部进入上报件，没有写入：请把它发给维护人员。")
    cover = cover._replace(code=code_of(sealed_rows(found)))
    if key is not None:
        signature, public = signing.signed(key, cover.code)
        cover = cover._replace(signature=signature, public_key=public)
    done = _made(current, judged, shown, cover, found)
    if verdict_of(done).state is not SealState.INTACT:
        raise ProgramError(f"“{package.title}”生成的上报件自检没有通过，没有写入：请把它发给维护人员。")
    return cover, done.archive.data


def shown_values(package: Package, outcome: Outcome) -> dict[Cell, Value]:
    """What the formula cells of a workbook show when it is sealed. Raises WorkbookError where that cannot be told."""
    values = plan.sealed_values(judged_of(outcome), reviewed(outcome))
    return _shown(package, outcome.snapshot, values)


def judged_of(outcome: Outcome) -> plan.JudgedWorkbook:
    """What the documents are made from."""
    return plan.JudgedWorkbook(
        outcome.form,
        outcome.report,
        outcome.findings,
        outcome.reasons,
        outcome.settings,
        outcome.computed.grade,
        rules_used(outcome.scheme, outcome.settings),
        summary(tuple(finding for finding in outcome.findings if finding.code not in PASSING)),
    )


def known_looks(package: Package) -> frozenset[str]:
    """Where a bureau's form hides what it holds, as was written down when it was annotated; nothing of our own."""
    return frozenset(facts_of(whole(package)).get(OWN_LOOKS, "").split("\n"))


def odd_figures(package: Package, snapshot: Snapshot) -> Iterator[Oddity]:
    """What is odd of the workbook's cells: hidden sheets of the form are shown when sealed."""
    found = looks(package)
    shown = {name: look._replace(hidden=False) for name, look in found.sheets.items()}
    held = snapshot._replace(merges=whole(package).merges)
    return oddities(held, found._replace(sheets=shown))


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
    package: Package,
    judged: plan.JudgedWorkbook,
    shown: Mapping[Cell, Value],
    cover: Cover,
    found: SealedContent | None,
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
