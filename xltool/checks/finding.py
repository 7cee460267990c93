"""A finding: what is wrong or has to be explained, where, by how much, and how to mend it."""

import zlib
from fractions import Fraction

from xltool.model.stated import Place
from xltool.typed import NamedTuple, StrEnum


class Severity(StrEnum):
    """The action asked for; the value is what a user reads."""

    MUST = "必改"  # blocks sealing
    EXPLAIN = "须说明"  # passes with a written reason
    HINT = "提示"

    @property
    def symbol(self) -> str:
        """The sign beside the row, so that colour is never alone."""
        return {"必改": "▲", "须说明": "◆", "提示": "●"}[self.value]

    @property
    def mark(self) -> int:
        """Number in the mark columns; the highest wins."""
        return {"必改": 3, "须说明": 2, "提示": 1}[self.value]


#: Mark and sign of a 须说明 finding for which a reason was written.
EXPLAINED_MARK = 4
EXPLAINED_SYMBOL = "◇"


#: Findings that writing the workbook mends (a formula that nobody had computed): said, but not written into it,
#: so that a second run finds nothing to change.
PASSING = frozenset({"XT005"})


class CellRole(StrEnum):
    """What a cell has to do with a finding: it is accused, or it was reckoned with."""

    STATED = "stated"
    OPERAND = "operand"


class FindingCell(NamedTuple):
    """One cell of a finding; ``label`` and ``stated`` as a user reads them."""

    place: Place
    role: CellRole
    label: str
    stated: str


class Finding(NamedTuple):
    """One result of one rule.

    ``stated``, ``expected`` and ``difference`` are texts with their units, empty where the rule compares nothing;
    ``size`` is the difference as a number (万元, points or percentage points) for sorting. ``key`` says which
    finding it is (code, names, label and ordinal of the row, never an address), ``fingerprint`` changes as soon
    as one of its figures does. ``root`` is the key of the finding about the cell from which this one follows, empty
    for one that stands for itself (see :mod:`xltool.checks.roots`); ``remedies`` are figures, each in one cell, with
    which what it compares would be equal, in the unit of the contract.
    """

    code: str
    severity: Severity
    title: str
    message: str
    cells: tuple[FindingCell, ...]
    stated: str = ""
    expected: str = ""
    difference: str = ""
    cause: str = ""
    fix: str = ""
    size: Fraction = Fraction(0)
    key: str = ""
    root: str = ""
    remedies: tuple[tuple[Place, Fraction], ...] = ()

    @property
    def accused(self) -> tuple[FindingCell, ...]:
        """The cells to be marked."""
        return tuple(cell for cell in self.cells if cell.role is CellRole.STATED)

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits over the key and every figure of the finding."""
        parts = [self.key, *(cell.stated for cell in self.cells), self.expected]
        data = "\x1f".join(parts).encode()
        return f"{zlib.crc32(data):08x}{zlib.adler32(data):08x}"

    @property
    def order(self) -> tuple[int, Fraction, str, str]:
        """Sorting key: the gravest first, then the largest difference."""
        return -self.severity.mark, -self.size, self.code, self.key


def together(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings of one rule behind its gravest, each with what follows from it: what is alike is mended in one go."""
    first: dict[tuple[Severity, str], int] = {}
    places: list[int] = []
    place = 0
    for number, finding in enumerate(findings):
        if not finding.root:
            place = first.setdefault((finding.severity, finding.code), number)
        places.append(place)
    return tuple(findings[number] for number in sorted(range(len(findings)), key=places.__getitem__))
