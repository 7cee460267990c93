"""The manual lists every sentence that a user may get."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from .support import messages


def test_the_page_is_up_to_date() -> None:
    """Otherwise: ``python -m tests.support.messages``."""
    assert messages.PAGE.read_text(encoding="utf-8") == messages.page()


def test_no_sentence_comes_from_where_it_cannot_be_read() -> None:
    """Only what a process of ours said is handed on."""
    raised = [line for path in messages.files() for line in messages.unread(path, messages.SHOWN)]
    assert [line.partition(": ")[2] for line in raised] == [
        "WorkbookError(str(found['error']))",
        "ProgramError(done.stderr.strip())",
    ]


def test_every_dialog_stands_where_all_texts_are_read() -> None:
    calls = {
        path.relative_to(messages.REPOSITORY / "xltool").as_posix()
        for room in ("addin", "setup")
        for path in messages.files(room)
        if list(messages.sentences(path, messages.DIALOGS))
    }
    read = {name for names in messages.ALL_SHOWN.values() for name in names}
    assert calls - read == {messages.BOXES_OF_THE_ADDIN}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('raise WorkbookError("关")', ["关"]),
        ('raise WorkbookError(f"关{name}闭")', ["关…闭"]),
        ('_A = "请改"\nraise WorkbookError(f"{x}：{_A}")', ["…：请改"]),
        ('_A = "第{}行"\nraise WorkbookError(_A.format(3))', ["第{}行"]),
        ('raise WorkbookError("甲" if a else f"乙{b}")', ["甲", "乙…"]),
        ('raise WorkbookError("甲" + _b())', []),
        ("raise WorkbookError(str(error))", []),
        ('raise ValueError("甲")', []),
    ],
)
def test_how_a_sentence_is_read(tmp_path: Path, source: str, expected: list[str]) -> None:
    path = tmp_path / "a.py"
    path.write_text(source, encoding="utf-8")
    assert ast.parse(source)
    assert list(messages.sentences(path, messages.SHOWN)) == expected
