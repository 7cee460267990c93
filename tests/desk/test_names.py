"""Names of files as they come from elsewhere: from old archives, from other disks, from folders that are gone."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from examples.first_case import AS_FILED
from tests.desk.running import Visitor, knocking, running

ANY_BYTES = pytest.mark.skipif(sys.platform != "linux", reason="no such names elsewhere")


@ANY_BYTES
def test_a_name_that_is_no_utf8_spoils_no_list_and_is_worked_with(tmp_path: Path) -> None:
    folder = tmp_path / "解压"
    folder.mkdir()
    shutil.copy(AS_FILED, folder / "案.xlsx")
    old = Path(os.fsdecode(os.fsencode(folder) + b"/" + "自评".encode("gbk") + b".xlsx"))
    shutil.copy(AS_FILED, old)
    with running(folder, state=tmp_path / "own") as desk:
        visitor = Visitor(desk)
        books = visitor.get("/api/books").json["books"]
        (other,) = (book["id"] for book in books if book["name"] != "案.xlsx")
        assert len(books) == 2
        at = f"/api/books/{other}"
        opened = visitor.post(f"{at}/open").json
        assert opened["sheets"]
        filled = visitor.post(
            f"{at}/cell", revision=opened["revision"], name="基本支出_本年决算", row=0, text="940"
        ).json
        assert visitor.post(f"{at}/save", revision=filled["revision"]).json["unsaved"] is False
        assert visitor.get(f"{at}/file").body == old.read_bytes() != AS_FILED.read_bytes()


def test_half_a_sign_in_a_request_is_answered_with_a_sentence(tmp_path: Path) -> None:
    shutil.copy(AS_FILED, tmp_path / "案.xlsx")
    with running(tmp_path / "案.xlsx", state=tmp_path / "own") as desk:
        visitor = Visitor(desk)
        view = visitor.open()
        answer = visitor.post(
            f"/api/books/{view['id']}/cell", revision=view["revision"], name="\ud800", row=0, text="1"
        )
        assert answer.status == 200 and answer.json["error"].endswith("。")
        known = json.loads((tmp_path / "own" / "desk" / "desk.json").read_text())["secret"]
        for name in ("\ud800", "x" * 300, "\0"):
            body = json.dumps({"named": [name]}).encode()
            answer = desk.send("POST", "/knock", knocking(known, "/knock"), body)
            assert answer.status == 200 and "找不到" in answer.json["error"]


def test_a_folder_that_is_taken_away_leaves_the_others(tmp_path: Path) -> None:
    gone, kept = tmp_path / "优盘", tmp_path / "本机"
    for folder in (gone, kept):
        folder.mkdir()
        shutil.copy(AS_FILED, folder / f"{folder.name}.xlsx")
    with running(gone, kept, state=tmp_path / "own") as desk:
        shutil.rmtree(gone)
        assert Visitor(desk).open("本机.xlsx")["sheets"]


@pytest.mark.parametrize("name", ["表" * 100, "CON.xlsx", "nul", "lpt1.表.xlsx", "表 .", "a" * 400])
def test_a_dropped_file_gets_a_name_that_every_disk_takes(tmp_path: Path, name: str) -> None:
    with running(state=tmp_path / "own") as desk:
        dropped = Visitor(desk).drop(quote(name), AS_FILED.read_bytes()).json
        title = dropped["title"]
        assert len(title.encode()) < 200 and title.endswith(".xlsx")
        assert title.partition(".")[0].strip().upper() not in ("CON", "NUL", "LPT1")


def test_a_link_to_a_file_leads_to_the_one_copy_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "夹"
    folder.mkdir()
    real, link = tmp_path / "案.xlsx", folder / "另一个名字.xlsx"
    shutil.copy(AS_FILED, real)
    link.symlink_to(real)
    with running(real, state=tmp_path / "own") as desk:
        visitor = Visitor(desk)
        view = visitor.open()
        fill = {"revision": view["revision"], "name": "基本支出_本年决算", "row": 0, "text": "940"}
        assert visitor.post(f"/api/books/{view['id']}/cell", **fill).json["unsaved"]
    with running(folder, real.parent, state=tmp_path / "own") as desk:
        visitor = Visitor(desk)
        (id,) = (book["id"] for book in visitor.get("/api/books").json["books"] if book["name"])
        assert visitor.post(f"/api/books/{id}/open").json["resumed"]
    assert real.read_bytes() == AS_FILED.read_bytes()
