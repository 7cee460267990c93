"""One file judged: the same as a single check says, and a reason for whatever is no return."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import xltool
from examples.first_case import AS_FILED, CORRECTED
from tests.annotate.copies import blank, written
from tests.annotate.returns import TWO, write_returns
from tests.annotate.sealing import sealed_pair
from tests.intake.recognise.drawing import saved, workbook
from xltool.annotate.alike.reading import read_profile
from xltool.batch.judge import Given, GivenPair, JudgedBy, judged, judged_pair
from xltool.batch.judgement import FileKind, Judgement
from xltool.batch.marking import marked
from xltool.cli import main
from xltool.indicators.scheme import built_in_files
from xltool.ledger.ruling import rules_digest, ruling
from xltool.verbs.annotate import annotate
from xltool.verbs.annotate_several import annotate_several, several_forms
from xltool.verbs.seal import seal

USUAL = JudgedBy()


def one(path: Path, by: JudgedBy = USUAL) -> Judgement:
    (found,) = judged(Given(path.name, path.read_bytes(), by))
    return found


def test_a_return_says_what_a_single_check_says() -> None:
    found, alone = one(AS_FILED), xltool.check(AS_FILED)
    assert (found.kind, found.unit, found.year) == (FileKind.RETURN, "益阳市资阳区人大常委会", 2022)
    assert found.seal == "未封存" and not found.reason
    assert [each.message for each in found.findings] == [each.message for each in alone.findings]
    assert [(each.code, each.severity, each.root) for each in found.findings] == [
        (each.code, each.severity.value, each.root) for each in alone.findings
    ]
    outcome = json.loads(found.outcome)
    assert outcome["rates"]["在职人员控制率"] == 1.461538
    assert outcome["scores"]["总分"] == 95.25 and outcome["scores"]["等级"] is None
    assert outcome["amounts"]["支出总额_本年决算"] == 1388.92 and outcome["amounts"]["编制数"] == 39
    assert len(outcome["indicators"]) == len(alone.report.indicators)


def test_a_sealed_copy_with_its_seal(tmp_path: Path) -> None:
    copy = seal(Path(CORRECTED), tmp_path / "上报件.xlsx").path
    assert copy is not None
    found = one(copy)
    assert (found.kind, found.seal, found.reason) == (FileKind.SEALED, "完好", "")
    assert not [each for each in found.findings if each.severity == "必改"]


def test_a_sealed_copy_that_was_changed(tmp_path: Path) -> None:
    import openpyxl

    copy = seal(Path(CORRECTED), tmp_path / "上报件.xlsx").path
    assert copy is not None
    book = openpyxl.load_workbook(copy)
    book["基础数据表"]["G7"] = 1
    book.save(copy)
    found = one(copy)
    assert (found.kind, found.seal) == (FileKind.SEALED, "有改动") and "基础数据表!G7" in found.reason
    assert found.findings  # what it says now is judged all the same


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return sealed_pair(tmp_path_factory.mktemp("pair"))


def test_a_slip_says_to_which_form_it_belongs(pair: tuple[Path, Path]) -> None:
    form, slip = pair
    found = one(slip)
    assert (found.kind, found.seal) == (FileKind.SLIP, "完好")
    assert json.loads(found.outcome)["form"] == hashlib.sha256(form.read_bytes()).hexdigest()


def test_a_form_is_judged_with_its_slip(pair: tuple[Path, Path]) -> None:
    form, slip = pair
    found = judged_pair(GivenPair(form.name, form.read_bytes(), slip.read_bytes(), USUAL))
    alone = xltool.check(form)  # finds the 校验单 beside it
    assert (found.kind, found.seal, found.reason) == (FileKind.SEALED, "完好", "")
    assert found.unit == alone.report.unit_name.text and len(found.findings) == len(alone.findings)


def test_a_form_that_was_changed_after_sealing(pair: tuple[Path, Path]) -> None:
    import io

    import openpyxl

    form, slip = pair
    book, changed = openpyxl.load_workbook(form), io.BytesIO()
    cell = next(c for row in book.active.iter_rows() for c in row if isinstance(c.value, (int, float)))
    cell.value += 1
    book.save(changed)
    found = judged_pair(GivenPair(form.name, changed.getvalue(), slip.read_bytes(), USUAL))
    assert (found.kind, found.seal) == (FileKind.SEALED, "有改动") and cell.coordinate in found.reason


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("profile")
    (folder / "空白表.xlsx").write_bytes(saved(workbook(blank(), False)))
    said = ["annotate", str(folder / "空白表.xlsx"), "--yes", "-o", str(folder / "标注.xlsx")]
    assert CliRunner().invoke(main, [*said, "--profile", str(folder / "表样.toml")]).exit_code == 0
    return folder / "表样.toml"


def test_a_form_without_names_is_judged_like_its_annotated_copy(tmp_path: Path, profile: Path) -> None:
    copy = written(tmp_path, 7)
    annotate(copy, tmp_path / "标注.xlsx", like=read_profile(profile))
    found = one(copy, JudgedBy(profiles=(profile.read_text(encoding="utf-8"),)))
    named = one(tmp_path / "标注.xlsx")
    assert found.kind is FileKind.RETURN and "".join(found.unit.split()) == "示范县第7单位"
    assert found.form == read_profile(profile).title
    assert (found.outcome, found.findings) == (named.outcome, named.findings)


def test_several_returns_in_one_workbook_are_a_judgement_each(tmp_path: Path) -> None:
    form = write_returns(tmp_path / "表.xlsx", {**TWO, "堤防": (5, 5, 5)})
    annotate_several(several_forms(form, ("全部",)), tmp_path / "各项目.xlsx")
    found = judged(Given("各项目.xlsx", (tmp_path / "各项目.xlsx").read_bytes(), USUAL))
    assert [(each.kind, each.sheet) for each in found] == [
        (FileKind.RETURN, sheet) for sheet in (*TWO, "堤防")
    ]


def test_a_form_that_no_profile_fits_says_which_is_nearest(tmp_path: Path) -> None:
    found = one(written(tmp_path, 7))
    assert found.kind is FileKind.BROKEN
    assert "没有相符的表样" in found.reason and "最接近的是“" in found.reason


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空"),
        (b"PK\x03\x04" + bytes(50), ""),
        ("单位,年度\n".encode(), "不是"),
        (AS_FILED.read_bytes()[:9000], ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ""),
    ],
)
def test_what_is_no_workbook_has_its_reason(data: bytes, said: str) -> None:
    (found,) = judged(Given("来件.xlsx", data, USUAL))
    assert found.kind is FileKind.BROKEN and "来件.xlsx" in found.reason and said in found.reason


def test_what_goes_wrong_inside_is_a_row_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def boom(*_: object) -> None:
        raise RuntimeError("x")

    monkeypatch.setattr("xltool.batch.judge.examined", boom)
    found = one(AS_FILED)
    assert found.kind is FileKind.BROKEN and "RuntimeError: x" in found.reason


def test_settings_and_schemes_go_along_to_where_their_files_are_not(tmp_path: Path) -> None:
    settings = tmp_path / "本局.toml"
    code = one(AS_FILED).findings[0].code
    settings.write_text(f'who = "某局"\n[rules.{code}]\noff = true\nwhy = "另有规定"\n', encoding="utf-8")
    scheme = tmp_path / "本省.toml"
    shutil.copy(next(iter(built_in_files())), scheme)
    by = ruling([], [str(scheme)], str(settings))
    known = rules_digest(by)
    for file in (settings, scheme):
        file.unlink()
    by = pickle.loads(pickle.dumps(by))  # as it comes to a worker on another machine
    found = one(AS_FILED, by)
    assert found.kind is FileKind.RETURN and code not in {each.code for each in found.findings}
    assert rules_digest(by) == known != rules_digest(USUAL)
    told = marked(Path(AS_FILED).read_bytes(), tmp_path / "标记.xlsx", by)
    assert told == tuple(f"{each.severity}|{each.key}" for each in found.findings)
