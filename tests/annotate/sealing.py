"""A bureau's own form as a unit sends it in: annotated, without anything in the way, sealed as two files."""

from __future__ import annotations

from pathlib import Path

import xltool
from tests.annotate.forms import recognised, write_form
from xltool.verbs.adopt import adopt
from xltool.verbs.annotated import annotated
from xltool.verbs.explain import explain
from xltool.verbs.seal import seal


def ready_form(folder: Path) -> Path:
    """An annotated form with nothing that stands in the way of sealing: ``表.xlsx`` in this folder."""
    annotated(write_form(folder / "原表.xlsx", rich=False), recognised(), folder / "表.xlsx")
    adopt(folder / "表.xlsx")
    for finding in xltool.recalc(folder / "表.xlsx").findings:
        explain(folder / "表.xlsx", finding.key, "年中有两批学员延期到次年培训完成")
    return folder / "表.xlsx"


def sealed_pair(folder: Path) -> tuple[Path, Path]:
    """The form that was sealed, and its 校验单."""
    made = seal(ready_form(folder))
    assert made.path is not None and made.slip is not None
    return made.path, made.slip
