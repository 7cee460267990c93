"""Every sentence with which the inbox says why something was not taken, or left out, and what to do."""

from __future__ import annotations

from typing import Final

from xltool.errors import reason

# Files


def missing(name: str) -> str:
    """A source that is not there."""
    return f"找不到“{name}”；请检查文件名和文件夹是否写对。"


def vanished(name: str) -> str:
    """A file that was listed and is not there any more."""
    return f"“{name}”在本次运行中被删除、改名或移走了，没有读到；请放回原处后重新运行。"


def changed(name: str) -> str:
    """A file that is not the one that was listed any more."""
    return f"“{name}”在本次运行中被改动了（可能正在保存或复制），没有采用；请等它存好后重新运行。"


def no_rights(name: str) -> str:
    """A file or folder that may not be read."""
    return f"没有权限读取“{name}”，或者它正被别的程序独占；请关闭它，或请管理员给予读取权限后重新运行。"


def unreadable(name: str, error: OSError) -> str:
    """What the operating system refused to read."""
    if isinstance(error, FileNotFoundError):
        return vanished(name)
    if isinstance(error, PermissionError):
        return no_rights(name)
    return f"读取“{name}”时出错（{reason(error)}）；请把它复制到本机硬盘上再试。"


def too_large(name: str, megabytes: int) -> str:
    """A file that is larger than any return."""
    return f"“{name}”大得不正常（超过 {megabytes} MB），没有读取；请确认它是自评表，另要一份正常大小的。"


def broken_link(name: str) -> str:
    """A symbolic link that leads nowhere."""
    return f"“{name}”是失效的链接，找不到真正的文件；请放入文件本身。"


def nothing_matches(pattern: str) -> str:
    """A glob without a file."""
    return f"没有文件符合“{pattern}”；请检查文件名和文件夹是否写对。"


def nothing_here(name: str) -> str:
    """A source in which there is no return."""
    return f"“{name}”里没有自评表（.xlsx、.xlsm，以及装着它们的 .zip、.eml、.mbox）；请确认选对了地方。"


def empty_file(name: str) -> str:
    """An archive or a mail of no bytes."""
    return f"“{name}”是空文件（0 字节）；请重新取得这个文件再试。"


# Kinds of files that are not taken


def _is(what: str) -> str:
    return f"是 {what}" if what[0].isascii() else f"是{what}"


def old_workbook(name: str, what: str) -> str:
    """A workbook of a format that is not read."""
    return f"“{name}”{_is(what)}，本工具不能读；请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再放进来。"


def misnamed_workbook(name: str, right: str) -> str:
    """A workbook of ours under an ending of another kind."""
    return f"“{name}”其实是新格式的工作簿，扩展名写错了；请把扩展名改成 {right} 后再放进来。"


def other_packer(name: str, what: str) -> str:
    """An archive of another program."""
    return f"“{name}”{_is(what)}，本工具不能解开；请先解压，再把里面的自评表放进来（或重新打包成 .zip）。"


def volume(name: str) -> str:
    """One of several volumes."""
    return f"“{name}”是分卷压缩包的一卷，单独一卷解不开；请集齐各卷、解压后，再把里面的自评表放进来。"


def other_mail(name: str, what: str) -> str:
    """A mail in the format of another program."""
    return f"“{name}”{_is(what)}，本工具不能读；请在邮件程序里打开它，把附件存成文件（或把邮件另存为 .eml）再放进来。"


def unknown_kind(name: str) -> str:
    """A file that was named by itself and is nothing that is known."""
    return f"“{name}”不是自评表，也不是装着自评表的压缩包或邮件；请选 .xlsx、.xlsm、.zip、.eml 或 .mbox。"


# Archives


def no_archive(name: str) -> str:
    """A file that is called .zip and is none."""
    return f"“{name}”不是 .zip 压缩包，或者文件已损坏；请重新取得这个文件再试。"


def damaged_archive(name: str) -> str:
    """An archive that is cut off."""
    return f"“{name}”不完整或已损坏（可能没有下载或复制完）；请重新取得这个文件再试。"


def damaged_listing(name: str) -> str:
    """An archive whose directory is damaged from some place on."""
    return f"“{name}”的目录有一段已损坏，那以后的文件没有读到；请重新取得这个文件再试。"


def empty_archive(name: str) -> str:
    """An archive without an entry."""
    return f"“{name}”是空的，里面没有文件；请报送单位重新打包。"


