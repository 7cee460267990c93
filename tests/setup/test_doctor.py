"""``xltool doctor`` on simulated machines: what works, what to mend, and never a ✓ for what could not be seen."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.setup.profiles import SOURCE, assembled, lay_environment, linux, windows
from xltool.setup import doctor
from xltool.setup import install as installer
from xltool.setup.check import Check, SetupState
from xltool.setup.profile import Profile
from xltool.setup.records import read_records, write_records
from xltool.setup.registry import Value

APP_PATHS = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
OPENS = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\FileExts\.xlsx\UserChoice"
SECURITY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
RULES = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
CHILD = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
DISABLED = r"HKCU\Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"
LONG = r"HKLM\SYSTEM\CurrentControlSet\Control\FileSystem"

Table = dict[str, Mapping[str, Value]]


def program(folder: Path, machine: int = 0x8664) -> Path:
    """The head of a Windows program, as far as its bits stand in it."""
    path = folder / "EXCEL.EXE"
    head = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x80)
    path.write_bytes(head.ljust(0x80, b"\0") + b"PE\0\0" + struct.pack("<H", machine) + bytes(64))
    return path


class TableRegistry(NamedTuple):
    """A registry as plain data: key -> name -> value."""

    table: Mapping[str, Mapping[str, Value]]

    def values(self, key: str) -> Mapping[str, Value]:
        """Names and values of a key."""
        for name, values in self.table.items():
            if name.lower() == key.lower():
                return values
        return {}

    def keys(self, key: str) -> tuple[str, ...]:
        """Names of the keys below a key."""
        start = f"{key}\\".lower()
        below = (name[len(start) :] for name in self.table if name.lower().startswith(start))
        return tuple(dict.fromkeys(name.partition("\\")[0] for name in below))


@pytest.fixture
def machine(tmp_path: Path) -> tuple[Profile, Table]:
    """A Windows user after a good installation, on a machine with Excel and nothing in the way."""
    profile = windows(tmp_path)
    list(installer.install(profile, SOURCE, lay_environment, assembled))
    return profile, {
        APP_PATHS: {"": f'"{program(tmp_path)}"'},
        OPENS: {"ProgId": "Excel.Sheet.12"},
        RULES: {CHILD: "0"},
    }


def examine(profile: Profile, table: Table | None) -> dict[str, Check]:
    checks = doctor.examine(profile, None if table is None else TableRegistry(table))
    assert len({check.subject for check in checks}) == len(checks)
    assert all(check.step for check in checks if check.state is SetupState.BAD), "every ✗ says how to mend it"
    return {check.subject: check for check in checks}


def test_a_good_installation(machine: tuple[Profile, Table]) -> None:
    checks = examine(*machine)
    states = {subject: check.state.value for subject, check in checks.items()}
    assert states == {
        "xltool 自己的 Python": "✓",
        "版本": "✓",
        "工作台": "✓",
        "xlwings 版本": "✓",
        "开始菜单里的“绩效自评工作台”": "✓",
        "Excel": "✓",
        "双击 .xlsx": "✓",
        "宏策略": "✓",
        "收到的 .xlsm": "？",
        "Excel 禁用的项目": "✓",
        "Defender 的 ASR 规则": "✓",
        "杀毒软件": "？",
        "程序限制策略": "✓",
        "命令行和脚本": "✓",
        "文档加密软件": "？",
        "%APPDATA% 的位置": "✓",
        "加载项 xltool.xlam": "✓",
        "加载项 xltool-functions.xlam": "✓",
        "设置 xltool.conf": "✓",
        "路径长度": "✓",
        "文件夹的名字": "✓",
    }
    lines = list(doctor.report(list(checks.values())))
    assert lines[-1] == "共 21 项：✓ 18，✗ 0，？ 3（？是这里查不出来的）"
    assert len(lines) <= 25, "one screen"


def test_before_anything_is_installed(tmp_path: Path) -> None:
    checks = examine(windows(tmp_path), {})
    good = {subject for subject, check in checks.items() if check.state is SetupState.GOOD}
    nothing_in_the_way = {"宏策略", "Excel 禁用的项目", "程序限制策略", "命令行和脚本", "%APPDATA% 的位置"}
    assert good == nothing_in_the_way | {"文件夹的名字"}
    assert checks["xltool 自己的 Python"].step == "运行 xltool install"
    assert checks["路径长度"].state is SetupState.UNKNOWN


def test_without_a_registry_nothing_of_excel_is_called_good(machine: tuple[Profile, Table]) -> None:
    checks = examine(machine[0], None)
    assert checks["Excel 与策略"].state is SetupState.UNKNOWN and "没有注册表" in checks["Excel 与策略"].found
    assert not {"Excel", "宏策略", "Defender 的 ASR 规则", "杀毒软件"} & checks.keys()


def test_a_linux_desktop(tmp_path: Path) -> None:
    profile = linux(tmp_path)
    list(installer.install(profile, SOURCE, lay_environment, assembled))
    checks = examine(profile, None)
    assert checks["Excel"].state is SetupState.UNKNOWN
    assert checks["打开方式"].state is checks[".xlsx 的默认程序"].state is SetupState.GOOD
    profile.associations.write_text(
        "[Default Applications]\napplication/vnd.openxmlformats-officedocument.spreadsheetml.sheet=xltool.desktop\n"
    )
    assert "是 xltool 自己" in examine(profile, None)[".xlsx 的默认程序"].found
    profile.desktop_file.unlink()
    checks = examine(profile, None)
    assert checks["打开方式"].state is SetupState.BAD and checks[".xlsx 的默认程序"].state is SetupState.GOOD


class ClosedRegistry:
    """A registry of which this user may read nothing."""

    def values(self, key: str) -> Mapping[str, Value]:
        raise PermissionError(13, key)

    def keys(self, key: str) -> tuple[str, ...]:
        raise PermissionError(13, key)


def test_what_may_not_be_read_is_never_called_good(machine: tuple[Profile, Table]) -> None:
    checks = {check.subject: check for check in doctor.examine(machine[0], ClosedRegistry())}
    subjects = (
        "Excel",
        "双击 .xlsx",
        "宏策略",
        "收到的 .xlsm",
        "Excel 禁用的项目",
        "Defender 的 ASR 规则",
        "杀毒软件",
        "程序限制策略",
        "命令行和脚本",
        "文档加密软件",
    )
    assert {checks[subject].state for subject in subjects} == {SetupState.UNKNOWN}
    assert "没有权限读取" in checks["宏策略"].found and "没有权限读取" in checks["Defender 的 ASR 规则"].found


# Excel and WPS


@pytest.mark.parametrize(
    ("number", "bits"), [(0x8664, "64 位"), (0x014C, "32 位"), (0xAA64, "64 位（ARM）"), (0x1234, "")]
)
def test_bitness_is_read_from_the_program(tmp_path: Path, number: int, bits: str) -> None:
    path = program(tmp_path, number)
    check = examine(windows(tmp_path), {APP_PATHS: {"": str(path)}})["Excel"]
    assert check.state is (SetupState.GOOD if bits else SetupState.UNKNOWN)
    assert f"（{bits}）" in check.found or "读不出" in check.found


@pytest.mark.parametrize(
    "content", [None, b"", b"MZ", b"PK\x03\x04" * 40, b"MZ" + bytes(58) + b"\xff\xff\xff\x7f"]
)
def test_a_program_that_cannot_be_read_is_not_called_good(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "EXCEL.EXE"
    if content is not None:
        path.write_bytes(content)
    check = examine(windows(tmp_path), {APP_PATHS: {"": str(path)}})["Excel"]
    assert check.state is SetupState.UNKNOWN and "读不出" in check.found


def test_wps(tmp_path: Path) -> None:
    profile = windows(tmp_path)
    wps: Table = {r"HKCU\Software\Kingsoft\Office\6.0\Common": {"InstallRoot": r"D:\WPS"}}
    check = examine(profile, wps)["Excel"]
    assert check.state is SetupState.BAD and "只有 WPS" in check.found and "发送到" in check.step
    both: Table = {**wps, APP_PATHS: {"": str(program(tmp_path))}}
    assert examine(profile, both)["双击 .xlsx"].state is SetupState.UNKNOWN
    check = examine(profile, {**both, OPENS: {"ProgId": "ET.Xlsx.6"}})["双击 .xlsx"]
    assert check.state is SetupState.BAD and "用 WPS 打开" in check.found
    assert (
        examine(profile, {**both, OPENS: {"ProgId": "Excel.Sheet.12"}})["双击 .xlsx"].state is SetupState.GOOD
    )
    assert "没有找到 Excel" in examine(profile, {})["Excel"].found


# The environment


def test_an_interpreter_that_does_not_run(machine: tuple[Profile, Table]) -> None:
    profile, table = machine
    interpreter = profile.interpreter(profile.environment)
    (profile.environment / "pyvenv.cfg").unlink()  # so it is the base Python, which knows no xltool
    check = examine(profile, table)["xltool 自己的 Python"]
    assert check.state is SetupState.BAD and "运行不起来" in check.found and "杀毒软件" in check.step
    interpreter.unlink()
    assert "没有" in examine(profile, table)["xltool 自己的 Python"].found


def test_versions_that_differ(machine: tuple[Profile, Table], monkeypatch: pytest.MonkeyPatch) -> None:
    profile, table = machine
    monkeypatch.setattr(doctor, "__version__", "9.9.9")
    check = examine(profile, table)["版本"]
    assert (
        check.state is SetupState.BAD and "9.9.9" in check.found and "再运行一次 xltool install" in check.step
    )
    records = read_records(profile.record)
    write_records(profile.record, records._replace(versions={"xlwings": "0.30.0"}))
    check = examine(profile, table)["xlwings 版本"]
    assert check.state is SetupState.BAD and "0.30.0" in check.found
    signed = profile.start_folder / "xltool-functions.xlam"
    signed.write_bytes(b"signed by IT, whatever xlwings it was made of")
    assert examine(profile, table)["xlwings 版本"].state is SetupState.UNKNOWN
    del records.files[str(signed)]
    write_records(profile.record, records)
    assert examine(profile, table)["xlwings 版本"].state is SetupState.UNKNOWN


# The add-ins


def test_an_addin_with_the_mark_of_the_web(machine: tuple[Profile, Table]) -> None:
    profile, table = machine
    mark = profile.start_folder / "xltool.xlam:Zone.Identifier"
    mark.write_bytes(b"[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=about:internet\r\n")
    check = examine(profile, table)["加载项 xltool.xlam"]
    assert check.state is SetupState.BAD and "来自互联网" in check.found and "解除锁定" in check.step
    mark.write_bytes(b"[ZoneTransfer]\r\nZoneId=0\r\n")
    assert examine(profile, table)["加载项 xltool.xlam"].state is SetupState.GOOD


def test_an_addin_that_is_missing_or_another(machine: tuple[Profile, Table]) -> None:
    profile, table = machine
    (profile.start_folder / "xltool.xlam").write_bytes(b"signed by IT")
    (profile.start_folder / "xltool-functions.xlam").unlink()
    checks = examine(profile, table)
    assert (
        checks["加载项 xltool.xlam"].state is SetupState.UNKNOWN
        and "签名" in checks["加载项 xltool.xlam"].step
    )
    assert checks["加载项 xltool-functions.xlam"].state is SetupState.BAD


def test_an_addin_that_excel_disabled(machine: tuple[Profile, Table]) -> None:
    profile, table = machine
    entry = bytes(12) + "d:\\x\\xlstart\\xltool.xlam\0".encode("utf-16-le")
    for data in (entry, b"\x01" + entry):
        check = examine(profile, {**table, DISABLED: {"4E2F": data, "other": b"\0\0"}})["Excel 禁用的项目"]
        assert check.state is SetupState.BAD and "禁用项目" in check.step
    other = {"1": "d:\\x\\other-xltool.xlam.bak".encode("utf-16-le")}
    assert examine(profile, {**table, DISABLED: other})["Excel 禁用的项目"].state is SetupState.GOOD


# Policies


@pytest.mark.parametrize(
    ("table", "state", "said"),
    [
        ({}, "✓", "没有禁止宏"),
        ({rf"HKCU\{SECURITY}": {"VBAWarnings": 2}}, "✓", "没有禁止宏"),
        ({rf"HKCU\{SECURITY}": {"vbawarnings": 4}}, "？", "VBAWarnings=4"),
        ({rf"HKLM\{SECURITY}": {"VBAWarnings": 3}}, "？", "VBAWarnings=3"),
        ({r"HKCU\Software\Microsoft\Office\16.0\Excel\Security": {"VBAWarnings": 4}}, "？", "VBAWarnings=4"),
        (
            {rf"HKCU\{SECURITY}": {"VBAWarnings": 4}, rf"HKCU\{SECURITY}\Trusted Locations": {"AllLocationsDisabled": 1}},
            "✗",
            "受信任位置也被停用",
        ),
        ({rf"HKCU\{SECURITY}": {"RequireAddinSig": 1}}, "✗", "RequireAddinSig"),
        ({rf"HKCU\{SECURITY}": {"DisableAllAddins": 1}}, "✗", "DisableAllAddins"),
        ({r"HKLM\Software\Policies\Microsoft\Office\16.0\Common": {"vbaoff": 1}}, "✗", "vbaoff"),
        ({r"HKCU\Software\Policies\Microsoft\Cloud\Office\16.0\Excel\Security": {"RequireAddinSig": 1}}, "✗", "签名"),
        ({r"HKCU\Software\Policies\Microsoft\Office\15.0\Excel\Security": {"VBAWarnings": 4}}, "？", "VBAWarnings=4"),
        ({r"HKCU\Software\Policies\Microsoft\Office\14.0\Excel\Security": {"VBAWarnings": 4}}, "？", "VBAWarnings=4"),
        ({r"HKLM\Software\Policies\Microsoft\Office\14.0\Common": {"vbaoff": 1}}, "✗", "vbaoff"),
        ({r"HKCU\Software\Microsoft\Office\14.0\Excel\Security": {"VBAWarnings": 3}}, "？", "VBAWarnings=3"),
    ],
)  # fmt: skip
def test_macro_policies(tmp_path: Path, table: Table, state: str, said: str) -> None:
    check = examine(windows(tmp_path), table)["宏策略"]
    assert check.state.value == state and said in check.found
    assert state == "✓" or "发送到" in check.step


@pytest.mark.parametrize(("folder", "state"), [("Office16", "✓"), ("Office14", "？"), ("root", "？")])
def test_policies_left_over_from_another_office_do_not_count(tmp_path: Path, folder: str, state: str) -> None:
    excel = rf"C:\Program Files\Microsoft Office\{folder}\EXCEL.EXE"
    old = {r"HKCU\Software\Policies\Microsoft\Office\14.0\Excel\Security": {"VBAWarnings": 4}}
    check = examine(windows(tmp_path), {APP_PATHS: {"": f'"{excel}"'}, **old})["宏策略"]
    assert check.state.value == state
    disabled = {DISABLED.replace("16.0", "14.0"): {"1": "d:\\xltool.xlam".encode("utf-16-le")}}
    check = examine(windows(tmp_path / "b"), {APP_PATHS: {"": excel}, **disabled})["Excel 禁用的项目"]
    assert check.state.value == ("✓" if state == "✓" else "✗")


def test_macros_in_mailed_workbooks(tmp_path: Path) -> None:
    table: Table = {rf"HKCU\{SECURITY}": {"blockcontentexecutionfrominternet": 1}}
    check = examine(windows(tmp_path), table)["收到的 .xlsm"]
    assert check.state is SetupState.GOOD and "解除锁定" in check.step


@pytest.mark.parametrize("value", [1, "1", "6", 6])
def test_rules_of_defender(machine: tuple[Profile, Table], value: Any) -> None:
    profile, table = machine
    check = examine(profile, {**table, RULES: {CHILD: value}})["Defender 的 ASR 规则"]
    assert check.state is SetupState.BAD and "禁止 Office 启动别的程序" in check.found
    assert str(profile.interpreter(profile.environment)) in check.step
    managed = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
    for rules in (f"{CHILD}={value}", f"{{{CHILD.lower()}}}={value}|be9ba2d9-53ea-4cdc-84e5-9b1eeee46550=1"):
        found = examine(profile, {managed: {"ASRRules": rules}})["Defender 的 ASR 规则"]
        assert found.state is SetupState.BAD


def test_rules_that_only_watch_and_rules_that_are_not_seen(machine: tuple[Profile, Table]) -> None:
    profile, table = machine
    assert examine(profile, {**table, RULES: {CHILD: "2"}})["Defender 的 ASR 规则"].state is SetupState.GOOD
    assert examine(profile, {**table, RULES: {}})["Defender 的 ASR 规则"].state is SetupState.UNKNOWN


def test_antivirus_programs_are_named_and_never_called_good(tmp_path: Path) -> None:
    table: Table = {
        r"HKLM\SOFTWARE\Microsoft\Security Center\Provider\Av\{1}": {"DISPLAYNAME": "火绒安全软件"}
    }
    check = examine(windows(tmp_path), table)["杀毒软件"]
    assert check.state is SetupState.UNKNOWN and "火绒安全软件" in check.found and "放行" in check.step


# Programs, batch files, documents

APPLOCKER = r"HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2"
GUARD = r"HKLM\SOFTWARE\Policies\Microsoft\Windows\DeviceGuard"
SAFER = r"SOFTWARE\Policies\Microsoft\Windows\Safer\CodeIdentifiers"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({rf"{APPLOCKER}\Exe": {"EnforcementMode": 1}}, "AppLocker（程序）"),
        ({rf"{APPLOCKER}\Dll": {"EnforcementMode": 1}, rf"{APPLOCKER}\Exe\{{a}}": {"Value": "<x/>"}}, "组件"),
        ({rf"{APPLOCKER}\Exe": {"EnforcementMode": 0}}, ""),
        ({rf"HKLM\{SAFER}": {"DefaultLevel": 0}}, "软件限制策略"),
        ({rf"HKCU\{SAFER}": {"DefaultLevel": 0x20000}}, "软件限制策略"),
        ({rf"HKLM\{SAFER}": {"DefaultLevel": 0x40000}}, ""),
        ({GUARD: {"DeployConfigCIPolicy": 1}}, "WDAC"),
        ({r"HKLM\SYSTEM\CurrentControlSet\Control\CI\Policy": {"VerifiedAndReputablePolicyState": 1}}, "智能应用控制"),
        ({r"HKLM\SYSTEM\CurrentControlSet\Control\CI\Policy": {"VerifiedAndReputablePolicyState": 2}}, ""),
    ],
)  # fmt: skip
def test_lists_of_programs_that_may_run(machine: tuple[Profile, Table], table: Table, said: str) -> None:
    profile, usual = machine
    check = examine(profile, {**usual, **table})["程序限制策略"]
    assert check.state is (SetupState.UNKNOWN if said else SetupState.GOOD) and said in check.found
    assert not said or str(profile.interpreter(profile.environment).parent) in check.step


COMMANDS = r"HKCU\Software\Policies\Microsoft\Windows\System"
SCRIPTS = r"Software\Microsoft\Windows Script Host\Settings"


@pytest.mark.parametrize(
    ("table", "state", "said", "instead"),
    [
        ({COMMANDS: {"DisableCMD": 1}}, "✗", "DisableCMD=1", "PowerShell"),
        ({COMMANDS: {"DisableCMD": 2}}, "？", "DisableCMD=2", "发送到"),
        ({COMMANDS: {"DisableCMD": 0}}, "✓", "", ""),
        ({rf"HKLM\{SCRIPTS}": {"Enabled": 0}}, "✗", "Windows Script Host", "发送到"),
        ({rf"HKCU\{SCRIPTS}": {"enabled": "0"}}, "✗", "Windows Script Host", "发送到"),
        ({rf"HKLM\{SCRIPTS}": {"Enabled": "1"}}, "✓", "", ""),
        ({rf"HKLM\{SCRIPTS}": {"Enabled": 0}, COMMANDS: {"DisableCMD": 1}}, "✗", "DisableCMD=1", "PowerShell"),
    ],
)  # fmt: skip
def test_commands_and_scripts(tmp_path: Path, table: Table, state: str, said: str, instead: str) -> None:
    check = examine(windows(tmp_path), table)["命令行和脚本"]
    assert check.state.value == state and said in check.found and instead in check.step


def test_programs_that_encrypt_documents_are_named_and_never_called_good(tmp_path: Path) -> None:
    installed = r"HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall"
    table: Table = {
        rf"{installed}\{{1}}": {"DisplayName": "某某电子文档安全管理系统客户端"},
        rf"{installed}\{{2}}": {"DisplayName": "A player of music"},
        rf"{installed}\{{3}}": {"Publisher": "nobody"},
    }
    check = examine(windows(tmp_path), table)["文档加密软件"]
    assert check.state is SetupState.UNKNOWN and "某某电子文档安全管理系统客户端；" in check.found
    assert "music" not in check.found and "受信任程序" in check.step
    assert "已安装" not in examine(windows(tmp_path / "b"), {})["文档加密软件"].found


@pytest.mark.parametrize(
    ("roaming", "state"),
    [
        (r"\\files\users\li\AppData\Roaming", "？"),
        (r"H:\AppData\Roaming", "？"),
        (r"c:\home\li\AppData\Roaming", "✓"),
    ],
)
def test_a_folder_of_addins_that_lies_elsewhere(tmp_path: Path, roaming: str, state: str) -> None:
    profile = windows(tmp_path)
    local = r"C:\home\li\AppData\Local"
    moved = profile._replace(variables={**profile.variables, "APPDATA": roaming, "LOCALAPPDATA": local})
    check = examine(moved, {})["%APPDATA% 的位置"]
    assert check.state.value == state
    assert state == "✓" or (roaming in check.found and "AllowNetworkLocations" in check.step)


# Settings and paths


def test_settings_that_are_missing_or_changed(machine: tuple[Profile, Table]) -> None:
    profile, table = machine
    data = profile.addin_settings.read_bytes()
    _, _, rest = data.partition(b"\r\n")
    profile.addin_settings.write_bytes(rest)
    assert "缺少 INTERPRETER_WIN" in examine(profile, table)["设置 xltool.conf"].found
    profile.addin_settings.write_bytes(data.replace(b"False", b"True"))
    assert "ADD_WORKBOOK_TO_PYTHONPATH 不是安装时的值" in examine(profile, table)["设置 xltool.conf"].found
    profile.addin_settings.unlink()
    assert examine(profile, table)["设置 xltool.conf"].state is SetupState.BAD


def test_a_path_that_is_too_long(machine: tuple[Profile, Table]) -> None:
    profile, table = machine
    deep = profile.environment / ("x" * 120) / ("y" * 120)
    deep.mkdir(parents=True)
    check = examine(profile, table)["路径长度"]
    assert check.state is SetupState.BAD and "LongPathsEnabled" in check.step
    assert examine(profile, {**table, LONG: {"LongPathsEnabled": 1}})["路径长度"].state is SetupState.UNKNOWN


def test_a_name_that_excels_macros_cannot_write(tmp_path: Path) -> None:
    check = examine(windows(tmp_path, code_page="cp1252"), {})["文件夹的名字"]
    assert check.state is SetupState.BAD and "会" in check.found and "cp1252" in check.found
    assert (
        examine(windows(tmp_path / "b", user="me", code_page="cp1252"), {})["文件夹的名字"].state
        is SetupState.GOOD
    )
