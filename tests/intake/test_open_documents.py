"""OpenDocument files are converted by LibreOffice, and only where somebody said so."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.intake import dialects
from tests.intake.forms import C, Form
from xltool.cli import main
from xltool.errors import WorkbookError
from xltool.intake.sources import convert
from xltool.intake.sources.files import open_report


def _open_document(kind: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "<x/>")
    return data.getvalue()


@pytest.mark.parametrize(("kind", "other"), [("text", ".docx"), ("spreadsheet", ".xlsx")])
def test_nothing_is_converted_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, other: str
) -> None:
    path = tmp_path / "报告.odx"
    path.write_bytes(_open_document(kind))
    monkeypatch.setattr(convert, "_program", lambda: "soffice")
    for ask in (None, lambda title: False):
        with pytest.raises(WorkbookError, match=f"--yes.*另存为 \\{other}"):
            open_report(path, ask)
    monkeypatch.setattr(convert, "_program", lambda: None)
    with pytest.raises(WorkbookError, match="本机没有 LibreOffice"):
        open_report(path, lambda title: True)


def test_what_was_agreed_to_is_converted_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "报告.odt"
    path.write_bytes(_open_document("text"))
    made = dialects.as_docx(Form([[[C("编制数"), C("实际在职人数")], [C("5"), C("4")]]]))
    monkeypatch.setattr(convert, "_program", lambda: "soffice")
    monkeypatch.setattr(convert, "as_docx", lambda data, title, suffix: made)
    asked: list[str] = []
    document = open_report(path, lambda title: not asked.append(title))
    assert asked == ["报告.odt"] and len(list(document.tables)) == 1


def test_the_question_is_none_of_the_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "报告.odt"
    path.write_bytes(_open_document("text"))
    made = dialects.as_docx(Form([[[C("编制数"), C("实际在职人数")], [C("5"), C("4")]]]))
    monkeypatch.setattr(convert, "_program", lambda: "soffice")
    monkeypatch.setattr(convert, "as_docx", lambda data, title, suffix: made)
    arguments = ["import", str(path), "-o", str(tmp_path / "自评.xlsx"), "--json"]
    result = CliRunner().invoke(main, arguments, input="是\n")
    assert json.loads(result.stdout)["report"] == "报告.odt" and "（是/否）" in result.stderr
