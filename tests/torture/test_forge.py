"""A part of the campaign of forgeries; the whole runs by ``python -m tests.torture.forge``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sealed.cases import sealed_data
from tests.torture.forge import faces, packages, parts, placing, sheetwide, spellings, styles
from tests.torture.forge.campaign import campaign, every, packed, unpacked, verified
from tests.torture.forge.copied import Forgery
from xltool.sealed.verify import SealState

#: What these show is what was sealed, in every program that opens the file: spellings that a program may choose, a window or a
#: view that a person has, a merge with a blank cell, what stands in the file and is not shown, the hidden list seen.
HARMLESS = {
    *("写法 bare", "格式 # 编制数", "格式 # 年度", "样式 style_of_cells", "样式 base_fill"),
    *("工作簿 最小化", "工作簿 窗口没有大小", "整表 分屏", "整表 合并右边"),
    *("文字 前面空白", "文字 前面几个空白", "文字 前面一空行", "文字 拼音", "文字 夹注释"),
    *("包 sheet_id_twice", "包 cell_lower", "包 index_spaces", "包 number_spaces", "包 number_plus"),
    *("包 number_entity", "包 instruction", "包 xml11", "包 declared_gbk", "包 thousand", "包 check_shown"),
}
#: Every so many of a kind in the test suite.
EVERY = 7


def some(forgeries: list[Forgery], first: int) -> list[Forgery]:
    return [forgery for forgery in forgeries[first::EVERY] if forgery.name not in HARMLESS]


def test_there_are_enough_and_each_has_a_name() -> None:
    names = [forgery.name for forgery in every()]
    assert len(names) >= 600 and len(set(names)) == len(names)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [styles, placing, parts, faces, sheetwide, packages])
def test_what_looks_otherwise_is_called_changed(kind: object, tmp_path: Path) -> None:
    forgeries = some(list(kind.forgeries()), 3)  # type: ignore[attr-defined]
    for result in campaign(tmp_path, forgeries):
        assert result.found, result


@pytest.mark.slow
def test_another_value_is_called_changed_and_its_cell_named(tmp_path: Path) -> None:
    values = [
        forgery for forgery in spellings.forgeries() if forgery.name in ("值 差一分", "值 实体", "写法 utf16")
    ]
    for result in campaign(tmp_path, values):
        assert result.said == SealState.CHANGED
        assert result.lines[1].strip().startswith("基础数据表!G7 支出总额_本年决算：原为“1388.92”，现为“")


def test_a_copy_packed_again_is_intact(tmp_path: Path) -> None:
    path = packed(unpacked(sealed_data(tmp_path)), tmp_path / "又打包.xlsx")
    assert verified(path)[0] == SealState.INTACT
