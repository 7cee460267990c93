"""A profile out of its file, every part of it proved."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from xltool.annotate.alike.profile import (
    CROSSING,
    RIGHT,
    WAYS,
    Fingerprint,
    FormProfile,
    ProfileBlock,
    ProfileCell,
)
from xltool.annotate.besides import BESIDE, LIST_ALONE
from xltool.contract.optional import KNOWN
from xltool.contract.units import MONEY, Way
from xltool.errors import WorkbookError, reason

_TEXTS: Final = ("title", "scheme", "rates", "marks")
_TABLES: Final = ("units", "cells", "tables", "fingerprint")
_LARGEST: Final = 4 * 2**20


def read_profile(path: Path) -> FormProfile:
    """The profile in a file. Raises WorkbookError where it cannot be read, or something in it is wrong: it says what."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WorkbookError(f"读不到表样“{path.name}”：{reason(error)}。") from error
    if len(data) > _LARGEST:
        raise WorkbookError(f"“{path.name}”太大，不是表样。")
    try:
        return profile_in_text(data.decode("utf-8-sig"))
    except ValueError as error:
        raise WorkbookError(f"表样“{path.name}”写法有误：{error}。") from error


def profile_in_text(text: str) -> FormProfile:
    """The profile that a file says. Raises ValueError that says what of it is wrong."""
    try:
        return profile_from(tomllib.loads(text))
    except RecursionError as error:
        raise ValueError(str(error)) from error


def profile_from(data: Mapping[str, Any]) -> FormProfile:
    """The profile that plain data describe. Raises ValueError that says what of them is wrong."""
    _refuse_others(data, (*_TEXTS, *_TABLES), "文件")
    texts = {key: _text(data.get(key, ""), key) for key in _TEXTS}
    _refuse_unlike(texts["rates"], ("", *(way.value for way in Way)), "rates")
    _refuse_unlike(texts["marks"], ("", BESIDE, LIST_ALONE), "marks")
    units = {sheet: _text(unit, sheet) for sheet, unit in _table(data, "units").items()}
    for sheet, unit in units.items():
        _refuse_unlike(unit, tuple(MONEY), sheet)
    if not texts["title"]:
        raise ValueError("缺少 title（表样的名称）")
    cells, blocks = tuple(_cells(data)), tuple(_blocks(data))
    if not cells and not blocks:
        raise ValueError("没有一个名称")
    return FormProfile(
        texts["title"],
        units,
        texts["rates"],
        texts["scheme"],
        texts["marks"],
        cells,
        blocks,
        _fingerprint(data),
    )


def _cells(data: Mapping[str, Any]) -> Iterator[ProfileCell]:
    for sheet, cells in _table(data, "cells").items():
        for name, said in _table({sheet: cells}, sheet).items():
            _refuse_unknown(name)
            said = _table({name: said}, name)
            _refuse_others(said, ("label", "value", "heading"), name)
            heading = _text(said.get("heading", ""), name)
            way = _text(said.get("value", RIGHT), name)
            _refuse_unlike(way, WAYS, name)
            label = _text(said.get("label", ""), name)
            if not label:
                raise ValueError(f"“{name}”缺少 label（标签）")
            yield ProfileCell(name, sheet, label, CROSSING if heading else way, heading)


def _blocks(data: Mapping[str, Any]) -> Iterator[ProfileBlock]:
    for block, said in _table(data, "tables").items():
        said = _table({block: said}, block)
        _refuse_others(said, ("sheet", "columns"), block)
        columns = []
        for name, heading in _table(said, "columns").items():
            _refuse_unknown(f"{block}_{name}")
            columns.append((f"{block}_{name}", _text(heading, name)))
        yield ProfileBlock(block, _text(said.get("sheet", ""), block), tuple(columns))


def _fingerprint(data: Mapping[str, Any]) -> Fingerprint:
    said = _table(data, "fingerprint")
    _refuse_others(said, Fingerprint._fields, "fingerprint")
    return Fingerprint(*(_labels(said.get(key, []), key) for key in Fingerprint._fields))


def _labels(found: object, key: str) -> frozenset[str]:
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise ValueError(f'{key} 应写成 ["标签", "标签"] 这样')
    return frozenset(found)


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key, {})
    if not isinstance(found, dict):
        raise ValueError(f"“{key}”应是一节")
    return found


def _text(found: object, key: str) -> str:
    if not isinstance(found, str):
        raise ValueError(f"“{key}”应是带引号的文字")
    return found


def _refuse_others(data: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    others = sorted(data.keys() - set(known))
    if others:
        raise ValueError(f"“{where}”里没有“{others[0]}”这一项：只有 {'、'.join(known)}")


def _refuse_unknown(name: str) -> None:
    if name not in KNOWN:
        raise ValueError(f"“{name}”不是约定的名称")


def _refuse_unlike(text: str, known: tuple[str, ...], key: str) -> None:
    if text not in known:
        raise ValueError(f"“{key}”写的“{text[:20]}”认不得：请填 {'、'.join(filter(None, known))} 之一")
