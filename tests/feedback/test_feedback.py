"""``xltool feedback`` as a bureau runs it: a ledger in, a draft and a marked copy for each unit out."""

from __future__ import annotations

import email
import email.policy
import json
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

import xltool
from examples.first_case import CORRECTED
from examples.generator import clean_return, inject, write_return
from examples.returns import Spot
from tests.annotate.copies import blank, written
from tests.annotate.returns import TWO, write_returns
from tests.intake.recognise.drawing import saved, workbook
from tests.summary.county import row
from xltool.cli import main
from xltool.ledger.store import opened_ledger
from xltool.verbs.annotate_several import annotate_several, several_forms
from xltool.verbs.returns import check_returns
from xltool.verbs.seal import seal

YEAR = 2022
SEALED_UNIT = "益阳市资阳区人大常委会"
WRONG, IN_ZIP, IN_MAIL, RIGHT, MISSING = "甲水务局", "乙农业局", "丙林业局", "丁交通局", "戊没有报的局"
TORN, OTHER_YEAR, TWICE = "己文化局", "庚档案局", "辛统计局"
ADDRESS = "shui@example.gov.cn"


def filed(place: Path, seed: int, unit: str, mistake: str = "", year: int = YEAR) -> Path:
    made = clean_return(seed).with_cells({Spot("单位名称"): unit, Spot("年度"): year})
    if mistake:
        made, _ = inject(made, seed, mistake)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_return(place, made)
    return place


def mailed(place: Path, book: Path) -> None:
    message = EmailMessage()
    message["Subject"], message["Date"] = "报送", "Mon, 06 Mar 2023 09:00:00 +0800"
    message.set_content("见附件")
    message.add_attachment(
        book.read_bytes(), maintype="application", subtype="octet-stream", filename=book.name
    )
    place.write_bytes(bytes(message))


