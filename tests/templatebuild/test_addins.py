"""Add-ins written on any machine: packages that other programs open."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from oletools.olevba import VBA_Parser

from tests.support.ooxml import assert_clean
from xltool.errors import ProgramError
from xltool.vba.addin import write_addin
from xltool.vba.project import Module, ModuleKind

SOURCE = "Option Explicit\nPublic Function EXECUTION_RATE(a, b)\n    EXECUTION_RATE = a / b\nEnd Function\n"
FUNCTIONS = [Module("Functions", ModuleKind.STANDARD, SOURCE)]


@pytest.mark.ooxml
def test_one_without_a_ribbon_is_clean(tmp_path: Path) -> None:
    path = tmp_path / "xltool-functions.xlam"
    write_addin(path, FUNCTIONS, name="xltool_functions", title="函数 <1> & 更多")
    assert_clean(path)
    with zipfile.ZipFile(path) as package:
        assert "customUI" not in " ".join(package.namelist())
        properties = ElementTree.fromstring(package.read("docProps/core.xml"))
    assert properties.findtext(".//{*}title") == "函数 <1> & 更多"
    names = [name for _, _, name, _ in VBA_Parser(str(path)).extract_macros()]
    assert names == ["ThisWorkbook.cls", "Sheet1.cls", "Functions.bas"]


def test_modules_of_the_documents_that_are_given_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.xlam"
    write_addin(path, [*FUNCTIONS, Module("ThisWorkbook", ModuleKind.WORKBOOK, "' ours\n")])
    sources = {name: code for _, _, name, code in VBA_Parser(str(path)).extract_macros()}
    assert list(sources) == ["ThisWorkbook.cls", "Sheet1.cls", "Functions.bas"]
    assert "' ours" in sources["ThisWorkbook.cls"]


def test_nothing_is_written_where_a_module_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a.xlam"
    with pytest.raises(ProgramError):
        write_addin(path, [Module("不行", ModuleKind.STANDARD, "")])
    assert not path.exists()


def test_it_needs_no_other_package() -> None:
    """``xltool install`` writes an add-in where XlsxWriter and calamine need not be."""
    script = (
        "import sys, xltool.vba.addin; print('xlsxwriter' in sys.modules, 'python_calamine' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
