"""Outlook as far as a draft needs it, with its rules: an attachment is a file that is there, by its whole path."""

from __future__ import annotations

from pathlib import Path

from tests.excel.pywin32 import refusal


class Attachments:
    def __init__(self) -> None:
        self.files: list[Path] = []

    def Add(self, source: str) -> None:
        if not isinstance(source, str) or not Path(source).is_absolute() or not Path(source).is_file():
            raise refusal("找不到此文件，请确认路径和文件名是否正确。")
        self.files.append(Path(source))


class MailItem:
    """A mail that is being written; sent by nobody but the person."""

    def __init__(self) -> None:
        self.To = self.Subject = self.Body = ""
        self.Attachments = Attachments()
        self.displayed = False

    def Display(self, modal: bool = False) -> None:
        assert not modal  # Outlook would hold the program until the window is closed
        self.displayed = True

    def Send(self) -> None:
        raise AssertionError("sent by a program")


class Outlook:
    """Outlook.Application; ``refuses`` is what a policy answers to a program."""

    def __init__(self, refuses: bool = False) -> None:
        self.items: list[MailItem] = []
        self.refuses = refuses

    def CreateItem(self, kind: int) -> MailItem:
        if self.refuses or kind != 0:
            raise refusal("操作失败。")
        self.items.append(MailItem())
        return self.items[-1]
