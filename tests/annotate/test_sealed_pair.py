"""A bureau's own form that is sealed: the form with values as it was issued, and the 校验单 that proves what it said."""

from __future__ import annotations

import json
import re
from email import message_from_bytes
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import xltool
from tests.annotate.forms import CELLS, SHEET, TITLE, recognised, text_of_package, write_form
from tests.annotate.sealing import ready_form
from tests.annotate.test_given_back import OURS
from tests.book.packages import parts, replacing, rezip
from tests.support import office
from tests.support.ooxml import assert_clean
from xltool.annotate.alike.reading import read_profile
from xltool.cli import main
from xltool.errors import WorkbookError
from xltool.sealed.verify import SealState
from xltool.verbs.adopt import adopt
from xltool.verbs.annotate import annotate
from xltool.verbs.annotated import annotated
from xltool.verbs.explain import explain
from xltool.verbs.mail import mail
from xltool.verbs.pair import pair_verdict, slip_beside
from xltool.verbs.profiles import profile_in
from xltool.verbs.seal import Sealed, seal
from xltool.verbs.verify import verify


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return ready_form(tmp_path)


@pytest.fixture
def sealed(book: Path) -> Sealed:
    return seal(book)


def verified(*arguments: str | Path) -> tuple[int, list[dict[str, object]]]:
    result = CliRunner().invoke(main, ["verify", "--json", *map(str, arguments)])
    return result.exit_code, [json.loads(line) for line in result.output.splitlines()]


