"""The parts of a parsed formula, each of which knows how to calculate itself for a given cell.

They hold nothing of a workbook, so that one tree serves every workbook in which the formula stands. They are plain
classes, not dataclasses: making eight of those would cost more than parsing a template's formulas.
"""
# ruff: noqa: D102 (what the three methods do is said once, at Node)

from __future__ import annotations

from collections.abc import Callable

from xltool.book.formula.excel import Raw, UnsupportedError, truth
from xltool.book.formula.functions import ARRAYS, each, whole
from xltool.book.formula.scope import Array, FormulaScope, Function, Node
from xltool.book.port import Area, Cell


class _Value:
    """Expressions that are no range: the value is all there is."""

    __slots__ = ()

    def scalar(self, _scope: FormulaScope, /) -> Raw:
        raise NotImplementedError

    def operand(self, scope: FormulaScope) -> Area | Raw:
        return self.scalar(scope)

    def array(self, scope: FormulaScope) -> Array:
        return Array(1, 1, [self.scalar(scope)])


class Constant(_Value):
    """A number, a text, a truth value, an error, or (None) an argument left out."""

    __slots__ = ("value",)

    def __init__(self, value: Raw) -> None:
        self.value = value

    def scalar(self, _scope: FormulaScope) -> Raw:
        return self.value


class Unknown(_Value):
    """A formula or a part of it that is not in our small language."""

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.why = why

    def scalar(self, _scope: FormulaScope) -> Raw:
        raise UnsupportedError(self.why)


class CellReference:
    """A cell or a range; the sheet is empty for the formula's own."""

    __slots__ = ("bottom", "left", "right", "sheet", "single", "top")

    def __init__(self, sheet: str, top: int, left: int, bottom: int, right: int, single: bool) -> None:
        self.sheet = sheet
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
        self.single = single

    def scalar(self, scope: FormulaScope) -> Raw:
        if not self.single:
            # Old versions intersect with the own row, new ones spill, array formulas take the first.
            raise UnsupportedError("range where one value is wanted")
        sheet = scope.book.sheet(self.sheet) if self.sheet else scope.own.sheet
        return scope.book.read(Cell(sheet, self.top, self.left))

    def operand(self, scope: FormulaScope) -> Area:
        sheet = scope.book.sheet(self.sheet) if self.sheet else scope.own.sheet
        return Area(sheet, self.top, self.left, self.bottom, self.right)

    def array(self, scope: FormulaScope) -> Array:
        return whole(scope, self.operand(scope))


class NamedArea:
    """A defined name."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def scalar(self, scope: FormulaScope) -> Raw:
        area = self.operand(scope)
        if area.height > 1 or area.width > 1:
            raise UnsupportedError("range where one value is wanted")
        return scope.book.read(area.first)

    def operand(self, scope: FormulaScope) -> Area:
        return scope.book.named(self.name)

    def array(self, scope: FormulaScope) -> Array:
        return whole(scope, self.operand(scope))


class Chain(_Value):
    """Operators of one rank from left to right; a chain of 2,000 terms is as flat as one of two."""

    __slots__ = ("first", "rest")

    def __init__(self, first: Node, rest: tuple[tuple[Callable[[Raw, Raw], Raw], Node], ...]) -> None:
        self.first = first
        self.rest = rest

    def scalar(self, scope: FormulaScope) -> Raw:
        value = self.first.scalar(scope)
        for operation, operand in self.rest:
            value = operation(value, operand.scalar(scope))
        return value

    def array(self, scope: FormulaScope) -> Array:
        value = self.first.array(scope)
        for operation, operand in self.rest:
            value = each(operation, value, operand.array(scope))
        return value


class Each(_Value):
    """A sign or a function that works value by value, and so over ranges too."""

    __slots__ = ("operands", "operation")

    def __init__(self, operation: Callable[..., Raw], operands: tuple[Node, ...]) -> None:
        self.operation = operation
        self.operands = operands

    def scalar(self, scope: FormulaScope) -> Raw:
        return self.operation(*[operand.scalar(scope) for operand in self.operands])

    def array(self, scope: FormulaScope) -> Array:
        return each(self.operation, *[operand.array(scope) for operand in self.operands])


class Call(_Value):
    """A function that decides for itself how to look at its arguments."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Function, arguments: tuple[Node, ...]) -> None:
        self.function = function
        self.arguments = arguments

    def scalar(self, scope: FormulaScope) -> Raw:
        return self.function(scope, self.arguments)

    def array(self, scope: FormulaScope) -> Array:
        several = ARRAYS.get(self.function)
        return several(scope, self.arguments) if several else super().array(scope)


class If(_Value):
    """The one function that passes on a range: SUM(IF(A1,B1:B9,C1:C9))."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(self, condition: Node, then: Node, otherwise: Node) -> None:
        self.condition = condition
        self.then = then
        self.otherwise = otherwise

    def branch(self, scope: FormulaScope) -> Node:
        return self.then if truth(self.condition.scalar(scope)) else self.otherwise

    def scalar(self, scope: FormulaScope) -> Raw:
        return self.branch(scope).scalar(scope)

    def operand(self, scope: FormulaScope) -> Area | Raw:
        return self.branch(scope).operand(scope)
