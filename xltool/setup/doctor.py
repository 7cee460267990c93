"""``xltool doctor``: one screen that says what works here, what does not and how to mend it, and what it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xltool import __version__
from xltool.setup.associations import TYPES, default_program
from xltool.setup.check import AGAIN, Check, SetupState, bad, good, tried, unknown
from xltool.setup.desk_checks import desk_check, start_menu_check
from xltool.setup.environment import probe
from xltool.setup.excel_policy import policy_checks
from xltool.setup.excel_programs import program_checks
from xltool.setup.launch import box_command
from xltool.setup.plan import own_settings
from xltool.setup.profile import DESKTOP_FILE, FUNCTIONS_ADDIN, RIBBON_ADDIN, Profile
from xltool.setup.program_policy import restriction_checks
from xltool.setup.records import Records, fingerprint, read_records
from xltool.setup.registry import Registry, value
from xltool.setup.settings import read_settings
from xltool.setup.writing import read

#: Windows programs that know no longer paths stop at this many characters.
_LONGEST: Final = 259
_FILE_SYSTEM: Final = r"HKLM\SYSTEM\CurrentControlSet\Control\FileSystem"
#: A mark of this zone or a higher one on a file: it came from the internet.
_INTERNET: Final = 3


def examine(profile: Profile, registry: Registry | None) -> list[Check]:
    """All checks for a user's profile; ``registry`` is None where there is none to read."""
    records = read_records(profile.record)
    checks = [*_environment_checks(profile, records), start_menu_check(profile)]
    if not profile.on_windows:
        return [*checks, *_desktop_checks(profile)]
    if registry is None:
        checks.append(unknown("Excel 与策略", "这台机器上没有注册表，查不了 Excel、宏策略和杀毒软件"))
    else:
        interpreter = profile.interpreter(_environment(profile, records))
        checks += [
            *program_checks(registry),
            *policy_checks(registry, interpreter),
            *restriction_checks(registry, profile, interpreter),
        ]
    checks += _addin_checks(profile, records)
    return [
        *checks,
        _settings_check(profile, records),
        tried("路径长度", lambda: _path_check(profile, records, registry)),
        _names_check(profile),
    ]


def report(checks: list[Check]) -> Iterator[str]:
    """The checks as one screen of Chinese lines, and what they come to."""
    for check in checks:
        yield from check.lines()
    count = {state: sum(check.state is state for check in checks) for state in SetupState}
    yield f"共 {len(checks)} 项：✓ {count[SetupState.GOOD]}，✗ {count[SetupState.BAD]}，？ {count[SetupState.UNKNOWN]}（？是这里查不出来的）"


def _environment(profile: Profile, records: Records) -> Path:
    return Path(records.environment) if records.environment else profile.environment


def _environment_checks(profile: Profile, records: Records) -> Iterator[Check]:
    subject = "xltool 自己的 Python"
    interpreter = profile.interpreter(_environment(profile, records))
    if not interpreter.exists():
        yield bad(subject, f"没有 {interpreter}", "运行 xltool install" if not records.environment else AGAIN)
        return
    found = probe(interpreter)
    if found is None:
        yield bad(
            subject,
            f"{interpreter} 运行不起来，或者缺少组件",
            f"{AGAIN}；还不行，请 IT 在杀毒软件里放行这个文件",
        )
        return
    yield good(subject, f"{interpreter}（Python {found.python}，{found.bits} 位）")
    if found.xltool == __version__:
        yield good("版本", f"按钮用的 xltool 与现在运行的相同（{found.xltool}）")
    else:
        yield bad("版本", f"按钮用的是 xltool {found.xltool}，现在运行的是 {__version__}", AGAIN)
    yield desk_check(profile, found)
    if found.large:
        yield bad(
            "启动速度",
            f"环境里有用不到的 {'、'.join(found.large)}，每次点按钮都会变慢",
            "先 --uninstall 再安装一次",
        )
    if profile.on_windows:
        yield _xlwings_check(profile, records, found.xlwings)


def _xlwings_check(profile: Profile, records: Records, installed: str) -> Check:
    subject = "xlwings 版本"
    path = profile.start_folder / FUNCTIONS_ADDIN
    record = records.files.get(str(path))
    if record is None or fingerprint(read(path)) != record.after:
        return unknown(
            subject, f"已安装 {installed}；工作表函数加载项不是 xltool install 装的，查不出它的版本", AGAIN
        )
    assembled = records.versions.get("xlwings", "")
    if assembled == installed:
        return good(subject, f"加载项与 Python 里的相同（{installed}）")
    return bad(subject, f"加载项由 {assembled or '未知版本'} 生成，Python 里是 {installed}", AGAIN)


