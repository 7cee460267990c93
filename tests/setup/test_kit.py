"""The offline kit: what is in it, what its batch files would do (by reading), and a real installation without a network."""

from __future__ import annotations

import base64
import csv
import hashlib
import os
import re
import shutil
import struct
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from pip._vendor.packaging.requirements import Requirement

from scripts import kit_texts
from scripts.kit_macro_files import ENDINGS, without_macro_files
from scripts.kit_wheels import Target, needed, own_wheel, requirements
from scripts.offline_kit import build, kit_files, main, read_python, write_kit
from tests.setup.profiles import REPOSITORY, tree
from xltool import __version__
from xltool.errors import ProgramError
from xltool.setup.wheels import add_site_packages, site_packages, unpack_wheels

#: What the page beside a workbook needs.
PAGE = {"anyio", "h11", "idna", "starlette", "typing_extensions", "uvicorn"}
WINDOWS = Target("win_amd64", "3.12")
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


# Which wheels


def wheel(
    folder: Path, name: str, *asked: str, tag: str = "py3-none-any", more: dict[str, str] | None = None
) -> Path:
    path = folder / f"{name}-1.0-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        metadata = "".join(f"Requires-Dist: {each}\n" for each in asked)
        archive.writestr(
            f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{metadata}"
        )
        for inner, text in (more or {}).items():
            archive.writestr(inner, text)
    return path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """What could be fetched: with dependencies of Windows alone, of another Python alone, and of an extra."""
    folder = tmp_path / "shop"
    folder.mkdir()
    wheel(folder, "click", 'colorama; platform_system == "Windows"', 'backport; python_version < "3.12"')
    wheel(
        folder,
        "xlwings",
        'pywin32>=1; platform_system == "Windows"',
        'appscript; platform_system == "Darwin"',
    )
    wheel(folder, "pywin32", "deep[more]")
    wheel(folder, "deep", 'deeper; extra == "more"', 'never; extra == "other"')
    for name in ("colorama", "backport", "deeper", "calamine"):
        wheel(folder, name)
    return folder


def fetched(tmp_path: Path, shop: Path, target: Target) -> set[str]:
    ours = wheel(
        tmp_path, "xltool", "click>=1", "calamine", "xlwings>=1; extra == 'excel'", "pytest; extra == 'test'"
    )

    def fetch(requirement: Requirement, _target: Target, folder: Path) -> Path:
        return Path(shutil.copy(shop / f"{requirement.name}-1.0-py3-none-any.whl", folder))

    return {path.name.partition("-")[0] for path in needed(ours, target, tmp_path, fetch)}


def test_what_is_needed_is_decided_for_the_other_machine(tmp_path: Path, shop: Path) -> None:
    basis = {"xltool", "click", "calamine", "xlwings"}
    assert fetched(tmp_path, shop, WINDOWS) == basis | {"colorama", "pywin32", "deep", "deeper"}
    assert fetched(tmp_path, shop, Target("manylinux2014_x86_64", "3.11")) == basis | {"backport"}


# What antivirus programs take away

XLWINGS_LIKE = {
    "like/__init__.py": "ANSWER = 42\n",
    "like/addin/Main.bas": "' text\n",
    "like/addin/like.xlam": "PK a",
    "like/Quickstart.XLSM": "PK b",
    "like, too.xls": "PK c",
    "like-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n\n",
}


def recorded(contents: dict[str, str]) -> str:
    lines = []
    for name, text in contents.items():
        total = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        quoted = f'"{name}"' if "," in name else name
        lines.append(f"{quoted},sha256={total},{len(text.encode())}\n")
    return "".join(lines) + "like-1.0.dist-info/RECORD,,\n"


