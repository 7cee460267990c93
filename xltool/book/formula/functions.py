"""The spreadsheet functions that are computed here, as Excel computes them.

References and values are different things to Excel: SUM, COUNT and their like pass over text and TRUE in a cell,
but take them at their word where they are written into the formula.
"""

from collections.abc import Callable, Iterable
from itertools import repeat
from operator import mul

from xltool.book.formula.excel import (
    LONGEST,
    VALUE,
    CalculationError,
    Raw,
    UnsupportedError,
    finite,
    length,
    number,
    rounded,
    text,
    truth,
)
from xltool.book.formula.scope import Array, FormulaScope, Function, Node
from xltool.book.port import Area, ErrorValue
from xltool.typed import Final

#: Cells in one array of SUMPRODUCT.
_LARGEST: Final = 200_000


# Functions over many cells


def _numbers(scope: FormulaScope, arguments: tuple[Node, ...]) -> list[float]:
    """The numbers among the arguments; only what stands in the formula itself is converted."""
    found: list[float] = []
    for argument in arguments:
        operand = argument.operand(scope)
        if isinstance(operand, Area):
            found += _numbers_in(scope.book.contents(operand))
        else:
            found.append(number(operand))
    return found


def _numbers_in(values: list[Raw]) -> list[float]:
    found = [value for value in values if type(value) is float]
    if len(found) < len(values):
        for value in values:
            if isinstance(value, ErrorValue):
                raise CalculationError(value)
    return found


def total(values: Iterable[float]) -> float:
    """The sum from left to right; the built-in of newer Pythons compensates, which Excel does not."""
    found = 0.0
    for value in values:
        found += value
    return finite(found)


def _of_numbers(result: Callable[[list[float]], float]) -> Function:
    """The function that gives this of the numbers among its arguments."""
    return lambda scope, arguments: result(_numbers(scope, arguments))


def _count(scope: FormulaScope, arguments: tuple[Node, ...]) -> Raw:
    count = 0
    for argument in arguments:
        operand = _forgiving(scope, argument)
        if isinstance(operand, Area):
            count += list(map(type, scope.book.contents(operand))).count(float)
        else:
            count += _counts(operand)
    return float(count)


def _forgiving(scope: FormulaScope, argument: Node) -> Area | Raw:
    """An operand for functions that count: an error is a value like any other."""
    try:
        return argument.operand(scope)
    except CalculationError as failed:
        return failed.error


def _counts(value: Raw) -> bool:
    """Whether COUNT takes a value written into the formula for a number."""
    try:
        number(value)
    except CalculationError:
        return False
    return True


def _counta(scope: FormulaScope, arguments: tuple[Node, ...]) -> Raw:
    """Cells that are not blank; a formula that gives "" is not blank."""
    count = 0
    for argument in arguments:
        operand = _forgiving(scope, argument)
        if isinstance(operand, Area):
            values = scope.book.contents(operand)
            count += len(values) - values.count(None)
        else:
            count += 1
    return float(count)


def _truths(scope: FormulaScope, arguments: tuple[Node, ...]) -> list[bool]:
    found: list[bool] = []
    for argument in arguments:
        operand = argument.operand(scope)
        if isinstance(operand, Area):
            values = scope.book.contents(operand)
            found += [truth(value) for value in values if value is not None and not isinstance(value, str)]
        else:
            found.append(truth(operand))
    if not found:
        raise CalculationError(VALUE)
    return found


def _sumproduct(scope: FormulaScope, arguments: tuple[Node, ...]) -> Raw:
    """Sum of the products of arrays of one shape, in which whatever is neither number nor error counts as 0."""
    arrays = [argument.array(scope) for argument in arguments]
    if len({array[:2] for array in arrays}) > 1:
        raise CalculationError(VALUE)
    products = [1.0] * len(arrays[0].values)
    for array in arrays:
        factors = [value if type(value) is float else _factor(value) for value in array.values]
        products = list(map(mul, products, factors))
    return total(products)


def _factor(value: Raw) -> float:
    if isinstance(value, ErrorValue):
        raise CalculationError(value)
    return 0.0


# Functions of single values


def _iferror(scope: FormulaScope, arguments: tuple[Node, ...]) -> Raw:
    try:
        value = arguments[0].scalar(scope)
    except CalculationError:
        return arguments[1].scalar(scope)
    if value is None:
        raise UnsupportedError("IFERROR of a blank cell")
    return arguments[1].scalar(scope) if isinstance(value, ErrorValue) else value


def _isblank(scope: FormulaScope, arguments: tuple[Node, ...]) -> Raw:
    """ISBLANK; of a cell that gives "" we do not know that it is none."""
    try:
        value = arguments[0].scalar(scope)
    except CalculationError:
        return False
    if value is None:
        raise UnsupportedError("ISBLANK of a cell that may hold an empty text")
    return False


def _iserror(scope: FormulaScope, arguments: tuple[Node, ...]) -> Raw:
    try:
        return isinstance(arguments[0].scalar(scope), ErrorValue)
    except CalculationError:
        return True


def _hyperlink(scope: FormulaScope, arguments: tuple[Node, ...]) -> Raw:
    """A link shows its friendly name, or else where it leads."""
    if isinstance(target := arguments[0].scalar(scope), ErrorValue):
        raise UnsupportedError("HYPERLINK to an error")
    return arguments[1].scalar(scope) if len(arguments) == 2 else target


