"""What the doctor says of the page beside a workbook: whether it can be opened, is open, and reaches an open Excel."""

from __future__ import annotations

from xltool.desk.keyfile import is_answering_us, read_key_file
from xltool.errors import reason
from xltool.setup.check import AGAIN, Check, bad, good, unknown
from xltool.setup.desk_state import is_open
from xltool.setup.environment import Probe
from xltool.setup.profile import Profile
from xltool.setup.shortcut import read_shortcut
from xltool.setup.writing import read

_SUBJECT = "工作台"


def desk_check(profile: Profile, found: Probe) -> Check:
    """Whether its parts are there, reach an open Excel where there may be one, and whether one runs for this user."""
    if not found.desk:
        return bad(_SUBJECT, "缺少组件（starlette、uvicorn）", AGAIN)
    if not found.live:
        return bad(_SUBJECT, "缺少组件（pywin32），接不上打开着的 Excel", AGAIN)
    parts = "组件齐全，接得上打开着的 Excel" if profile.on_windows else "组件齐全"
    running = read_key_file(profile.desk)
    if running is not None and is_answering_us(running):
        return good(_SUBJECT, f"{parts}；正在运行（只在本机，端口 {running.port}）")
    try:
        held = is_open(profile)
    except OSError as error:
        found_out = f"不能写入“{profile.desk}”（{reason(error)}）"
        return bad(_SUBJECT, found_out, "请检查这个文件夹的权限和磁盘空间")
    if held:
        step = "刚启动的请等一会儿；还不行，注销后重新登录，没保存的改动还在"
        return bad(_SUBJECT, "在运行，但没有回应", step)
    if running is not None:
        return good(_SUBJECT, f"{parts}；没有在运行，上一次没有正常结束，再打开就能接着改")
    return good(_SUBJECT, f"{parts}；没有在运行，运行 xltool desk 打开")


def start_menu_check(profile: Profile) -> Check:
    """Whether the page can be opened from the menu of programs."""
    path = profile.shortcut if profile.on_windows else profile.desk_file
    subject = "开始菜单里的“绩效自评工作台”" if profile.on_windows else "应用菜单里的“绩效自评工作台”"
    data = read(path)
    if data is None:
        return bad(subject, f"没有 {path}", AGAIN)
    found = read_shortcut(data)
    if profile.on_windows and (found is None or not found.ours):
        return unknown(subject, "存在，但不是 xltool install 放的那一个", f"要换成我们的，删除它，{AGAIN}")
    return good(subject, "已放好")
