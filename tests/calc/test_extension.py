"""The extension as a file: what it may use, and that the committed one is built from its sources."""

from __future__ import annotations

import ast
import sys
import zipfile
from pathlib import Path

import pytest

from templatebuild.extension import EXTENSION, SOURCES, build_extension, commands
from xltool.addin.buttons import BUTTONS
from xltool.resources import addin_path

MODULES = sorted(SOURCES.rglob("*.py"))
#: What Python inside LibreOffice has besides its own library; and the extension's own code.
OURS = {"uno", "unohelper", "com", "xltool_calc"}
#: Names that Python learned after 3.7, whose grammar does not show them.
LATER = {
    "removeprefix",
    "removesuffix",
    "cached_property",
    "prod",
    "dist",
    "to_thread",
    "readlink",
    "hardlink_to",
}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_an_old_python_understands_it(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"), feature_version=(3, 7))
    assert any(
        isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body
    ) or not any(isinstance(node, ast.FunctionDef) for node in ast.walk(tree))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not used & LATER
    keywords = {
        keyword.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for keyword in node.keywords
    }
    assert "strict" not in keywords and "missing_ok" not in keywords


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_it_needs_nothing_that_libreoffice_lacks(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names <= sys.stdlib_module_names | OURS
    assert "socket" not in names and "http" not in names, "no port listens"


def test_the_committed_one_is_built_from_its_sources(tmp_path: Path) -> None:
    for name in ("a.oxt", "b.oxt"):
        build_extension(tmp_path / name)
    committed = addin_path().with_name(EXTENSION.name).read_bytes()
    assert (tmp_path / "a.oxt").read_bytes() == (tmp_path / "b.oxt").read_bytes() == committed, (
        "run: python -m templatebuild"
    )


def test_every_button_of_the_ribbon_is_there_twice(tmp_path: Path) -> None:
    build_extension(tmp_path / "a.oxt")
    with zipfile.ZipFile(tmp_path / "a.oxt") as package:
        addons = package.read("Addons.xcu").decode()
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in package.infolist())
    assert {command.verb for command in commands()} == {*BUTTONS, "next", "previous"}
    for command in commands():
        assert addons.count(f"service:cn.xltool.calc.Buttons?{command.verb}</value>") == 2
        assert addons.count(f'<value xml:lang="zh-CN">{command.label}</value>') == 2
