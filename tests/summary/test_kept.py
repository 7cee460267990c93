"""A summary that would be written again byte for byte is left alone, and only that."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from examples.generator import clean_return, write_return
from xltool.cli import main


class Desk(NamedTuple):
    """A bureau's folder: what came in, the list, the summary with what a run says of it."""

    folder: Path

    @property
    def inbox(self) -> Path:
        return self.folder / "收件"

    @property
    def summary(self) -> Path:
        return self.folder / "汇总.xlsx"

    @property
    def units(self) -> Path:
        return self.folder / "名单.csv"

    def run(self, *more: str) -> tuple[bool, bytes]:
        """Whether a run left the summary alone, and the summary."""
        given = (
            "consolidate",
            str(self.inbox),
            "-o",
            str(self.summary),
            "--units",
            str(self.units),
            "--workers",
            "1",
        )
        done = CliRunner().invoke(main, [*given, *more])
        assert done.exit_code == 0, done.output
        return "没有重写" in done.output, self.summary.read_bytes()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.inbox.mkdir()
    for seed in (1, 2):
        write_return(made.inbox / f"{seed}.xlsx", clean_return(seed))
    (made.inbox / "坏.xlsx").write_bytes(b"")
    names = [str(clean_return(seed).values["单位名称"]) for seed in (1, 2, 3)]
    made.units.write_text("\n".join(["单位名称,乡镇", *(f"{name},甲" for name in names)]), "utf-8")
    return made


def test_a_run_in_which_nothing_changed_leaves_it_alone_and_says_the_same(desk: Desk) -> None:
    first = desk.run()
    before = desk.summary.stat().st_mtime_ns
    again, third = desk.run(), desk.run()
    assert [kept for kept, _ in (first, again, third)] == [False, True, True]
    assert desk.summary.stat().st_mtime_ns == before
    desk.summary.unlink()
    kept, written = desk.run()
    assert not kept and written == first[1]  # what was left alone is what would have been written


def test_the_numbers_of_a_summary_left_alone_are_told(desk: Desk) -> None:
    def told() -> dict[str, object]:
        arguments = [
            "consolidate",
            str(desk.inbox),
            "-o",
            str(desk.summary),
            "--units",
            str(desk.units),
            "--json",
        ]
        found: dict[str, object] = json.loads(CliRunner().invoke(main, arguments).output)
        return {name: found[name] for name in ("year", "counted", "missing")}

    assert told() == told() == {"year": told()["year"], "counted": 2, "missing": 1}


def a_return_comes_in(desk: Desk) -> None:
    write_return(desk.inbox / "3.xlsx", clean_return(3))


def a_return_is_replaced(desk: Desk) -> None:
    write_return(desk.inbox / "2.xlsx", clean_return(4))


def a_return_goes_away(desk: Desk) -> None:
    (desk.inbox / "2.xlsx").unlink()


def a_return_is_moved(desk: Desk) -> None:
    (desk.inbox / "乡镇").mkdir()
    shutil.move(desk.inbox / "2.xlsx", desk.inbox / "乡镇" / "2.xlsx")


def its_time_is_another(desk: Desk) -> None:
    os.utime(desk.inbox / "2.xlsx", (1_700_000_000, 1_700_000_000))


def something_else_comes_in(desk: Desk) -> None:
    (desk.inbox / "通知.docx").write_bytes(b"PK")


def the_broken_one_is_broken_otherwise(desk: Desk) -> None:
    (desk.inbox / "坏.xlsx").write_bytes(b"no workbook")


def the_list_is_another(desk: Desk) -> None:
    desk.units.write_text(desk.units.read_text("utf-8").replace("甲", "乙"), "utf-8")


def somebody_wrote_into_the_summary(desk: Desk) -> None:
    with desk.summary.open("ab") as file:
        file.write(b"\0")


@pytest.mark.parametrize(
    "change",
    [
        a_return_comes_in,
        a_return_is_replaced,
        a_return_goes_away,
        a_return_is_moved,
        its_time_is_another,
        something_else_comes_in,
        the_broken_one_is_broken_otherwise,
        the_list_is_another,
        somebody_wrote_into_the_summary,
    ],
)
def test_whatever_changes_it_is_written_again(desk: Desk, change: Callable[[Desk], None]) -> None:
    desk.run()
    change(desk)
    kept, _ = desk.run()
    assert not kept
    kept, _ = desk.run()
    assert kept


@pytest.mark.parametrize("more", [("--deadline", "2026-01-31"), ("--year", "2019"), ("--peers", "乡镇")])
def test_other_wishes_make_another_summary(desk: Desk, more: tuple[str, ...]) -> None:
    desk.run()
    assert not desk.run(*more)[0]


def test_the_year_before_is_part_of_it(desk: Desk) -> None:
    last = Desk(desk.folder / "上年")
    shutil.copytree(desk.inbox, last.inbox)
    shutil.copy(desk.units, last.units)
    last.run()
    told = ("--last-year", str(last.summary.with_name("汇总.账本.sqlite")))
    assert [desk.run(*told)[0], desk.run(*told)[0]] == [False, True]
    (last.inbox / "2.xlsx").unlink()
    last.run()
    assert not desk.run(*told)[0]


def test_a_ledger_that_cannot_take_the_note_does_without(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltool.ledger.summaries._TABLE", "CREATE nonsense")
    assert [desk.run()[0], desk.run()[0]] == [False, False]
