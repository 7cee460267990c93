"""``annotate``: shows what was recognised on a form, as lines and as JSON, and changes no byte."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.intake.recognise.drawing import FAMILIES, drawn, family, moved, saved, unmerged, workbook
from tests.intake.recognise.test_families import rows, score
from xltool.cli import main
from xltool.errors import WorkbookError
from xltool.intake.reading import Sure
from xltool.programs import libreoffice
from xltool.verbs.annotate import recognised_form
from xltool.verbs.recognised_lines import lines

FAMILY = family(FAMILIES / "gd-dept.txt")
#: Without 附件1, with tables of money side by side, of three rows of headings, of goals one below the other.
CONVERTED = ("gd-dept", "zj-project", "sd-dept", "hb-dept", "sz-score", "hn-base")


def book(folder: Path, filled: bool = True, name: str = "表样.xlsx") -> Path:
    path = folder / name
    path.write_bytes(saved(workbook(FAMILY, filled)))
    return path


def test_json_is_the_last_line_and_no_byte_changes(tmp_path: Path) -> None:
    path = book(tmp_path)
    before = path.read_bytes()
    done = CliRunner().invoke(main, ["annotate", str(path), "--json"])
    assert done.exit_code == 0 and path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["表样.xlsx"]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert list(found) == ["workbook", "form", "units", "cells", "blocks", "questions", "left_over"]
    assert found["workbook"] == "表样.xlsx" and found["units"] == {"自评表": "万元"}
    (cell,) = [each for each in found["cells"] if each["name"] == "全年执行数"]
    assert list(cell) == ["name", "sheet", "address", "label", "sure", "why"]
    assert (cell["sheet"], cell["address"], cell["label"], cell["sure"]) == (
        "自评表",
        "F5",
        "实际支出数",
        "确定",
    )
    (block,) = [each for each in found["blocks"] if each["block"] == "绩效指标"]
    assert block["rows"] == [11, 15]
    assert {"name": "绩效指标_分值", "column": "G", "label": "分值", "sure": "确定"} in block["columns"]
    assert found["questions"][-1]["id"] == "scheme"
    assert all(each["default"] in each["choices"] for each in found["questions"])


def test_lines_tell_what_is_inferred_and_what_is_left_over(tmp_path: Path) -> None:
    path = tmp_path / "表样.xlsx"
    path.write_bytes(saved(unmerged(workbook(FAMILY, True))))
    told = list(lines(recognised_form(path)))
    assert "【自评表】金额单位：万元" in told
    assert any(line.startswith("？F5　全年执行数") and "[推断]" in line for line in told)
    assert "　绩效指标：第 11 行至第 15 行" in told
    assert any("下属单位数" in line for line in told)
    assert told[-1] == "只是看看，文件没有改动。"


def test_hunans_own_tables_are_scored_by_hunans_scheme(tmp_path: Path) -> None:
    tables = family(FAMILIES / "hn-base.txt"), FAMILY
    path = tmp_path / "表样.xlsx"
    path.write_bytes(saved(workbook(tables[0]._replace(sheets=tables[0].sheets + tables[1].sheets), True)))
    assert recognised_form(path).questions[-1].default == "湖南2022"
    assert recognised_form(book(tmp_path)).questions[-1].default == "财政部2020"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "空文件"),
        (b"%PDF-1.4 not a workbook", "不是 Excel 或 WPS 的工作簿"),
        (b"PK\x03\x04 cut off", "表样"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
    ],
)
def test_what_is_no_form_is_refused_in_a_sentence(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "表样.xls"
    path.write_bytes(content)
    with pytest.raises(WorkbookError, match=told):
        recognised_form(path)


def test_a_workbook_without_labels_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "通知.xlsx"
    path.write_bytes(saved(workbook(drawn("x", "[甲] 万元\n会议通知\n时间 | =九点"), True)))
    with pytest.raises(WorkbookError, match="没有认出一个名称"):
        recognised_form(path)


def test_one_sheet_of_several_is_shown(tmp_path: Path) -> None:
    two = [sheet._replace(title=title) for title in ("甲", "乙") for sheet in FAMILY.sheets]
    path = tmp_path / "几个单位.xlsx"
    path.write_bytes(saved(workbook(FAMILY._replace(sheets=tuple(two)), True)))
    refused = CliRunner().invoke(main, ["annotate", str(path), "--json"])
    assert refused.exit_code == 2 and "--sheet" in refused.stderr and refused.stdout == ""
    shown = CliRunner().invoke(main, ["annotate", str(path), "--sheet", "乙", "--json"])
    assert {each["sheet"] for each in json.loads(shown.stdout)["cells"]} == {"乙"}


def converted(folder: Path, path: Path, to: str) -> Path:
    program = libreoffice()
    assert program is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", to, "--outdir", str(folder / "made"), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / "made" / f"{path.stem}.{to.partition(':')[0]}"


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", CONVERTED)
def test_a_form_saved_again_by_libreoffice_reads_the_same(tmp_path: Path, name: str) -> None:
    truth = family(FAMILIES / f"{name}.txt")
    path = tmp_path / "表样.xlsx"
    path.write_bytes(saved(workbook(truth, False)))
    form = recognised_form(converted(tmp_path, path, "xlsx:Calc MS Excel 2007 XML"))
    found = score(form, truth)
    assert (found.wrong, found.certainly_wrong) == ([], [])
    assert rows(form, truth) == truth.rows() and form.units == truth.units


@pytest.mark.libreoffice
def test_the_old_format_goes_through_libreoffice_and_that_is_said(tmp_path: Path) -> None:
    truth = moved(FAMILY, 2, 1)
    path = tmp_path / "表样.xlsx"
    path.write_bytes(saved(workbook(truth, True)))
    data = converted(tmp_path, path, "xls:MS Excel 97").read_bytes()
    for name in ("表样.xls", "表样.et"):
        old = tmp_path / name
        old.write_bytes(data)
        done = CliRunner().invoke(main, ["annotate", str(old), "--json"])
        assert "LibreOffice" in done.stderr and "原文件没有改动" in done.stderr
        assert done.exit_code == 0 and old.read_bytes() == data
        cells = {each["name"]: f"自评表!{each['address']}" for each in json.loads(done.stdout)["cells"]}
        assert cells.pop("年度") == "自评表!B4" and cells == truth.cells()


def test_without_libreoffice_the_old_format_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltool.intake.sources.convert.libreoffice", lambda: None)
    path = tmp_path / "表样.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(WorkbookError, match=r"是旧格式的工作簿，本机没有 LibreOffice.*另存为 \.xlsx 再试"):
        recognised_form(path)


def test_the_way_of_rates_is_told(tmp_path: Path) -> None:
    assert "比率写法：带%" in list(lines(recognised_form(book(tmp_path))))
    assert recognised_form(book(tmp_path, filled=False)).rate_way == ""


def test_most_is_certain(tmp_path: Path) -> None:
    form = recognised_form(book(tmp_path, filled=False))
    sure = [each.sure for each in form.cells] + [each.sure for block in form.blocks for each in block.columns]
    assert sure.count(Sure.CERTAIN) >= 0.9 * len(sure)
