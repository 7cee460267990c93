"""Which spreadsheet program a Windows machine has, read from the registry and from Excel's own file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xltool.setup.check import Check, bad, good, tried, unknown
from xltool.setup.registry import Registry, value

_SEND_TO: Final = "用右键“发送到”里的“绩效自评-重新计算”，或命令行 xltool recalc；加载项在 WPS 里不工作"

_APP_PATHS: Final = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_CHOICE: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\FileExts\{}\UserChoice"
_WPS: Final = (
    r"HKCU\Software\Kingsoft\Office",
    r"HKLM\SOFTWARE\Kingsoft\Office",
    r"HKLM\SOFTWARE\WOW6432Node\Kingsoft\Office",
)

#: How the names begin under which the two programs register what they open.
_EXCEL_IDS: Final = ("excel.",)
_WPS_IDS: Final = ("et.", "ket.", "wps.", "kwps.")

#: Machine types in the header of a Windows program.
_MACHINES: Final = {0x8664: "64 位", 0x014C: "32 位", 0xAA64: "64 位（ARM）"}


def program_checks(registry: Registry) -> Iterator[Check]:
    """Excel and its bitness; where there is a choice, which program opens a workbook on a double click."""
    yield tried("Excel", lambda: _excel_check(registry))
    yield tried("双击 .xlsx", lambda: _opener_check(registry))
    yield from wps_line_checks(registry)


def _excel_check(registry: Registry) -> Check:
    path = excel_path(registry)
    if path is None:
        if _has_wps(registry):
            return bad("Excel", "没有找到 Excel，只有 WPS", _SEND_TO)
        return bad("Excel", "没有找到 Excel", "没有 Excel 就用命令行 xltool recalc，再用别的程序打开")
    bits = bitness(Path(path))
    if not bits:
        return unknown("Excel", f"登记在 {path}，但读不出这个文件是几位的")
    return good("Excel", f"{path}（{bits}）")


def _opener_check(registry: Registry) -> Check:
    subject = "双击 .xlsx"
    opener = str(value(registry, _CHOICE.format(".xlsx"), "ProgId") or "")
    if opener.lower().startswith(_EXCEL_IDS):
        return good(subject, "用 Excel 打开")
    if opener.lower().startswith(_WPS_IDS):
        step = f"有 Excel 的，先启动 Excel 再从里面打开工作簿；或者{_SEND_TO}"
        return bad(subject, "用 WPS 打开，功能区“绩效自评”不会出现", step)
    also = "；这台电脑也装了 WPS" if _has_wps(registry) else ""
    return unknown(
        subject,
        f"查不出用哪个程序打开{also}",
        "看不到“绩效自评”时，先启动 Excel 再从里面打开",
    )


def wps_line_checks(registry: Registry) -> Iterator[Check]:
    """Where there is WPS, that the page reaches what is open in it on trial only."""
    try:
        there = _has_wps(registry)
    except OSError:
        return  # the checks before this one said so
    if there:
        yield unknown(
            "工作台接 WPS",
            "试行：接得上多半就能用，这里查不出来",
            "接不上的，在 WPS 里保存以后，把文件拖进工作台的页面",
        )


def _has_wps(registry: Registry) -> bool:
    return any(registry.keys(key) or registry.values(key) for key in _WPS)


def excel_path(registry: Registry) -> str | None:
    """Where excel.exe is registered, without quotes; None where it is not."""
    for root in ("HKCU", "HKLM"):
        found = value(registry, f"{root}\\{_APP_PATHS}")
        if isinstance(found, str) and found.strip('" '):
            return found.strip('" ')
    return None


def bitness(program: Path) -> str:
    """What the header of a Windows program says about its bits; empty where it cannot be read."""
    try:
        with program.open("rb") as stream:
            head = stream.read(0x40)
            stream.seek(int.from_bytes(head[0x3C:0x40], "little"))
            signature = stream.read(6)
    except (OSError, ValueError):
        return ""
    if head[:2] != b"MZ" or signature[:4] != b"PE\0\0":
        return ""
    return _MACHINES.get(int.from_bytes(signature[4:6], "little"), "")