def _row(scope: FormulaScope, arguments: tuple[Node, ...]) -> Raw:
    area = _place(scope, arguments)
    if area.height > 1:
        raise UnsupportedError("ROW of several rows")
    return float(area.top)


def rows_of(scope: FormulaScope, arguments: tuple[Node, ...]) -> Array:
    """ROW where an array is wanted: the numbers of all rows of a range."""
    area = _place(scope, arguments)
    if area.height > _LARGEST:
        raise UnsupportedError("array too large")
    return Array(area.height, 1, [float(row) for row in range(area.top, area.bottom + 1)])


def _column(scope: FormulaScope, arguments: tuple[Node, ...]) -> Raw:
    area = _place(scope, arguments)
    if area.width > 1:
        raise UnsupportedError("COLUMN of several columns")
    return float(area.left)


def _place(scope: FormulaScope, arguments: tuple[Node, ...]) -> Area:
    if not arguments:
        return Area(scope.own.sheet, scope.own.row, scope.own.column, scope.own.row, scope.own.column)
    operand = arguments[0].operand(scope)
    if not isinstance(operand, Area):
        raise UnsupportedError("ROW or COLUMN of a value")
    return operand


def _round(*values: Raw) -> Raw:
    return rounded(number(values[0]), number(values[1]))


def _repeat(value: Raw, times: Raw) -> Raw:
    """REPT; a number repeated no times is "", whatever it looks like."""
    if isinstance(value, ErrorValue):
        raise CalculationError(value)
    count = int(number(times))
    if not count:
        return ""
    repeated = text(value) * count
    if count < 0 or len(repeated) > LONGEST:
        raise CalculationError(VALUE)
    return repeated


def _substitute(value: Raw, old: Raw, new: Raw) -> Raw:
    """SUBSTITUTE of every occurrence; nothing to look for changes nothing."""
    shown = value if type(value) is str else text(value)
    sought = old if type(old) is str else text(old)
    if not sought or sought not in shown:
        return shown
    changed = shown.replace(sought, text(new))
    if len(changed) > LONGEST:
        raise CalculationError(VALUE)
    return changed


#: Functions that work value by value, and so over arrays too.
ELEMENTWISE: Final[dict[str, tuple[int, Callable[..., Raw]]]] = {
    "ABS": (1, lambda value: abs(number(value))),
    "ISNUMBER": (1, lambda value: type(value) is float),
    "ISTEXT": (1, lambda value: type(value) is str),
    "LEN": (1, length),
    "NOT": (1, lambda value: not truth(value)),
    "REPT": (2, _repeat),
    "ROUND": (2, _round),
    "SUBSTITUTE": (3, _substitute),
}
#: All others, each with the least and the greatest number of its arguments.
FUNCTIONS: Final[dict[str, tuple[int, int, Function]]] = {
    "SUM": (1, 255, _of_numbers(total)),
    "SUMSQ": (1, 255, _of_numbers(lambda values: total([value * value for value in values]))),
    "MIN": (1, 255, _of_numbers(lambda values: min(values, default=0.0))),
    "MAX": (1, 255, _of_numbers(lambda values: max(values, default=0.0))),
    "COUNT": (1, 255, _count),
    "COUNTA": (1, 255, _counta),
    "SUMPRODUCT": (1, 255, _sumproduct),
    "AND": (1, 255, lambda scope, arguments: all(_truths(scope, arguments))),
    "OR": (1, 255, lambda scope, arguments: any(_truths(scope, arguments))),
    "IFERROR": (2, 2, _iferror),
    "ISBLANK": (1, 1, _isblank),
    "ISERROR": (1, 1, _iserror),
    "HYPERLINK": (1, 2, _hyperlink),
    "ROW": (0, 1, _row),
    "COLUMN": (0, 1, _column),
    "TRUE": (0, 0, lambda _scope, _arguments: True),
    "FALSE": (0, 0, lambda _scope, _arguments: False),
}
#: Those that give an array where one is wanted.
ARRAYS: Final[dict[Function, Callable[[FormulaScope, tuple[Node, ...]], Array]]] = {_row: rows_of}


def each(operation: Callable[..., Raw], *arrays: Array) -> Array:
    """An operation value by value; a single value goes with every other."""
    shapes = {array[:2] for array in arrays} - {(1, 1)} or {(1, 1)}
    if len(shapes) > 1:
        raise UnsupportedError("arrays of different shapes")
    ((height, width),) = shapes
    columns = [
        repeat(array.values[0], height * width) if array[:2] == (1, 1) else array.values for array in arrays
    ]
    try:
        return Array(height, width, list(map(operation, *columns)))
    except CalculationError as failed:
        # Nothing that takes an array lets an error pass, so the others need not be known.
        return Array(height, width, [failed.error] * (height * width))


def whole(scope: FormulaScope, area: Area) -> Array:
    """All cells of a range, the blank ones at its end too."""
    if area.height * area.width > _LARGEST:
        raise UnsupportedError("array too large")
    values = scope.book.contents(area)
    blank: list[Raw] = [None] * (area.height * area.width - len(values))
    return Array(area.height, area.width, values + blank)