def test_a_wheel_of_others_comes_without_its_workbooks_with_macros(tmp_path: Path) -> None:
    given = wheel(
        tmp_path, "like", more={**XLWINGS_LIKE, "like-1.0.dist-info/RECORD": recorded(XLWINGS_LIKE)}
    )
    made = without_macro_files(given)
    assert made.name == "like-1.0-0xltool-py3-none-any.whl" and not given.exists()
    with zipfile.ZipFile(made) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name in held if name.lower().endswith((".xlam", ".xlsm", ".xls"))]
    assert {"like/__init__.py", "like/addin/Main.bas"} <= held.keys()
    rows = {row[0]: row[1:] for row in csv.reader(held["like-1.0.dist-info/RECORD"].decode().splitlines())}
    assert rows.keys() == held.keys() - {"like-1.0.dist-info/METADATA"}
    for name, (total, size) in rows.items():
        if total:
            digest = base64.urlsafe_b64encode(hashlib.sha256(held[name]).digest()).decode().rstrip("=")
            assert (total, size) == (f"sha256={digest}", str(len(held[name]))), name
    assert b"Tag: py3-none-any\nBuild: 0xltool\n" in held["like-1.0.dist-info/WHEEL"]


def test_the_same_wheel_comes_out_the_same_and_others_are_left_as_they_are(tmp_path: Path) -> None:
    made = []
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        given = wheel(
            tmp_path / place,
            "like",
            more={**XLWINGS_LIKE, "like-1.0.dist-info/RECORD": recorded(XLWINGS_LIKE)},
        )
        made.append(without_macro_files(given).read_bytes())
    assert made[0] == made[1]
    plain = wheel(tmp_path, "plain")
    before = plain.read_bytes()
    assert without_macro_files(plain) == plain and plain.read_bytes() == before


def test_pip_installs_it_and_it_works(tmp_path: Path) -> None:
    given = wheel(
        tmp_path, "like", more={**XLWINGS_LIKE, "like-1.0.dist-info/RECORD": recorded(XLWINGS_LIKE)}
    )
    made, place = without_macro_files(given), tmp_path / "there"
    command = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--target", place, made]
    subprocess.run(command, check=True, capture_output=True)
    code = f"import sys; sys.path.insert(0, {str(place)!r}); import like; print(like.ANSWER)"
    assert (
        subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True).stdout == b"42\n"
    )
    assert not [path for path in place.rglob("*") if path.suffix.lower() in (".xlam", ".xlsm", ".xls")]


# The batch files, by reading


def batch(name: str) -> list[str]:
    data = kit_texts.batch_files(["3.11", "3.12"])[name]
    assert data.count(b"\n") == data.count(b"\r\n") and data.endswith(b"\r\n")
    return data.decode("gbk").split("\r\n")


@pytest.mark.parametrize("name", [kit_texts.INSTALL, kit_texts.UNINSTALL])
def test_a_batch_file_is_safe_to_double_click(name: str) -> None:
    lines = batch(name)
    assert lines[:2] == ["@echo off", "setlocal EnableExtensions DisableDelayedExpansion"]
    for line in lines:
        outside = re.sub(r'"[^"]*"', "", line)
        assert "%~dp0" not in outside and "%LOCALAPPDATA%" not in outside, f"a path without quotes: {line}"
        assert line.count('"') % 2 == 0, line
        assert line.isascii() or re.fullmatch(r'echo [^"&|<>^%()]+', line), (
            f"Chinese may only be shown: {line}"
        )
        assert not re.search(r"https?:|\b(pip|curl|bitsadmin|powershell|certutil|ftp|net)\b", line, re.I), (
            line
        )


def test_what_chinese_is_shown_no_code_page_takes_for_an_operator() -> None:
    for name in (kit_texts.INSTALL, kit_texts.UNINSTALL):
        for line in batch(name):
            assert not set(line.encode("gbk").removeprefix(b"echo ")) & set(b"|^&<>") or line.isascii(), line


@pytest.mark.parametrize("name", [kit_texts.INSTALL, kit_texts.UNINSTALL])
def test_every_way_through_a_batch_file_ends_with_a_pause_and_a_code(name: str) -> None:
    lines = [line for line in batch(name) if line]
    labels = {line[1:] for line in lines if line.startswith(":")}
    jumps = set(re.findall(r"\bgoto (\w+)|call :(\w+)", "\n".join(lines)))
    assert {jump for pair in jumps for jump in pair if jump} <= labels
    for before, line in pairwise(lines):
        if line.startswith("exit /b 1"):
            assert before == "pause", "an error stays on the screen"
        if before.endswith('"%~dp0install.py"'):
            assert line == "if errorlevel 1 goto failed"
        if line.startswith(":") and line != ":done":
            assert before.startswith(("exit /b", "goto ")), f"nothing falls into {line}"
    assert lines[-1].startswith("exit /b")


