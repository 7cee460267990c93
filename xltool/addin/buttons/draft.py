"""A draft is put before the person: in Outlook, else in the mail program of the computer, else as a file to attach.

Nothing is sent here. Outlook's classic program answers COM; the new one and others open the .eml; where no program
does (mail in a browser), the folder is opened with the sealed copy selected, and its path can be pasted.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xltool.verbs.mail import Drafted

if TYPE_CHECKING:
    from xltool.sent.mail import Mail

#: Outlook's number for a mail.
_MAIL_ITEM: Final = 0

_BY_HAND: Final = "请看过、补全收件人后自己发送；本程序没有发送。"


def put_before_the_person(drafted: Drafted) -> str:
    """Show a draft that was written; what the person is to do with it, in one sentence."""
    assert drafted.mail and drafted.path and drafted.sealed.path
    beside = (drafted.sealed.slip, drafted.sealed.printed)
    files = [drafted.sealed.path, *(each for each in beside if each is not None)]
    if _in_outlook(drafted.mail, files):
        return f"草稿已在 Outlook 里打开，附有上报件：{_BY_HAND}"
    if _in_mail_program(drafted.path):
        return f"草稿已用邮件程序打开：{_BY_HAND}"
    if _in_its_folder(drafted.sealed.path):
        return (
            f"没有找到能打开草稿的邮件程序：已打开所在的文件夹，上报件“{drafted.sealed.path.name}”的路径已经复制，"
            "在网页邮箱里添加附件时可以直接粘贴；本程序没有发送。"
        )
    return f"双击草稿就能打开：{_BY_HAND}"


def _in_outlook(mail: Mail, files: Sequence[Path]) -> bool:
    """Show the mail as Outlook's own draft, which it keeps only where the person says so; False without Outlook."""
    engine: Any = sys.modules.get("xlwings._xlwindows")
    if engine is None:  # pressed in LibreOffice
        return False
    try:
        item = engine.Dispatch("Outlook.Application").CreateItem(_MAIL_ITEM)
        item.To = "; ".join(f"{one.name} <{one.address}>" if one.name else one.address for one in mail.to)
        item.Subject = mail.subject
        item.Body = mail.body.replace("\n", "\r\n")
        for file in files:
            item.Attachments.Add(str(file))
        item.Display()
    except (engine.pywintypes.com_error, AttributeError):  # none, or one that a policy closes to programs
        return False
    return True


def _in_mail_program(draft: Path) -> bool:
    """Open the draft in the mail program of the computer, where Windows knows one."""
    if sys.platform != "win32":
        return False
    try:
        os.startfile(draft)
    except OSError:
        return False
    return True


def _in_its_folder(sealed: Path) -> bool:
    """Open the folder with the sealed copy selected, and put its path on the clipboard."""
    if sys.platform != "win32":
        return False
    win32clipboard: Any = import_module("win32clipboard")
    with suppress(OSError):
        subprocess.Popen(f'explorer /select,"{sealed}"')  # a list would be quoted as a whole
    try:
        win32clipboard.OpenClipboard()
        try:
            win32clipboard.EmptyClipboard()
            win32clipboard.SetClipboardText(str(sealed), win32clipboard.CF_UNICODETEXT)
        finally:
            win32clipboard.CloseClipboard()
    except win32clipboard.error:  # another program holds it
        return False
    return True
