"""The rows of the hidden sheet 校验: what a workbook says, line by line, and the code over them."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from xltool.sealed.content import (
    FORMAT,
    FORMAT_WITH_LOOKS,
    FORMATS,
    OTHER_TEXTS,
    SealedContent,
    SealedTable,
    looked,
)


def sealed_rows(found: SealedContent) -> list[tuple[str, str]]:
    """The content as rows (key, canonical value): what the code is reckoned over and the hidden sheet holds."""
    rows = [FORMAT_WITH_LOOKS if looked(found) else FORMAT, *found.values.items()]
    for name, table in found.tables.items():
        rows.append((name, f"表:{table.edge}:{'，'.join(table.columns)}"))
        for number, row in enumerate(table.rows, 1):
            rows += [(f"{c}#{number}", value) for c, value in zip(_keys(name, table), row, strict=True)]
    return rows


def _keys(name: str, table: SealedTable) -> tuple[str, ...]:
    return (name,) if name.startswith(OTHER_TEXTS) else table.columns


def content_of(rows: Iterable[tuple[str, str]]) -> SealedContent | None:
    """What rows of the hidden sheet say; None where they are no such rows (another format, or torn)."""
    listed = list(rows)
    if not listed or listed[0] not in FORMATS:
        return None
    values: dict[str, str] = {}
    tables: dict[str, SealedTable] = {}
    held: dict[str, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    owners: dict[str, str] = {}
    for key, value in listed[1:]:
        column, mark, number = key.rpartition("#")
        if mark and column in owners and re.fullmatch("[0-9]{1,7}", number):
            held[owners[column]][int(number)][column] = value
        elif head := re.fullmatch("表:([01]):(.*)", value):
            table = tables[key] = SealedTable(tuple(head[2].split("，")), int(head[1]), ())
            owners.update(dict.fromkeys(_keys(key, table), key))
        else:
            values[key] = value
    return SealedContent(values, {name: _filled(name, table, held[name]) for name, table in tables.items()})


def _filled(name: str, table: SealedTable, held: Mapping[int, Mapping[str, str]]) -> SealedTable:
    keys = _keys(name, table)
    rows = tuple(tuple(held[number].get(key, "") for key in keys) for number in sorted(held))
    return table._replace(rows=rows, numbers=tuple(sorted(held)))


def code_of(rows: Iterable[tuple[str, str]]) -> str:
    """The 内容校验码: SHA-256 over the rows, each one line of JSON, as 64 hexadecimal digits."""
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()
