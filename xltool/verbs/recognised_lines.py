"""What was recognised on a form, as lines for a person and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from xltool.intake.reading import Sure
from xltool.intake.recognised import (
    FormQuestion,
    RecognisedBlock,
    RecognisedCell,
    RecognisedColumn,
    RecognisedForm,
)

#: So many places without a name are listed of a sheet.
_LISTED: Final = 40


def record(form: RecognisedForm) -> dict[str, object]:
    """What was recognised as plain data."""
    return {
        "workbook": form.workbook,
        "form": form.form,
        "units": dict(form.units),
        "cells": [
            {
                "name": cell.name,
                "sheet": cell.sheet,
                "address": cell.address,
                "label": cell.label,
                "sure": cell.sure.value,
                "why": cell.why,
            }
            for cell in form.cells
        ],
        "blocks": [_block(block) for block in form.blocks],
        "questions": [
            {"id": each.id, "ask": each.ask, "choices": list(each.choices), "default": each.default}
            for each in form.questions
        ],
        "left_over": [each._asdict() for each in form.left_over],
    }


def _block(block: RecognisedBlock) -> dict[str, object]:
    return {
        "block": block.block,
        "sheet": block.sheet,
        "rows": [block.first, block.last],
        "columns": [{**column._asdict(), "sure": column.sure.value} for column in _columns(block)],
    }


def _columns(block: RecognisedBlock) -> Iterator[RecognisedColumn]:
    """The columns of a table. Where a target stands in several cells, the one of its bare value is told by both of its names."""
    yield from block.columns
    names = {column.name: column for column in block.columns}
    target = names.get(f"{block.block}_年度指标值")
    if target is not None and f"{block.block}_度量单位" in names:
        yield target._replace(name=f"{block.block}_指标值")


def lines(form: RecognisedForm) -> Iterator[str]:
    """The same for a person, sheet by sheet."""
    certain = sum(each.sure is Sure.CERTAIN for each in every_one(form))
    yield f"{form.workbook}：{form.form}"
    yield f"认出 {len(form.cells)} 格、{len(form.blocks)} 张表；确定 {certain} 处，推断 {len(list(every_one(form))) - certain} 处（前面有“？”的，请核对）。"
    yield f"比率写法：{form.rate_way or '表上看不出'}"
    for sheet in dict.fromkeys(
        (*(cell.sheet for cell in form.cells), *(block.sheet for block in form.blocks))
    ):
        yield ""
        yield f"【{sheet}】金额单位：{form.units.get(sheet, '万元')}"
        yield from (_cell_line(cell) for cell in form.cells if cell.sheet == sheet)
        for block in form.blocks:
            if block.sheet == sheet:
                yield from _block_lines(block)
    yield from _question_lines(form.questions)
    yield from _left_lines(form)
    yield ""
    yield "只是看看，文件没有改动。"


#: The headings of :func:`table`.
HEADINGS: Final = ("名称", "工作表", "单元格", "表上的标签", "把握", "依据")


def table(form: RecognisedForm) -> list[tuple[str, ...]]:
    """The same as rows under :data:`HEADINGS`: cells, columns of tables, and last what has no name."""
    rows: list[tuple[str, ...]] = [
        (cell.name, cell.sheet, cell.address, cell.label, cell.sure.value, cell.why) for cell in form.cells
    ]
    for block in form.blocks:
        rows += [
            (column.name, block.sheet, f"{column.column}{block.first}:{column.column}{block.last}", column.label,
             column.sure.value, "表头")
            for column in block.columns
        ]  # fmt: skip
    rows += [("（没有名称）", each.sheet, each.address, each.text, "", "") for each in form.left_over]
    return rows


def every_one(form: RecognisedForm) -> Iterator[RecognisedCell]:
    """The cells that were recognised, and the columns of tables as if they were cells."""
    yield from form.cells
    for block in form.blocks:
        for column in block.columns:
            yield RecognisedCell(column.name, block.sheet, column.column, column.label, column.sure, "")


def _mark(sure: Sure) -> str:
    return "　" if sure is Sure.CERTAIN else "？"


def _cell_line(cell: RecognisedCell) -> str:
    inside = "（标签和内容同在一格，只读不写）" if cell.inside else ""
    return f"{_mark(cell.sure)}{cell.address}　{cell.name}{inside}　[{cell.sure.value}] {cell.why}"


def _block_lines(block: RecognisedBlock) -> Iterator[str]:
    yield f"　{block.block}：第 {block.first} 行至第 {block.last} 行"
    for column in block.columns:
        short = column.name.removeprefix(f"{block.block}_")
        yield f"　{_mark(column.sure)}{column.column} 列　{short}　[{column.sure.value}] 表头“{column.label}”"


def _question_lines(questions: tuple[FormQuestion, ...]) -> Iterator[str]:
    if questions:
        yield ""
        yield "要由您决定的："
    for number, each in enumerate(questions, 1):
        yield f"　{number}. {each.ask}（{'、'.join(each.choices)}；不答则取 {each.default}）"


def _left_lines(form: RecognisedForm) -> Iterator[str]:
    if not form.left_over:
        return
    yield ""
    yield f"表上有、没有对上名称的 {len(form.left_over)} 处："
    for sheet, several in groupby(form.left_over, key=lambda each: each.sheet):
        for each in list(several)[:_LISTED]:
            yield f"　{sheet}!{each.address}　{each.text}"
