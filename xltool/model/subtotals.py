"""Which rows of a table of indicators add up those above them, and are no indicators."""

import re

from xltool.model.parse import plain
from xltool.typed import Final

#: Compiled where a label has the word at all. 小计, 合计, 产出指标小计, 效益指标分值合计: that alone tells it.
_SAID: Final = r"(?:[^\d：:]{1,8}指标)?(?:分值|得分)?[小合总]计(?:分)?"
#: 分项得分小计, 产出小计: a row that has neither target nor result; 培训人数合计 is an indicator.
_ANY: Final = r"[^\d：:，。、]{0,8}小计(?:分|得分)?"


def is_subtotal(text: str, *, bare: bool) -> bool:
    """Whether a label among indicators says that its row adds up others.

    ``bare`` tells that the row has neither target nor result: then any short label that ends in 小计 does.
    """
    words = plain(text).rstrip(":：")
    if "计" not in words:
        return False
    return bool(re.fullmatch(_SAID, words)) or (bare and bool(re.fullmatch(_ANY, words)))
