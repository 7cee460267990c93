"""``xltool install``: for one user, without administrator rights, and back again without a trace.

The order makes it safe to stop anywhere: each change is recorded before it is made, and what is found already in
place is left alone. ``--uninstall`` goes by the records only, newest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from xltool import __version__
from xltool.errors import ProgramError
from xltool.setup import desk_state
from xltool.setup import environment as environments
from xltool.setup.associations import without_association
from xltool.setup.environment import EnvironmentSource, Probe
from xltool.setup.functions_file import assemble
from xltool.setup.plan import ASSOCIATIONS, OWN, SETTINGS, SHORTCUT, FileContent, Step, steps
from xltool.setup.profile import FUNCTIONS_ADDIN, SHORTCUT_FILE, Profile
from xltool.setup.records import Record, Records, fingerprint, read_records, write_records
from xltool.setup.settings import without_settings
from xltool.setup.shortcut import make_shortcut, read_shortcut
from xltool.setup.writing import delete, make_folders, new_folders, put, read

Maker = Callable[[Path, Path, EnvironmentSource], Probe]
Assembler = Callable[[Path, str], FileContent]
#: Kinds of files that are ours altogether.
_WHOLE: Final = (OWN, SHORTCUT)


def made_by_windows(interpreter: Path, name: str) -> FileContent:
    """A file that only the environment itself can make, and only on Windows; ``name`` says which.

    Raises ProgramError where the functions add-in could not be made; without the shortcut the rest works.
    """
    return make_shortcut(interpreter) if name == SHORTCUT_FILE else assemble(interpreter, name)


def install(
    profile: Profile,
    source: EnvironmentSource,
    maker: Maker = environments.make,
    assembler: Assembler = made_by_windows,
) -> Iterator[str]:
    """Install for a user; may be repeated at any time, also after an interruption.

    Yields one Chinese line a step. ``maker`` makes the environment, ``assembler`` the shortcut and the functions
    add-in, which come last: only Windows with xlwings can do that.

    Raises:
        ProgramError: a step could not be done; what was done before it stays, and is known to ``uninstall``.
    """
    environment = _environment(profile, source)
    records = _with_folders(read_records(profile.record), profile.root)
    records = records._replace(environment=str(environment))
    make_folders(new_folders(profile.root))
    write_records(profile.record, records)
    found = maker(environment, profile.interpreter(environment), source)
    yield f"✓ Python 环境（Python {found.python}，xltool {found.xltool}，xlwings {found.xlwings}）：{environment}"
    if profile.on_windows and found.addin is None:
        raise ProgramError("安装来源里没有 xltool.xlam：请重新下载完整的 xltool，或者换一个离线安装包。")
    records = records._replace(versions=_versions(found))
    for step in [*steps(profile, environment, found.addin), *_assembled(profile, environment, assembler)]:
        records, line = _done(profile, records, step)
        yield line
    write_records(profile.record, records)


def planned(profile: Profile, source: EnvironmentSource) -> Iterator[str]:
    """What ``install`` would do, one Chinese line a step; changes nothing."""
    environment = _environment(profile, source)
    yield f"建立 Python 环境：{environment}（来自 {source.described}）"
    for step in steps(profile, environment, None):
        yield f"{_verb(step)}：{step.path}（{step.what}）"
    if profile.on_windows:
        yield f"生成：{profile.shortcut}（开始菜单里的“绩效自评工作台”）"
        yield f"生成：{profile.start_folder / FUNCTIONS_ADDIN}（工作表函数，由已安装的 xlwings 生成）"
    yield "以上是将要做的，现在什么都没有改动。"


def uninstall(profile: Profile) -> Iterator[str]:
    """Undo what ``install`` recorded; a file of ours that somebody changed since stays, and is named.

    Yields one Chinese line a step.

    Raises:
        ProgramError: the page is open, or a file is in use; what was undone is no longer recorded, so it can be run again.
    """
    records = read_records(profile.record)
    if not profile.record.exists():
        yield "没有安装记录，没有什么要卸载的。"
        _remove_folders([str(profile.root)])
        return
    _refuse_while_the_page_is_open(profile)
    for name in reversed(list(records.files)):
        yield _undone(profile, Path(name), records.files[name])
        del records.files[name]
        write_records(profile.record, records)
    for environment in (profile.environment, profile.own_python):
        if environment.exists():
            yield _removed(profile, environment)
    if profile.undo.exists():
        environments.remove(profile.undo)
        yield f"✓ 已删除 {profile.undo}（“撤销上次操作”用的记录，含工作簿里的数字）"
    if not desk_state.take_away(profile):
        yield f"－ {profile.desk}：里面有没保存的工作簿副本，没有删除；不需要的话请手工删除"
    delete(profile.record)
    own = [str(folder) for folder in (profile.undo.parent, profile.root) if folder.name == "xltool"]
    _remove_folders([*records.folders, *own])


def _refuse_while_the_page_is_open(profile: Profile) -> None:
    """Nothing is taken away from below a program that runs: Windows would keep half of it, and nobody would know."""
    try:
        is_open = desk_state.is_open(profile)
    except OSError:
        return
    if is_open:
        raise ProgramError(
            "没有卸载：工作台还开着。请关掉它的页面，十分钟后它自己结束（或者注销后重新登录），再卸载。"
        )


def planned_removal(profile: Profile) -> Iterator[str]:
    """What ``uninstall`` would do, one Chinese line a step; changes nothing."""
    records = read_records(profile.record)
    for name, record in reversed(records.files.items()):
        yield f"{'删除' if record.before is None else '还原'}：{name}"
    for environment in filter(Path.exists, (profile.environment, profile.own_python)):
        yield f"删除：{environment}"
    if profile.undo.exists():
        yield f"删除：{profile.undo}"
    yield "以上是将要做的，现在什么都没有改动。"


def _environment(profile: Profile, source: EnvironmentSource) -> Path:
    return profile.own_python if source.python is not None else profile.environment


def _assembled(profile: Profile, environment: Path, assembler: Assembler) -> Iterator[Step]:
    """The steps that only the environment itself can do, on Windows: the shortcut, and the functions add-in."""
    if not profile.on_windows:
        return
    interpreter = profile.interpreter(environment)
    yield Step(
        "开始菜单里的“绩效自评工作台”",
        profile.shortcut,
        SHORTCUT,
        lambda _: assembler(interpreter, SHORTCUT_FILE),
    )
    yield Step(
        "Excel 工作表函数，按钮也靠它启动 Python",
        profile.start_folder / FUNCTIONS_ADDIN,
        OWN,
        lambda _: assembler(interpreter, FUNCTIONS_ADDIN),
    )


def _verb(step: Step) -> str:
    return "写入" if step.kind in _WHOLE else "补充"


def _versions(found: Probe) -> dict[str, str]:
    return {"xltool": __version__, "xlwings": found.xlwings, "python": found.python}


def _with_folders(records: Records, folder: Path) -> Records:
    """The records with the folders that will have to be made for a folder to exist."""
    known = [*records.folders, *map(str, new_folders(folder))]
    return records._replace(folders=list(dict.fromkeys(known)))


def _done(profile: Profile, records: Records, step: Step) -> tuple[Records, str]:
    """The records with a step, which is then done; and the line that says so."""
    now = read(step.path)
    wanted = step.content(now)
    if wanted.data is None:
        return records, f"－ {step.what}：{wanted.why}"
    known = records.files.get(str(step.path))
    if wanted.data != now and _changed_since(known, now):
        return records, (
            f"！{step.what}：{step.path} 安装以后有人改过（例如由 IT 签名），没有覆盖；要换成新的，请删除它再安装一次"
        )
    records = _with_folders(records, step.path.parent)
    records.files[str(step.path)] = _record(profile, step, known, now, wanted)
    write_records(profile.record, records)
    if wanted.data == now:
        return records, f"✓ {step.what}：{step.path}（已是最新）"
    make_folders(new_folders(step.path.parent))
    put(step.path, wanted.data)
    return records, f"✓ {step.what}：{step.path}"


def _changed_since(known: Record | None, now: bytes | None) -> bool:
    """Whether a file of ours is neither what we wrote, nor what that was to replace, nor what stood there before us."""
    if known is None or known.kind not in _WHOLE or now is None:
        return False
    return not _is_as_written(known, now) and fingerprint(now) != fingerprint(known.before)


def _is_as_written(record: Record, now: bytes) -> bool:
    """Whether a file is what was written, or that was to replace; the Explorer notes in a shortcut what became of its target."""
    if record.kind == SHORTCUT and _opens_the_page(now):
        return True
    return fingerprint(now) in (record.after, record.replaced)


def _opens_the_page(data: bytes) -> bool:
    found = read_shortcut(data)
    return found is not None and found.ours


def _record(
    profile: Profile, step: Step, known: Record | None, now: bytes | None, wanted: FileContent
) -> Record:
    """What to remember of a step: what stands there without us, whoever wrote it and whenever."""
    added = tuple(dict.fromkeys((*(known.added if known else ()), *wanted.added)))
    record = Record(step.kind, now, fingerprint(wanted.data), added, _replaced(step, known, now, wanted))
    if known is not None and (step.kind in _WHOLE or fingerprint(now) == known.after):
        return record._replace(before=known.before)
    ours = now is not None and (wanted.data == now or (step.kind == SHORTCUT and _opens_the_page(now)))
    if now is not None and (known is not None or ours):
        # changed since the last time; or ours, from a time of which no record is left
        return record._replace(before=_taken_out(profile, record, now) or None)
    return record


def _replaced(step: Step, known: Record | None, now: bytes | None, wanted: FileContent) -> str:
    if step.kind not in _WHOLE:
        return ""
    if wanted.data != now:
        return fingerprint(now)
    return known.replaced if known else ""


def _undone(profile: Profile, path: Path, record: Record) -> str:
    now = read(path)
    if now is None:
        delete(path)  # what a machine that was switched off left half-written beside it
    if now is None or now == record.before:
        return f"－ {path}：已是安装前的样子"
    if _is_as_written(record, now):
        return _put_back(path, record.before)
    if record.kind in _WHOLE:
        return f"！{path}：安装以后有人改过，没有删除；不需要的话请手工删除"
    rest = _taken_out(profile, record, now)
    if not rest and record.before is None:
        return _put_back(path, None)
    if rest != now:
        put(path, rest)
    return f"✓ 已从 {path} 去掉 xltool 的内容，其余照旧"


def _put_back(path: Path, before: bytes | None) -> str:
    if before is None:
        delete(path)
        return f"✓ 已删除 {path}"
    put(path, before)
    return f"✓ 已还原 {path}"


def _taken_out(profile: Profile, record: Record, now: bytes) -> bytes:
    """What is left of a file without what is ours in it."""
    if record.kind == SETTINGS:
        return without_settings(now, record.added, profile.code_page)
    return without_association(now) if record.kind == ASSOCIATIONS else b""


def _removed(profile: Profile, environment: Path) -> str:
    if profile.on_windows and environments.runs_inside(environment):
        # Windows does not delete a running program; uninstall.cmd does it when this has ended
        return (
            f"－ {environment}：正在使用，由 uninstall.cmd 最后删除（没有用它卸载的，请自己删除这个文件夹）"
        )
    environments.remove(environment)
    return f"✓ 已删除 {environment}"


def _remove_folders(folders: list[str]) -> None:
    """Take away folders, the inner ones first, where nothing of anybody's is left in them."""
    for name in sorted(folders, key=len, reverse=True):
        folder = Path(name)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
