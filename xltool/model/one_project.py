"""Whether a foreign form is about one project, and what that is called: no name leads to it, but the form prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xltool.contract.names import FORM
from xltool.model.form import Form
from xltool.model.parse import plain

_WHOLE: Final = re.compile(r"(?:部门|单位)?整体")
_TITLE: Final = re.compile(r"项目.{0,8}(?:绩效|自评)|(?:专项|资金).{0,4}(?:绩效|自评)")
_LABEL: Final = re.compile(r"(?:项目|专项)(?:资金)?名称")
_COLON: Final = re.compile("[:：]")
#: A label stands among the first rows of a form; below there are tables with such a heading.
_HEAD: Final = 12


def one_project(form: Form) -> str | None:
    """The title of the project that a foreign form is about, empty where it is not filled in.

    None of a form that is about a department, and of our own.
    """
    if not form.foreign:
        return None
    heads = list(_heads(form))
    title = form.areas.get(FORM)
    said = "" if title is None else plain(str(form.snapshot.value(title.first) or ""))
    if any(_WHOLE.search(plain(text)) for text in (said, *(row[0] for row in heads if len(row) == 1))):
        return None
    named = next((row for row in heads if any(map(_is_label, row))), None)
    if named is None:
        return "" if _TITLE.search(said) else None
    return _beside(named)


def _is_label(text: str) -> bool:
    return _LABEL.fullmatch(plain(text).partition(":")[0]) is not None


def _beside(row: list[str]) -> str:
    """What stands behind the label: in its own cell, or in the next."""
    at = next(number for number, text in enumerate(row) if _is_label(text))
    within = _COLON.split(row[at], maxsplit=1)[1:]
    beside = (text for text in row[at + 1 : at + 2] if not _COLON.search(text[-1]))
    return "".join(within).strip() or next(beside, "")


def _heads(form: Form) -> Iterator[list[str]]:
    """The texts of the first rows of the form's sheets."""
    sheets = dict.fromkeys(area.sheet for area in form.areas.values() if area.sheet not in form.own_sheets)
    for sheet in sheets:
        for line in form.snapshot.grids.get(sheet, ())[:_HEAD]:
            texts = [value.strip() for value in line if isinstance(value, str) and value.strip()]
            if texts:
                yield texts
