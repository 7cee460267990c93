"""The parts of a form's money as a block: where it comes from, or what it goes to, a row each."""

from __future__ import annotations

from typing import Final

from xltool.book.port import column_letters
from xltool.contract.optional import FUNDS
from xltool.intake.reading import Sure
from xltool.intake.recognise.money import MoneyTable
from xltool.intake.recognised import RecognisedBlock, RecognisedColumn

#: The columns of the block by the names of the whole.
_COLUMNS: Final = {"年初预算数": "年初", "全年预算数": "全年", "全年执行数": "执行", "执行率": "执行率"}


def fund_block(table: MoneyTable) -> RecognisedBlock | None:
    """The rows of the parts; None where there are none, or the whole stands between them."""
    rows = [each for each in table.rows if each is not table.whole and each.label is not None]
    if not rows or table.whole is None or rows[-1].row - rows[0].row >= len(rows):
        return None
    left = {each.label.left for each in rows if each.label}
    said = all(each.part for each in rows) and len(left) == 1 and table.sheet.merged
    sure = Sure.CERTAIN if said else Sure.INFERRED
    columns = [RecognisedColumn(f"{FUNDS}_名称", column_letters(min(left)), "资金来源", sure)]
    for name, column in _COLUMNS.items():
        if name in table.head.columns:
            leaf, plain = table.head.columns[name]
            label = " ".join(leaf.text.split())
            own = sure if plain else Sure.INFERRED
            columns.append(RecognisedColumn(f"{FUNDS}_{column}", leaf.letters, label, own))
    return RecognisedBlock(FUNDS, table.sheet.name, rows[0].row, rows[-1].row, tuple(columns))
