"""What native checks are made of: pieces of formulas with the placeholders of the contract."""

from collections.abc import Iterable

from xltool.contract.names import CONTRACT, INDICATORS, Kind
from xltool.typed import Final, NamedTuple

#: A check that is told by everything that a cell may hold.
ALWAYS: Final = "TRUE"


class Instant(NamedTuple):
    """One native check: the rule that says the same, the cell it accuses (of a block column: of each row), its formulas."""

    code: str
    cell: str
    clear: str
    wrong: str
    due: str = ""
    mark: int = 3


class InstantReading(NamedTuple):
    """What a form has, and how: its names, the decimals of its amounts, the rates that are written as 76, whether it is foreign."""

    carried: frozenset[str]
    places: int = 2
    hundredfold: frozenset[str] = frozenset()
    foreign: bool = False

    def has(self, *names: str) -> bool:
        """Whether it carries all of these names."""
        return self.carried.issuperset(names)


WEIGHT, SCORE, TOTAL_WEIGHT = f"{INDICATORS}_分值", f"{INDICATORS}_得分", "分值合计"
LABELS: Final = tuple(f"{INDICATORS}_{level}指标" for level in ("一级", "二级", "三级"))


def ref(name: str) -> str:
    """The placeholder of a name."""
    return f"{{{name}}}"


def refs(names: Iterable[str]) -> str:
    """The placeholders of several names, as arguments."""
    return ",".join(map(ref, names))


def every(*conditions: str) -> str:
    """All of these conditions hold; empty ones are none."""
    given = [each for each in conditions if each]
    return given[0] if len(given) == 1 else f"AND({','.join(given)})"


def filled(*names: str) -> str:
    """Each of these cells holds a number."""
    return f"COUNT({refs(names)})={len(names)}"


def no_text(*names: str) -> str:
    """Each of these cells holds a number or nothing."""
    return f"COUNT({refs(names)})=COUNTA({refs(names)})"


def exact_to(ref: str, places: int) -> str:
    """A figure has no more decimals than the form: what more a person meant, or a formula left, is not told by a cell.

    A blank cell passes; a text does not, nor does one that reads as a number.
    """
    return f"ROUND({ref},{places})={ref}"


def numbers(reading: InstantReading, *names: str) -> str:
    """Each of these cells holds a number at the places of the form, or nothing."""
    return every(*(exact_to(ref(name), places_of(reading, name)) for name in names))


def places_of(reading: InstantReading, name: str) -> int:
    """The decimals at which a form files the cell of a name."""
    return reading.places if CONTRACT[name].kind is Kind.AMOUNT else CONTRACT[name].places


def rows_of_block(column: str) -> str:
    """The rows of a block without its edges, whatever was put in first or last."""
    return f"OFFSET({{{column}}},1,0,ROWS({{{column}}})-2)"


def end_is_blank(column: str) -> str:
    """The end row of a block holds no figure; it is told by the block, since somebody may delete that row."""
    return f"COUNT(INDEX({{{column}}},ROWS({{{column}}})))=0"


def unit_of(ref: str, *places: int) -> str:
    """One unit of the last decimal of a number that has at most the last of these ``places``."""
    *fewer, last = (f"{10.0**-each:.10g}" for each in places)
    formula = last
    for unit, each in reversed(list(zip(fewer, places, strict=False))):
        formula = f"IF({exact_to(ref, each)},{unit},{formula})"
    return formula


def differs(reading: InstantReading, whole: str, part: str) -> str:
    """Two cells hold figures that can be told apart."""
    return f"ROUND({ref(whole)}-{ref(part)},{places_of(reading, whole)})<>0"


def one_row(reading: InstantReading, *columns: str) -> str:
    """Each of these cells of a row holds a number or nothing; the row is not the end of its table, and adds up no others."""
    cells = ",".join(f"{{{column}:row}}" for column in columns)
    labels = [f"{{{name}:row}}" for name in LABELS if reading.foreign and name in reading.carried]
    subtotal = f'COUNTIF({":".join(dict.fromkeys((labels[0], labels[-1])))},"*计*")=0' if labels else ""
    return every(
        f"COUNT({cells})=COUNTA({cells})", f"ROWS({{{columns[-1]}:row}}:{{{columns[-1]}:last}})>1", subtotal
    )
