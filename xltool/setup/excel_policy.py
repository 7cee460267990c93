"""What keeps macros from running or from starting Python on a Windows machine: policies, disabled items, antivirus."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from xltool.setup.check import Check, bad, good, tried, unknown
from xltool.setup.excel_programs import excel_path
from xltool.setup.profile import FUNCTIONS_ADDIN, RIBBON_ADDIN
from xltool.setup.registry import Registry, Value, value

#: Office's own number in the registry: from 2016 to 365, 2013, 2010.
_OFFICES: Final = ("16.0", "15.0", "14.0")
#: The number in the folder of an installed Excel.
_FOLDER: Final = re.compile(r"[\\/]office(\d\d)[\\/]excel\.exe$", re.IGNORECASE)
_POLICIES: Final = (
    r"HKCU\Software\Policies\Microsoft\Cloud\Office",
    r"HKCU\Software\Policies\Microsoft\Office",
    r"HKLM\Software\Policies\Microsoft\Office",
)
_OWN: Final = r"HKCU\Software\Microsoft\Office"
_DEFENDER: Final = r"HKLM\SOFTWARE\{}Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_MANAGED: Final = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
_ANTIVIRUS: Final = r"HKLM\SOFTWARE\Microsoft\Security Center\Provider\Av"

#: Rules of Microsoft Defender that stop the buttons or the functions, and what they stop.
_RULES: Final = {
    "d4f940ab-401b-4efc-aadc-ad5f3c50688a": "禁止 Office 启动别的程序",
    "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b": "禁止 Office 宏调用 Windows 接口",
}
_BLOCK, _WARN = ("1", "6")

_FILE_ROUTE: Final = "在放行之前，用右键“发送到”或命令行 xltool recalc"


def policy_checks(registry: Registry, interpreter: Path) -> Iterator[Check]:
    """Macro policy, add-ins that Excel disabled, Defender's rules, and the antivirus programs that are registered."""
    yield tried("宏策略", lambda: _macro_check(registry))
    yield tried("收到的 .xlsm", lambda: _mailed_check(registry))
    yield tried("Excel 禁用的项目", lambda: _disabled_check(registry))
    yield tried("Defender 的 ASR 规则", lambda: _rules_check(registry, interpreter))
    yield tried("杀毒软件", lambda: _antivirus_check(registry, interpreter))


def _antivirus_check(registry: Registry, interpreter: Path) -> Check:
    names = [
        str(name)
        for key in registry.keys(_ANTIVIRUS)
        if (name := value(registry, f"{_ANTIVIRUS}\\{key}", "DISPLAYNAME"))
    ]
    return unknown(
        "杀毒软件",
        f"{'已登记：' + '、'.join(names) + '；' if names else ''}是否拦截 Excel 启动 Python，从这里查不出来",
        f"点按钮没有反应时，请 IT 放行 {interpreter}；{_FILE_ROUTE}",
    )


def _policy(registry: Registry, below: str, name: str) -> int | None:
    """A number set by policy for Excel, the newest Office's first, the user's before the machine's; None where there is none."""
    return _number(registry, _POLICIES, below, name)


def _number(registry: Registry, roots: tuple[str, ...], below: str, name: str) -> int | None:
    for office in _offices(registry):
        for root in roots:
            found = value(registry, f"{root}\\{office}\\{below}", name)
            if isinstance(found, int):
                return found
    return None


def _offices(registry: Registry) -> tuple[str, ...]:
    """The Office that is here; all of them where Excel's folder does not tell. Policies for another one are left over."""
    installed = _FOLDER.search(excel_path(registry) or "")
    return (f"{installed[1]}.0",) if installed else _OFFICES


