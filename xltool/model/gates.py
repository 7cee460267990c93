"""Gates: is the workbook ours, whole and of this version? What is behind them has a Form and asks nothing again."""

from functools import lru_cache

from xltool.book.defined import DELETED, absent_sheet
from xltool.book.port import Snapshot
from xltool.contract.names import CONTRACT, FORM, OLDEST_TEMPLATE, TEMPLATE_VERSION, Name, version_number
from xltool.contract.optional import KNOWN, MERGED_NAMES
from xltool.errors import WorkbookError
from xltool.model.damage import places, remedy
from xltool.model.form import Form
from xltool.model.layout import listed, refuse_wrong_layout
from xltool.model.ways import proved_ways

#: Broken names shown in one sentence.
_LISTED = 6


def check_gates(snapshot: Snapshot) -> Form:
    """The form of a workbook that can be processed. Raises WorkbookError with one sentence that says what to do.

    One with the name 表样 is a foreign form and carries what it carries; any other has to be whole.
    """
    if _defined(snapshot, FORM):
        from xltool.model.foreign import foreign_form

        return foreign_form(snapshot)
    if not _defined(snapshot, "模板版本") and len(CONTRACT.keys() & _names(snapshot)) < len(CONTRACT) // 2:
        raise WorkbookError(
            f"“{snapshot.title}”不是本工具的模板（没有“模板版本”等名称）：请用 xltool new 新建模板后填写；"
            "若是从模板复制出来、名称全丢了的，请运行 xltool repair 工作簿 -o 新工作簿。"
        )
    form = Form(snapshot, {name: snapshot.names[name] for name in KNOWN if name in snapshot.names})
    _whole(snapshot)
    _current(snapshot)
    _still_merged(snapshot)
    refuse_wrong_layout(form)
    return form._replace(ways=proved_ways(snapshot))


def _whole(snapshot: Snapshot) -> None:
    """Every name that its version of the template has is there and leads to one area of a sheet of this workbook."""
    version = version_number(_stated_version(snapshot)) or version_number(OLDEST_TEMPLATE)
    expected = _expected(version)
    present = _names(snapshot)
    gone = [name for name in expected if name.name not in present]
    if gone:
        missing = [name.name for name in gone]
        similar = _renamed(snapshot, missing)
        raise WorkbookError(
            f"“{snapshot.title}”缺少 {len(missing)} 个名称（{listed(missing)}）{similar}，"
            f"是{places(snapshot, gone)}的名称：{remedy(snapshot)}。"
        )
    broken = [(name, snapshot.broken[name.name]) for name in expected if name.name in snapshot.broken]
    if broken:
        _refuse_without_sheets(snapshot, [why.reason for _, why in broken])
        names = [name for name, _ in broken]
        deleted = all(why.reason == DELETED for _, why in broken)
        what = "被删除，或被剪切粘贴盖住了" if deleted else "的名称损坏"
        told = "；".join(f"“{name.name}”{each.reason}" for name, each in broken[:_LISTED])
        more = f"等 {len(broken)} 个" if len(broken) > _LISTED else ""
        raise WorkbookError(
            f"“{snapshot.title}”{places(snapshot, names)}{what}（名称损坏：{told}{more}）：{remedy(snapshot)}。"
        )


def _refuse_without_sheets(snapshot: Snapshot, reasons: list[str]) -> None:
    """Raise WorkbookError where all that is broken is so because whole sheets are not there: then nothing else has to be said."""
    absent = [absent_sheet(reason) for reason in reasons]
    if all(absent):
        titles = "、".join(f"“{title}”" for title in dict.fromkeys(absent))
        raise WorkbookError(
            f"“{snapshot.title}”里没有工作表{titles}（被删除了，或者文件不完整），其中的 {len(absent)} 个名称没有着落：{remedy(snapshot)}。"
        )


@lru_cache(maxsize=16)
def _expected(version: tuple[int, ...]) -> tuple[Name, ...]:
    """The names without which a template of this version is not whole."""
    return tuple(
        name for name in CONTRACT.values() if not name.optional and version_number(name.since) <= version
    )


def _still_merged(snapshot: Snapshot) -> None:
    """A merged return says which units it adds up: without, it would be added up together with them."""
    units, sums = MERGED_NAMES
    if not _defined(snapshot, units) and not _defined(snapshot, sums):
        return
    area = snapshot.names.get(units)
    if area is None or not any(isinstance(value, str) and value.strip() for value in snapshot.column(area)):
        raise WorkbookError(
            f"“{snapshot.title}”是合并表，“合并说明”里单位的名单不见了，看不出合并了哪些单位："
            "请按 Ctrl+Z 撤销，或用 xltool merge 重新合并。"
        )


def _defined(snapshot: Snapshot, name: str) -> bool:
    """Whether the workbook has the name, wherever it leads."""
    return name in snapshot.names or name in snapshot.broken


def _names(snapshot: Snapshot) -> set[str]:
    """The names that the workbook has, wherever they lead."""
    return snapshot.names.keys() | snapshot.broken.keys()


def _renamed(snapshot: Snapshot, missing: list[str]) -> str:
    """Names of the workbook that look like missing ones under another name, to help the person find them."""
    found = [
        name
        for name in (*snapshot.names, *snapshot.broken)
        if name not in CONTRACT and any(m in name for m in missing)
    ]
    return f"，其中有的可能被改名为 {listed(found)}" if found else ""


def _current(snapshot: Snapshot) -> None:
    """The workbook was made from a template of this version, or of an older one that lacks nothing that is needed."""
    stated = _stated_version(snapshot)
    if version_number(OLDEST_TEMPLATE) <= version_number(stated) <= version_number(TEMPLATE_VERSION):
        return
    if not stated:
        raise WorkbookError(
            f"“{snapshot.title}”的“模板版本”一格是空的：请填回 {_carried_version(snapshot)}。"
        )
    if version_number(stated) > version_number(TEMPLATE_VERSION):
        raise WorkbookError(
            f"“{snapshot.title}”用的是更新的模板（{stated}），本程序只认到 {TEMPLATE_VERSION}：请先升级 xltool。"
        )
    raise WorkbookError(
        f"“{snapshot.title}”用的是旧版模板（{stated}），现用 {TEMPLATE_VERSION}：请用 xltool new 新建模板，把数据填过去。"
    )


def _carried_version(snapshot: Snapshot) -> str:
    """The newest version whose names are all there; the oldest where names of every version are missing."""
    versions = sorted({name.since for name in CONTRACT.values()}, key=version_number)
    lacking = [
        version_number(name.since)
        for name in CONTRACT.values()
        if not name.optional and not _defined(snapshot, name.name)
    ]
    whole = [version for version in versions if not lacking or version_number(version) < min(lacking)]
    return whole[-1] if whole else OLDEST_TEMPLATE


def _stated_version(snapshot: Snapshot) -> str:
    area = snapshot.names.get("模板版本")
    return str(snapshot.value(area.first) or "").strip() if area else ""
