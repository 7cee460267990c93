"""A bureau's inbox at the desk, over real HTTP: from a folder of returns to decisions, answers and the summary."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk.inboxes import ABSENT, GOOD, TWICE, UNITS, WRONG, YEAR, Reviewer, filed, inbox
from tests.desk.running import DeskProcess, Visitor, running

LEDGER = "收件-汇总.账本.sqlite"
#: What a page says that saw everything.
_NOW = 2**52


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return inbox(tmp_path_factory.mktemp("bureau") / "收件")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[DeskProcess]:
    with running(folder, state=folder.parent / "own") as started:
        yield started


@pytest.fixture(scope="module")
def reviewer(desk: DeskProcess) -> Reviewer:
    """One who has collected, with a list of units and her name."""
    made = Reviewer(desk)
    assert made.look()["run"]["state"] == "none" and made.look()["total"] == 0
    assert "还没有收件" in made.look("/units")["error"]
    run = made.collected()
    assert (run["state"], run["judged"], run["seen"]) == ("ended", 4, 4), run
    assert made.bring_list().json["options"]["units"] == "名单.csv"
    made.do("/options", who="王审核", year=YEAR, deadline="2025-03-31")
    return made


def test_the_ledger_lies_beside_the_folder_and_nothing_in_it(reviewer: Reviewer, folder: Path) -> None:
    assert reviewer.inbox["kind"] == "folder" and reviewer.inbox["name"] == "收件"
    assert sorted(each.name for each in folder.iterdir()) == sorted(
        ["甲.xlsx", "乙.xlsx", "丙一稿.xlsx", "丙二稿.xlsx"]
    )
    assert (folder.parent / LEDGER).is_file()


def test_units_have_their_states_and_can_be_asked_for(reviewer: Reviewer) -> None:
    overview = reviewer.look()
    assert (overview["total"], overview["year"]) == (len(UNITS), YEAR)
    assert overview["groups"] == [{"column": "乡镇", "values": ["梅城镇", "东坪镇"]}]
    assert {each["state"]: each["count"] for each in overview["states"]}["未报"] == 1
    assert overview["options"] == {"units": "名单.csv", "year": YEAR, "deadline": "2025-03-31"}
    states = reviewer.states()
    assert list(states) == list(UNITS) and (states[WRONG], states[ABSENT]) == ("待改", "未报")
    found = reviewer.look("/units", sort="must", down=1, count=1)
    assert (found["total"], [row["name"] for row in found["rows"]]) == (len(UNITS), [WRONG])
    assert reviewer.look("/units", search="林业")["rows"][0]["versions"] == 2
    assert reviewer.look("/units", group="乡镇", of="东坪镇")["total"] == 2
    assert reviewer.look("/charts")["charts"][0]["title"].startswith("应报 4 个单位，已报 3 个")


def test_a_decision_is_kept_in_the_ledger_with_who_and_when(reviewer: Reviewer, folder: Path) -> None:
    revision = reviewer.look("/pulse")["revision"]
    said = reviewer.decide("收下", keys=[GOOD])
    assert {each["state"]: each["count"] for each in said["states"]}["收下"] == 1
    assert said["revision"] != revision and reviewer.look("/pulse")["revision"] == said["revision"]
    with sqlite3.connect(folder.parent / LEDGER) as data:
        (row,) = data.execute("SELECT unit, year, what, who FROM decisions").fetchall()
    assert row == (GOOD, YEAR, "收下", "王审核")
    unit = reviewer.unit(GOOD)
    assert unit["decided"]["who"] == "王审核" and unit["decided"]["when"] > 1.7e9
    reviewer.decide("撤销", keys=[GOOD])
    assert [each["what"] for each in reviewer.unit(GOOD)["decisions"]] == ["收下", "撤销"]


def test_what_came_in_is_opened_as_a_copy_that_is_saved_over_nothing(
    reviewer: Reviewer, folder: Path
) -> None:
    before = (folder / "乙.xlsx").read_bytes()
    (file,) = reviewer.unit(WRONG)["files"]
    book = reviewer.do("/open", file=file["number"])
    assert book["of"] == {"inbox": reviewer.inbox["id"], "key": WRONG, "file": file["number"]}
    assert book["dropped"] and book["title"] == "乙.xlsx" and len(book["findings"]) >= 1
    at = f"/api/books/{book['id']}"
    edit = {"revision": book["revision"], "name": "填表人", "row": 0, "text": "李四"}
    changed = reviewer.post(f"{at}/cell", **edit).json
    assert "拖进来的" in reviewer.post(f"{at}/save", revision=changed["revision"]).json["error"]
    assert reviewer.get(f"{at}/file").body[:2] == b"PK" and (folder / "乙.xlsx").read_bytes() == before


def test_many_returns_that_were_only_looked_at_are_left_again(reviewer: Reviewer) -> None:
    (file,) = reviewer.unit(GOOD)["files"]
    opened = [reviewer.do("/open", file=file["number"])["id"] for _ in range(10)]
    there = {book["id"] for book in reviewer.get("/api/books").json["books"]}
    assert opened[0] not in there and opened[-1] in there
    assert "没有打开" in reviewer.get(f"/api/books/{opened[0]}").json["error"]


def test_two_versions_differ_cell_by_cell(reviewer: Reviewer) -> None:
    late, early = reviewer.unit(TWICE)["files"]
    assert (late["name"], late["counts"], early["counts"]) == ("丙二稿.xlsx", True, False)
    found = reviewer.look("/difference", before=early["number"], after=late["number"])
    assert found["changes"] == [
        {"label": "填表人", "address": found["changes"][0]["address"], "before": "", "after": "张三"}
    ]
    assert found["sentence"] == "两份有 1 处不同。"
    (other,) = reviewer.unit(GOOD)["files"]
    said = reviewer.look("/difference", before=early["number"], after=other["number"])
    assert "不是同一个单位" in said["error"]


def test_answers_and_the_summary_are_made_beside_the_folder(reviewer: Reviewer, folder: Path) -> None:
    done = reviewer.do("/feedback", keys=[WRONG], only="")
    assert done["sentence"].startswith("写了审核意见 1 封（附带标记的副本 1 份）")
    assert [each["name"] for each in done["made"]] == [f"{WRONG}.eml"]
    assert (folder.parent / "收件-审核意见" / "审核意见" / f"{WRONG}.eml").is_file()
    summary = reviewer.do("/summary", csv=False)
    assert summary["made"][0]["name"] == "收件-汇总.xlsx" and "未报 1 个单位" in summary["sentence"]
    fetched = reviewer.get(f"{reviewer.at}/made/{summary['made'][0]['number']}")
    assert fetched.body == (folder.parent / "收件-汇总.xlsx").read_bytes()
    assert fetched.headers["content-disposition"].startswith("attachment;")
    tables = reviewer.do("/summary", csv=True)
    assert "单位明细.csv" in [each["name"] for each in tables["made"]]
    assert "已经不在了" in reviewer.look("/made/999")["error"]


def test_what_comes_in_later_is_collected_and_what_is_known_is_not_judged_again(tmp_path: Path) -> None:
    place = inbox(tmp_path / "收件")
    with running(place, state=tmp_path / "own") as desk:
        reviewer = Reviewer(desk)
        reviewer.collected()
        filed(place / "丁.xlsx", 9, ABSENT)
        run = reviewer.collected()
        assert (run["state"], run["judged"], run["known"]) == ("ended", 1, 4)
        assert ABSENT in reviewer.states()


def test_a_run_is_stopped_and_goes_on_later(tmp_path: Path) -> None:
    place = tmp_path / "收件"
    for number in range(150):
        filed(place / f"{number}.xlsx", number % 3 + 2, f"第{number}中心")
    with running(place, state=tmp_path / "own") as desk:
        reviewer = Reviewer(desk)
        assert reviewer.do("/run")["run"]["state"] == "running"
        assert "正在收件" in reviewer.do("/run")["error"]
        reviewer.do("/run/cancel")
        run = reviewer.waited()
        assert run["state"] == "stopped" and run["judged"] < 150 and "接着做" in run["sentence"]
    with running(place, state=tmp_path / "own") as desk:
        reviewer = Reviewer(desk)
        assert reviewer.look()["run"]["state"] in ("none", "stopped")
        run = reviewer.collected()
        assert run["state"] == "ended" and run["judged"] + run["known"] == 150


def test_the_end_of_the_desk_stops_a_run(tmp_path: Path) -> None:
    place = tmp_path / "收件"
    for number in range(60):
        filed(place / f"{number}.xlsx", 2, f"第{number}中心")
    with running(place, state=tmp_path / "own") as desk:
        assert Reviewer(desk).do("/run")["run"]["state"] == "running"
        assert desk.stop() == 0


# What is refused


def test_a_run_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    place = inbox(tmp_path / "收件")
    (tmp_path / LEDGER).mkdir()
    (tmp_path / "收件-汇总.xlsx").write_bytes(b"")
    with running(place, state=tmp_path / "own") as desk:
        reviewer = Reviewer(desk)
        assert "又不是汇总，没有覆盖" in reviewer.do("/run")["error"]
        (tmp_path / "收件-汇总.xlsx").unlink()
        run = reviewer.collected()
        assert run["state"] == "failed" and run["sentence"].endswith("。")
        assert reviewer.get("/api/books").status == 200


def test_a_folder_within_another_gets_no_ledger_among_its_returns(tmp_path: Path) -> None:
    outer = inbox(tmp_path / "收件")
    inner = inbox(outer / "乡镇")
    with running(outer, inner, state=tmp_path / "own") as desk:
        visitor = Visitor(desk)
        (id,) = [each["id"] for each in visitor.get("/api/books").json["inboxes"] if each["name"] == "乡镇"]
        said = visitor.post(f"/api/inboxes/{id}/run").json
        assert "在收件文件夹里" in said["error"]
    assert sorted(each.name for each in outer.iterdir() if each.name.startswith("乡镇")) == ["乡镇"]


def test_a_ledger_alone_is_looked_at_and_reads_nothing_elsewhere(tmp_path: Path) -> None:
    place = inbox(tmp_path / "收件")
    with running(place, state=tmp_path / "own") as desk:
        Reviewer(desk).collected()
    away = tmp_path / "别处" / "县.账本.sqlite"
    away.parent.mkdir()
    (tmp_path / LEDGER).rename(away)
    with running(away, state=tmp_path / "own") as desk:
        reviewer = Reviewer(desk)
        assert reviewer.inbox["kind"] == "ledger" and reviewer.look()["total"] == 3
        assert "只有账本" in reviewer.do("/run")["error"]
        (file,) = reviewer.unit(GOOD)["files"]
        assert "不在工作台打开的文件夹里，没有读取" in reviewer.do("/open", file=file["number"])["error"]
        reviewer.do("/options", who="王")
        done = reviewer.do("/feedback", keys=[WRONG], only="")
        assert "附带标记的副本 0 份" in done["sentence"] and any(
            "没有读取" in each for each in done["undone"]
        )
        assert reviewer.do("/summary", csv=False)["made"][0]["name"] == "县.xlsx"
    with running(place, away, state=tmp_path / "own") as desk:  # named together they are one inbox
        reviewer = Reviewer(desk)
        assert reviewer.inbox["kind"] == "folder"
        (file,) = reviewer.unit(GOOD)["files"]
        assert reviewer.do("/open", file=file["number"])["title"] == "甲.xlsx"
        assert reviewer.collected()["known"] == 4


@pytest.mark.parametrize(
    "place",
    [
        "https://example.invalid/a.xlsx",
        "//example.invalid/a/b.xlsx",
        "\\\\example.invalid\\a.xlsx",
        "/etc/hostname",
    ],
)
def test_a_ledger_of_strangers_leads_nowhere(tmp_path: Path, place: str) -> None:
    made = inbox(tmp_path / "收件")
    with running(made, state=tmp_path / "own") as desk:
        Reviewer(desk).collected()
    with sqlite3.connect(tmp_path / LEDGER) as data:
        data.execute("UPDATE files SET path = ?", (place,))
    with running(made, state=tmp_path / "own") as desk:
        reviewer = Reviewer(desk)
        (file,) = reviewer.unit(GOOD)["files"]
        assert "没有读取" in reviewer.do("/open", file=file["number"])["error"]


def test_a_file_that_changed_since_is_not_shown_for_what_was_judged(tmp_path: Path) -> None:
    place = inbox(tmp_path / "收件")
    with running(place, state=tmp_path / "own") as desk:
        reviewer = Reviewer(desk)
        reviewer.collected()
        (file,) = reviewer.unit(GOOD)["files"]
        filed(place / "甲.xlsx", 8, GOOD)
        assert "改动过" in reviewer.do("/open", file=file["number"])["error"]


def test_what_could_not_be_processed_is_not_tried_again_for_a_look(tmp_path: Path) -> None:
    place = inbox(tmp_path / "收件")
    (place / f"{ABSENT}.xlsx").write_bytes(b"PK\3\4 torn")
    with running(place, state=tmp_path / "own") as desk:
        reviewer = Reviewer(desk)
        assert reviewer.collected()["broken"] == 1
        reviewer.bring_list()
        (file,) = reviewer.unit(ABSENT)["files"]
        assert (file["standing"], file["counts"]) == ("处理不了", False)
        said = reviewer.do("/open", file=file["number"])["error"]
        assert "不能打开" in said and file["reason"].rstrip("。") in said


def test_no_other_file_is_taken_for_a_ledger(tmp_path: Path) -> None:
    import subprocess
    import sys

    other = tmp_path / "别的.sqlite"
    with sqlite3.connect(other) as data:
        data.execute("CREATE TABLE t (a)")
    done = subprocess.run(
        [sys.executable, "-m", "xltool", "desk", "--no-browser", str(other)],
        capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode != 0 and "不是这个版本的账本" in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("path", "held", "said"),
    [
        ("/decide", {"seen": _NOW, "keys": [GOOD], "what": "收下", "note": "长" * 2001}, "意见太长"),
        ("/decide", {"seen": _NOW, "keys": [ABSENT], "what": "收下", "note": ""}, "没有可以收下的一份"),
        ("/decide", {"seen": _NOW, "keys": ["../../etc"], "what": "收下", "note": ""}, "没有这个单位"),
        ("/decide", {"seen": _NOW, "keys": [GOOD], "what": "drop", "note": ""}, "没有这种决定"),
        ("/reason", {"file": 1, "key": "XT999", "what": "退回", "note": ""}, "没有可以接受或退回的说明"),
        ("/reason", {"file": 999_999, "key": "", "what": "退回", "note": ""}, "没有这个文件"),
        ("/open", {"file": -1}, "没有这个文件"),
        ("/feedback", {"keys": [], "only": "提示"}, "不能这样写"),
        ("/options", {"who": "王" * 51}, "最多 50 个字"),
        ("/options", {"who": "王\n审核"}, "最多 50 个字"),
        ("/options", {"year": "2024"}, "年度应是"),
        ("/options", {"deadline": "明天"}, "报送截止时间应写成"),
    ],
)
def test_what_is_out_of_place_is_one_sentence(
    reviewer: Reviewer, path: str, held: dict[str, Any], said: str
) -> None:
    answer = reviewer.post(f"{reviewer.at}{path}", **held)
    assert answer.status == 200 and said in answer.json["error"] and answer.json["error"].endswith("。")


@pytest.mark.parametrize(
    ("path", "held"),
    [
        ("/decide", {"seen": _NOW, "keys": "甲", "what": "收下", "note": ""}),
        ("/decide", {"seen": _NOW, "keys": [GOOD], "what": "收下"}),
        ("/decide", {"keys": [GOOD], "what": "收下", "note": ""}),
        ("/decide", {"seen": _NOW, "keys": ["\ud800"], "what": "收下", "note": ""}),
        ("/decide", {"seen": _NOW, "filter": [], "what": "收下", "note": ""}),
        ("/decide", {"seen": _NOW, "filter": {"state": "未报"}, "what": "已催", "note": ""}),
        (
            "/feedback",
            {"filter": {"state": "", "search": "", "group": "", "of": ""}, "but": "甲", "only": ""},
        ),
        ("/decide", {"seen": _NOW, "keys": [GOOD], "what": "收下", "note": "\ud800"}),
        ("/reason", {"file": "1", "key": "", "what": "", "note": ""}),
        ("/open", {"file": 2**70}),
        ("/open", {"file": "/etc/passwd"}),
    ],
)
def test_a_malformed_request_is_one_sentence(reviewer: Reviewer, path: str, held: dict[str, Any]) -> None:
    answer = reviewer.post(f"{reviewer.at}{path}", **held)
    assert answer.status == 400 and answer.json["error"].endswith("。")


@pytest.mark.parametrize(
    "asked", ["count=501", "count=-1", "from=x", "sort=nth", "count=9999999999999999999", "group=x&of=y"]
)
def test_a_page_that_no_list_has_is_one_sentence(reviewer: Reviewer, asked: str) -> None:
    answer = reviewer.get(f"{reviewer.at}/units?{asked}")
    assert answer.status in (200, 400) and answer.json["error"].endswith("。")


def test_nobody_decides_without_a_name(tmp_path: Path) -> None:
    place = inbox(tmp_path / "收件")
    with running(place, state=tmp_path / "own") as desk:
        reviewer = Reviewer(desk)
        reviewer.collected()
        assert "还没有写审核人" in reviewer.decide("收下", keys=[GOOD])["error"]
        assert reviewer.unit(GOOD)["decisions"] == []


def test_nobody_decides_on_what_came_in_behind_her_back(tmp_path: Path) -> None:
    place = inbox(tmp_path / "收件")
    with running(place, state=tmp_path / "own") as desk:
        reviewer = Reviewer(desk)
        reviewer.collected()
        reviewer.do("/options", who="王审核")
        seen = reviewer.unit(GOOD)["seen"]
        filed(place / "甲.xlsx", 7, GOOD)  # corrected, while she writes why it is sent back
        reviewer.collected()
        held: dict[str, Any] = {"seen": seen, "what": "退回", "note": "数不对"}
        for target in (
            {"keys": [WRONG, GOOD]},
            {"filter": {"state": "", "search": "", "group": "", "of": ""}},
        ):
            said = reviewer.do("/decide", **target, **held)["error"]
            assert said.startswith(f"{GOOD}的表在您看过以后变了") and said.endswith("。")
        assert reviewer.unit(GOOD)["decisions"] == reviewer.unit(WRONG)["decisions"] == []
        assert "error" not in reviewer.do("/decide", keys=[WRONG], **held)  # the same as she saw it
        now = reviewer.unit(GOOD)["seen"]
        assert "error" not in reviewer.do("/decide", **{**held, "seen": now}, keys=[GOOD])


def test_only_what_was_named_is_an_inbox(reviewer: Reviewer, desk: DeskProcess) -> None:
    for id in ("0" * 16, "..%2f..", reviewer.inbox["id"][:-1]):
        for path in ("", "/units", "/pulse"):
            answer = reviewer.get(f"/api/inboxes/{id}{path}")
            assert answer.status in (200, 404) and answer.json["error"].endswith("。")


def test_a_list_of_units_that_is_none_leaves_the_one_before(reviewer: Reviewer) -> None:
    said = reviewer.bring_list("没有标题\n甲", "坏的.csv").json
    assert "坏的.csv" in said["error"]
    assert reviewer.look()["options"]["units"] == "名单.csv" and reviewer.look()["total"] == len(UNITS)


def test_a_list_comes_as_bytes_alone_and_no_larger_than_a_workbook(
    reviewer: Reviewer, desk: DeskProcess
) -> None:
    at = f"{reviewer.at}/units-file?name=a.csv"
    assert desk.send("POST", at, reviewer.posting, b"{}").status == 415
    bytes_ = {**reviewer.posting, "content-type": "application/octet-stream"}
    assert desk.send("POST", at, {**bytes_, "content-length": str(51 * 2**20)}, b"").status == 413
    stranger = {name: value for name, value in bytes_.items() if name != "cookie"}
    assert desk.send("POST", at, stranger, b"a").status == 401
    other = {**bytes_, "origin": "http://example.invalid"}
    assert desk.send("POST", at, other, b"a").status == 403


@pytest.mark.parametrize("path", ["", "/pulse", "/units", "/unit?key=x", "/charts", "/difference", "/made/0"])
def test_nothing_of_an_inbox_is_shown_without_the_pass(
    reviewer: Reviewer, desk: DeskProcess, path: str
) -> None:
    assert desk.send("GET", f"{reviewer.at}{path}").status == 401
    half = {"cookie": reviewer.cookie}
    assert desk.send("GET", f"{reviewer.at}{path}", half).status == 401
    for change in ("/decide", "/reason", "/run", "/feedback", "/summary", "/options", "/open"):
        sent = {**reviewer.posting, "origin": "http://example.invalid"}
        assert desk.send("POST", f"{reviewer.at}{change}", sent, b"{}").status == 403


def test_what_a_filter_leaves_is_decided_on_and_nothing_else(reviewer: Reviewer) -> None:
    absent = {"state": "未报", "search": "", "group": "", "of": ""}
    for path, held in (("/decide", {"seen": _NOW, "what": "已催", "note": ""}), ("/feedback", {"only": ""})):
        assert "没有选单位" in reviewer.do(path, filter=absent, but=[ABSENT], **held)["error"]
    before = reviewer.states()
    assert before[ABSENT] == "未报"
    reviewer.decide("已催", filter=absent)
    assert reviewer.states() == {**before, ABSENT: "已催"}
    reviewer.decide("撤销", filter={**absent, "state": "已催"})
    assert reviewer.states() == before
