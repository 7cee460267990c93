"""Which spreadsheet program a Windows machine has, read from the registry and from Excel's own file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xltool.addin.check import Check, bad, good, unknown
from xltool.addin.registry import Registry, value

_SEND_TO: Final = "用右键“发送到”里的“绩效自评-重新计算”，或命令行 xltool recalc；加载项在 WPS 里不工作"

_APP_PATHS: Final = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_CHOICE: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\FileExts\{}\UserChoice"
_WPS: Final = (
    r"HKCU\Software\Kingsoft\Office",
    r"HKLM\SOFTWARE\Kingsoft\Office",
    r"HKLM\SOFTWARE\WOW6432Node\Kingsoft\Office",
)

#: Machine types in the header of a Windows program.
_MACHINES: Final = {0x8664: "64 位", 0x014C: "32 位", 0xAA64: "64 位（ARM）"}


def program_checks(registry: Registry) -> Iterator[Check]:
    """Excel and its bitness; WPS, and which of the two opens a workbook on a double click."""
    path = excel_path(registry)
    wps = any(registry.keys(key) or registry.values(key) for key in _WPS)
    if path is not None:
        bits = bitness(Path(path))
        yield (
            good("Excel", f"{path}（{bits}）")
            if bits
            else unknown("Excel", f"登记在 {path}，但读不出这个文件是几位的")
        )
    elif wps:
        yield bad("Excel", "没有找到 Excel，只有 WPS", _SEND_TO)
    else:
        yield bad("Excel", "没有找到 Excel", "没有 Excel 就用命令行 xltool recalc，再用别的程序打开")
    opener = str(value(registry, _CHOICE.format(".xlsx"), "ProgId") or "")
    if path is not None and _is_wps(opener):
        yield bad(
            "双击 .xlsx",
            "用 WPS 打开，功能区“绩效自评”不会出现",
            f"先启动 Excel 再从里面打开工作簿；或者{_SEND_TO}",
        )
    elif path is not None and wps and not opener:
        yield unknown(
            "双击 .xlsx",
            "这台电脑也装了 WPS，查不出双击用哪一个打开",
            "看不到“绩效自评”时，先启动 Excel 再从里面打开",
        )


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


def _is_wps(program_id: str) -> bool:
    return program_id.lower().startswith(("et.", "ket.", "wps.", "kwps."))
