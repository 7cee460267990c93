"""The verbs seal, verify, keygen and mail on the command line: what they say, and how they end."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from examples.first_case import AS_FILED
from tests.sealed.cases import cell, changed, corrected
from xltool.book.file.package import open_package
from xltool.book.file.whole import whole
from xltool.cli import main


def run(*arguments: object, **more: str | None) -> Result:
    return CliRunner(env=more).invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return corrected(tmp_path)


def spoilt(path: Path, target: Path) -> Path:
    package = open_package(path.read_bytes(), path.name)
    target.write_bytes(changed(package, {cell(whole(package), "总分"): 99}))
    return target


def test_seal_refuses_with_every_finding_and_ends_with_1(tmp_path: Path) -> None:
    path = Path(shutil.copy(AS_FILED, tmp_path / "原样.xlsx"))
    done = run("seal", path)
    assert done.exit_code == 1 and done.stdout == ""
    assert "没有生成上报件，还有 20 条要先处理" in done.stderr
    assert done.stderr.count("▲ 必改") == 14 and done.stderr.count("◆ 须说明") == 6
    assert not (tmp_path / "原样-上报件.xlsx").exists()


def test_seal_and_verify(book: Path, tmp_path: Path) -> None:
    done = run("seal", book, "-o", tmp_path / "送.xlsx")
    assert done.exit_code == 0 and "已生成上报件" in done.stdout
    code = done.stdout.split("内容校验码 ")[1].strip()
    good = run("verify", tmp_path / "送.xlsx")
    assert good.exit_code == 0 and f"送.xlsx：完好（校验码 {code[:16]}…）" in good.stdout
    assert "只能发现误改，不能防止有意伪造" in good.stdout


def test_exit_codes_of_verify(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "送.xlsx"
    run("seal", book, "-o", path)
    bad, text = spoilt(path, tmp_path / "改.xlsx"), tmp_path / "文.xlsx"
    text.write_text("字", encoding="utf-8")
    assert run("verify", path).exit_code == 0
    assert run("verify", path, bad).exit_code == 1
    assert run("verify", path, text).exit_code == 2
    assert run("verify", path, book).exit_code == 3
    assert run("verify", book, text, bad).exit_code == 1
    assert run("verify", book, text).exit_code == 2
    assert run("verify", tmp_path / "没有.xlsx").exit_code == 2
    said = run("verify", bad).stdout
    assert "有改动，1 处" in said and "总分：原为“98.75”，现为“99”" in said


def test_verify_as_json_is_one_line_a_file(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "送.xlsx"
    run("seal", book, "-o", path)
    text = tmp_path / "文.xlsx"
    text.write_text("字", encoding="utf-8")
    done = run("verify", path, spoilt(path, tmp_path / "改.xlsx"), book, text, "--json")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record.get("state") for record in records] == ["完好", "有改动", "未封存", None]
    assert records[1]["changes"] == [
        {"name": "总分", "cell": "自评表!H27", "where": None, "before": "98.75", "now": "99"}
    ]
    assert "文本文件" in records[3]["error"]


@pytest.mark.libreoffice
def test_a_pdf_beside_it(book: Path) -> None:
    done = run("seal", book, "--pdf")
    made = book.with_name("自评-上报件.pdf")
    assert done.exit_code == 0 and str(made) in done.stdout and made.read_bytes().startswith(b"%PDF")


@pytest.mark.libreoffice
def test_the_scan_of_the_stamped_copy_is_not_overwritten(book: Path) -> None:
    scan = book.with_name("自评-上报件.pdf")
    scan.write_bytes(b"%PDF-1.4 /Producer (Some scanner)")
    done = run("seal", book, "--pdf")
    assert done.exit_code == 2 and "又不是 LibreOffice 打印的，没有覆盖" in done.stderr
    assert scan.read_bytes().endswith(b"scanner)") and book.with_name("自评-上报件.xlsx").is_file()
    scan.unlink()
    assert run("seal", book, "--pdf").exit_code == run("seal", book, "--pdf").exit_code == 0


def test_without_libreoffice_the_copy_is_there_and_a_sentence_says_the_rest(
    book: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("seal", book, "--pdf")
    assert done.exit_code == 2 and "没有找到 LibreOffice" in done.stderr and "另存为 PDF" in done.stderr
    assert book.with_name("自评-上报件.xlsx").is_file()


# Keys and signatures


def test_a_signature_is_valid_or_invalid_or_another_s(book: Path, tmp_path: Path) -> None:
    mine, other = tmp_path / "我", tmp_path / "他"
    for name in (mine, other):
        assert run("keygen", name).exit_code == 0
    private, public = tmp_path / "我.私钥.pem", tmp_path / "我.公钥.pem"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    path = tmp_path / "送.xlsx"
    assert run("seal", book, "-o", path, "--key", private).exit_code == 0
    good = run("verify", path, "--public-key", public)
    assert good.exit_code == 0 and "签名有效，密钥指纹" in good.stdout
    assert run("verify", path).exit_code == 0 and "有签名，未核对" in run("verify", path).stdout
    wrong = run("verify", path, "--public-key", tmp_path / "他.公钥.pem")
    assert wrong.exit_code == 1 and "由别的密钥签名" in wrong.stdout
    bad = run("verify", spoilt(path, tmp_path / "改.xlsx"), "--public-key", public)
    assert bad.exit_code == 1 and "签名无效" in bad.stdout
    plain = tmp_path / "素.xlsx"
    run("seal", book, "-o", plain)
    unsigned = run("verify", plain, "--public-key", public)
    assert unsigned.exit_code == 1 and "没有签名" in unsigned.stdout


def test_a_signature_taken_from_another_copy_is_invalid(book: Path, tmp_path: Path) -> None:
    run("keygen", tmp_path / "我")
    path = tmp_path / "送.xlsx"
    run("seal", book, "-o", path, "--key", tmp_path / "我.私钥.pem")
    package = open_package(path.read_bytes(), path.name)
    for name in ("上报_签名", "上报_公钥"):
        (tmp_path / "改.xlsx").write_bytes(changed(package, {cell(whole(package), name): "AAAA"}))
        done = run("verify", tmp_path / "改.xlsx", "--public-key", tmp_path / "我.公钥.pem")
        assert done.exit_code == (1 if name == "上报_签名" else 0)  # the key named is only for people to read


def test_a_key_with_a_passphrase(book: Path, tmp_path: Path) -> None:
    name, private = tmp_path / "密", tmp_path / "密.私钥.pem"
    assert run("keygen", name, "--passphrase", XLTOOL_KEY_PASSPHRASE="口令一").exit_code == 0
    assert b"ENCRYPTED" in private.read_bytes()
    asked = CliRunner().invoke(main, ["seal", str(book), "--key", str(private)], input="口令一\n")
    assert asked.exit_code == 0
    wrong = run("seal", book, "--key", private, XLTOOL_KEY_PASSPHRASE="口令二")
    assert wrong.exit_code == 2 and "口令不对" in wrong.stderr


def test_what_is_no_key_is_said_so(book: Path, tmp_path: Path) -> None:
    run("keygen", tmp_path / "我")
    again = run("keygen", tmp_path / "我")
    assert again.exit_code == 2 and "没有覆盖" in again.stderr
    text = tmp_path / "文.pem"
    text.write_text("字", encoding="utf-8")
    assert "读不出来" in run("seal", book, "--key", text).stderr
    assert "读不出来" in run("verify", book, "--public-key", text).stderr
    assert "是私钥，不能给别人" in run("verify", book, "--public-key", tmp_path / "我.私钥.pem").stderr
    assert "找不到" in run("seal", book, "--key", tmp_path / "无.pem").stderr


def test_without_cryptography_one_sentence_names_the_extra(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "cryptography", None)
    done = run("keygen", tmp_path / "我")
    assert done.exit_code == 2 and "pip install 'xltool[sign]'" in done.stderr
    done = run("keygen", tmp_path / "我", "--passphrase")  # said before a passphrase is asked for
    assert done.exit_code == 2 and "pip install 'xltool[sign]'" in done.stderr and "口令" not in done.output
    assert not list(tmp_path.glob("*.pem"))


# Mail


def test_mail_writes_a_draft_and_sends_nothing(book: Path) -> None:
    done = run("mail", book, "--to", "name@example.gov.cn")
    assert done.exit_code == 0 and "（没有发送）" in done.stdout
    assert {path.name for path in book.parent.iterdir()} == {
        "自评.xlsx",
        "自评-上报件.xlsx",
        "自评-上报件.eml",
    }


def test_mail_refuses_as_seal_does(tmp_path: Path) -> None:
    path = Path(shutil.copy(AS_FILED, tmp_path / "原样.xlsx"))
    done = run("mail", path)
    assert done.exit_code == 1 and "没有生成上报件" in done.stderr and list(tmp_path.iterdir()) == [path]


def test_a_folder_is_one_line_a_workbook_and_a_sum(book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "收到" / "甲乡"
    folder.mkdir(parents=True)
    path = folder / "送.xlsx"
    run("seal", book, "-o", path)
    spoilt(path, folder / "改.xlsx")
    (folder / "~$送.xlsx").write_bytes(b"x")
    done = run("verify", "--folder", tmp_path / "收到")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0].endswith("改.xlsx：有改动，1 处：自评表!H27 总分：原为“98.75”，现为“99”")
    assert "送.xlsx：完好" in lines[1] and lines[2] == "共 2 个工作簿：完好 1，有改动或签名不符 1"
    records = [
        json.loads(line)
        for line in run("verify", "--folder", tmp_path / "收到", "--json").stdout.splitlines()
    ]
    assert [record["state"] for record in records] == ["有改动", "完好"]
    assert run("verify").exit_code == 2 and run("verify", "--folder", tmp_path / "无").exit_code == 2


def test_a_second_seal_says_where_the_first_copy_is(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "送.xlsx"
    run("seal", book, "-o", path)
    path.write_bytes(spoilt(path, tmp_path / "改.xlsx").read_bytes())
    said = run("seal", book, "-o", path).stdout
    assert "以前的一份没有覆盖，改名保留为" in said and "送（前 1）.xlsx" in said
    assert (tmp_path / "送（前 1）.xlsx").exists()
