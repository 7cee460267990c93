"""The built artefacts: what is in them is what ``macros/`` and the template say, as other programs read it."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest
from oletools.olevba import VBA_Parser

from templatebuild import macros
from templatebuild.build import ARTEFACT, drawn
from templatebuild.macro_workbook import MACRO_WORKBOOK, build_macro_workbook, finish_with_macros
from templatebuild.ribbon_addin import ADDIN, build_addin
from tests.support.office import run_macros, to_png
from tests.support.ooxml import assert_clean
from tests.templatebuild.filled import FILLED
from xltool.verbs.clear import clear
from xltool.verbs.recalc import recalc

from .test_sources import SOURCES

REPOSITORY = Path(__file__).parents[2]
XLSX, XLSM, XLAM = (REPOSITORY / path for path in (ARTEFACT, MACRO_WORKBOOK, ADDIN))
BUILDERS = {XLSM: build_macro_workbook, XLAM: build_addin}
_ATTRIBUTES = re.compile(r"\A(?:VERSION 1\.0 CLASS\nBEGIN\n(?:.*\n)+?END\n)?(?:Attribute VB_\w+ = .*\n)+")


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def body(source: str) -> str:
    """A source without what the format adds and LibreOffice leaves out: its attributes."""
    return _ATTRIBUTES.sub("", source.replace("\r\n", "\n")).strip("\n")


def written(path: Path) -> dict[str, str]:
    """Sources that belong into an artefact, by module."""
    absent = {"ThisWorkbook"} if path == XLAM else {macros.RIBBON_MODULE, "ThisAddin"}
    return {
        source.stem.replace("ThisAddin", "ThisWorkbook"): body(source.read_text(encoding="ascii"))
        for source in SOURCES
        if source.stem not in absent
    }


@pytest.mark.parametrize("path", BUILDERS, ids=lambda path: path.suffix)
def test_rebuilding_gives_every_committed_part(path: Path, tmp_path: Path) -> None:
    fresh, again = tmp_path / f"fresh{path.suffix}", tmp_path / f"again{path.suffix}"
    BUILDERS[path](fresh)
    BUILDERS[path](again)
    assert fresh.read_bytes() == again.read_bytes()
    built, committed = parts(fresh), parts(path)
    assert list(built) == list(committed)
    different = [name for name in built if built[name] != committed[name]]
    assert not different, "python -m templatebuild builds these parts anew"


def test_the_plain_template_holds_no_macro() -> None:
    assert not [name for name in parts(XLSX) if "vba" in name.lower() or "customUI" in name]
    assert b"macroEnabled" not in parts(XLSX)["[Content_Types].xml"]
    assert not VBA_Parser(str(XLSX)).detect_vba_macros()


@pytest.mark.parametrize("path", BUILDERS, ids=lambda path: path.suffix)
def test_olevba_reads_the_sources_of_the_folder(path: Path) -> None:
    found = {name.partition(".")[0]: code for _, _, name, code in VBA_Parser(str(path)).extract_macros()}
    sheets = {name for name in found if name.startswith("Sheet")}
    assert {name: body(code) for name, code in found.items() if name not in sheets} == written(path)
    assert all(len(code) > 100 for code in written(path).values())
    assert [body(found[name]) for name in sheets] == [""] * len(sheets)


@pytest.mark.libreoffice
@pytest.mark.parametrize("path", BUILDERS, ids=lambda path: path.suffix)
def test_libreoffice_reads_the_same_sources(path: Path) -> None:
    (found,) = run_macros(path, [("modules",)])
    read = {name: _as_written(code) for name, code in found.items() if not name.startswith("Sheet")}
    assert read == written(path)


def _as_written(code: str) -> str:
    """LibreOffice puts lines of its own before a source, and ``Rem`` before attributes."""
    lines = code.replace("\r\n", "\n").split("\n")
    own = ("Rem Attribute VBA_ModuleType=", "Option VBASupport 1")
    return body("\n".join(line for line in lines if not line.startswith(own)))


@pytest.mark.ooxml
def test_the_validators_find_nothing(tmp_path: Path) -> None:
    filled = tmp_path / "filled.xlsm"
    finish_with_macros(drawn(filled, values=FILLED), macros.standard_modules(*macros.SHARED))
    recalc(filled)
    assert_clean(XLSM, XLAM, filled)


def test_there_is_one_ribbon_part() -> None:
    assert [name for name in parts(XLAM) if "customUI" in name] == ["customUI/customUI14.xml"]
    assert parts(XLAM)["customUI/customUI14.xml"].decode() == macros.ribbon()
    assert not [name for name in parts(XLSM) if "customUI" in name]


def test_no_part_tells_a_time() -> None:
    for path in BUILDERS:
        with zipfile.ZipFile(path) as package:
            assert {entry.date_time[0] for entry in package.infolist()} == {1980}  # the earliest there is
    assert b"dcterms" not in parts(XLAM)["docProps/core.xml"]


# The workbook with macros


def test_its_cells_are_those_of_the_plain_template() -> None:
    plain, ours = parts(XLSX), parts(XLSM)
    for number in range(1, 6):
        name = f"xl/worksheets/sheet{number}.xml"
        added = re.sub(r'<legacyDrawing r:id="\w+"/>', "", ours[name].decode())
        added = re.sub(r'<sheetPr codeName="\w+"', "<sheetPr", added).replace("<sheetPr/>", "")
        assert added == plain[name].decode()
    assert ours["xl/styles.xml"] == plain["xl/styles.xml"]
    assert ours["xl/sharedStrings.xml"] == plain["xl/sharedStrings.xml"]


def test_the_main_job_keeps_macros_and_buttons(tmp_path: Path) -> None:
    book = tmp_path / "自评.xlsm"
    shutil.copy(XLSM, book)
    before = parts(book)
    assert recalc(book).changed
    after = parts(book)
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed and all(name.startswith("xl/worksheets/") for name in changed)
    assert list(before) == list(after)
    assert clear(book)


@pytest.mark.libreoffice
def test_the_buttons_stand_where_nothing_is_printed() -> None:
    (found,) = run_macros(XLSM, [("buttons",)])
    shown = [(button["sheet"], button["label"], *map(_sub, button["macros"])) for button in found]
    form = [("重新计算", "XtRecalculate"), ("审核", "XtReview"), ("清除标记", "XtClear")]
    assert shown == [
        *[(sheet, *button) for sheet in ("基础数据表", "自评表") for button in form],
        ("审核结果", "上一条", "XtPrevious"),
        ("审核结果", "下一条", "XtNext"),
        ("审核结果", "审核", "XtReview"),
        ("审核结果", "错误定位", "XtLocate"),
        ("审核结果", "清除标记", "XtClear"),
    ]
    assert not any(button["printed"] for button in found)


def _sub(address: str) -> str:
    found = re.fullmatch(r"vnd\.sun\.star\.script:VBAProject\.XtButtons\.(\w+)\?.*location=document", address)
    assert found, address
    return found[1]


@pytest.mark.libreoffice
def test_it_prints_as_the_plain_template_does(tmp_path: Path) -> None:
    plain, ours = (to_png(path, tmp_path / path.suffix, 40) for path in (XLSX, XLSM))
    assert [page.read_bytes() for page in plain] == [page.read_bytes() for page in ours]
