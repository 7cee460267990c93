"""Build the offline kit: one zip from which an office without internet installs xltool by a double click.

    python -m scripts.offline_kit
    python -m scripts.offline_kit --python python-3.12.8-embed-amd64.zip --sha256 …
    python -m scripts.offline_kit --platform manylinux2014_aarch64      (Kylin, UOS; …_x86_64 likewise)
    python -m scripts.offline_kit --extra bureau      (consolidate, Dask and what they need, docs/scale.md)

The zip is the same, byte for byte, for the same sources, wheels and Python.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import struct
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from scripts.kit_contents import BILL, bill_of_materials, licence_texts
from scripts.kit_linux import shell_files
from scripts.kit_texts import SUMS, batch_files, other_texts
from scripts.kit_wheels import EXTRAS, Target, needed, own_wheel
from xltool import __version__

CHECKOUT = Path(__file__).resolve().parents[1]
VERSIONS = ("3.11", "3.12", "3.13")
PLATFORM = "win_amd64"

#: Machine type of a 64-bit Windows program.
_AMD64 = 0x8664
_EARLIEST = (1980, 1, 1, 0, 0, 0)


class Python(NamedTuple):
    """A Windows Python that IT supplies: its version like ``3.12``, and its files by their path inside its folder."""

    version: str
    files: Mapping[str, bytes]


def read_python(path: Path, sha256: str) -> Python:
    """The Python in a zip (the embeddable package, or a NuGet package). Exits with a sentence where it will not do."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256.strip().lower():
        raise SystemExit(
            f"“{path.name}”的 SHA-256 与 --sha256 不一致，没有使用：请重新下载，或核对写下的值。"
        )
    with zipfile.ZipFile(path) as archive:
        libraries = [name for name in archive.namelist() if re.search(r"(^|/)python3\d\d+\.dll$", name)]
        if len(libraries) != 1:
            raise SystemExit(
                f"“{path.name}”里没有 Windows 的 Python（python3xx.dll）：请给嵌入版或 NuGet 版的压缩包。"
            )
        folder = str(PurePosixPath(libraries[0]).parent).removesuffix(".")
        files = {
            name[len(folder) :].lstrip("/"): archive.read(name)
            for name in sorted(archive.namelist())
            if name.startswith(folder) and not name.endswith("/")
        }
    digits = re.findall(r"python3(\d+)\.dll$", libraries[0])[0]
    if "python.exe" not in files or _machine(files["python.exe"]) != _AMD64:
        raise SystemExit(f"“{path.name}”里的 python.exe 不是 64 位的：请换用 amd64 的压缩包。")
    return Python(f"3.{digits}", files)


def kit_files(
    wheels: Sequence[Path], versions: Sequence[str], python: Python | None = None, platform: str = PLATFORM
) -> dict[str, bytes]:
    """Every file of the kit by its path in the zip, the list of sums included."""
    windows, brought = platform.startswith("win"), python.files if python else {}
    files = {f"wheels/{wheel.name}": wheel.read_bytes() for wheel in wheels}
    for source in sorted((CHECKOUT / "templates").iterdir()):
        files[f"{'加载项' if source.suffix == '.xlam' else '模板'}/{source.name}"] = source.read_bytes()
    for source in sorted((CHECKOUT / "macros").iterdir()):
        files[f"macros/{source.name}"] = source.read_bytes()  # what IT reads, and compiles in its own Excel
    for source in [
        CHECKOUT / "README.zh-CN.md",
        CHECKOUT / "LICENSE",
        *sorted((CHECKOUT / "docs").rglob("*")),
    ]:
        if source.is_file():
            files[f"手册/{source.relative_to(CHECKOUT).as_posix()}"] = source.read_bytes()
    files |= {f"python/{name}": data for name, data in brought.items()}
    files |= batch_files(versions) if windows else shell_files(versions)
    files |= other_texts(__version__, versions, python is not None, windows)
    files |= licence_texts(wheels, brought)
    files[BILL] = bill_of_materials(wheels, python.version if python else "", brought)
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())]
    return files | {SUMS: "".join(lines).encode()}


def write_kit(path: Path, files: Mapping[str, bytes]) -> None:
    """Write the zip: sorted, without times, so that the same files give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"xltool-{__version__}/{name}", _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)


def build(
    output: Path,
    platform: str,
    versions: Sequence[str],
    python: Python | None = None,
    extras: Sequence[str] = (),
) -> None:
    """Build the kit for machines of a platform that have one of these Python versions; ``extras`` beside the buttons'."""
    with tempfile.TemporaryDirectory() as name:
        folder, chosen = Path(name), dict.fromkeys((*EXTRAS, *extras))
        wheel = own_wheel(CHECKOUT, folder)
        targets = [Target(platform, version) for version in versions]
        wheels = {each for target in targets for each in needed(wheel, target, folder, extras=chosen)}
        write_kit(output, kit_files(sorted(wheels), versions, python, platform))


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the kit that the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.offline_kit", description="做离线安装包（zip）。"
    )
    parser.add_argument("-o", "--output", type=Path, help="zip 的文件名")
    parser.add_argument("--platform", default=PLATFORM, help=f"哪种电脑（默认 {PLATFORM}）")
    parser.add_argument(
        "--python-version", action="append", help=f"哪些 Python（默认 {'、'.join(VERSIONS)}）"
    )
    parser.add_argument(
        "--python", type=Path, metavar="ZIP", help="一起带上的 Windows Python（嵌入版或 NuGet 版）"
    )
    parser.add_argument("--sha256", help="这个 ZIP 的 SHA-256，与 --python 一起给出")
    parser.add_argument(
        "--extra", action="append", default=[], choices=["bureau", "sign", "mail"], help="另外带上哪些组件"
    )
    chosen = parser.parse_args(arguments)
    if (chosen.python is None) != (chosen.sha256 is None):
        parser.error("--python 和 --sha256 要一起给出")
    python = read_python(chosen.python, chosen.sha256) if chosen.python else None
    versions = [python.version] if python else chosen.python_version or list(VERSIONS)
    name = "-".join(["xltool", __version__, chosen.platform, *chosen.extra])
    output = chosen.output or Path("dist") / f"{name}.zip"
    output.parent.mkdir(parents=True, exist_ok=True)
    build(output, chosen.platform, versions, python, chosen.extra)
    print(f"已生成 {output}（{output.stat().st_size / 2**20:.1f} MB，Python {'、'.join(versions)}）")


def _machine(program: bytes) -> int:
    """Machine type in the header of a Windows program; 0 where it has none."""
    start = int.from_bytes(program[0x3C:0x40], "little")
    if program[:2] != b"MZ" or program[start : start + 4] != b"PE\0\0":
        return 0
    return int(struct.unpack_from("<H", program, start + 4)[0])


if __name__ == "__main__":
    main()
