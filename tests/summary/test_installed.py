"""Whoever lacks what writes the summary is told how to get it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from xltool.errors import ProgramError
from xltool.summary.installed import write_summary
from xltool.summary.wanted import Wanted


@pytest.mark.parametrize("csv", [False, True])
def test_what_is_not_installed_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, csv: bool
) -> None:
    monkeypatch.setitem(sys.modules, "xltool.summary.write", None)
    with pytest.raises(ProgramError, match="汇总要用的组件没有安装：请运行 pip install"):
        write_summary(Wanted(tmp_path / "账本.sqlite"), tmp_path / "汇总", csv=csv)
