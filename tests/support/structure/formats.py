"""Merged cells, conditional formats and validations of a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml.etree import _Element as Element

from .address import Box, box_of
from .book import Book, Sheet, formula_errors
from .formula import FormulaError, parse
from .styles import index_errors

_NEEDS_FORMULA = {"expression", "cellIs", "containsText", "notContainsText", "beginsWith", "endsWith",
                  "containsBlanks", "notContainsBlanks", "containsErrors", "notContainsErrors", "timePeriod"}  # fmt: skip
_TWO_FORMULAS = {"between", "notBetween"}
_TITLE, _MESSAGE, _LIST = 32, 255, 255


def errors(book: Book, sheet: Sheet) -> Iterator[str]:
    """What is wrong with merges, conditional formats and validations."""
    assert sheet.root is not None
    yield from _merge_errors(sheet, sheet.root)
    yield from _conditional_format_errors(book, sheet, sheet.root)
    yield from _validation_errors(book, sheet, sheet.root)
    for formula in sheet.root.iter("{http://schemas.microsoft.com/office/excel/2006/main}f"):
        yield from formula_errors(book, f"{sheet.part}: extension", formula.text or "", sheet.index)


def _merge_errors(sheet: Sheet, root: Element) -> Iterator[str]:
    boxes: list[tuple[str, Box]] = []
    for item in root.iterfind("{*}mergeCells/{*}mergeCell"):
        text = item.get("ref", "")
        box = box_of(text)
        if box is None:
            yield f"merge-area: {sheet.part}: {text!r} is no area"
        elif (box.top, box.left) == (box.bottom, box.right):
            yield f"merge-single: {sheet.part}: {text} merges one cell with itself"
        else:
            boxes.append((text, box))
    yield from _overlaps(sheet, boxes)
    stated = root.find("{*}mergeCells")
    if stated is not None and stated.get("count", str(len(stated))) != str(len(stated)):
        yield f"count-wrong: {sheet.part}: mergeCells count={stated.get('count')}, {len(stated)} found"


def _overlaps(sheet: Sheet, boxes: list[tuple[str, Box]]) -> Iterator[str]:
    """Pairs of merges that share a cell, by a sweep over the rows."""
    open_boxes: list[tuple[str, Box]] = []
    for text, box in sorted(boxes, key=lambda pair: pair[1].top):
        open_boxes = [pair for pair in open_boxes if pair[1].bottom >= box.top]
        for other_text, other in open_boxes:
            if box.meets(other):
                yield f"merge-overlap: {sheet.part}: {text} and {other_text}"
        open_boxes.append((text, box))


def area_list_errors(where: str, text: str | None) -> Iterator[str]:
    """A list of areas (``sqref``) that is empty or holds what is no area."""
    areas = (text or "").split()
    if not areas or any(box_of(area) is None for area in areas):
        yield f"areas: {where}: {text!r}"


def _conditional_format_errors(book: Book, sheet: Sheet, root: Element) -> Iterator[str]:
    priorities: list[str] = []
    for block in root.iterfind("{*}conditionalFormatting"):
        where = f"{sheet.part}: conditional format {block.get('sqref')}"
        yield from area_list_errors(where, block.get("sqref"))
        for rule in block.iterfind("{*}cfRule"):
            priorities.append(rule.get("priority", ""))
            yield from index_errors(f"{where}: dxfId", rule.get("dxfId"), book.table_size("dxfs"))
            yield from _rule_errors(book, sheet, where, rule)
    for priority, count in Counter(priorities).items():
        if count > 1 or not priority.isdigit() or priority == "0":
            yield f"format-priority: {sheet.part}: {count} × priority {priority!r}"


def _rule_errors(book: Book, sheet: Sheet, where: str, rule: Element) -> Iterator[str]:
    formulas = [formula.text or "" for formula in rule.iterfind("{*}formula")]
    kind = rule.get("type")
    needed = 2 if rule.get("operator") in _TWO_FORMULAS and kind == "cellIs" else 1
    if kind in _NEEDS_FORMULA and len(formulas) < needed:
        yield f"format-formula: {where}: {kind} with {len(formulas)} formulas"
    if kind == "cellIs" and not rule.get("operator"):
        yield f"format-formula: {where}: cellIs without an operator"
    for text in formulas:
        yield from _condition_errors(book, sheet, where, text)


def _condition_errors(book: Book, sheet: Sheet, where: str, text: str) -> Iterator[str]:
    """Conditions know only their own sheet, and neither unions nor arrays."""
    yield from formula_errors(book, where, text, sheet.index)
    try:
        used = parse(text.strip())
    except FormulaError:
        return  # said above
    if used.sheets or used.books:
        yield f"formula-other-sheet: {where}: {text!r} refers to another sheet"
    if used.arrays or used.unions or used.intersections or used.tables:
        yield f"formula-form: {where}: {text!r} holds an array, a union, an intersection or a table reference"


def _validation_errors(book: Book, sheet: Sheet, root: Element) -> Iterator[str]:
    block = root.find("{*}dataValidations")
    if block is None:
        return
    if block.get("count", str(len(block))) != str(len(block)):
        yield f"count-wrong: {sheet.part}: dataValidations count={block.get('count')}, {len(block)} found"
    for item in block.iterfind("{*}dataValidation"):
        where = f"{sheet.part}: validation {item.get('sqref')}"
        yield from area_list_errors(where, item.get("sqref"))
        yield from _message_errors(where, item)
        yield from _criterion_errors(book, sheet, where, item)


def _message_errors(where: str, item: Element) -> Iterator[str]:
    limits = {"promptTitle": _TITLE, "errorTitle": _TITLE, "prompt": _MESSAGE, "error": _MESSAGE}
    for key, limit in limits.items():
        length = len(item.get(key, "").encode("utf-16-le")) // 2
        if length > limit:
            yield f"validation-message: {where}: {key} has {length} characters, more than {limit}"


def _criterion_errors(book: Book, sheet: Sheet, where: str, item: Element) -> Iterator[str]:
    kind = item.get("type", "none")
    texts = [node.text for key in ("formula1", "formula2") if (node := item.find(f"{{*}}{key}")) is not None]
    between = item.get("operator", "between") in _TWO_FORMULAS and kind not in {"list", "custom"}
    if kind != "none" and len(texts) < (2 if between else 1):
        yield f"validation-formula: {where}: {kind} with {len(texts)} formulas"
    for text in texts:
        if kind == "list" and text and text.startswith('"') and len(text) - 2 > _LIST:
            yield f"validation-list: {where}: the list has {len(text) - 2} characters, more than {_LIST}"
        else:
            yield from _condition_errors(book, sheet, where, text or "")
