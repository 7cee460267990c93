"""Build a workbook from the contract and a layout: the template, an example, a synthetic return."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from templatebuild.base_data import draw_base_data
from templatebuild.canvas import Canvas
from templatebuild.edition import CURRENT, Edition
from templatebuild.guide import draw_guide
from templatebuild.layout import Layout, layout_named
from templatebuild.narrative import draw_narrative
from templatebuild.results import draw_results
from templatebuild.self_evaluation import draw_self_evaluation
from xltool.contract.names import CONTRACT, names_of
from xltool.errors import ProgramError

#: What ``python -m templatebuild`` builds, from the root of the repository.
ARTEFACT: Final = Path("templates/部门整体支出绩效自评.xlsx")


def build(
    path: Path,
    *,
    projects: int = 18,
    indicators: int | None = None,
    layout: str = "hunan-2022",
    values: Mapping[str, object] | None = None,
    edition: Edition = CURRENT,
) -> None:
    """Write the workbook of that layout to ``path``, every formula with the result that Excel would show.

    ``values`` maps names of the contract to a value, block columns to a list of values by row. A value for a
    computed name stands in place of its formula; None leaves the cell blank. 一级 and 二级指标 are merged
    downwards over the blanks below a filled cell. ``projects`` and ``indicators`` are the least numbers of rows; by
    default the layout's own indicators are printed. Amounts are in 万元, percentages fractions (0.95). Of ``values``, what
    an older ``edition`` of the template has no place for is left out.
    Raises :class:`~xltool.errors.ProgramError` for an unknown layout or name.
    """
    drawn(
        path, projects=projects, indicators=indicators, layout=layout, values=values, edition=edition
    ).finish()


def drawn(
    path: Path,
    *,
    projects: int = 18,
    indicators: int | None = None,
    layout: str = "hunan-2022",
    values: Mapping[str, object] | None = None,
    edition: Edition = CURRENT,
) -> Canvas:
    """The workbook of :func:`build` before it is written, which its ``finish()`` does."""
    form = layout_named(layout)
    given = {"模板版本": edition.version, **_filled(form, indicators, values or {})}
    canvas = Canvas(path, given, edition)
    draw_guide(canvas, form)
    draw_base_data(canvas, form, projects)
    draw_self_evaluation(canvas, form, indicators or 0)
    draw_narrative(canvas)
    draw_results(canvas)
    if missing := {name.name for name in names_of(edition.version)} - canvas.names.keys():
        raise ProgramError(f"表样没有给出这些名称的位置：{'、'.join(sorted(missing))}。")
    return canvas


def _filled(form: Layout, indicators: int | None, values: Mapping[str, object]) -> dict[str, object]:
    """The layout's own values with the caller's on top."""
    if unknown := values.keys() - CONTRACT.keys():
        raise ProgramError(f"约定里没有这些名称：{'、'.join(sorted(unknown))}。")
    printed: dict[str, object] = {}
    if not any(name.startswith("绩效指标_") for name in values):
        rows = form.indicators if indicators is None else form.indicators[:indicators]
        printed = {
            "绩效指标_一级指标": [row[0] for row in rows],
            "绩效指标_二级指标": [row[1] for row in rows],
        }
    return {**form.defaults, **printed, **values}
