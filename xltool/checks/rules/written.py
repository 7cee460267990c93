"""XT0xx: what stands in a cell and is not what it looks like, and what an import found no cell for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from xltool.checks.case import Case, Hit, quoted
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.contract.names import Kind
from xltool.model.characters import called
from xltool.model.parse import plain
from xltool.model.stated import Origin, Stated
from xltool.typed import Final

_LISTED: Final = 5
#: A date, or the year and month of one, in the ways that people write it. Most write it in one: these stay text until then.
_DAY: Final = r"(\d{4})(?:年(\d{1,2})月(?:(\d{1,2})[日号])?|([-./])(\d{1,2})(?:\4(\d{1,2}))?)[日.。]?"
_USUAL: Final = (("年", "月", "日"), ("-", "-", ""), (".", ".", ""), ("/", "/", ""))
#: What stands around a date, and what alone it is made of.
_AROUND: Final = r"^[^\d]+|[^\d年月日号]+$"
_LIKE_ONE: Final = r"[\d年月日号./-]+"
_YEAR_DIGITS: Final = 4
_RUN: Final = r"(\d{4})(\d\d)(\d\d)"
#: Moments of the day behind a date, and digits as Chinese writes them out.
_CLOCK: Final = r"T?\d{1,2}:\d\d(?::\d\d)?$"
_DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_TENS: Final = r"(\d?)十(\d?)"


@rule("XT011", "内容里夹着看不见的字符", Severity.HINT)
def unseen_characters(case: Case) -> Iterator[Hit]:
    """查什么：单元格里有零宽空格、文字方向标记、不间断空格、控制字符等看不见的字符。

    为什么：它们随网页、聊天和 PDF 里的文字一起粘贴进来，表格程序会因此把数字当作文字；本工具读取时已略去。
    怎么改：在单元格里重新键入一遍，不要粘贴。
    依据：无。
    """
    cells = tuple(cell for cell in (*case.cells, *case.report.shown) if cell.unseen)
    if cells:
        kinds = "、".join(called(each) for each in dict.fromkeys("".join(cell.unseen for cell in cells)))
        labels = [case.label(cell.place) for cell in cells[:_LISTED]]
        more = "等" if len(cells) > _LISTED else ""
        yield Hit(
            cells, f"{len(cells)} 格里有看不见的字符（{kinds}）：{'、'.join(labels)}{more}。", collected=True
        )


@rule("XT012", "日期不存在", Severity.HINT)
def impossible_date(case: Case) -> Iterator[Hit]:
    """查什么：填报日期写得像日期，日历上却没有这一天，或者漏了、多了分隔的符号。

    为什么：日期会印在报表上；“2月31日”之类多是改年份、月份时没有改全。
    怎么改：按“2023年3月15日”的样子重填。
    依据：无。
    """
    for cell in case.texts:
        if cell.contract.kind is Kind.DATE and not _may_be(cell.text):
            yield Hit((cell,), f"{quoted(cell.text)}不是日历上的日期。", expected="日历上有的日期")


def _may_be(text: str) -> bool:
    """Whether a text is a day of the calendar or a month of it, or not written like one at all."""
    year, month, day = _usual(plain(text))
    if day:
        return _exists(year, month, day)
    written = re.sub(_AROUND, "", re.sub(_CLOCK, "", _arabic(text)))
    if not re.fullmatch(_LIKE_ONE, written) or sum(map(str.isdigit, written)) <= _YEAR_DIGITS:
        return True
    run, found = re.fullmatch(_RUN, written), re.fullmatch(_DAY, written)
    if run is not None:
        return _exists(*run.groups())
    return found is not None and _exists(found[1], found[2] or found[5], found[3] or found[6] or "1")


def _usual(text: str) -> tuple[str, str, str]:
    """Year, month and day of a text like 2023年3月15日 or 2023.3.15; empty for every other."""
    for first, second, last in _USUAL:
        year, _, rest = text.removesuffix(last).partition(first)
        month, _, day = rest.partition(second)
        short = len(year) == _YEAR_DIGITS and len(month) < 3 and len(day) < 3 and text.endswith(last)
        if short and all(map(str.isdecimal, (year, month, day))):
            return year, month, day
    return "", "", ""


def _arabic(text: str) -> str:
    digits = plain(text).translate(_DIGITS)
    return re.sub(_TENS, lambda match: f"{match[1] or 1}{match[2] or 0}", digits)


def _exists(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


@rule("XT013", "导入时没有读全", Severity.EXPLAIN)
def not_all_read(case: Case) -> Iterator[Hit]:
    """查什么：这份工作簿由 xltool import 从文件导入，文件里有没有没读进来的数；与这些数有关的格子，缺数引起的必改一律降为须说明。

    为什么：没有读进来的数不是单位漏填的，不能算作单位的错；但没有补上以前，有关的合计、比率和得分都不可靠。
    怎么改：对照原件把没有读入的数补填到表里；补完以后删去“审核结果”里状态为“另记”的那一行的“说明”，再审核一次，就按填写的数字判断。
    依据：模板填表说明。
    """
    unread = case.unread
    if unread.text:
        summary = Stated(case.summary, text=unread.text, origin=Origin.TYPED)
        yield Hit(
            (summary,),
            unread.text,
            collected=True,
            severity=None if unread.names else Severity.HINT,
        )