def _addin_checks(profile: Profile, records: Records) -> Iterator[Check]:
    for name in (RIBBON_ADDIN, FUNCTIONS_ADDIN):
        path = profile.start_folder / name
        subject = f"加载项 {name}"
        data = read(path)
        record = records.files.get(str(path))
        if data is None:
            yield bad(subject, f"{path.parent} 里没有", f"关闭 Excel，{AGAIN}")
        elif _zone(path) >= _INTERNET:
            yield bad(
                subject,
                "带有“来自互联网”的标记，Excel 会拦截其中的宏",
                "在文件属性里勾选“解除锁定”，或者" + AGAIN,
            )
        elif record is None or fingerprint(data) != record.after:
            yield unknown(
                subject,
                "存在，但不是 xltool install 放的那一份",
                f"不是有意更换（例如由 IT 签名）的话，{AGAIN}",
            )
        else:
            yield good(subject, "已放好，没有“来自互联网”的标记")


def _zone(path: Path) -> int:
    """The zone in the mark that Windows keeps beside a file's content; 0 where there is none."""
    mark = read(path.with_name(f"{path.name}:Zone.Identifier"))
    for line in (mark or b"").decode("ascii", "replace").splitlines():
        name, _, value = line.partition("=")
        if name.strip().lower() == "zoneid" and value.strip().isdecimal():
            return int(value)
    return 0


def _settings_check(profile: Profile, records: Records) -> Check:
    path = profile.addin_settings
    subject = f"设置 {path.name}"
    wanted = own_settings(profile, _environment(profile, records))
    found = read_settings(read(path) or b"", profile.code_page)
    if not found:
        return bad(subject, f"没有 {path}，或者是空的", AGAIN)
    wrong = [key for key, value in wanted.items() if found.get(key) != value]
    if wrong:
        missing = [key for key in wrong if key not in found]
        what = f"缺少 {'、'.join(missing)}" if missing else f"{'、'.join(wrong)} 不是安装时的值"
        return bad(subject, what, AGAIN)
    return good(subject, f"{len(wanted)} 项齐全")


def _path_check(profile: Profile, records: Records, registry: Registry | None) -> Check:
    subject = "路径长度"
    folder = _environment(profile, records)
    if not folder.exists():
        return unknown(subject, "还没有安装，查不出来")
    longest = max((len(str(path)) for path in folder.rglob("*")), default=len(str(folder)))
    if longest <= _LONGEST:
        return good(subject, f"最长 {longest} 个字符，没有超过 {_LONGEST}")
    long_paths = value(registry, _FILE_SYSTEM, "LongPathsEnabled") if registry else None
    step = "请 IT 打开 Windows 的长路径支持（LongPathsEnabled），或者换一个名字短的 Windows 用户"
    if long_paths == 1:
        return unknown(
            subject, f"最长 {longest} 个字符；Windows 的长路径支持已打开，但不是每个程序都认", step
        )
    return bad(subject, f"最长 {longest} 个字符，超过了 {_LONGEST}", step)


def _names_check(profile: Profile) -> Check:
    """Excel's VBA sees paths in the system's code page only: xlwings cannot start a Python whose path has others."""
    subject = "文件夹的名字"
    try:
        str(profile.root).encode(profile.code_page)
    except UnicodeEncodeError as error:
        sign = str(profile.root)[error.start : error.end]
        return bad(
            subject,
            f"“{profile.root}”里的“{sign}”不在系统代码页 {profile.code_page} 里，Excel 的宏打不开这个文件夹",
            "请用“发送到”或命令行；或请 IT 把系统区域改为中文（简体）",
        )
    return good(subject, f"都在系统代码页 {profile.code_page} 里")


def _desktop_checks(profile: Profile) -> Iterator[Check]:
    yield unknown(
        "Excel",
        "Linux 上没有 Excel，功能区和加载项用不了",
        "用 LibreOffice 里的工具栏“绩效自评”，右键“打开方式”里的“绩效自评：重新计算”，或命令行",
    )
    if profile.desktop_file.is_file():
        yield good("打开方式", f"{profile.desktop_file}")
    else:
        yield bad("打开方式", f"没有 {profile.desktop_file}", "运行 xltool install")
    for type_, ending in zip(TYPES, (".xlsx", ".xlsm"), strict=True):
        program = default_program(profile, type_)
        if program is None:
            yield bad(
                f"{ending} 的默认程序", "没有", "请安装 WPS 或 LibreOffice，然后再运行一次 xltool install"
            )
        elif program == DESKTOP_FILE:
            yield bad(
                f"{ending} 的默认程序",
                "是 xltool 自己，算好以后打不开",
                "请在文件属性的“打开方式”里改回 WPS 或 LibreOffice",
            )
        else:
            yield good(f"{ending} 的默认程序", program)
    box = box_command("")
    if box is None:
        yield bad("消息窗口", "没有 zenity、kdialog 等程序，结果只能写到终端", "请安装 zenity")
    else:
        yield good("消息窗口", Path(box[0]).name)
