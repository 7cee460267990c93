"""What keeps programs, batch files or documents from us on a Windows machine, Excel apart.

Keys and values are Microsoft's: AppLocker ``SrpV2``, software restriction policies ``Safer``, App Control (WDAC)
``DeviceGuard`` and ``CI``, the policy "Prevent access to the command prompt" ``DisableCMD`` (1 batch files too, 2 not
them), Windows Script Host ``Enabled``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import Final

from xltool.setup.check import Check, bad, good, tried, unknown
from xltool.setup.profile import Profile
from xltool.setup.registry import Registry, Value, value

_APPLOCKER: Final = r"HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2"
_LISTS: Final = {"Exe": "程序", "Dll": "组件", "Script": "脚本"}
_RESTRICTION: Final = r"{}\SOFTWARE\Policies\Microsoft\Windows\Safer\CodeIdentifiers"
_APP_CONTROL: Final = (
    (r"HKLM\SOFTWARE\Policies\Microsoft\Windows\DeviceGuard", "DeployConfigCIPolicy", "WDAC（组策略）"),
    (r"HKLM\SYSTEM\CurrentControlSet\Control\CI\Policy", "VerifiedAndReputablePolicyState", "智能应用控制"),
)
_COMMANDS: Final = r"HKCU\Software\Policies\Microsoft\Windows\System"
_SCRIPT_HOST: Final = r"{}\Software\Microsoft\Windows Script Host\Settings"
_INSTALLED: Final = (
    r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall",
    r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall",
)
#: Words in the names of programs that encrypt documents behind every other program's back.
_ENCRYPTING: Final = re.compile(
    r"加密|防泄|文档安全|亿赛通|esafenet|绿盾|ip-?guard|明朝万达|chinasec|\bdlp\b|ping32|域智盾",
    re.IGNORECASE,
)


def restriction_checks(registry: Registry, profile: Profile, interpreter: Path) -> Iterator[Check]:
    """Lists of allowed programs, the command prompt, encryption of documents, and where the add-ins' folder lies."""
    yield tried("程序限制策略", lambda: _programs_check(registry, interpreter))
    yield tried("命令行和脚本", lambda: _commands_check(registry, interpreter))
    yield tried("文档加密软件", lambda: _encryption_check(registry, interpreter))
    yield tried("%APPDATA% 的位置", lambda: _roaming_check(profile))


def _programs_check(registry: Registry, interpreter: Path) -> Check:
    subject = "程序限制策略"
    found = [*_restrictions(registry)]
    if not found:
        return good(subject, "没有查到 AppLocker、软件限制策略或 WDAC")
    return unknown(
        subject,
        f"启用了 {'、'.join(found)}，是否放行 Python 从这里查不出来",
        f"“xltool 自己的 Python”是 ✗ 或按钮没有反应时，请 IT 放行 {interpreter.parent}（按路径、签名或哈希）",
    )


def _restrictions(registry: Registry) -> Iterator[str]:
    lists = [
        text
        for name, text in _LISTS.items()
        if value(registry, rf"{_APPLOCKER}\{name}", "EnforcementMode") == 1
    ]
    if lists:
        yield f"AppLocker（{'、'.join(lists)}）"
    for root in ("HKLM", "HKCU"):
        level = value(registry, _RESTRICTION.format(root), "DefaultLevel")
        if level is not None and level != 0x40000:  # "unrestricted"
            yield "软件限制策略"
            break
    for key, name, text in _APP_CONTROL:
        if value(registry, key, name) == 1:
            yield text


def _commands_check(registry: Registry, interpreter: Path) -> Check:
    subject = "命令行和脚本"
    instead = f"在放行之前，用 PowerShell 运行：& '{interpreter}' -I -m xltool recalc 文件"
    commands = value(registry, _COMMANDS, "DisableCMD")
    if commands == 1:
        return bad(
            subject,
            "策略禁用了 cmd 和批处理（DisableCMD=1）：按钮、函数、“发送到”都不能用",
            f"请 IT 放行；{instead}",
        )
    if any(_is_off(value(registry, _SCRIPT_HOST.format(root), "Enabled")) for root in ("HKLM", "HKCU")):
        return bad(
            subject,
            "Windows Script Host 被停用（Enabled=0）：按钮和函数靠它启动 Python",
            "请 IT 恢复，或者用右键“发送到”或命令行 xltool recalc",
        )
    if commands == 2:
        return unknown(
            subject,
            "策略禁用了命令提示符，批处理除外（DisableCMD=2）；按钮是否受影响从这里查不出来",
            f"按钮没有反应时用右键“发送到”；{instead}",
        )
    return good(subject, "没有禁用 cmd、批处理和 Windows Script Host")


def _is_off(setting: Value | None) -> bool:
    """A number, or its text: both are in use."""
    return setting is not None and str(setting).strip() == "0"


def _encryption_check(registry: Registry, interpreter: Path) -> Check:
    names = [
        str(name)
        for root in _INSTALLED
        for key in registry.keys(root)
        if (name := value(registry, rf"{root}\{key}", "DisplayName")) and _ENCRYPTING.search(str(name))
    ]
    return unknown(
        "文档加密软件",
        f"{'已安装：' + '、'.join(dict.fromkeys(names)) + '；' if names else ''}是否加密工作簿从这里查不出来",
        f"Excel 打得开而 xltool 说“不是工作簿”时，请 IT 把 {interpreter} 加入加密客户端的受信任程序",
    )


def _roaming_check(profile: Profile) -> Check:
    """Excel trusts a start folder on the network only where it is told to."""
    subject = "%APPDATA% 的位置"
    roaming, local = profile.variables["APPDATA"], profile.variables["LOCALAPPDATA"]
    if _drive(roaming) == _drive(local) and not roaming.startswith((r"\\", "//")):
        return good(subject, "在本机")
    return unknown(
        subject,
        f"被重定向到 {roaming}：Excel 默认不信任网络上的 XLSTART，宏可能被拦",
        "功能区不出现时，请 IT 允许网络上的受信任位置（AllowNetworkLocations=1）并加入这个文件夹；或用右键“发送到”",
    )


def _drive(folder: str) -> str:
    return PureWindowsPath(folder).drive.lower()
