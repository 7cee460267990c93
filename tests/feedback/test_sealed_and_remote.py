"""``xltool feedback`` where a unit sent a bureau's own form sealed as two files, and where the inbox is a store."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from tests.annotate.sealing import sealed_pair
from tests.feedback.test_feedback import IN_ZIP, MISSING, WRONG, filed, letter, run, text_of
from tests.support.s3 import connected


def answered(root: Path, *more: str | Path) -> dict[str, Any]:
    said = run("feedback", root / "汇总.账本.sqlite", "--to", root / "信", "--json", *more)
    found: dict[str, Any] = json.loads(said)
    return found


def consolidated(root: Path, inbox: str | Path, *more: str | Path) -> None:
    run("consolidate", inbox, "-o", root / "汇总.xlsx", "--workers", "1", *more)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return sealed_pair(tmp_path_factory.mktemp("pair"))


@pytest.fixture
def inbox(tmp_path: Path, pair: tuple[Path, Path]) -> Path:
    (folder := tmp_path / "收件").mkdir()
    for each in pair:
        shutil.copy(each, folder)
    return folder


UNIT = "某市某处"


def test_who_sent_an_intact_pair_is_left_alone(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "名单.csv").write_text(f"单位名称\n{UNIT}\n{MISSING}\n", "utf-8")
    consolidated(tmp_path, inbox)
    said = answered(tmp_path, "--units", tmp_path / "名单.csv")
    assert (said["letters"], said["asked"], said["copies"], said["reminders"]) == (0, 0, 0, 1)
    assert not [line for line in said["undone"] if UNIT in line or "校验单" in line]
    assert [path.name for path in (tmp_path / "信").rglob("*.eml")] == [f"{MISSING}.eml"]


def test_what_is_to_be_mended_in_an_intact_pair_is_mended_where_it_was_sealed(
    inbox: Path, tmp_path: Path, pair: tuple[Path, Path]
) -> None:
    """A bureau's settings may make 必改 of what a unit could still explain when it sealed."""
    settings = tmp_path / "设置.toml"
    settings.write_text('who = "县绩效股"\n[rules.XT418]\nseverity = "必改"\nwhy = "要写明"\n', "utf-8")
    consolidated(tmp_path, inbox, "--settings", settings)
    said = answered(tmp_path, "--settings", settings)
    assert (said["letters"], said["copies"], said["undone"]) == (1, 0, [])
    message = letter(tmp_path / "信" / "审核意见" / f"{UNIT}.eml")
    text = text_of(message)
    assert not list(message.iter_attachments()) and "封存核对没有通过" not in text
    assert "【必须改正】共 1 处" in text and "封存以前的工作簿" in text and pair[0].name in text
    assert sorted(path.name for path in inbox.iterdir()) == sorted(path.name for path in pair)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """A store with a workbook and an archive that holds another."""
    first = filed(tmp_path / "旁" / "1.xlsx", 2, WRONG, "yuan_for_wan")
    second = filed(tmp_path / "旁" / "2.xlsx", 3, IN_ZIP, "yuan_for_wan")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(second, "2.xlsx")
    objects = {"收件/1.xlsx": first.read_bytes(), "收件/乡镇.zip": packed.getvalue()}
    with connected(monkeypatch, "bureau", objects):
        yield objects


def test_workbooks_of_a_store_are_marked_in_copies(store: dict[str, bytes], tmp_path: Path) -> None:
    before = dict(store)
    consolidated(tmp_path, "s3://bureau/收件")
    said = answered(tmp_path)
    assert (said["letters"], said["copies"], said["undone"]) == (2, 2, [])
    for unit in (WRONG, IN_ZIP):
        (attached,) = letter(tmp_path / "信" / "审核意见" / f"{unit}.eml").iter_attachments()
        copy = tmp_path / "副本.xlsx"
        copy.write_bytes(attached.get_payload(decode=True))  # type: ignore[arg-type]
        assert xltool.check(copy).report.unit_name.text == unit
        assert "审核结果" in openpyxl.load_workbook(copy).sheetnames
    assert store == before


def test_a_workbook_that_is_gone_from_the_store_gets_a_letter_without_a_copy(
    store: dict[str, bytes], tmp_path: Path
) -> None:
    consolidated(tmp_path, "s3://bureau/收件")
    del store["收件/1.xlsx"]
    said = answered(tmp_path)
    assert (said["letters"], said["copies"]) == (2, 1)
    (line,) = said["undone"]
    assert line.startswith(WRONG) and "不在原处了" in line
