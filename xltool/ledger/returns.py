"""Which of the files that came in is the return of a unit for a year, and what became of all the others.

Of several files of one unit and year the latest sealed one counts, or the latest where none is sealed; the others are
listed. Where two that differ came at the same time, or nobody knows when, neither counts before somebody has decided.
The same content under other names is one file. A merged return is no version of the one that its unit filed for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from xltool.batch.judgement import FileKind, Judgement
from xltool.ledger.rows import FileRow
from xltool.ledger.units import folded

#: What the outcome of a merged return has, and no other.
MERGED: Final = '"merged":'
#: States of a seal by which a file counts as sealed.
_INTACT: Final = "完好"


class Standing(StrEnum):
    """What a file is in the run; the value is what a user reads."""

    COUNTS = "计入"
    OLDER = "有更新的一份"
    SAME = "与另一份内容相同"
    UNDECIDED = "几份不同，分不出先后，请确定用哪一份"
    OTHER_YEAR = "不是要收的年度"
    NO_UNIT = "没有填单位名称"
    SLIP = "校验单"
    BROKEN = "处理不了"


class PlacedFile(NamedTuple):
    """A file with its standing; ``beside`` is the origin of the file that counts instead, or of the first that is like it."""

    file: FileRow
    standing: Standing
    beside: str = ""


def placed(files: Sequence[FileRow], year: int | None = None) -> list[PlacedFile]:
    """Every file with what it is in the run, in the order in which they came in; ``year`` is the one that is asked for."""
    found: dict[int, PlacedFile] = {}
    groups: dict[tuple[str, int | None, str, bool], list[int]] = defaultdict(list)
    for number, file in enumerate(files):
        alone = _alone(file, year)
        if alone is not None:
            found[number] = PlacedFile(file, alone)
        else:
            said = file.judgement
            groups[folded(said.unit), said.year, said.sheet, is_merged(said)].append(number)
    for group in groups.values():
        found |= _decided([(number, files[number]) for number in group])
    return [found[number] for number in range(len(files))]


def is_merged(said: Judgement) -> bool:
    """Whether a return adds up those of several units."""
    return MERGED in said.outcome


def _alone(file: FileRow, year: int | None) -> Standing | None:
    """What a file is whatever others there are; None for one that may count."""
    said = file.judgement
    if said.kind is FileKind.BROKEN:
        return Standing.BROKEN
    if said.kind is FileKind.SLIP:
        return Standing.SLIP
    if not folded(said.unit):
        return Standing.NO_UNIT
    if year is not None and said.year != year:
        return Standing.OTHER_YEAR
    return None


def _decided(group: list[tuple[int, FileRow]]) -> dict[int, PlacedFile]:
    """The files of one unit and year, one of which counts, or none."""
    found: dict[int, PlacedFile] = {}
    first: dict[tuple[str, str], tuple[int, FileRow]] = {}
    # of several with the same content the sealed one, or the one that came last, stands for all
    for number, file in sorted(group, key=lambda each: (not _is_sealed(each[1]), -(each[1].sent or 0.0))):
        key = file.digest, file.judgement.sheet
        if key in first:
            found[number] = PlacedFile(file, Standing.SAME, first[key][1].origin)
        else:
            first[key] = number, file
    different = list(first.values())
    sealed = [each for each in different if _is_sealed(each[1])]
    rivals = _latest(sealed or different)
    if len(rivals) > 1:
        others = {number for number, _ in rivals}
        found |= {
            number: PlacedFile(file, Standing.UNDECIDED if number in others else Standing.OLDER)
            for number, file in different
        }
        return found
    ((chosen, file),) = rivals
    found |= {number: PlacedFile(each, Standing.OLDER, file.origin) for number, each in different}
    found[chosen] = PlacedFile(file, Standing.COUNTS)
    return found


def _is_sealed(file: FileRow) -> bool:
    return file.judgement.kind is FileKind.SEALED and file.judgement.seal == _INTACT


def _latest(files: list[tuple[int, FileRow]]) -> list[tuple[int, FileRow]]:
    """The one that came last; all that may be it where that cannot be told.

    The date of a mail and the time at which a file was saved say nothing of each other.
    """
    if any(file.sent is None for _, file in files) or len({file.sent_by for _, file in files}) > 1:
        return files
    last = max(file.sent or 0.0 for _, file in files)
    return [each for each in files if each[1].sent == last]


def counted(rows: Iterable[PlacedFile]) -> list[FileRow]:
    """The files that count."""
    return [row.file for row in rows if row.standing is Standing.COUNTS]
