"""Run the tests with every Python that the program is for, and with the oldest and the newest packages that it stands on.

python -m scripts.matrix                        the quick part of the tests, wherever there is an interpreter
python -m scripts.matrix --install              interpreters that are missing are asked of uv (from PyPI) first
python -m scripts.matrix --python 3.12 -- tests/book -x    one version; what follows -- goes to pytest

Each pair of a Python and a set of packages gets an environment of its own under ``.matrix/``, kept for the next run.
``lowest`` is what pyproject.toml allows at least, of what the program itself needs and offers; test tools are always
the newest. Exit status 0 only when every pair passed: an interpreter that was not found is said, and is a failure.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
PACKAGES = ("lowest", "newest")
#: The extras whose packages the program stands on; the others are tools of ours.
EXTRAS = ("excel", "desk", "sign", "mail", "bureau", "build")
#: What runs without LibreOffice and node, and in a minute: the main job from cell to finding, and the doctests.
QUICK = (
    *("-q", "--numprocesses=2", "--dist=loadfile", "-m", "not libreoffice and not ooxml and not slow"),
    *(
        "tests/test_rule_pages.py",
        "tests/test_first_case.py",
        "tests/test_doctests.py",
        "tests/test_resources.py",
    ),
    *(
        "tests/indicators",
        "tests/model",
        "tests/templatebuild",
        "tests/sent",
        "tests/intake/test_foreign_tables.py",
    ),
    # what a bureau's packages do for it
    *("tests/ledger/test_parquet.py", "tests/ledger/test_aggregates.py", "tests/summary/test_sheets.py"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--python", action="append", choices=PYTHONS, help="all of them by default")
    parser.add_argument("--packages", choices=PACKAGES, help="both by default")
    parser.add_argument("--install", action="store_true", help="ask uv for interpreters that are missing")
    parser.add_argument("tests", nargs="*", help="arguments for pytest, behind --; the quick part by default")
    chosen = parser.parse_args(arguments)
    results = {}
    for version in chosen.python or PYTHONS:
        python = find_python(version) or (install_python(version) if chosen.install else None)
        for packages in [chosen.packages] if chosen.packages else PACKAGES:
            results[version, packages] = _run(version, packages, python, chosen.tests or QUICK)
    print("\n== the matrix")
    for (version, packages), said in results.items():
        print(f"Python {version}, {packages} packages: {said}")
    return int(any(not said.startswith("passed") for said in results.values()))


# Interpreters


def find_python(version: str) -> Path | None:
    """An interpreter of this version (3.12) with venv: on the path, of pyenv or of uv; None where there is none."""
    return next((path for path in _candidates(version) if _is_version(path, version)), None)


def _candidates(version: str) -> Iterator[Path]:
    found = shutil.which(f"python{version}")
    if found:
        yield Path(found)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    yield from sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True)
    uv = shutil.which("uv")
    if uv:
        yield from _uv_finds(uv, version)


def _uv_finds(uv: str, version: str) -> Iterator[Path]:
    done = subprocess.run([uv, "python", "find", version], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        yield Path(done.stdout.strip())


def _is_version(python: Path, version: str) -> bool:
    script = "import ensurepip, venv, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", script], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.strip() == version


def install_python(version: str) -> Path | None:
    """The interpreter as uv brings it; None where uv cannot reach what it brings."""
    home = CHECKOUT / ".matrix" / "uv"
    uv = home / "bin" / "uv"
    if not uv.exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        _pip(home, "uv")
    if subprocess.run([uv, "python", "install", version], check=False).returncode:
        return None
    return next((path for path in _uv_finds(str(uv), version) if _is_version(path, version)), None)


# Packages


def lowest(project: Path) -> list[str]:
    """What pyproject.toml allows at least of every package that the program stands on: ``click==8.2``."""
    declared = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    extras = declared["optional-dependencies"]
    wanted: Iterable[str] = (*declared["dependencies"], *(each for name in EXTRAS for each in extras[name]))
    return [re.sub(r">=([\d.]+).*", r"==\1", requirement) for requirement in wanted]


def _pip(environment: Path, *arguments: str) -> bool:
    command = [
        environment / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    return subprocess.run([*command, *arguments], check=False, cwd=CHECKOUT).returncode == 0


def _installed(environment: Path, packages: str) -> bool:
    if packages == "newest":
        return _pip(environment, "--upgrade", "--upgrade-strategy=eager", "-e", f".[test,{','.join(EXTRAS)}]")
    pinned = environment / "lowest.txt"
    pinned.write_text("\n".join(lowest(CHECKOUT / "pyproject.toml")) + "\n", encoding="utf-8")
    return _pip(environment, "-e", ".[test]", "-r", str(pinned))


# One pair


def _run(version: str, packages: str, python: Path | None, tests: Sequence[str]) -> str:
    if python is None:
        return "no interpreter found"
    print(f"\n== Python {version} ({python.parent.parent.name}), {packages} packages", flush=True)
    environment = CHECKOUT / ".matrix" / f"{version}-{packages}"
    if not (environment / "bin" / "python").exists():
        subprocess.run([python, "-m", "venv", environment], check=True)
    if not _installed(environment, packages):
        return "its packages cannot be installed"
    # a plain C locale would make other figures and texts than a user's
    surroundings = {**os.environ, "LC_ALL": "C.UTF-8", "PATH": f"{environment / 'bin'}:{os.environ['PATH']}"}
    command = [environment / "bin" / "python", "-m", "pytest", *tests]
    done = subprocess.run(command, check=False, cwd=CHECKOUT, env=surroundings)
    return "passed" if done.returncode == 0 else f"FAILED (pytest ended with {done.returncode})"


if __name__ == "__main__":
    raise SystemExit(main())
