"""Documents that a real office program wrote: .doc, .docx and .rtf of Writer, .xls of Calc."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intake import dialects
from tests.intake.cases import comparable, expected, filed, held, report
from tests.support import office
from xltool.errors import WorkbookError
from xltool.intake.sources import convert
from xltool.intake.sources.files import open_report
from xltool.verbs.import_report import import_report

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the report as Writer saves it in each format, made from the page."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "报告.html").write_text(dialects.as_html(report()), encoding="utf-8")
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing"
    for extension in ("docx:MS Word 2007 XML", "doc:MS Word 97", "rtf:Rich Text Format"):
        subprocess.run(
            [
                soffice,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--infilter=HTML (StarWriter)",
                "--convert-to",
                extension,
                "--outdir",
                str(folder),
                str(folder / "报告.html"),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
    yield folder


@pytest.mark.parametrize("extension", ["docx", "doc", "rtf"])
def test_every_figure_of_what_writer_wrote(written: Path, tmp_path: Path, extension: str) -> None:
    import_report(written / f"报告.{extension}", tmp_path / "x.xlsx")
    found, wanted = comparable(held(tmp_path / "x.xlsx")), comparable(expected(filed()))
    assert stripped(found) == stripped(wanted)


def stripped(found: dict[tuple[str, int], object]) -> dict[tuple[str, int], object]:
    return {at: value.strip() if isinstance(value, str) else value for at, value in found.items()}


def test_an_old_workbook_without_names(tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_bytes(dialects.as_xlsx(report(), numbers=False))
    (old,) = office.convert([tmp_path / "表.xlsx"], tmp_path / "xls", ".xls")
    reading = import_report(old, tmp_path / "x.xlsx")
    found, every = comparable(held(tmp_path / "x.xlsx")), comparable(expected(filed()))
    wanted = {at: value for at, value in every.items() if not at[0].startswith(("正文_", "填报日期"))}
    assert stripped(found) == stripped(wanted)
    assert any("旧格式的 .xls" in sentence for sentence in reading.warnings)


def test_without_libreoffice_an_old_document_is_refused_with_a_way_out(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert convert._program() is None
    with pytest.raises(
        WorkbookError, match="本机没有 LibreOffice，不能转换；请用 Word 或 WPS 打开它，另存为"
    ):
        open_report(written / "报告.doc")


def test_the_filled_workbook_is_what_a_spreadsheet_program_computes(tmp_path: Path) -> None:
    """Formulas that stand in the new workbook show what LibreOffice computes, rows put in or not."""
    values = filed() | {
        "项目明细_名称": [f"{i}、专项{i}" for i in range(1, 31)],
        **{
            f"项目明细_{each}": [i + 0.25 for i in range(30)] for each in ("上年决算", "本年预算", "本年决算")
        },
    }
    (tmp_path / "报告.docx").write_bytes(dialects.as_docx(report(values)))
    import_report(tmp_path / "报告.docx", tmp_path / "x.xlsx")
    from xltool.book.file.workbook import FileWorkbook

    snapshot = FileWorkbook(tmp_path / "x.xlsx").snapshot()
    computed = office.recalculate([tmp_path / "x.xlsx"])[tmp_path / "x.xlsx"]
    for cell in snapshot.formulas:
        shown = computed.get(cell.sheet, {}).get((cell.row, cell.column), "")
        stored = snapshot.stored(cell)
        assert (
            stored == shown or (stored is None and shown == "") or float(str(stored)) == pytest.approx(shown)
        ), cell
