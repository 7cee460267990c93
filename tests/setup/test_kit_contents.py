"""What a kit says about itself (bill of materials, licences), and the Linux kit's own two files, run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.kit_contents import BILL, LICENCES, bill_of_materials, licence_texts
from scripts.kit_linux import INSTALL, UNINSTALL, shell_files
from scripts.kit_wheels import Target
from scripts.offline_kit import kit_files
from tests.setup.test_kit import wheel

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
TEXT = {
    "like-1.0.dist-info/licenses/LICENSE.txt": "may be used",
    "like/NOTICE.md": "made by",
    "like/code.py": "",
}
INNER = {"like-1.0.dist-info/sboms/like.cyclonedx.json": json.dumps({"components": [{"type": "library", "name": "zip-rs", "version": "2.0", "scope": "x"}]})}  # fmt: skip


def test_every_part_travels_with_its_licence(tmp_path: Path) -> None:
    given = wheel(tmp_path, "like", more=TEXT)
    texts = licence_texts([given], {"LICENSE.txt": b"PSF", "python.exe": b""})
    assert texts == {
        f"{LICENCES}/like-1.0/LICENSE.txt": b"may be used",
        f"{LICENCES}/like-1.0/like/NOTICE.md": b"made by",
        f"{LICENCES}/python/LICENSE.txt": b"PSF",
    }


def test_what_has_no_licence_is_not_shipped(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"like-1\.0.*没有许可证文本"):
        licence_texts([wheel(tmp_path, "like")], {})
    assert licence_texts([], {"python.exe": b""}) == {}, "a Python is IT's own"


def test_the_bill_lists_every_part_and_what_it_was_built_from(tmp_path: Path) -> None:
    given = wheel(tmp_path, "like", more={**TEXT, **INNER})
    bill = json.loads(bill_of_materials([given], "3.12", {"python.exe": b""}))
    assert (bill["bomFormat"], bill["specVersion"], bill["metadata"]["component"]["name"]) == (
        "CycloneDX",
        "1.5",
        "xltool",
    )
    python, like = sorted(bill["components"], key=lambda each: each["name"] != "CPython")
    assert python["version"] == "3.12" and like["purl"] == "pkg:pypi/like@1.0"
    assert like["components"] == [{"type": "library", "name": "zip-rs", "version": "2.0"}]
    assert len(like["hashes"][0]["content"]) == 64
    assert bill_of_materials([given], "3.12", {"python.exe": b""}) == bill_of_materials(
        [given], "3.12", {"python.exe": b""}
    )


@pytest.mark.parametrize(
    ("platform", "machine"),
    [("manylinux2014_x86_64", "x86_64"), ("manylinux_2_17_x86_64", "x86_64"), ("manylinux2014_aarch64", "aarch64"), ("win_amd64", "AMD64")],
)  # fmt: skip
def test_the_processor_is_known_by_the_platform(platform: str, machine: str) -> None:
    assert Target(platform, "3.12").markers["platform_machine"] == machine


def test_each_system_gets_the_files_that_a_person_starts_there(tmp_path: Path) -> None:
    given = wheel(tmp_path, "like", more=TEXT)
    linux, windows = (
        kit_files([given], ["3.12"], None, each) for each in ("manylinux2014_aarch64", "win_amd64")
    )
    assert {INSTALL, UNINSTALL, BILL} <= linux.keys() and "安装.cmd" not in linux
    assert {"安装.cmd", "卸载.cmd", BILL} <= windows.keys() and INSTALL not in windows
    assert "sh 安装.sh" in linux["先看这里.txt"].decode("utf-8-sig")


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The two files beside an install.py that says how it was started."""
    folder = tmp_path / "安装 包 & 1"
    folder.mkdir()
    for name, data in shell_files(["3.11", "3.12", HERE]).items():
        (folder / name).write_bytes(data)
    (folder / "install.py").write_text(
        "import sys; print(sys.version_info[:2], sys.flags.isolated, sys.argv[1:])"
    )
    return folder


def run(script: Path, path: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(script), "--dry-run"],
        env={"PATH": path, "HOME": str(script.parent), "LC_ALL": "C.UTF-8", **more},
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.skipif(sys.platform != "linux", reason="a kit for Linux")
def test_the_installer_finds_a_python_that_will_do(unpacked: Path) -> None:
    script = unpacked / INSTALL
    done = run(script, os.defpath, PYTHON=sys.executable)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{sys.version_info[:2]} 1 ['--dry-run']\n"


@pytest.mark.skipif(sys.platform != "linux", reason="a kit for Linux")
@pytest.mark.parametrize(("answer", "said"), [("3.7.3", "只有 Python 3.7.3"), ("", "没有 Python")])
def test_a_python_that_is_too_old_is_told_plainly_with_the_way_out(
    unpacked: Path, answer: str, said: str
) -> None:
    tools = unpacked / "tools"
    tools.mkdir()
    (tools / "dirname").symlink_to("/usr/bin/dirname")
    (tools / "cat").symlink_to("/bin/cat")
    if answer:
        old = tools / "python3"
        old.write_text(f'#!/bin/sh\ncase "$*" in *platform*) echo {answer};; *) exit 1;; esac\n')
        old.chmod(0o755)
    done = run(unpacked / INSTALL, str(tools))
    assert done.returncode == 1 and done.stdout == "" and said in done.stderr, done
    assert "PYTHON=/路径/bin/python3 sh 安装.sh" in done.stderr and "不要升级" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="a kit for Linux")
def test_the_uninstaller_says_where_there_is_nothing(unpacked: Path) -> None:
    done = run(unpacked / UNINSTALL, os.defpath)
    assert done.returncode == 1 and done.stderr == "这个用户没有安装 xltool。\n"


def test_shell_files_are_plain_text_that_sh_takes(tmp_path: Path) -> None:
    for name, data in shell_files(["3.11"]).items():
        assert b"\r" not in data and data.startswith(b"#!/bin/sh\n") and b"{" + b"versions}" not in data
        (tmp_path / name).write_bytes(data)
        if sys.platform == "linux":
            assert subprocess.run(["/bin/sh", "-n", str(tmp_path / name)]).returncode == 0


def test_a_zip_of_a_wheel_stays_as_it_was(tmp_path: Path) -> None:
    given = wheel(tmp_path, "like", more=TEXT)
    before = given.read_bytes()
    licence_texts([given], {})
    assert given.read_bytes() == before and zipfile.is_zipfile(given)