def test_what_stands_in_the_way_is_said_first(tmp_path: Path) -> None:
    annotated(write_form(tmp_path / "原表.xlsx", rich=False), recognised(), tmp_path / "表.xlsx")
    found = seal(tmp_path / "表.xlsx")
    assert found.path is None and {f.code for f in found.blocking} >= {"XT408"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["原表.xlsx", "表.xlsx"]


def test_the_slip_carries_the_profile_of_the_form(tmp_path: Path) -> None:
    form = write_form(tmp_path / "原表.xlsx", rich=False)
    annotate(form, tmp_path / "表.xlsx", profile=tmp_path / "样.toml")
    adopt(tmp_path / "表.xlsx")
    for finding in xltool.recalc(tmp_path / "表.xlsx").findings:
        explain(tmp_path / "表.xlsx", finding.key, "年中有两批学员延期到次年培训完成")
    done = seal(tmp_path / "表.xlsx")
    assert done.path is not None and done.slip is not None
    said = done.slip.read_bytes()
    assert profile_in(said, done.slip.name) == read_profile(tmp_path / "样.toml")
    assert pair_verdict(done.path.read_bytes(), said, "表.xlsx").state is SealState.INTACT


def test_what_is_sealed_is_not_annotated_again(sealed: Sealed, tmp_path: Path) -> None:
    assert sealed.slip is not None
    with pytest.raises(WorkbookError, match="已经封存的上报件"):
        annotated(sealed.slip, recognised(), tmp_path / "又.xlsx")


def test_the_form_is_the_bureaus_with_values(book: Path, sealed: Sealed) -> None:
    assert sealed.path == book.with_name("表-上报件.xlsx") and sealed.slip == book.with_name("表-校验单.xlsx")
    assert [word for word in OURS if word in text_of_package(sealed.path)] == []
    before, after = parts(book.with_name("原表.xlsx")), parts(sealed.path)
    assert {name for name in before if before[name] != after.get(name)} == {SHEET} and len(before) == len(
        after
    )
    sheet = openpyxl.load_workbook(sealed.path)[TITLE]
    assert [sheet[a].value for a in ("F4", "F11", "G4", "G8", "G11")] == [0.9, 100, 9, 40, 89]
    without = re.sub(rb"<f>.*?</f>", b"", before[SHEET])
    assert re.sub(rb"<v>.*?</v>", b"", after[SHEET]).count(b"<c ") == without.count(b"<c ")


def test_the_slip_has_cover_and_reasons(sealed: Sealed) -> None:
    assert sealed.slip is not None
    made = openpyxl.load_workbook(sealed.slip)
    assert made.sheetnames == ["上报封面", TITLE, "审核结果", "核算", "校验"]
    cover = " ".join(str(c.value) for row in made["上报封面"].iter_rows() for c in row if c.value)
    assert sealed.code in cover.replace(" ", "") and "延期到次年培训完成" in cover


def test_both_are_verified_together(book: Path, sealed: Sealed) -> None:
    assert sealed.path is not None and sealed.slip is not None
    code, (form, slip) = verified(sealed.path, sealed.slip)
    assert code == 0 and form["state"] == slip["state"] == "完好" and form["code"] == sealed.code
    code, lines = verified("--folder", book.parent)
    states = {str(line["workbook"]): line["state"] for line in lines}
    assert states["表-上报件.xlsx"] == states["表-校验单.xlsx"] == "完好"
    assert {states[name] for name in ("表.xlsx", "原表.xlsx")} == {"未封存"}, "and no form that was changed"
    assert code == 3


def test_renamed_files_are_verified_when_given_together(tmp_path: Path, sealed: Sealed) -> None:
    assert sealed.path is not None and sealed.slip is not None
    other = sealed.path.rename(tmp_path / "某处报来.xlsx")
    assert slip_beside(other) is None and verify(other).state is SealState.NOT_SEALED
    code, (form, _) = verified(other, sealed.slip)
    assert code == 0 and form["state"] == "完好"


@pytest.mark.parametrize(
    ("address", "value", "said"),
    [
        ("D4", 451, "原为“450”，现为“451”"),
        ("D4", "=450", "变成了公式"),
        ("A9", None, ""),
        ("H9", "补", "现为“补”"),
        ("A2", "部门", "原为“部门（单位）名称”，现为“部门”"),
    ],
)
def test_a_change_in_the_form_is_found(sealed: Sealed, address: str, value: object, said: str) -> None:
    assert sealed.path is not None and sealed.slip is not None
    made = openpyxl.load_workbook(sealed.path)
    if value is not None:
        made[TITLE][address] = value
    made.save(sealed.path)
    verdict = pair_verdict(sealed.path.read_bytes(), sealed.slip.read_bytes(), "表")
    if value is None:
        assert verdict.state is SealState.INTACT, "saved by another program, nothing changed"
        return
    assert verdict.state is SealState.CHANGED
    (difference,) = verdict.differences
    assert difference.cell == f"{TITLE}!{address}" and said in difference.sentence


def test_what_is_hidden_or_moved_is_found(tmp_path: Path, sealed: Sealed) -> None:
    assert sealed.path is not None and sealed.slip is not None
    slip = sealed.slip.read_bytes()

    def found(change: object) -> str:
        made = openpyxl.load_workbook(sealed.path or "")
        change(made)  # type: ignore[operator]
        made.save(tmp_path / "改.xlsx")
        verdict = pair_verdict((tmp_path / "改.xlsx").read_bytes(), slip, "表")
        assert verdict.state is SealState.CHANGED
        return "；".join(each.sentence for each in verdict.differences)

    assert "D4" in found(lambda b: setattr(b[TITLE].column_dimensions["D"], "hidden", True))
    assert "多出的工作表" in found(lambda b: b.create_sheet("附表"))
    assert "拆开了" in found(lambda b: b[TITLE].unmerge_cells("A8:A9"))
    assert "没有了" in found(lambda b: setattr(b[TITLE], "title", "别的"))


@pytest.mark.libreoffice
def test_it_is_intact_after_libreoffice_saved_it(tmp_path: Path, sealed: Sealed) -> None:
    assert sealed.path is not None and sealed.slip is not None
    (saved,) = office.convert([sealed.path], tmp_path / "office")
    verdict = pair_verdict(saved.read_bytes(), sealed.slip.read_bytes(), saved.name)
    assert (verdict.state, verdict.differences) == (SealState.INTACT, ())


def test_a_slip_that_was_changed_proves_nothing(sealed: Sealed) -> None:
    assert sealed.path is not None and sealed.slip is not None
    made = openpyxl.load_workbook(sealed.slip)
    made[TITLE]["D4"] = 451
    made.save(sealed.slip)
    verdict = pair_verdict(sealed.path.read_bytes(), sealed.slip.read_bytes(), "表")
    assert verdict.state is SealState.CHANGED and "校验单有改动" in verdict.problems[0]
    code, lines = verified(sealed.path)
    assert code == 1 and lines[0]["state"] == "有改动"


def test_the_pair_is_checked_like_the_workbook(book: Path, sealed: Sealed) -> None:
    assert sealed.path is not None
    was, now = xltool.check(book), xltool.check(sealed.path)
    assert [f.key for f in now.findings] == [f.key for f in was.findings if f.code != "XT005"]
    assert now.report.budget.execution_rate.amount == was.report.budget.execution_rate.amount
    assert now.explanations == was.explanations
    with pytest.raises(WorkbookError, match="不是本工具的模板"):
        xltool.recalc(sealed.path)
    alone = sealed.path.rename(sealed.path.with_name("单独.xlsx"))
    with pytest.raises(WorkbookError, match="不是本工具的模板"):
        xltool.check(alone)


def test_both_are_mailed(book: Path) -> None:
    drafted = mail(book, to=["a@example.com"])
    assert drafted.path is not None
    names = [part.get_filename() for part in message_from_bytes(drafted.path.read_bytes()).walk()]
    assert len([name for name in names if name]) == 2
    assert drafted.mail is not None
    assert [each.name for each in drafted.mail.attachments] == ["表-上报件.xlsx", "表-校验单.xlsx"]


def test_an_earlier_pair_is_kept_and_another_file_is_not_touched(book: Path, sealed: Sealed) -> None:
    assert sealed.path is not None and sealed.slip is not None
    again = seal(book)
    assert again.kept is None and again.code == sealed.code, "the same figures give the same files"
    explain(book, xltool.check(book).findings[0].key, "两批学员的培训已改到次年三月，有批复")
    later = seal(book)
    assert later.kept is not None and later.kept.name == "表-校验单（前 1）.xlsx"
    sealed.slip.unlink()
    with pytest.raises(WorkbookError, match="已经存在，又不是上报件"):
        seal(book)
    with pytest.raises(WorkbookError, match="不能覆盖填报用的工作簿"):
        seal(book, book)


@pytest.mark.ooxml
def test_excel_would_open_both(book: Path, sealed: Sealed) -> None:
    assert sealed.path is not None and sealed.slip is not None
    assert_clean(sealed.path, sealed.slip, inherited_from=book.with_name("原表.xlsx"))


def test_a_form_with_macros_keeps_them(tmp_path: Path) -> None:
    plain = write_form(tmp_path / "甲.xlsx", rich=False)
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    usual = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    form = rezip(plain, tmp_path / "表.xlsm", {"[Content_Types].xml": replacing((usual, kind))})
    cells = dict(CELLS)
    annotated(form, recognised(cells=cells), tmp_path / "标注.xlsm")
    book = tmp_path / "标注.xlsm"
    adopt(book)
    for finding in xltool.recalc(book).findings:
        explain(book, finding.key, "年中有两批学员延期到次年培训完成")
    sealed = seal(book)
    assert sealed.path == tmp_path / "标注-上报件.xlsm" and kind in text_of_package(sealed.path)
    assert sealed.slip == tmp_path / "标注-校验单.xlsx"
    assert verified(sealed.path)[1][0]["state"] == "完好"