def encrypted_entry(name: str) -> str:
    """An entry that needs a password."""
    return f"压缩包里的“{name}”加了密；请用密码解压后再把它放进来，或请报送单位去掉密码重新打包。"


def rare_method(name: str) -> str:
    """An entry that is packed in a way that is not read."""
    return f"压缩包里的“{name}”用了少见的压缩方式；请先解压，再把它放进来。"


def linked_entry(name: str) -> str:
    """An entry that only points to a file."""
    return f"压缩包里的“{name}”只是一个链接，没有装进真正的文件；请报送单位重新打包。"


def leads_out(name: str) -> str:
    """An entry whose name says that it belongs somewhere outside of its archive."""
    return f"压缩包里的“{name}”写明要解到压缩包以外的地方（路径里有“..”、盘符或网络路径），没有读取；请确认来源，并请报送单位重新打包。"


def bomb(name: str) -> str:
    """Something that grows far too large."""
    return f"“{name}”解压后大得不正常，可能是压缩炸弹，没有处理；请确认来源后重新取得。"


def too_deep(name: str, levels: int) -> str:
    """Wrapped up in too many layers."""
    return f"“{name}”套了 {levels} 层以上的压缩包或邮件，没有再往里拆；请手工取出里面的自评表放进来。"


# Mails


def no_mail(name: str) -> str:
    """A file that is called .eml and is none."""
    return f"“{name}”不是邮件，或者文件已损坏；请在邮件程序里重新另存为 .eml 再试。"


def no_mailbox(name: str) -> str:
    """A file that is called .mbox and is none."""
    return f"“{name}”不是 mbox 邮箱文件，或者文件已损坏；请在邮件程序里重新导出再试。"


def cut_mail(name: str) -> str:
    """A mail that ends in the middle."""
    return f"“{name}”不完整：邮件在结束以前就断了，后面的附件没有了；请在邮件程序里重新另存这封邮件再试。"


def cut_attachment(name: str) -> str:
    """An attachment that ends where its mail breaks off."""
    return f"附件“{name}”不完整：邮件在它中间就断了；请在邮件程序里重新另存这封邮件再试。"


def unread_mail(name: str) -> str:
    """A mail that Python's reader gives up on."""
    return f"“{name}”的结构已损坏，读不出附件；请在邮件程序里打开它，把附件存成文件再放进来。"


def winmail(name: str) -> str:
    """What Outlook sends where it was told to use its own format."""
    return f"“{name}”是 Outlook 专用格式（TNEF）的附件，真正的文件包在里面；请在 Outlook 里打开邮件把附件存成文件，或请报送单位改用“HTML”或“纯文本”格式重发。"


def encrypted_mail(name: str) -> str:
    """A mail that only its receiver's key opens."""
    return f"“{name}”是加密或签名封装的邮件，本工具打不开；请在邮件程序里打开它，把附件存成文件再放进来。"


def partial_mail(name: str) -> str:
    """One of the pieces in which a mail was sent."""
    return f"“{name}”是分段发送的邮件的一段，附件不完整；请在邮件程序里合并各段，把附件存成文件再放进来。"


# Far away


def needs_fsspec(url: str) -> str:
    """A URL without what reads URLs."""
    return f"读取“{url}”要用到的组件没有安装；请运行 pip install 'xltool[bureau]' 后再试。"


def needs_driver(url: str, package: str) -> str:
    """A URL whose kind needs a package of its own."""
    return f"读取“{url}”还要安装组件（{package}）；请用 pip 安装后再试。"


def unknown_protocol(url: str) -> str:
    """A URL of no kind that is known."""
    return f"“{url}”的开头不是认识的存储类型（如 s3://、http://）；请检查地址是否写对。"


def unreachable(url: str, error: str) -> str:
    """Something on the other side refused."""
    return f"读取“{url}”时对方出错（{error}）；请检查地址、账号和网络后再试。"


# Left out, each without a thing to do

OWN_COPY: Final = "本工具留下的备份，不算报送件。"
OTHER_KIND: Final = "不是工作簿，没有看。"
NO_FILE: Final = "不是普通文件，没有看。"
NO_WORKBOOK_IN_MAIL: Final = "邮件里没有自评表；如果正文里有网盘或“超大附件”链接，请下载后把文件放进来。"
NO_WORKBOOK_IN_ARCHIVE: Final = "压缩包里没有自评表。"


def same_name(number: int) -> str:
    """What stands behind the name of a file where others bear it too, but for the first."""
    return f"（第 {number} 个同名文件）"