def test_the_pythons_it_looks_for_are_those_it_has_wheels_for() -> None:
    lines = batch(kit_texts.INSTALL)
    assert 'for %%V in (3.11 3.12) do call :look "%%V"' in lines
    assert lines.index('if exist "%~dp0python\\python.exe" goto bundled') < lines.index(
        'for %%V in (3.11 3.12) do call :look "%%V"'
    )
    started = [line for line in lines if "install.py" in line and not line.startswith("if ")]
    assert all(" -I -B " in line for line in started) and len(started) == 2


# A Python that IT supplies


def supplied(folder: Path, files: dict[str, bytes], name: str = "python.zip") -> tuple[Path, str]:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for inner, data in files.items():
            archive.writestr(inner, data)
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def executable(machine: int = 0x8664) -> bytes:
    head = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40)
    return head + b"PE\0\0" + struct.pack("<H", machine)


def test_the_version_of_a_supplied_python_is_read_from_it(tmp_path: Path) -> None:
    embedded = {"python312.dll": b"", "python3.dll": b"", "python.exe": executable(), "python312._pth": b"."}
    python = read_python(*supplied(tmp_path, embedded))
    assert python.version == "3.12" and python.files.keys() == embedded.keys()
    package = {
        "tools/python313.dll": b"",
        "tools/python.exe": executable(),
        "tools/Lib/os.py": b"",
        "x.nuspec": b"",
    }
    python = read_python(*supplied(tmp_path, package))
    assert python.version == "3.13" and python.files.keys() == {"python313.dll", "python.exe", "Lib/os.py"}


def test_a_python_that_will_not_do_is_one_sentence(tmp_path: Path) -> None:
    good = {"python312.dll": b"", "python.exe": executable()}
    path, total = supplied(tmp_path, good)
    with pytest.raises(SystemExit, match="SHA-256"):
        read_python(path, "0" * 64)
    assert read_python(path, total.upper()).version == "3.12"
    with pytest.raises(SystemExit, match="没有 Windows 的 Python"):
        read_python(*supplied(tmp_path, {"readme.txt": b""}))
    with pytest.raises(SystemExit, match="不是 64 位"):
        read_python(*supplied(tmp_path, {**good, "python.exe": executable(0x014C)}))
    with pytest.raises(SystemExit):
        main(["--python", str(path)])


def test_the_kit_with_a_python(tmp_path: Path) -> None:
    python = read_python(*supplied(tmp_path, {"python312.dll": b"x", "python.exe": executable()}))
    ours = wheel(tmp_path, "xltool", more={"xltool-1.0.dist-info/licenses/LICENSE": "MIT"})
    files = kit_files([ours], [python.version], python)
    assert {f"macros/{source.name}" for source in (REPOSITORY / "macros").iterdir()} <= files.keys()
    assert files["python/python312.dll"] == b"x" and "python/python.exe" in files
    assert "包里带有 Python 3.12" in files["先看这里.txt"].decode("utf-8-sig")
    assert b"3.12" in files["安装.cmd"] and b"3.11" not in files["安装.cmd"]


