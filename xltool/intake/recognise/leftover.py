"""What stands on a form and carries no name, and the title by which people call the form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xltool.contract.names import INDICATORS
from xltool.intake.contacts import asks_for_a_person, names_a_person
from xltool.intake.forms.wordings import GOALS, GOALS_BESIDE, WHOLE_MONEY
from xltool.intake.recognise.found import Settled
from xltool.intake.recognise.indicators import is_section
from xltool.intake.recognise.labelled import is_label
from xltool.intake.recognise.meaning import meaning
from xltool.intake.recognise.page import Page
from xltool.intake.recognise.sheet import FormCell, FormSheet
from xltool.intake.recognise.words import parted, spellings, words
from xltool.intake.recognised import RecognisedBlock, Unnamed

_TITLE: Final = re.compile(".*(?:表|书|报告)(?:\\(.*\\))?$")
_PERSON: Final = re.compile(
    ".{0,8}(?:联系人|负责人|经办人|审核人|填[报表]人|制表人|电话|手机|邮箱|联系方式|签[字章名])"
)
_LONGEST: Final = 60
#: Rows in which the head of a form stands.
_HEAD: Final = 6


def title_of(pages: Sequence[Page]) -> str:
    """The title that the form prints: that of the sheet with the indicators; the name of the sheet where none is printed."""
    order = sorted(pages, key=lambda page: page.indicators is None)
    for page in order:
        lines = [cell for cell in page.sheet.texts() if _is_line(page.sheet, cell) and cell.top <= _HEAD]
        titled = [
            cell
            for cell in lines
            if _TITLE.fullmatch(words(cell.text)) and not cell.text.strip().startswith("附件：")
        ]
        for cell in titled or lines[:1]:
            return _short(cell.text.replace("\u3000", " "))
    return pages[0].sheet.name if pages else ""


def _is_line(sheet: FormSheet, cell: FormCell) -> bool:
    return len(sheet.starting(cell.top)) == 1 and len(words(cell.text)) > 3


def left_over(
    pages: Sequence[Page], cells: Iterable[Settled], blocks: Sequence[RecognisedBlock]
) -> tuple[Unnamed, ...]:
    """The texts without a name; who is named and whose telephone is given stays unsaid."""
    named: set[tuple[str, int, int]] = set()
    for each in cells:
        named.add(each.candidate.place)
        named.add((each.cell.sheet, each.candidate.label.top, each.candidate.label.left))
    return tuple(each for page in pages for each in _of_page(page, named, blocks))


def _of_page(
    page: Page, named: set[tuple[str, int, int]], blocks: Sequence[RecognisedBlock]
) -> Iterator[Unnamed]:
    sheet = page.sheet
    for cell in sheet.texts():
        if (sheet.name, cell.top, cell.left) in named or _is_told(page, cell, blocks):
            continue
        if not _is_private(sheet, cell):
            head, _ = parted(cell.text)
            text = f"{head}：" if head and names_a_person(cell.text) else cell.text
            yield Unnamed(sheet.name, cell.address, _short(text))


def _is_told(page: Page, cell: FormCell, blocks: Sequence[RecognisedBlock]) -> bool:
    """Whether a cell is a label, a title, a sign for nothing, or stands in a column or row that was recognised."""
    sheet, said = page.sheet, [each for each in spellings(cell.text) if each]
    if words(cell.text) in ("", "—", "-", "/") or is_label(cell) or is_section(cell):
        return True
    if meaning(cell.text, GOALS, GOALS_BESIDE) or any(map(WHOLE_MONEY.fullmatch, said)):
        return True
    if _heads(page, cell) or _is_beside(page, cell):
        return True
    if _is_line(sheet, cell) and cell.top <= _HEAD and (_TITLE.fullmatch(words(cell.text)) or cell.top <= 2):
        return True
    return any(_inside(cell, block) for block in blocks if block.sheet == sheet.name)


def _is_beside(page: Page, cell: FormCell) -> bool:
    """Whether a cell names the section whose heading begins right of it."""
    tops = [(money.head.top, money.head.first) for money in page.money]
    if page.indicators:
        tops.append((page.indicators.top, page.indicators.columns.found[0].leaf.left))
    return any(cell.top <= top <= cell.bottom and cell.right < left for top, left in tops)


def _heads(page: Page, cell: FormCell) -> bool:
    heads = [leaf.cell for money in page.money for leaf, _ in money.head.columns.values()]
    heads += [leaf.cell for years in page.years for leaf in years.columns.values()]
    heads += [leaf.cell for tasks in page.tasks for leaf, _ in tasks.columns.values()]
    if page.indicators:
        heads += [column.leaf.cell for column in page.indicators.columns.found]
    return cell in heads


def _inside(cell: FormCell, block: RecognisedBlock) -> bool:
    """Whether a cell stands in the rows of a block; of indicators the headings without a name alone are left over."""
    return block.first <= cell.top <= block.last and (block.block == INDICATORS or _in_column(cell, block))


def _in_column(cell: FormCell, block: RecognisedBlock) -> bool:
    return cell.letters in {column.column for column in block.columns}


def _is_private(sheet: FormSheet, cell: FormCell) -> bool:
    """The cell behind one that asks for a person."""
    left = sheet.at(cell.top, cell.left - 1) if cell.left > 1 else None
    return left is not None and (
        asks_for_a_person(left.text) or _PERSON.fullmatch(words(left.text)) is not None
    )


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"
