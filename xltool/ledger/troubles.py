"""What SQLite says of a ledger that it cannot read or write, in the words of whoever has to mend it."""

from __future__ import annotations

import sqlite3
from typing import Final

#: The lowest eight bits of an error's code are its kind.
_KIND: Final = 0xFF
_BUSY: Final = "正被另一个程序写入：请等它结束"
_CLOSED: Final = "写不了：请检查文件夹是否存在、能否写入"
_MEANINGS: Final = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: "所在的磁盘满了（也可能是放临时文件的那个）：请腾出空间",
    sqlite3.SQLITE_IOERR: "读写出错，可能是磁盘满了、超出配额或网络盘断开了：请检查磁盘",
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_READONLY: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
}


def is_damaged(error: sqlite3.Error) -> bool:
    """Whether the file itself is what is wrong."""
    return _kind(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def trouble(error: sqlite3.Error) -> str:
    """What is the matter with a ledger that is not damaged, and what to do."""
    said = _MEANINGS.get(_kind(error))
    return said or f"出错（{getattr(error, 'sqlite_errorname', type(error).__name__)}）"


def _kind(error: sqlite3.Error) -> int:
    """SQLite's number for the error; 0 of one that is Python's own."""
    return int(getattr(error, "sqlite_errorcode", 0)) & _KIND