def tampered(folder: Path) -> None:
    copy = seal(Path(CORRECTED), folder / "上报件.xlsx").path
    assert copy is not None
    book = openpyxl.load_workbook(copy)
    book["基础数据表"]["G7"] = 1
    book.save(copy)


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an inbox (收件), a list of units (名单.csv) and the ledger of both (账本.sqlite)."""
    root = tmp_path_factory.mktemp("bureau")
    inbox, aside = root / "收件", root / "旁"
    filed(inbox / "1.xlsx", 2, WRONG, "yuan_for_wan")
    with zipfile.ZipFile(inbox / "乡镇.zip", "w") as archive:
        archive.write(filed(aside / "2.xlsx", 3, IN_ZIP, "yuan_for_wan"), "2.xlsx")
    mailed(inbox / "信.eml", filed(aside / "3.xlsx", 4, IN_MAIL, "yuan_for_wan"))
    tampered(inbox)
    (inbox / f"{TORN}自评表.xlsx").write_bytes(b"PK\3\4 torn")
    (inbox / "谁的.xlsx").write_bytes(b"")
    filed(inbox / "旧.xlsx", 5, OTHER_YEAR, year=2021)
    for name, seed in (("一稿.xlsx", 6), ("二稿.xlsx", 7)):
        os.utime(filed(inbox / name, seed, TWICE), (1_678_000_000, 1_678_000_000))
    units = (IN_ZIP, IN_MAIL, MISSING, TORN, OTHER_YEAR, TWICE, SEALED_UNIT)
    rows = [f"{WRONG},水务 <{ADDRESS}>", *(f"{unit},d{n}@example.gov.cn" for n, unit in enumerate(units))]
    (root / "名单.csv").write_text("\n".join(["单位名称,电子邮箱", *rows]), "utf-8")
    run("consolidate", inbox, "-o", root / "汇总.xlsx", "--ledger", root / "账本.sqlite", "--workers", "1")
    return root


def run(verb: str, *arguments: str | Path) -> str:
    done = CliRunner().invoke(main, [verb, *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.output


def answered(root: Path, target: Path, *more: str) -> dict[str, Any]:
    said = run(
        "feedback", root / "账本.sqlite", "--to", target, "--units", root / "名单.csv", "--year", str(YEAR),
        "--json", *more,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(said)
    return found


@pytest.fixture(scope="module")
def target(bureau: Path) -> Path:
    answered(bureau, bureau / "信")
    return bureau / "信"


def letter(place: Path) -> EmailMessage:
    message = email.message_from_bytes(place.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage) and message["X-Unsent"] == "1"
    assert not [part.defects for part in message.walk() if part.defects]
    return message


def text_of(message: EmailMessage) -> str:
    body = message.get_body()
    assert body is not None
    return str(body.get_content())


def test_the_run_says_how_many_and_what_could_not_be_done(bureau: Path, target: Path) -> None:
    said = answered(bureau, target)
    assert (said["letters"], said["asked"], said["copies"], said["reminders"]) == (4, 2, 3, 2)
    assert [line for line in said["undone"] if "谁的.xlsx" in line and "没有写信" in line]
    assert said["stale"] == []
    lines = run("feedback", bureau / "账本.sqlite", "--to", target, "--year", str(YEAR))
    assert "写了审核意见 4 封（附带标记的副本 3 份）" in lines and "没有发送" in lines
    assert "上次运行留下、这次用不着的草稿" in lines and f"催报/{MISSING}.eml" in lines
    answered(bureau, target)


@pytest.mark.parametrize("unit", [WRONG, IN_ZIP, IN_MAIL])
def test_a_unit_gets_its_own_workbook_marked_and_its_own_findings(
    target: Path, tmp_path: Path, unit: str
) -> None:
    message = letter(target / "审核意见" / f"{unit}.eml")
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == f"{unit}-审核标记.xlsx"
    data = attached.get_payload(decode=True)
    assert data == (target / "带标记的表" / f"{unit}-审核标记.xlsx").read_bytes()
    copy = tmp_path / "副本.xlsx"
    copy.write_bytes(bytes(data))  # type: ignore[arg-type]
    outcome = xltool.check(copy)
    assert outcome.report.unit_name.text == unit and outcome.findings
    assert any("审核结果" in name for name in openpyxl.load_workbook(copy).sheetnames)
    assert not xltool.recalc(copy).changed  # the marks are there
    text = text_of(message)
    for finding in outcome.findings:
        if finding.severity in ("必改", "须说明") and not outcome.explained(finding):
            assert finding.title in text
    others = {WRONG, IN_ZIP, IN_MAIL, RIGHT, MISSING, TORN, OTHER_YEAR, TWICE} - {unit}
    with zipfile.ZipFile(copy) as package:
        held = b"".join(map(package.read, package.namelist())).decode(errors="replace")
    assert unit in held and not [other for other in others if other in text or other in held]


def test_a_letter_goes_to_the_address_on_the_list(target: Path) -> None:
    (to,) = letter(target / "审核意见" / f"{WRONG}.eml")["To"].addresses
    assert (to.display_name, to.addr_spec) == ("水务", ADDRESS)
    assert letter(target / "催报" / f"{MISSING}.eml")["To"] == "d2@example.gov.cn"


def test_a_sealed_copy_is_not_marked_and_what_its_seal_says_is_written(target: Path) -> None:
    message = letter(target / "审核意见" / f"{SEALED_UNIT}.eml")
    assert not list(message.iter_attachments())
    text = text_of(message)
    assert "封存核对没有通过" in text and "基础数据表!G7" in text and "封存以前的工作簿" in text


def test_who_filed_nothing_is_reminded_and_who_filed_another_year_is_told_so(target: Path) -> None:
    assert sorted(p.stem for p in (target / "催报").iterdir()) == sorted([MISSING, OTHER_YEAR])
    message = letter(target / "催报" / f"{MISSING}.eml")
    assert "至今没有收到" in text_of(message) and not list(message.iter_attachments())
    assert "收到的“旧.xlsx”是 2021 年度的" in text_of(letter(target / "催报" / f"{OTHER_YEAR}.eml"))


def test_a_unit_of_two_versions_is_asked_which_counts(target: Path) -> None:
    text = text_of(letter(target / "审核意见" / f"{TWICE}-请确定.eml"))
    assert "“一稿.xlsx”" in text and "“二稿.xlsx”" in text and "以哪一份为准" in text


def test_a_broken_file_is_answered_where_its_name_proves_the_unit(target: Path) -> None:
    text = text_of(letter(target / "审核意见" / f"{TORN}-请重发.eml"))
    assert f"{TORN}自评表.xlsx" in text and "收件" not in text


def test_a_second_run_writes_the_same_bytes_and_touches_nothing(bureau: Path, target: Path) -> None:
    other = bureau / "再一次"
    answered(bureau, other)
    before = {p.relative_to(target): p.read_bytes() for p in target.rglob("*") if p.is_file()}
    assert before == {p.relative_to(other): p.read_bytes() for p in other.rglob("*") if p.is_file()}
    times = {p: p.stat().st_mtime_ns for p in other.rglob("*")}
    answered(bureau, other)
    assert times == {p: p.stat().st_mtime_ns for p in other.rglob("*")}


def test_only_what_must_be_mended(bureau: Path, tmp_path: Path) -> None:
    answered(bureau, tmp_path, "--only", "必改")
    texts = [text_of(letter(p)) for p in (tmp_path / "审核意见").glob("*局.eml")]
    assert texts and all("【必须改正】" in text and "或者写明原因】" not in text for text in texts)


def test_what_is_not_ours_is_not_overwritten(bureau: Path, tmp_path: Path) -> None:
    mine = (tmp_path / "审核意见" / f"{WRONG}.eml", tmp_path / "带标记的表" / f"{IN_ZIP}-审核标记.xlsx")
    for place in mine:
        place.parent.mkdir()
        place.write_bytes(b"mine")
    said = answered(bureau, tmp_path)
    assert [place.read_bytes() for place in mine] == [b"mine", b"mine"]
    assert [line for line in said["undone"] if line.startswith(WRONG) and "不是本程序写的草稿" in line]
    assert [line for line in said["undone"] if line.startswith(IN_ZIP) and "不是本程序上次写的" in line]
    assert not list(letter(tmp_path / "审核意见" / f"{IN_ZIP}.eml").iter_attachments())


def test_a_folder_in_the_inbox_is_refused(bureau: Path) -> None:
    done = CliRunner().invoke(
        main, ["feedback", str(bureau / "账本.sqlite"), "--to", str(bureau / "收件" / "信")]
    )
    assert done.exit_code == 2 and "在收件文件夹里" in done.output
    assert not (bureau / "收件" / "信").exists()
    done = CliRunner().invoke(
        main, ["feedback", str(bureau / "账本.sqlite"), "--to", str(bureau / "名单.csv")]
    )
    assert done.exit_code == 2 and "是文件，不是文件夹" in done.output


def test_a_file_that_changed_since_gets_a_letter_without_a_copy(tmp_path: Path) -> None:
    book = filed(tmp_path / "收件" / "1.xlsx", 2, WRONG, "yuan_for_wan")
    run("consolidate", book.parent, "-o", tmp_path / "汇总.xlsx", "--workers", "1")
    filed(book, 3, WRONG)
    said = json.loads(run("feedback", tmp_path / "汇总.账本.sqlite", "--to", tmp_path / "信", "--json"))
    assert (said["letters"], said["copies"]) == (1, 0)
    assert "汇总以后改动过" in said["undone"][0]


def test_a_ledger_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "账本.sqlite").write_bytes(b"no ledger at all, but some words")
    for name in ("账本.sqlite", "没有.sqlite"):
        done = CliRunner().invoke(main, ["feedback", str(tmp_path / name), "--to", str(tmp_path / "信")])
        assert done.exit_code in (2, 3) and "账本" in done.output and "Traceback" not in done.output


def test_a_bureaus_own_form_without_names_is_annotated_and_marked(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    (inbox / "表样").mkdir(parents=True)
    (tmp_path / "空白表.xlsx").write_bytes(saved(workbook(blank(), False)))
    profile = ("--profile", inbox / "表样" / "表样.toml")
    run("annotate", tmp_path / "空白表.xlsx", "--yes", "-o", tmp_path / "标注.xlsx", *profile)
    form = written(inbox, 7)
    was = form.read_bytes()
    run("consolidate", inbox, "-o", tmp_path / "汇总.xlsx", "--workers", "1")
    said = json.loads(run("feedback", tmp_path / "汇总.账本.sqlite", "--to", tmp_path / "信", "--json"))
    assert (said["letters"], said["copies"]) == (1, 1), said
    (copy,) = (tmp_path / "信" / "带标记的表").iterdir()
    assert xltool.check(copy).findings and "审核结果" in openpyxl.load_workbook(copy).sheetnames
    assert form.read_bytes() == was and sorted(p.name for p in inbox.iterdir()) == sorted([form.name, "表样"])


def test_a_workbook_in_which_two_units_stand_goes_to_neither(tmp_path: Path) -> None:
    book = filed(tmp_path / "收件" / "两家.xlsx", 2, WRONG, "yuan_for_wan")
    first = row(book, 1_678_000_000.0)
    second = first._replace(judgement=first.judgement._replace(unit=IN_ZIP, sheet="第二张"))
    with opened_ledger(tmp_path / "账本.sqlite", "规则", [str(book.parent)]) as opened:
        opened.add([first, second])
    said = json.loads(run("feedback", tmp_path / "账本.sqlite", "--to", tmp_path / "信", "--json"))
    assert (said["letters"], said["copies"]) == (2, 0)
    assert (
        sorted(line.partition("：")[0] for line in said["undone"]) == sorted([WRONG, IN_ZIP])
        and "还有别的单位的表" in said["undone"][0]
    )
    for unit, other in ((WRONG, IN_ZIP), (IN_ZIP, WRONG)):
        message = letter(tmp_path / "信" / "审核意见" / f"{unit}.eml")
        assert not list(message.iter_attachments()) and other not in text_of(message)


def test_several_returns_of_a_unit_in_one_workbook_are_one_letter(tmp_path: Path) -> None:
    form = write_returns(tmp_path / "表.xlsx", {**TWO, "堤防": (5, 5, 5)})
    (tmp_path / "收件").mkdir()
    annotate_several(several_forms(form, ("全部",)), tmp_path / "收件" / "各项目.xlsx")
    run("consolidate", tmp_path / "收件", "-o", tmp_path / "汇总.xlsx", "--workers", "1")
    said = json.loads(run("feedback", tmp_path / "汇总.账本.sqlite", "--to", tmp_path / "信", "--json"))
    assert (said["letters"], said["copies"]) == (1, 1), said
    (place,), (copy,) = ((tmp_path / "信" / name).iterdir() for name in ("审核意见", "带标记的表"))
    message = letter(place)
    (attached,) = message.iter_attachments()
    assert attached.get_payload(decode=True) == copy.read_bytes()
    assert text_of(message).count("〖工作表“") > 1
    for each in check_returns(copy).returns:
        weighty = [one for one in each.outcome.findings if one.severity in ("必改", "须说明")]
        assert not weighty or f"〖工作表“{each.sheet}”〗" in text_of(message)
        assert all(one.title in text_of(message) for one in weighty)


def test_other_settings_than_the_ledgers_make_no_copy(tmp_path: Path) -> None:
    book = filed(tmp_path / "收件" / "1.xlsx", 2, WRONG, "yuan_for_wan")
    run("consolidate", book.parent, "-o", tmp_path / "汇总.xlsx", "--workers", "1")
    code = xltool.check(book).findings[0].code
    settings = tmp_path / "设置.toml"
    settings.write_text(f'who = "县绩效股"\n[rules.{code}]\nseverity = "提示"\nwhy = "试"\n', "utf-8")
    said = json.loads(
        run(
            *("feedback", tmp_path / "汇总.账本.sqlite", "--to", tmp_path / "信", "--json"),
            *("--settings", settings),
        )
    )
    assert (said["letters"], said["copies"]) == (1, 0) and "与汇总时不同" in said["undone"][0]
    settings.write_text("不是设置", "utf-8")
    done = CliRunner().invoke(
        main,
        [
            *("feedback", str(tmp_path / "汇总.账本.sqlite"), "--to", str(tmp_path / "另")),
            *("--settings", str(settings)),
        ],
    )
    assert done.exit_code == 2 and "不合 TOML 的写法" in done.output and not (tmp_path / "另").exists()


HOSTILE = (
    "../../../逃出",
    "CON",
    "=HYPERLINK(1)",
    "甲:局",
    "甲*局",
    "甲\n局\r\nBcc: a@example.cn",
    "-rf",
    "长" * 150,
)


def test_names_that_strangers_choose_stay_in_the_folder(tmp_path: Path) -> None:
    for number, name in enumerate(HOSTILE):
        filed(tmp_path / "收件" / f"{number}.xlsx", 2, name, "yuan_for_wan")
    run("consolidate", tmp_path / "收件", "-o", tmp_path / "汇总.xlsx", "--workers", "1")
    before = {p for p in tmp_path.rglob("*") if p.is_file()}
    said = json.loads(run("feedback", tmp_path / "汇总.账本.sqlite", "--to", tmp_path / "信", "--json"))
    assert (said["letters"], said["copies"]) == (len(HOSTILE), len(HOSTILE)), said
    made = {p for p in tmp_path.rglob("*") if p.is_file()} - before
    assert all(p.is_relative_to(tmp_path / "信") and p.parent.parent == tmp_path / "信" for p in made)
    assert len({p.name.casefold() for p in made}) == 2 * len(HOSTILE)
    for place in (tmp_path / "信" / "审核意见").iterdir():
        message = letter(place)
        assert message["Bcc"] is None and message["To"] is None
        (attached,) = message.iter_attachments()
        data = attached.get_payload(decode=True)
        unit = xltool.check(bytes(data), name="副本.xlsx").report.unit_name.text  # type: ignore[arg-type]
        assert " ".join(unit.split())[:60] in str(message["Subject"])
