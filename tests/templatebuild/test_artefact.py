"""The committed template is what the contract and the layout give, and nothing else."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from templatebuild.build import ARTEFACT, build
from tests.support.ooxml import assert_clean
from xltool.contract.names import CONTRACT

from .filled import FILLED

COMMITTED = Path(__file__).parents[2] / ARTEFACT


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rebuilt") / "template.xlsx"
    build(path)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_rebuilding_gives_every_committed_part(rebuilt: Path) -> None:
    fresh, committed = parts(rebuilt), parts(COMMITTED)
    assert list(fresh) == list(committed)
    different = [name for name in fresh if fresh[name] != committed[name]]
    assert not different, "python -m templatebuild builds these parts anew"


def test_the_same_input_gives_the_same_bytes(rebuilt: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    build(again)
    assert again.read_bytes() == rebuilt.read_bytes()


def test_no_conditional_format_but_a_native_check_looks_at_another_sheet_or_a_name(rebuilt: Path) -> None:
    sheets = [text.decode() for name, text in parts(rebuilt).items() if "worksheets/sheet" in name]
    formulas = [found for text in sheets for found in re.findall(r"<cfRule.*?<formula>(.*?)</formula>", text)]
    assert len(formulas) > 20
    outside_strings = [re.sub(r'"[^"]*"|&quot;.*?&quot;', "", formula) for formula in formulas]
    assert not [formula for formula in outside_strings if "!" in formula]
    named = [formula for formula in outside_strings if re.search(r"[一-鿿]", formula)]
    assert named and all("LEFT($" in formula for formula in named)
    known = {
        *CONTRACT,
        *re.findall(
            r'<definedName name="(即核_[^"]+)" hidden="1"', parts(rebuilt)["xl/workbook.xml"].decode()
        ),
    }
    assert {name for formula in named for name in re.findall(r"[一-鿿][一-鿿\w]*", formula)} <= known


def test_the_structure_is_protected_and_no_sheet_is(rebuilt: Path) -> None:
    everything = parts(rebuilt)
    assert b'<workbookProtection lockStructure="1"/><bookViews>' in everything["xl/workbook.xml"]
    assert not [name for name, text in everything.items() if b"<sheetProtection" in text]


def test_every_formula_carries_a_result(rebuilt: Path) -> None:
    cells = [
        cell
        for name, text in parts(rebuilt).items()
        if "worksheets/sheet" in name
        for cell in re.findall(r"<c [^>]*><f>.*?</c>", text.decode(), re.DOTALL)
    ]
    assert len(cells) > 40
    assert not [cell for cell in cells if "<v></v>" in cell and 't="str"' not in cell]


@pytest.mark.ooxml
def test_the_validators_find_nothing(rebuilt: Path, tmp_path: Path) -> None:
    filled, long = tmp_path / "filled.xlsx", tmp_path / "long.xlsx"
    build(filled, values=FILLED)
    build(long, projects=300, indicators=0)
    assert_clean(rebuilt, filled, long)
