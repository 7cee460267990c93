"""Why nothing can be imported: what a document was recognised as, and what is missing in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from xltool.errors import WorkbookError
from xltool.intake.document import Document, Table
from xltool.intake.forms.remainder import figures_in, heading_of
from xltool.intake.reading import FoundContent, Unplaced
from xltool.model.parse import plain

#: What says whose report it is, and nothing about money, people or results.
IDENTITY: Final = frozenset({"单位名称", "年度", "填报日期", "楼堂馆所_完工年度"})
PROJECT_FORM: Final = re.compile("项目(?:支出|资金)?绩效(?:目标)?(?:完成情况)?自评(?:价)?表")
WHOLE: Final = re.compile("(?:部门|单位)?整体(?:支出|预算)?绩效")
#: What else people take for the form, by the words of its title or heading.
_FORMS: Final = (
    (PROJECT_FORM, "这是项目支出绩效自评表"),
    (re.compile("绩效目标(?:申报|批复|公开)?表"), "这是绩效目标表，只有目标，没有完成情况"),
    (re.compile('三公[”"]?经费.{0,12}表|因公出国.{0,6}(?:费|经费)'), "只有“三公”经费表"),
    (re.compile("(?:收入支出|收支|收入|支出)决算(?:总|明细)?表|决算公开"), "有部门决算的收支表"),
    (re.compile("资产负债|固定资产|国有资产"), "有资产表"),
)
_MONEY: Final = re.compile(
    r"(?<![\d.])[^，。；,;\n]{0,12}?\d[\d,]{0,18}(?:\.\d{1,9})?\s?(?:万元|亿元|元|%|％)"
)
#: Lines of a document in which its title may stand, and characters of one.
_LINES, _LONGEST = 400, 60
_SHOWN: Final = 5


def refuse_nothing(document: Document, found: Iterable[FoundContent], unplaced: list[Unplaced]) -> None:
    """Raise WorkbookError where no figure and no text of the form was read; it says what was recognised instead."""
    read = [each for each in found if each.value is not None]
    if any(each.name not in IDENTITY for each in read):
        return
    known = "，".join([*_recognised(document, read), *_left(unplaced)])
    missing = "没有找到附件1、附件2的表格，也没有收支情况的文字，没有可以导入的数字"
    if unplaced:
        missing = "没有一个数能确定该填在哪一格"
    raise WorkbookError(
        f"“{document.title}”里{f'认出了：{known}；但' if known else ''}{missing}，没有生成工作簿；"
        "请确认选对了文件：要有部门整体支出的基础数据表（附件1）或自评表（附件2）。"
    )


def _recognised(document: Document, read: list[FoundContent]) -> Iterator[str]:
    """What the document is, as far as its words tell."""
    yield from named_forms(document)
    told = {each.name: each.text for each in read}
    labels = {"单位名称": "单位", "年度": "年度", "填报日期": "日期"}
    yield from (f"{word}（{' '.join(told[name].split())}）" for name, word in labels.items() if name in told)
    others = [table for table in document.tables if any(True for _ in figures_in(table))]
    if others:
        yield f"{len(others)} 张别的表格（{'、'.join(_named(table) for table in others[:_SHOWN])}）"
    said = [match[0].strip() for each in document.paragraphs for match in _MONEY.finditer(each.text)]
    if said:
        yield f"正文里 {len(said)} 个数（如“{said[0]}”），都不能确定是哪一项"


def named_forms(document: Document) -> list[str]:
    """The forms, other than ours, that titles and headings name."""
    lines = list(_titles(document))
    return [words for pattern, words in _FORMS if any(pattern.search(line) for line in lines)]


def _titles(document: Document) -> Iterator[str]:
    count = 0
    for block in document.blocks:
        texts = (
            [cell.text for row in block.rows[:3] for cell in row]
            if isinstance(block, Table)
            else block.text.split("\n")
        )
        for text in texts:
            count += 1
            if count > _LINES:
                return
            if 0 < len(text.strip()) <= _LONGEST and "。" not in text:
                yield plain(text)


def _named(table: Table) -> str:
    return f"{table.where}：{heading_of(table)}"


def _left(unplaced: list[Unplaced]) -> Iterator[str]:
    if unplaced:
        rows = "；".join(
            f"{each.label} {'，'.join(each.contents)}［{each.where}］" for each in unplaced[:_SHOWN]
        )
        more = f"等 {len(unplaced)} 行" if len(unplaced) > _SHOWN else ""
        yield f"表格里的 {rows}{more}"