def test_wheels_are_unpacked_where_an_embedded_python_finds_them(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.mkdir()
    (python / "python312._pth").write_text("python312.zip\n.\n\n# Uncomment\n#import site\n")
    content = {
        "tool/__init__.py": "pure",
        "tool-1.0.data/platlib/tool/fast.pyd": "platform",
        "tool-1.0.data/data/tool.dll": "beside python.exe",
        "tool-1.0.data/scripts/tool.exe": "not wanted",
    }
    for _ in range(2):
        unpack_wheels([wheel(tmp_path, "tool", more=content)], python)
        add_site_packages(python)
    assert {name for name, data in tree(python).items() if data is not None} == {
        "python312._pth",
        "tool.dll",
        "Lib/site-packages/tool/__init__.py",
        "Lib/site-packages/tool/fast.pyd",
        "Lib/site-packages/tool-1.0.dist-info/METADATA",
    }
    assert (python / "python312._pth").read_text().split() == [
        "python312.zip",
        ".",
        "Lib\\site-packages",
        "import",
        "site",
    ]


@pytest.mark.parametrize("name", ["../out.py", "a/../../out.py", "/out.py", "C:/out.py", "a\\..\\out.py"])
def test_a_wheel_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    python = tmp_path / "python"
    python.mkdir()
    with pytest.raises(ProgramError, match="已损坏"):
        unpack_wheels([wheel(tmp_path, "tool", more={name: "x"})], python)
    assert not list(tmp_path.rglob("out.py"))
    (tmp_path / "cut-1.0-py3-none-any.whl").write_bytes(b"PK\x03\x04")
    with pytest.raises(ProgramError, match="已损坏"):
        unpack_wheels([tmp_path / "cut-1.0-py3-none-any.whl"], python)


# The whole kit, for this machine, and an installation from it


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The kit for this very machine and Python, unpacked into a folder with a difficult name."""
    folder = tmp_path_factory.mktemp("kit")
    platform = sysconfig.get_platform().replace("linux-", "manylinux2014_").replace("-", "_")
    build(folder / "kit.zip", platform, [HERE])
    with zipfile.ZipFile(folder / "kit.zip") as archive:
        archive.extractall(folder / "U 盘 & 安装")
    return folder / "U 盘 & 安装" / f"xltool-{__version__}"


def started(kit: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What 安装.cmd starts, with another user's home, and with no network to be had even where one is set up."""
    away = {
        "PIP_INDEX_URL": "file:///nowhere",
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }
    return subprocess.run(
        [sys.executable, "-I", "-B", str(kit / "install.py"), *arguments],
        env={
            "PATH": f"{home.parent / 'bin'}{os.pathsep}{os.defpath}",
            "HOME": str(home),
            "PYTHONIOENCODING": "utf-8",
            "LC_ALL": "C.UTF-8",
            **away,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


def asking_unopkg(folder: Path) -> Path:
    """LibreOffice's manager of extensions, of which only what it is asked is kept: the real one makes a profile."""
    program, asked = folder / "bin" / "unopkg", folder / "asked.txt"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >> "{asked}"\n', encoding="utf-8")
    program.chmod(0o755)
    return asked


@pytest.mark.slow
def test_the_kit_holds_what_an_office_needs(kit: Path) -> None:
    names = {name for name, data in tree(kit).items() if data is not None}
    assert {
        "安装.sh",
        "卸载.sh",
        "SBOM.cdx.json",
        "先看这里.txt",
        "SHA256SUMS.txt",
        "install.py",
        "加载项/xltool.xlam",
        "模板/部门整体支出绩效自评.xlsx",
        "模板/部门整体支出绩效自评.xlsm",
        "手册/README.zh-CN.md",
        "手册/docs/it-note.md",
        f"wheels/xltool-{__version__}-py3-none-any.whl",
    } <= names
    wheels = {name.partition("/")[2].partition("-")[0] for name in names if name.endswith(".whl")}
    assert wheels == {"xltool", "click", "python_calamine", "xlwings", *PAGE}
    for path in (kit / "wheels").glob("*.whl"):
        with zipfile.ZipFile(path) as archive:
            macros = [name for name in archive.namelist() if name.lower().endswith(ENDINGS)]
        assert not macros or path.name.startswith("xltool-"), macros
    for line in (kit / "SHA256SUMS.txt").read_text("utf-8").splitlines():
        total, name = line.split("  ", 1)
        assert hashlib.sha256((kit / name).read_bytes()).hexdigest() == total
        names.discard(name)
    assert names == {"SHA256SUMS.txt"}


@pytest.mark.slow
def test_the_same_files_give_the_same_zip(kit: Path, tmp_path: Path) -> None:
    files = {name: data for name, data in tree(kit).items() if data is not None}
    write_kit(tmp_path / "a.zip", files)
    write_kit(tmp_path / "b.zip", dict(reversed(files.items())))
    assert (
        (tmp_path / "a.zip").read_bytes()
        == (tmp_path / "b.zip").read_bytes()
        == (kit.parents[1] / "kit.zip").read_bytes()
    )
    again = own_wheel(REPOSITORY, tmp_path)
    assert again.read_bytes() == (kit / "wheels" / again.name).read_bytes()
    assert {each.name for each in requirements(again, WINDOWS)} == {"click", "python-calamine"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the home of this process is a Linux one")
def test_it_installs_without_a_network_and_again_and_away(kit: Path, tmp_path: Path) -> None:
    home = tmp_path / "会计 & 张 三"
    home.mkdir()
    asked = asking_unopkg(tmp_path)
    said = started(kit, home, "--dry-run")
    assert said.returncode == 0 and "现在什么都没有改动" in said.stdout and tree(home) == {}

    said = started(kit, home)
    assert (said.returncode, said.stderr) == (0, ""), said.stderr
    assert f"✓ Python 环境（Python {HERE}" in said.stdout and "✓ xltool 自己的 Python" in said.stdout
    python = home / ".local/share/xltool/venv/bin/python"
    listed = subprocess.run(
        [python, "-I", "-m", "pip", "list", "--format=freeze"], capture_output=True, text=True, check=True
    ).stdout
    packages = {line.partition("=")[0].lower().replace("-", "_") for line in listed.splitlines()}
    assert packages - {"pip", "setuptools"} == {"xltool", "click", "python_calamine", "xlwings", *PAGE}
    shown = subprocess.run(
        [python, "-I", "-m", "xltool", "new", "-o", home / "自评.xlsx"], capture_output=True
    )
    assert shown.returncode == 0, "the templates came along"
    checked = [
        python,
        "-I",
        "-c",
        "import xlwings; print(xlwings.__version__, xlwings.utils.address_to_index_tuple('B3'))",
    ]
    said = subprocess.run(checked, capture_output=True, text=True)
    assert said.stdout.endswith("(3, 2)\n"), said.stderr
    checked = [python, "-I", "-m", "pip", "check"]
    assert subprocess.run(checked, capture_output=True).returncode == 0

    assert started(kit, home).returncode == 0
    (home / "自评.xlsx").unlink()
    said = started(kit, home, "--uninstall")
    assert said.returncode == 0 and [name for name, data in tree(home).items() if data is not None] == []
    extension = home / ".local/share/xltool/venv/lib" / f"python{HERE}/site-packages/xltool/data/templates"
    words = asked.read_text(encoding="utf-8").splitlines()
    assert (
        words.count(f"add --force {extension / '绩效自评.oxt'}") == 2 and words[-1] == "remove cn.xltool.calc"
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the home of this process is a Linux one")
def test_a_kit_that_was_not_copied_whole_installs_nothing(kit: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(kit, tmp_path / "copy"))
    with (copy / "模板" / "部门整体支出绩效自评.xlsx").open("ab") as stream:
        stream.write(b"x")
    said = started(copy, tmp_path)
    assert said.returncode == 1 and said.stderr.count("\n") == 1 and "安装包不完整" in said.stderr
    next((copy / "wheels").glob("click-*")).unlink()
    assert "等 2 个文件" in started(copy, tmp_path).stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the copied Python is this machine's")
def test_a_python_is_brought_along(kit: Path, tmp_path: Path) -> None:
    """The way without pip and without a virtual environment, with this machine's Python in the place of Windows'."""
    from xltool.setup import environment as environments
    from xltool.setup.profile import LINUX, Profile

    base = tmp_path / "base"
    version = f"python{HERE}"
    (base / "bin").mkdir(parents=True)
    shutil.copy(Path(sys.executable).resolve(), base / "bin" / "python3")
    library = Path(sysconfig.get_path("stdlib"))
    shutil.copytree(
        library,
        base / "lib" / version,
        ignore=shutil.ignore_patterns("site-packages", "test", "__pycache__", "config-*"),
    )
    # Debian's Python looks for packages in a folder of another name, which Windows' does not
    own = f"import site, sys\nsite.addsitedir(f'{{sys.prefix}}/lib/{version}/site-packages')\n"
    (base / "lib" / version / "sitecustomize.py").write_text(own, encoding="utf-8")
    profile = Profile(LINUX, {"HOME": str(tmp_path / "home")})
    profile.root.mkdir(parents=True)
    source = environments.from_wheels(kit / "wheels", with_python=True)._replace(python=base)
    interpreter = profile.interpreter(profile.own_python)
    for _ in range(2):
        found = environments.make(profile.own_python, interpreter, source)
        assert found.xltool == __version__ and found.addin is not None
        assert found.addin.is_relative_to(site_packages(profile.own_python))
    shutil.rmtree(base)
    assert environments.probe(interpreter) is not None, "the kit may be thrown away"
