"""Whatever we write, from whatever program's file: the three judges find nothing that was not there before."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import xltool
from examples.first_case import AS_FILED, CORRECTED
from examples.generator import clean_return, inject, write_return
from templatebuild.build import ARTEFACT
from tests.support import office
from tests.support.ooxml import assert_clean
from xltool.checks.finding import PASSING
from xltool.contract.names import CONTRACT
from xltool.verbs.locate import locate

pytestmark = [pytest.mark.libreoffice, pytest.mark.ooxml]

ROOT = Path(__file__).resolve().parent.parent


def through_openpyxl(path: Path, folder: Path) -> Path:
    saved = folder / path.name
    openpyxl.load_workbook(path).save(saved)
    return saved


def through_libreoffice(path: Path, folder: Path) -> Path:
    return office.convert([path], folder)[0]


def as_it_is(path: Path, folder: Path) -> Path:
    return Path(shutil.copy(path, folder / path.name))


DIALECTS: dict[str, Callable[[Path, Path], Path]] = {
    "as built": as_it_is,
    "openpyxl": through_openpyxl,
    "LibreOffice": through_libreoffice,
}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("generated") / "生成.xlsx"
    filed, _ = inject(clean_return(8), 1)
    write_return(path, filed)
    return path


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("which", ["template", "as filed", "corrected", "generated"])
def test_every_verb_leaves_a_clean_file(dialect: str, which: str, tmp_path: Path, generated: Path) -> None:
    source = {
        "template": ROOT / ARTEFACT,
        "as filed": AS_FILED,
        "corrected": CORRECTED,
        "generated": generated,
    }[which]
    folder = tmp_path / "saved"
    folder.mkdir()
    saved = DIALECTS[dialect](source, folder)
    book = tmp_path / "自评.xlsx"
    shutil.copy(saved, book)
    written = []

    def keep(step: str) -> None:
        written.append(Path(shutil.copy(book, tmp_path / f"{step}.xlsx")))

    outcome = xltool.recalc(book)
    keep("recalc")
    locate(book, write=True)
    keep("located")
    for finding in [finding for finding in outcome.findings if finding.code not in PASSING][:2]:
        xltool.explain(book, finding.key, "年中追加水毁修复经费")
    xltool.adopt(book)
    xltool.restore(book)
    xltool.recalc(book)
    keep("after all verbs")
    assert_clean(*written, inherited_from=saved)
    reader = openpyxl.load_workbook(written[-1])
    assert {name.name for name in CONTRACT.values() if not name.optional} <= set(reader.defined_names)
    xltool.clear(book, reasons_too=True)
    assert_clean(book, inherited_from=saved)
