"""The returns that ``merge`` adds up: each read as it stands in its file, and refused where it cannot be added to the others."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xltool.book.file.given import GivenWorkbook
from xltool.book.file.package import Package, open_package
from xltool.book.file.saving import is_backup, read_file
from xltool.book.sealed import CODE
from xltool.checks.case import build_case
from xltool.checks.finding import Severity
from xltool.checks.projects import is_department
from xltool.checks.ties import divided_by
from xltool.contract.names import FORM
from xltool.errors import WorkbookError
from xltool.model.report import Report
from xltool.model.unit_names import folded
from xltool.sealed.verify import SealState, Verdict
from xltool.verbs.examine import examined
from xltool.verbs.outcome import Outcome
from xltool.verbs.pair import is_annotated, pair_of, pair_verdict, slip_path
from xltool.verbs.profiled import annotated_as_known
from xltool.verbs.verify import verdict_of

if TYPE_CHECKING:
    from xltool.book.file.saving import FilePath

_REMEDY: Final = "请先用 xltool annotate 标注，再并入"


class MergePart(NamedTuple):
    """One return that is added up: its file, its sheet among several in it, and what was read.

    ``form`` is the title of a bureau's own form, ``seal`` whether the file is a sealed copy; ``open_must`` are the 必改
    that are open in it, ``scheme`` is by which one it was scored, ``divided`` the figure that its 附件2 breaks down, empty where nothing tells.
    ``needed`` are the cells that are blank and may not be.
    """

    file: str
    sheet: str
    report: Report
    form: str
    seal: str
    open_must: int
    scheme: str
    divided: str
    needed: frozenset[str]

    @property
    def unit(self) -> str:
        """The unit, as its return names it."""
        return " ".join(self.report.unit_name.text.split())

    @property
    def inner(self) -> tuple[str, ...]:
        """The units that this return adds up itself; none of a unit's own."""
        return self.report.merged

    @property
    def units(self) -> frozenset[str]:
        """Every unit whose figures are in it, without what is written differently."""
        return frozenset(folded(name) for name in (self.unit, *self.inner))

    @property
    def where(self) -> str:
        """The file, with the sheet where several returns stand in it."""
        return f"{self.file} 的“{self.sheet}”" if self.sheet else self.file


class JudgedBySettings(NamedTuple):
    """By what the parts are checked: files of schemes and the file of settings."""

    schemes: tuple[FilePath, ...] = ()
    settings: FilePath | None = None


def read_parts(paths: Sequence[Path], by: JudgedBySettings) -> tuple[MergePart, ...]:
    """The returns in these files, in their order, which can be added up.

    Raises WorkbookError for a file that is none, one that was changed after it was sealed, and where two of them are of
    one unit, of different years, or hold the same unit.
    """
    _refuse_same_files(paths)
    parts = tuple(part for path in paths for part in _parts(path, by))
    if len(parts) < 2:
        raise WorkbookError("合并至少要两个单位的表：先写主管部门的，后面写各下属单位的。")
    _refuse_nameless(parts)
    _refuse_other_years(parts)
    _refuse_twice(parts)
    return parts


def _refuse_same_files(paths: Sequence[Path]) -> None:
    """The same file twice, or two with the same content."""
    seen: dict[str, Path] = {}
    for path in paths:
        if is_backup(path):
            raise WorkbookError(f"“{path.name}”是原始备份：请写正在用的那个工作簿。")
        for key in (os.path.realpath(path), hashlib.sha256(read_file(path)).hexdigest()):
            other = seen.setdefault(key, path)
            if other is not path:
                same = "写了两次" if other.name == path.name else f"与“{other.name}”内容完全相同"
                raise WorkbookError(f"“{path.name}”{same}，加起来会重复：请去掉一个。")


