"""What stands in a document where the workbook has nothing: the words that reading must take for a blank again."""

from __future__ import annotations

import re
from typing import Final

#: Something that has to be filled in before filing; a longer hint may follow 待填.
TO_FILL: Final = "【待填】"
#: In place of the grade, after their number, where indicators have no suggested score.
NO_GRADE: Final = "项指标给不出建议得分，不评等级"
#: What every such mark begins with.
TO_FILL_OPENING: Final = "【待填"
#: What a sentence begins with that was made from the workbook and is to be read before filing.
DRAFT: Final = "【待核对】"
#: Marks that are highlighted until somebody takes them out.
OPENINGS: Final = (TO_FILL_OPENING, DRAFT)
#: A field of the form that may well stay empty. Not an empty text: a field without a character cannot be clicked.
EMPTY: Final = "　"
#: A rate whose base is zero.
UNDEFINED: Final = "不适用"

_MARK: Final = re.compile(r"【待填[^】]*】(?:分|万元|年|人|%)?")


def is_placeholder(text: str) -> bool:
    """Whether a text of a document only holds the place of one: blank, or a mark that asks for it, with its unit."""
    return not text.strip() or _MARK.fullmatch(text.strip()) is not None