def _macro_check(registry: Registry) -> Check:
    subject = "宏策略"
    if _policy(registry, "Common", "vbaoff") == 1:
        return bad(subject, "策略关闭了 Office 的 VBA（vbaoff）", f"请 IT 打开；{_FILE_ROUTE}")
    if _policy(registry, r"Excel\Security", "DisableAllAddins") == 1:
        return bad(subject, "策略停用了所有加载项（DisableAllAddins）", f"请 IT 打开；{_FILE_ROUTE}")
    if _policy(registry, r"Excel\Security", "RequireAddinSig") == 1:
        return bad(
            subject,
            "策略只许签名的加载项（RequireAddinSig）",
            f"请 IT 用 macros/build_in_excel 编译并签名；{_FILE_ROUTE}",
        )
    level = _policy(registry, r"Excel\Security", "VBAWarnings")
    if level is None:
        level = _number(registry, (_OWN,), r"Excel\Security", "VBAWarnings")
    if level not in (3, 4):
        return good(subject, "没有禁止宏（XLSTART 是 Excel 的受信任位置）")
    if _policy(registry, r"Excel\Security\Trusted Locations", "AllLocationsDisabled") == 1:
        return bad(
            subject,
            f"宏被禁止（VBAWarnings={level}），受信任位置也被停用",
            f"请 IT 签名或放行；{_FILE_ROUTE}",
        )
    return unknown(
        subject,
        f"宏受限制（VBAWarnings={level}）；加载项在受信任位置 XLSTART，一般不受影响，但在这里试不出来",
        f"功能区按钮没有反应时，请 IT 签名或放行；{_FILE_ROUTE}",
    )


def _mailed_check(registry: Registry) -> Check:
    subject = "收到的 .xlsm"
    if _policy(registry, r"Excel\Security", "blockcontentexecutionfrominternet") == 1:
        return good(
            subject,
            "策略禁止来自互联网的宏（blockcontentexecutionfrominternet）；加载项不受影响",
            "邮件里收到的 .xlsm 先在文件属性里“解除锁定”，或改用 .xlsx 加功能区按钮",
        )
    return unknown(
        subject,
        "没有这一项策略，但新版 Excel 不靠策略也拦截来自互联网的 .xlsm 里的宏",
        "被拦截时，在文件属性里“解除锁定”，或改用 .xlsx 加功能区按钮",
    )


def _disabled_check(registry: Registry) -> Check:
    subject = "Excel 禁用的项目"
    names = [name for name in (RIBBON_ADDIN, FUNCTIONS_ADDIN) if _is_disabled(registry, name)]
    if names:
        return bad(
            subject,
            f"Excel 禁用了 {'、'.join(names)}",
            "Excel 里：文件 → 选项 → 加载项 → 管理“禁用项目” → 转到 → 启用",
        )
    return good(subject, "没有我们的加载项")


def _is_disabled(registry: Registry, name: str) -> bool:
    """Whether Excel's list of what it disabled after a crash names a file; its entries hold the path in UTF-16."""
    mark = f"\\{name}".lower()
    return any(
        isinstance(entry, bytes) and mark in entry[offset:].decode("utf-16-le", "replace").lower()
        for office in _offices(registry)
        for entry in registry.values(rf"{_OWN}\{office}\Excel\Resiliency\DisabledItems").values()
        for offset in (0, 1)
    )


def _rules_check(registry: Registry, interpreter: Path) -> Check:
    subject = "Defender 的 ASR 规则"
    states, denied = _rule_states(registry)
    blocked = [text for rule, text in _RULES.items() if states.get(rule) in (_BLOCK, _WARN)]
    if blocked:
        return bad(subject, "；".join(blocked), f"请 IT 为 {interpreter} 设例外；{_FILE_ROUTE}")
    if states and not denied:
        return good(subject, "有规则，但不拦截按钮和函数")
    found = "有一部分没有权限读取" if denied else "没有查到规则；由别的管理工具下发的这里看不到"
    return unknown(subject, found, f"点按钮没有反应时请问 IT；{_FILE_ROUTE}")


def _rule_states(registry: Registry) -> tuple[dict[str, str], bool]:
    """Rule (lower case) -> state, from local settings, group policy and device management; whether some was hidden."""
    states: dict[str, str] = {}
    denied = False
    for key in (_DEFENDER.format(""), _DEFENDER.format("Policies\\"), _MANAGED):
        try:
            values = registry.values(key)
        except OSError:
            denied = True
            continue
        states |= _managed(values) if key == _MANAGED else {r.lower(): str(v) for r, v in values.items()}
    return states, denied


def _managed(values: Mapping[str, Value]) -> dict[str, str]:
    """The rules that device management writes as one text: ``{rule}=1|{rule}=2``."""
    text = next((str(each) for name, each in values.items() if name.lower() == "asrrules"), "")
    pairs = (part.partition("=") for part in text.split("|") if "=" in part)
    return {rule.strip().strip("{}").lower(): state.strip() for rule, _, state in pairs}