def _parts(path: Path, by: JudgedBySettings) -> Iterator[MergePart]:
    data = read_file(path)
    package = open_package(data, path.name)
    pair = pair_of(path)
    if pair is not None:
        verdict = pair_verdict(data, read_file(slip_path(path)), path.name)
        yield _part(path, "", examined(pair, by.schemes, by.settings), _proved(verdict))
        return
    if CODE in package.names and is_annotated(package):
        raise WorkbookError(f"“{path.name}”是校验单，数在与它一起的上报件里：请写上报件的文件名。")
    if not _is_ours(package):
        data, _ = annotated_as_known(data, path.name, remedy=_REMEDY)
        package = open_package(data, path.name)
    seal = (
        _proved(verdict_of(package))
        if CODE in package.names or CODE in package.broken
        else SealState.NOT_SEALED
    )
    found = [(sheet, _outcome(data, package, path.name, sheet, by)) for sheet in package.returns or ("",)]
    for sheet, outcome in _of_units(path.name, found):
        yield _part(path, sheet, outcome, seal)


def _is_ours(package: Package) -> bool:
    return bool(package.returns or {FORM, "模板版本", CODE} & package.names.keys())


def _outcome(data: bytes, package: Package, title: str, sheet: str, by: JudgedBySettings) -> Outcome:
    workbook = GivenWorkbook(data, title, sheet)
    workbook.hold(package)
    return examined(workbook, by.schemes, by.settings)


def _proved(verdict: Verdict) -> SealState:
    """The state of a seal that holds. Raises WorkbookError for one that does not: such figures nobody vouches for."""
    if verdict.state is SealState.INTACT:
        return verdict.state
    raise WorkbookError(
        f"“{verdict.title}”封存后有改动，不能并入（运行 xltool verify 可以看到哪里改过）：请该单位重新生成上报件。"
    )


def _of_units(title: str, found: list[tuple[str, Outcome]]) -> list[tuple[str, Outcome]]:
    """Of several returns in a file those of units; those of projects are in them. Raises WorkbookError where there is none."""
    whole = [each for each in found if len(found) == 1 or is_department(each[1].report)]
    kept = [each for each in whole or found if not each[1].scheme.project]
    if not kept:
        raise WorkbookError(f"“{title}”是项目的自评表，不是单位的：请并入单位的整体支出自评表。")
    return kept


def _part(path: Path, sheet: str, outcome: Outcome, seal: SealState) -> MergePart:
    report = outcome.report
    form = (report.form_title.text.strip() or "本单位的表样") if report.foreign else ""
    divided = divided_by(build_case(report, outcome.computed, outcome.scheme))
    musts = outcome.count(Severity.MUST)
    scheme, needed = outcome.scheme.title, frozenset(_needed(outcome))
    return MergePart(path.name, sheet, report, form, seal.value, musts, scheme, divided, needed)


def _needed(outcome: Outcome) -> Iterator[str]:
    """The blank cells for which the return was found to be wrong: of these nobody says that blank may mean nothing."""
    blank = {cell.name for cell in outcome.report.cells() if not cell.place.row and cell.blank}
    for finding in outcome.findings:
        if finding.severity is Severity.MUST:
            yield from (cell.place.name for cell in finding.accused if cell.place.name in blank)


def _refuse_nameless(parts: Iterable[MergePart]) -> None:
    for part in parts:
        if not folded(part.unit):
            raise WorkbookError(f"“{part.where}”没有填单位名称，不知道是哪个单位的：请填好再合并。")
        if part.report.year.value is None:
            raise WorkbookError(f"“{part.where}”没有填年度，不知道是哪一年的：请填好再合并。")


def _refuse_other_years(parts: Sequence[MergePart]) -> None:
    years = Counter(part.report.year.value for part in parts)
    if len(years) > 1:
        told = "；".join(f"{part.where} 是 {part.report.year.text} 年的" for part in parts)
        raise WorkbookError(f"年度不同，不能相加：{told}。请都用同一年的表。")


def _refuse_twice(parts: Sequence[MergePart]) -> None:
    for one, other in combinations(parts, 2):
        both = one.units & other.units
        if not both:
            continue
        names = (one.unit, *one.inner, other.unit, *other.inner)
        name = next(name for name in names if folded(name) in both)
        how = "、".join(_with_inner(part, both) for part in (one, other))
        raise WorkbookError(f"“{name}”重复：{how}，加起来会重复。请去掉一个。")


def _with_inner(part: MergePart, both: frozenset[str]) -> str:
    inside = part.inner and folded(part.unit) not in both
    return f"{part.where} 是“{part.unit}”的合并表，已含它" if inside else f"{part.where} 是它的表"
