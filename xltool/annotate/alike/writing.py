"""A profile as a file that a person can read and edit: TOML with an explanation of every part."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from xltool.annotate.alike.profile import CROSSING, FormProfile, ProfileBlock, ProfileCell

_HEAD = """\
# 表样：一种自评表标注一次，同样的表都照此标注，不再询问（xltool annotate 文件 --like 本文件 -o 文件）。
# 按标签找格子，不记行号列号；可以用记事本修改。“#”后面是说明。
"""
_CELLS = """\
# 哪一格是哪一个名称。label 是表上印的标签；value 是这一格在标签的什么位置：
# "右"、"下"、"同格"（标签和内容在一格里，只读不写）；给了 heading（栏目）的，是标签那一行与这一栏相交的格。
"""
_TABLES = """\
# 行数不定的表：名称 = 表头。表头有两行的写成“上一行／下一行”。
"""
_FINGERPRINT = """\
# 凭这些标签认出是这一种表（空格、换行、冒号、年份不计）。表改了标签，请重新标注一份空白表来生成，不必手改。
# rows、columns 是其中右边、下边由单位填写的。
"""


def profile_text(profile: FormProfile) -> str:
    """The text of the file."""
    return "\n".join(_lines(profile)) + "\n"


def _lines(profile: FormProfile) -> Iterator[str]:
    yield _HEAD
    yield _pair("title", profile.title, "表样的名称")
    yield _pair("scheme", profile.scheme, "评分办法；空着则用默认的")
    yield _pair(
        "rates", profile.rates, "比率写法：带%（98%）、百分数（98）、比值（0.98）；空着则看每张表怎么写"
    )
    yield _pair("marks", profile.marks, "标记放在哪里：右侧、只列审核结果；空着则看工作表有没有保护")
    yield "\n[units]    # 每张工作表的金额单位；表上印着单位的，以表上的为准"
    yield from _table(profile.units)
    if profile.cells:
        yield f"\n{_CELLS.rstrip()}"
    for sheet in dict.fromkeys(cell.sheet for cell in profile.cells):
        yield f"[cells.{_text(sheet)}]"
        yield from (_cell(cell) for cell in profile.cells if cell.sheet == sheet)
        yield ""
    if profile.blocks:
        yield _TABLES.rstrip()
    for block in profile.blocks:
        yield from _block(block)
    yield _FINGERPRINT.rstrip()
    yield "[fingerprint]"
    for key, labels in profile.fingerprint._asdict().items():
        yield from _list(key, sorted(labels))


def _pair(key: str, text: str, note: str) -> str:
    return f"{key} = {_text(text)}    # {note}"


def _table(pairs: Mapping[str, str] | Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from (f"{_text(key)} = {_text(text)}" for key, text in dict(pairs).items())


def _cell(cell: ProfileCell) -> str:
    other = f"heading = {_text(cell.heading)}" if cell.way == CROSSING else f"value = {_text(cell.way)}"
    return f"{_text(cell.name)} = {{ label = {_text(cell.label)}, {other} }}"


def _block(block: ProfileBlock) -> Iterator[str]:
    yield f"[tables.{_text(block.block)}]"
    yield f"sheet = {_text(block.sheet)}"
    yield f"[tables.{_text(block.block)}.columns]"
    yield from _table((name.removeprefix(f"{block.block}_"), heading) for name, heading in block.columns)
    yield ""


def _list(key: str, labels: Iterable[str]) -> Iterator[str]:
    yield f"{key} = ["
    yield from (f"  {_text(label)}," for label in labels)
    yield "]"


def _text(text: str) -> str:
    """A basic string of TOML, which escapes as JSON does; DEL, which JSON leaves, is escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
