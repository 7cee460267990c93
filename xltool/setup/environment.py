"""The Python environment of xltool's own: what it is made from, making it, and asking it what it holds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final, NamedTuple
from urllib.request import url2pathname

from xltool import __version__
from xltool.errors import ProgramError, reason
from xltool.setup.wheels import add_site_packages, compile_packages, site_packages, unpack_wheels

#: What is installed: xltool with what the buttons and the page beside a workbook need, and nothing else.
_EXTRA: Final = "excel,desk"
#: Nobody's settings and no folder in the way; and UTF-8 whatever the system's code page is.
_ALONE: Final = ("-I", "-X", "utf8")
#: Seconds: an interpreter that has not answered by then is not going to.
_PATIENCE: Final = 120


class EnvironmentSource(NamedTuple):
    """What an environment is made from.

    ``requirement`` is what pip is asked for; ``wheels`` the folder that everything is taken from, without a network;
    ``python`` the folder of a Python that is copied instead of making a virtual environment (then pip is not needed).
    """

    requirement: str
    wheels: Path | None = None
    python: Path | None = None

    @property
    def described(self) -> str:
        """Where it comes from, in Chinese."""
        return f"离线安装包 {self.wheels}" if self.wheels else self.requirement


class Probe(NamedTuple):
    """What an environment answered: versions, bits, the ribbon add-in it carries, large packages that it holds, whether it shows the page, and whether that reaches an open Excel."""

    xltool: str
    xlwings: str
    python: str
    bits: int
    addin: Path | None
    large: tuple[str, ...]
    desk: bool = True
    live: bool = True


def from_wheels(wheels: Path, with_python: bool = False) -> EnvironmentSource:
    """The source for an office without internet: a folder of wheels, and on request the Python that runs this.

    Raises:
        ProgramError: the folder holds no wheel of this version of xltool.
    """
    if not any(wheels.glob(f"xltool-{__version__}-*.whl")):
        raise ProgramError(
            f"文件夹“{wheels}”里没有 xltool {__version__} 的安装文件（.whl），请检查 --wheels 后面写的文件夹。"
        )
    python = Path(sys.base_prefix) if with_python else None
    return EnvironmentSource(f"xltool[{_EXTRA}]=={__version__}", wheels.resolve(), python)


def from_here() -> EnvironmentSource:
    """The source that the running program itself came from: a clone, or the wheel it was installed from.

    Raises:
        ProgramError: it is not known, or no longer there.
    """
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file():
        return _named(checkout.as_uri())
    url = _direct_url()
    if url.startswith("file:") and not Path(url2pathname(url.removeprefix("file://"))).exists():
        raise ProgramError(
            f"当初安装 xltool 所用的“{url2pathname(url.removeprefix('file://'))}”已经不在了：请把它放回去，"
            "或者用 --wheels 指明离线安装包里的 wheels 文件夹。"
        )
    return _named(url)


def _named(url: str) -> EnvironmentSource:
    return EnvironmentSource(f"xltool[{_EXTRA}] @ {url}")


def _direct_url() -> str:
    """Where pip says that it took this distribution from (PEP 610)."""
    try:
        text = distribution("xltool").read_text("direct_url.json")
    except PackageNotFoundError:
        text = None
    if text is None:
        raise ProgramError(
            "查不出 xltool 是从哪里安装的：请在源代码文件夹里运行，或者用 --wheels 指明离线安装包里的 wheels 文件夹。"
        )
    found = json.loads(text)
    version_control = found.get("vcs_info")
    if version_control:
        return f"{version_control['vcs']}+{found['url']}@{version_control['commit_id']}"
    return str(found["url"])


def probe(interpreter: Path) -> Probe | None:
    """What an environment holds; None where its interpreter does not run or lacks something."""
    try:
        done = _run([interpreter, *_ALONE, "-m", "xltool.setup.probe"])
        found = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    if found is None:
        return None
    return Probe(
        found["xltool"],
        found["xlwings"],
        found["python"],
        found["bits"],
        Path(found["addin"]) if found["addin"] else None,
        tuple(found["large"]),
        found.get("desk", False),
        found.get("live", False),
    )


def runs_inside(environment: Path) -> bool:
    """Whether this process runs on the interpreter of an environment."""
    return Path(sys.prefix).resolve() == environment.resolve()


def make(environment: Path, interpreter: Path, source: EnvironmentSource) -> Probe:
    """Make or mend the environment; afterwards it holds this version of xltool, freshly installed.

    Raises:
        ProgramError: a program still uses it, there is no room, or pip found something missing.
    """
    now = probe(interpreter)
    if runs_inside(environment) and now is not None:
        return now  # a running program does not replace itself
    if source.python is not None:
        _copy_python(environment, source.python, source.wheels)
    else:
        if now is None:
            _new_environment(environment)
        same = now is not None and now.xltool == __version__
        _pip(interpreter, source, ["--force-reinstall", "--no-deps"] if same else ["--upgrade"])
    keep_caches_inside(environment)
    made = probe(interpreter)
    if made is None:
        raise ProgramError(
            f"“{environment}”装好了却运行不起来：请确认杀毒软件没有拦截其中的 python，再安装一次。"
        )
    return made


def remove(environment: Path) -> None:
    """Delete an environment; nothing happens where there is none.

    Raises:
        ProgramError: a program still uses it.
    """
    try:
        shutil.rmtree(environment)
    except FileNotFoundError:
        return
    except OSError as error:
        raise ProgramError(
            f"不能删除“{environment}”（{reason(error)}）：请关闭所有 Excel 窗口和正在运行的 xltool，再试一次。"
        ) from error


def _new_environment(environment: Path) -> None:
    remove(environment)  # whatever an interrupted installation left
    done = _run([sys.executable, *_ALONE, "-m", "venv", environment])
    if done.returncode:
        remove(environment)
        raise ProgramError(
            f"不能建立 Python 环境“{environment}”：请检查磁盘空间；在 Debian、Ubuntu、统信、麒麟上请先安装 python3-venv；"
            f"Python 的回答是：{_last_line(done)}。"
        )


def _copy_python(environment: Path, python: Path, wheels: Path | None) -> None:
    remove(environment)
    try:
        # the contents alone: a kit that came by the internet would bring along the mark that keeps programs from running
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(python, environment, ignore=left_out, copy_function=shutil.copy)
        unpack_wheels(sorted((wheels or python).glob("*.whl")), environment)
        add_site_packages(environment)
        compile_packages(environment)
    except OSError as error:
        raise ProgramError(
            f"不能把 Python 复制到“{environment}”（{reason(error)}）：请检查磁盘空间后再安装一次。"
        ) from error


def keep_caches_inside(environment: Path) -> None:
    """Let pywin32 keep what it remembers of COM inside the environment.

    Where its package has no folder for that, it makes one in %TEMP%, which would stay after everything else has gone.
    """
    package = site_packages(environment) / "win32com"
    if package.is_dir():
        (package / "gen_py").mkdir(exist_ok=True)


def _pip(interpreter: Path, source: EnvironmentSource, options: list[str]) -> None:
    command = [interpreter, *_ALONE, "-m", "pip", "install", "--quiet", "--no-input", *options]
    done = _run([*command, source.requirement], _pip_settings(source), patience=None)
    if done.returncode:
        advice = (
            "请换用与这台电脑的 Python 版本相符的离线安装包"
            if source.wheels
            else "请检查网络，或者改用离线安装包"
        )
        raise ProgramError(f"没有装成 Python 组件：{advice}；pip 的回答是：{_last_line(done)}。")


def _pip_settings(source: EnvironmentSource) -> Mapping[str, str]:
    settings = {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if source.wheels is not None:
        # a folder's address has no spaces, at which pip would cut it; nobody's configuration adds a network
        settings |= {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": source.wheels.as_uri(),
            "PIP_CONFIG_FILE": os.devnull,
        }
    return settings


def _run(
    command: Sequence[object], more: Mapping[str, str] | None = None, patience: int | None = _PATIENCE
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **(more or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=patience,
    )


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    """The line that says what went wrong: pip's last ERROR, else the last there is."""
    lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    return [f"代码 {done.returncode}", *lines, *errors][-1].rstrip(".。")
