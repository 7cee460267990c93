"""The gates of a foreign form: one that was annotated with the name 表样 and carries what it carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xltool.book.port import Area, Snapshot
from xltool.contract.names import (
    FORM,
    INDICATORS,
    OWN_SHEETS,
    RESULTS,
    SETTINGS,
    TEMPLATE_VERSION,
    Name,
    beside_a_sheet,
    version_number,
)
from xltool.contract.optional import KNOWN, RECORD, TITLES, is_tools_own
from xltool.errors import WorkbookError
from xltool.model.announced import point_cells
from xltool.model.form import Form
from xltool.model.layout import refuse_wrong_layout
from xltool.model.samecell import labels_of
from xltool.model.shares import shared
from xltool.model.ways import proved_ways

_UNIT: Final = ("单位名称", "年度")
_MONEY: Final = ("全年预算数", "全年执行数")
_TITLE: Final = TITLES[INDICATORS]


def foreign_form(snapshot: Snapshot) -> Form:
    """The form with what it carries. Raises WorkbookError with one sentence that says what is missing or wrong.

    A name that is not there, leads nowhere, or is parked on a sheet that is none of the form's counts as absent.
    """
    own = _own_sheets(snapshot)
    areas = {
        name.name: area
        for name in KNOWN.values()
        if (area := snapshot.names.get(name.name)) is not None and not _parked(name, area, own)
    }
    areas |= {name: area for name, area in snapshot.names.items() if beside_a_sheet(name)}
    form = Form(snapshot, areas, True, own)
    _refuse_newer(form)
    missing = list(_missing(form))
    if missing:
        raise WorkbookError(
            f"“{snapshot.title}”是标了“{FORM}”的外来表，还没有标出{'、'.join(missing)}："
            "请在“公式 → 名称管理器”里给表上的这些格子起好名称（放在隐藏工作表上的不算）。"
        )
    refuse_wrong_layout(form)
    announced = point_cells(snapshot, areas)
    ways, shares = proved_ways(snapshot), shared(snapshot, areas)
    ways = ways._replace(shares=shares) if shares else ways
    return form._replace(ways=ways, labels=labels_of(snapshot), announced=announced)


def _own_sheets(snapshot: Snapshot) -> frozenset[str]:
    """The sheets of the tool's own: hidden ones, and those called like ours; where the tool itself put them in, these."""
    record, results = snapshot.names.get(RECORD), snapshot.names.get(f"{RESULTS}_键")
    put_in = frozenset(area.sheet for area in (record, results) if area is not None)
    titled = put_in if record else OWN_SHEETS
    return frozenset(sheet for sheet in snapshot.grids if sheet in titled or sheet in snapshot.hidden)


def _parked(name: Name, area: Area, own: frozenset[str]) -> bool:
    """A figure or text of the form that stands where the form is not."""
    return area.sheet in own and not is_tools_own(name) and name.name not in SETTINGS


def _missing(form: Form) -> Iterator[str]:
    """What a form has to have at the least, as far as it is not there."""
    for name in _UNIT:
        if name not in form.areas:
            yield f"“{name}”"
    if not form.carries(*_MONEY) and _TITLE not in form.areas:
        yield f"“{_MONEY[0]}”和“{_MONEY[1]}”（或者“{_TITLE}”）"


def _refuse_newer(form: Form) -> None:
    area = form.areas.get("模板版本")
    stated = str(form.snapshot.value(area.first) or "").strip() if area else ""
    if version_number(stated) > version_number(TEMPLATE_VERSION):
        raise WorkbookError(
            f"“{form.snapshot.title}”是按更新的约定（{stated}）标注的，本程序只认到 {TEMPLATE_VERSION}：请先升级 xltool。"
        )
