"""Every file that came in, with what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from xltool.ledger.returns import MERGED, Standing
from xltool.summary.gathered import Gathered
from xltool.summary.links import address
from xltool.summary.slips import slips_alone
from xltool.summary.table import CellLink, Row, SheetTable, Shows, TableColumn
from xltool.summary.wording import NO_RETURN, TO_DO, moment

#: What is said of a 校验单 whose form did not come, and what to do.
_ALONE: Final = "没有收到它的表，不算报送"
#: How many units a merged return adds up; nothing of any other.
_UNITS: Final = (
    f"CASE WHEN instr(f.outcome, '{MERGED}') > 0 THEN json_array_length(f.outcome, '$.merged') END"
)
_NOTHING: Final = "不用处理：没有当作自评表审核"
_FIND: Final = "请单位把盖章上报的表一起发来"
_COLUMNS: Final = (
    TableColumn("文件", Shows.LINK, 34),
    TableColumn("处理结果", width=20),
    TableColumn("说明", width=46),
    TableColumn("怎么办", width=30),
    TableColumn("类别", width=10),
    TableColumn("单位", width=24),
    TableColumn("名单核对", width=14),
    TableColumn("名单上相近的", width=20),
    TableColumn("文件名核对", width=22),
    TableColumn("年度", Shows.NUMBER, 7),
    TableColumn("工作表", width=12),
    TableColumn("表样", width=44),
    TableColumn("封存", width=9),
    TableColumn("签名", width=12),
    TableColumn("签名钥匙", width=18),
    TableColumn("报送时间", width=18),
    TableColumn("时间依据", width=14),
    TableColumn("来处", width=90),
)


def file_table(found: Gathered, folder: Path) -> SheetTable:
    """文件清单, in the order in which the files came in; what is no return stands last."""
    rows = chain(_rows(found, folder), _left_out(found, folder))
    return SheetTable("文件清单", _COLUMNS, rows, printed=7, empty="没有收到文件。")


def _rows(found: Gathered, folder: Path) -> Iterator[Row]:
    rows = found.data.execute(
        "SELECT p.file, f.name, f.path, p.standing, p.beside, f.reason, f.kind, f.unit, p.matching, p.near, p.listed, f.year, f.sheet, f.form,"
        f" f.seal, f.signature, f.key, f.sent, f.sent_by, f.origin, {_UNITS} FROM placed p JOIN files f ON f.id = p.file ORDER BY p.nth"
    )
    alone = slips_alone(found)
    for number, name, path, standing, beside, reason, *told, sent, sent_by, origin, units in rows:
        said = f"以“{beside}”为准" if beside else _ALONE if number in alone else ""
        merged = f"合并的一份，含 {units} 个单位" if units else ""
        why = "；".join(each for each in (merged, reason, said) if each)
        kind, unit, matching, near, listed, year, *rest = told
        yield (
            *(
                CellLink(name, address(path, folder)),
                standing,
                why,
                _FIND if number in alone else TO_DO[Standing(standing)],
            ),
            *(
                kind,
                unit,
                matching,
                near,
                _named(found, name, listed),
                year,
                *rest,
                moment(sent),
                sent_by,
                origin,
            ),
        )


def _left_out(found: Gathered, folder: Path) -> Iterator[Row]:
    """What came in and is no return."""
    rows = found.data.execute(
        "SELECT name, path, why, origin FROM left_out WHERE last_run = ? ORDER BY origin, why", (found.run,)
    )
    for name, path, why, origin in rows:
        blank = (None,) * (len(_COLUMNS) - 5)
        yield (CellLink(name, address(path, folder)), NO_RETURN, why, _NOTHING, *blank, origin)


def _named(found: Gathered, name: str, listed: str) -> str:
    """Whether the name of a file is that of another unit than the one in it."""
    if found.units is None or not listed:
        return ""
    unit = found.units.within(name)
    return f"文件名是“{unit.name}”" if unit is not None and unit.name != listed else ""
