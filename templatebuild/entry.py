"""Input prompts, dropdowns and warnings: what Excel says while a person types. Nothing here forbids anything
but a year that is none: a warning can be answered with 是."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from templatebuild.canvas import Sheet

_CHECK: Final = "请核对"


def computed(sheet: Sheet, *cells: str) -> None:
    """Warn before a formula is typed over."""
    for cell in cells:
        sheet.work.data_validation(
            cell,
            {
                "validate": "custom",
                "value": "=FALSE",
                "error_type": "warning",
                "error_title": "公式单元格",
                "error_message": "此格由公式计算。若要改动，按“是”保留，审核时会列为疑点；按“否”或“取消”放弃。",
            },
        )


def amounts(sheet: Sheet, area: str) -> None:
    """Amounts in 万元, zero or more."""
    _number(
        sheet, area, "金额（万元）", "只填数字，单位万元，如 1033.50。没有发生填 0，空白表示未填。",
        "这里应填不小于 0 的数字（万元）。确认要填其他内容（如“——”）请按“是”。",
    )  # fmt: skip


def counts(sheet: Sheet, area: str) -> None:
    """Numbers of people."""
    _number(sheet, area, "人数", "只填数字，不写“人”。", "这里应填不小于 0 的数字。确认无误请按“是”。")


def areas(sheet: Sheet, area: str) -> None:
    """Floor areas in ㎡."""
    _number(sheet, area, "面积（㎡）", "只填数字，单位平方米；没有在建或完工项目可不填。",
            "这里应填不小于 0 的数字（㎡）。确认无误请按“是”。")  # fmt: skip


def points(sheet: Sheet, area: str) -> None:
    """Weights and scores, 0 to 100."""
    sheet.work.data_validation(
        area,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": 100,
            "error_type": "warning",
            "input_title": "分值、得分",
            "input_message": "只填数字，如 6.25；不写“分”，单位会自动显示。",
            "error_title": _CHECK,
            "error_message": "这里应填 0 到 100 的数字，不写“分”。确认无误请按“是”。",
        },
    )


def prompt(sheet: Sheet, area: str, title: str, message: str) -> None:
    """Only words, shown when the cell is chosen."""
    sheet.work.data_validation(area, {"validate": "any", "input_title": title, "input_message": message})


def choice(sheet: Sheet, cell: str, options: Sequence[str], title: str, message: str) -> None:
    """A dropdown that warns about other entries."""
    sheet.work.data_validation(
        cell,
        {
            "validate": "list",
            "source": list(options),
            "error_type": "warning",
            "input_title": title,
            "input_message": message,
            "error_title": _CHECK,
            "error_message": f"请从下拉列表选择：{'、'.join(options)}。",
        },
    )


def year(sheet: Sheet, cell: str, message: str) -> None:
    """A year of four digits."""
    sheet.work.data_validation(
        cell,
        {
            "validate": "integer",
            "criteria": "between",
            "minimum": 2000,
            "maximum": 2099,
            "input_title": "年度",
            "input_message": message,
            "error_title": "年度",
            "error_message": "请填四位数字的年份，如 2022，不写“年”。",
        },
    )


def _number(sheet: Sheet, area: str, title: str, message: str, error: str) -> None:
    sheet.work.data_validation(
        area,
        {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_type": "warning",
            "input_title": title,
            "input_message": message,
            "error_title": _CHECK,
            "error_message": error,
        },
    )
