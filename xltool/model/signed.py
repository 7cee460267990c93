"""Rows below a table that people sign: labels of who filled a form in, when, how to reach him, and of its grade."""

import re

from xltool.model.parse import plain
from xltool.typed import Final

#: Patterns are compiled where a form that is not ours asks for them: 1.5 % of a start.
_SIGNED: Final = (
    "(?:.{0,6}(?:负责人|联系人|经办人|审核人|复核人|制表人|评价人)|填[报表写]人|分管领导)(?:员|姓名|签字|签名|签章)?"
    "|.{0,4}(?:联系电话|联系方式|电话号码|手机号码?)|(?:固定)?电话|手机|填[报表写]单位.{0,6}"
    "|(?:填[报表写]|制表|上报|报送|自评|审核)(?:日期|时间)|日期|.{0,8}(?:签字|签名|签章|盖章|公章)"
)
_GRADE: Final = "(?:自评|评价|绩效|总体|综合|评定|考核)*(?:等级|等次|档次|结论|结果)"
_BRACKETS: Final = str.maketrans("", "", "()")
#: No such label is longer.
_LONGEST: Final = 24


def is_signed(text: str) -> bool:
    """Whether a label asks for a person, a telephone number, a date or a seal: 填表人：, 单位（盖章）."""
    return _label(text, _SIGNED)


def is_grade(text: str) -> bool:
    """Whether a label asks for the grade or the conclusion of an evaluation: 评价等级."""
    return _label(text, _GRADE)


def _label(text: str, pattern: str) -> bool:
    if len(text) > _LONGEST:
        return False
    return re.fullmatch(pattern, plain(text).translate(_BRACKETS).rstrip(":;")) is not None
