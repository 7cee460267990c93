"""The labels of the form as people print them: which name of the contract each stands for."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from xltool.contract.names import EXPENDITURE_ROWS

#: Numbers and words in front of a label that say nothing about what it is.
_FRONT = re.compile(
    r"^(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?[、.．:：)]|[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|其中[:：]?|[①-⑳])+"
)
_BEHIND = re.compile(r"(?:\((?:万元|元|人|m2|平方米|分|%|一个项目一行)\)|[:：])+$")
#: What else stands behind a heading: its unit, the letter by which a form calls it (A, B/A, C=B÷A), a year, a seal.
_REMARK = re.compile(
    r"(?:\((?:单位[:：])?(?:万元|元|人|m2|平方米|分|%|个)\)|\([A-Za-z](?:[=/÷×*+-]+[A-Za-z\d]+%?)*\)"
    r"|\([\[(]?20\d\d[\])]?年?度?末?\)|\((?:加?盖章|公章)\)|[:：])+$"
)
#: A label has no more characters.
_LONGEST: Final = 200
_QUOTES = str.maketrans("", "", "\"'“”‘’「」《》")

#: Row of 附件1 -> what its label may read; the first that fits is meant.
_ROWS: Final = tuple(
    (row, re.compile(pattern))
    for row, pattern in (
        ("支出总额", "(?:部门|单位)?(?:整体)?支出(?:总额|合计|总计)|总支出"),
        ("基本支出", "基本支出(?:总额|合计)?"),
        ("公用经费", "(?:日常)?公用(?:经费|支出)(?:总额|合计)?"),
        ("项目支出", "项目支出(?:总额|合计)?"),
        ("三公经费", "三公经费(?:支出)?(?:总额|合计)?"),
        (
            "公务用车购置和维护",
            "(?:公务用车|公车)购置[和及与、](?:运行)?维护(?:费|经费|费用|支出)?|(?:公务用车|公车)购置[和及与、]运行(?:费|经费)",
        ),
        ("公车购置", "(?:公务用车|公车)购置(?:费|经费|费用)?"),
        ("公车运行维护", "(?:公务用车|公车)(?:运行维护|运行|维护)(?:费|经费|费用)?"),
        ("出国经费", r"(?:因公)?出国(?:\(境\))?(?:费|经费|费用)?"),
        ("公务接待", "公务接待(?:费|经费|费用)?"),
        ("政府采购", "政府采购(?:金额|支出|总额)?"),
    )
)
assert [row for row, _ in _ROWS] == list(EXPENDITURE_ROWS)

#: Rows of 附件1 in other years' layouts for which the contract has no place.
_FOREIGN_ROWS: Final = re.compile(
    r"办公(?:经费|费)|水费、?电费、?差旅费|会议费、?培训费|(?:部门)?(?:基本|整体)支出预算调整|(?:部门)?预算调整(?:数|金额)?"
    r"|人员(?:经费|支出)|工资福利支出|(?:一般)?商品和服务支出|对个人和家庭的?补助(?:支出)?|(?:其他)?资本性支出"
    r"|(?:上年|年初|年末)(?:结转|结余|结转和?结余)(?:资金)?"
)
#: Labels of 附件1 and 附件2 that are no row of amounts.
_OTHERS: Final = re.compile(
    r"财政供养人员情况|经费控制情况|(?:人员)?编制数?|(?:年度)?(?:预算|项目)资金|资金情况|年度预算|(?:20\d\d年)?实际在职人[数员]|实有人数|控制率|楼堂馆所控制情况.*|厉行节约.*|批复规模|实际规模"
    r"|预算(?:部门|单位)|(?:预算)?(?:部门|单位)名称|预算部门/单位名称|填报单位|(?:年度|部门)?(?:部门)?预算(?:申请|执行情况)|年度资金总额|年初预算数|全年预算数|全年执行数|执行率"
    r"|年度总体目标|预期目标|实际完成情况|绩效指标|[一二三]级指标|年度指标值|实际完成值|分值|(?:自评)?得分|偏差原因.*|总分|产出指标.*|效益指标.*"
    r"|(?:自评|评价)?(?:结论|等级)|(?:存在|主要)的?问题.*|(?:整改|改进)(?:措施|建议)|其他需要?说明.*|合计|总计|总额|(?:项目|财务|单位)负责人"
    r"|按收入性质分.*|按支出性质分.*|一般公共预算.*|政府性基金拨款.*|纳入专户管理.*|其他资金.*"
)


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """A label without spaces, line breaks, numbering, quotes and its unit: ``1、“三公”\\n经费（万元）-> 三公经费``."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).translate(_QUOTES)
    return _without_behind(_FRONT.sub("", folded))


def _without_behind(folded: str) -> str:
    """Without what stands behind a label; of a text, which is no label, its end alone is looked at: it may be long."""
    if len(folded) <= _LONGEST:
        return _BEHIND.sub("", folded)
    return folded[:-_LONGEST] + _BEHIND.sub("", folded[-_LONGEST:])


@lru_cache(maxsize=8192)
def label(text: str) -> str:
    """The key of a heading without what else is in brackets behind it: 执行率（B/A）, 支出总额（2024年）."""
    return _REMARK.sub("", key(text)) if len(text) <= _LONGEST else key(text)


@lru_cache(maxsize=8192)
def expenditure_row(text: str) -> str:
    """The row of 附件1 that a label names; empty where it names none."""
    words = label(text)
    return next((row for row, pattern in _ROWS if pattern.fullmatch(words)), "")


def is_foreign_row(text: str) -> bool:
    """True for a row of another year's 附件1 that the contract does not know."""
    return _FOREIGN_ROWS.fullmatch(label(text)) is not None


#: Rows that add up others: no project, no indicator.
_TOTALS: Final = re.compile(r"(?:项目(?:支出|明细)?)?(?:[小合总]计|共计)|[^，。]{2,10}(?:小计|合计)")


def is_total(text: str) -> bool:
    """True for 小计, 合计, 项目支出小计, 产出指标小计: a row that adds up those around it."""
    return _TOTALS.fullmatch(key(text)) is not None


def is_known_label(text: str) -> bool:
    """True where the text, whole, is a label that one of the forms prints."""
    return bool(expenditure_row(text)) or is_foreign_row(text) or _OTHERS.fullmatch(label(text)) is not None


_NUMBERED = re.compile(r"\s*(?:[(（]?\d{1,3}[)）]?\s*[、.．]|[(（]\d{1,3}[)）])")


def is_numbered(text: str) -> bool:
    """True where the text begins with a number of a list."""
    return _NUMBERED.match(unicodedata.normalize("NFKC", text)) is not None


def joined(text: str) -> str:
    """A title without its line breaks and the spaces around it; spaces between Chinese characters go too."""
    without = re.sub(r"\s*\n\s*", "", text.strip())
    return re.sub(r"(?<=[^\x00-\xff])[ \t\xa0]+(?=[^\x00-\xff])", "", without)
