"""What the doctor says of the page beside a workbook: whether it can be opened, is open, and reaches an open Excel."""

from __future__ import annotations

from xltool.desk.alone import OneDesk
from xltool.desk.keyfile import is_answering_us, read_key_file
from xltool.errors import reason
from xltool.setup.check import AGAIN, Check, bad, good
from xltool.setup.environment import Probe
from xltool.setup.profile import Profile

_SUBJECT = "工作台"


def desk_check(profile: Profile, found: Probe) -> Check:
    """Whether its parts are there, and whether one runs for this user."""
    if not found.desk:
        return bad(_SUBJECT, "缺少组件（starlette、uvicorn）", AGAIN)
    running = read_key_file(profile.desk)
    if running is not None and is_answering_us(running):
        return good(_SUBJECT, f"组件齐全，正在运行（只在本机，端口 {running.port}）")
    try:
        held = profile.desk.is_dir() and not _is_free(OneDesk(profile.desk))
    except OSError as error:
        return bad(
            _SUBJECT,
            f"不能写入“{profile.desk}”（{reason(error)}）",
            "请检查这个文件夹的权限和磁盘空间",
        )
    if held:
        return bad(
            _SUBJECT,
            "在运行，但没有回应",
            "刚启动的请等一会儿；还不行，注销后重新登录，没保存的改动还在",
        )
    if running is not None:
        return good(_SUBJECT, "组件齐全，没有在运行；上一次没有正常结束，再打开就能接着改")
    return good(_SUBJECT, "组件齐全，没有在运行，运行 xltool desk 打开")


def _is_free(one: OneDesk) -> bool:
    """Whether no process has the lock of this user's desk. Raises OSError where the folder cannot be written."""
    try:
        return one.taken()
    finally:
        one.leave()


def excel_line_check(found: Probe) -> Check:
    """Windows: whether the page can speak to an Excel that is open."""
    subject = "工作台接 Excel"
    if found.live:
        return good(subject, "xlwings、pywin32 齐全，接得上打开着的 Excel")
    return bad(subject, "缺少组件（pywin32），接不上打开着的 Excel", AGAIN)
