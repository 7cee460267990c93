"""A small county, with every kind of broken file and every case, as the campaign of 5,000 runs it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from examples.county import make_county
from examples.county.broken import TROUBLES
from examples.county.cases import CASES, DUPLICATES
from examples.county.truth import ROOT, Truth, read_truth
from tests.campaign import ways
from tests.campaign.against_truth import faults, held
from tests.campaign.outcomes import digest, lines, outcomes
from tests.campaign.whole import against_first, against_single_check, against_truth

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> ways.Task:
    folder = tmp_path_factory.mktemp("county")
    county = make_county(folder, 60)
    return ways.Task(county.inbox, county.units, county.truth, folder)


@pytest.fixture(scope="module")
def first(task: ways.Task) -> ways.Ran:
    return ways.plain(task, "一个进程", "--workers", "1")


def test_every_kind_is_there(task: ways.Task) -> None:
    assert len(TROUBLES) >= 20
    assert {row.case for row in task.truth.rows} - {""} == {
        *(kind.label for kind in TROUBLES),
        *(kind.label for kind in (*DUPLICATES, *CASES)),
    }


def test_all_is_as_it_is_in_truth(task: ways.Task, first: ways.Ran) -> None:
    said: list[str] = []
    assert against_truth(task, first, said.append) == 0, said
    assert against_single_check(task, first, said.append) == 0, said


@pytest.mark.parametrize("way", ["两个进程", "Dask", "杀死后再运行", "s3"])
def test_it_comes_to_the_same_in_every_way(task: ways.Task, first: ways.Ran, way: str) -> None:
    runs = {
        "两个进程": lambda: ways.plain(task, way, "--workers", "2"),
        "Dask": lambda: ways.on_cluster(task, way, 0.0),
        "杀死后再运行": lambda: ways.resumed(task, way, 0.2),
        "s3": lambda: ways.from_store(task, way),
    }
    said: list[str] = []
    assert against_first(task.truth, first, way, runs[way](), said.append) == 0, said


def test_what_is_not_as_in_truth_is_told(task: ways.Task, first: ways.Ran) -> None:
    """The judge itself: of each wrong row, reason, unit and number it says so."""
    rows = list(task.truth.rows)
    whole = next(n for n, row in enumerate(rows) if not row.case and not row.mistakes)
    broken = next(n for n, row in enumerate(rows) if row.says)
    wrong = {
        "没有列出": [*rows, rows[0]._replace(origin=f"{ROOT}/没有.xlsx")],
        "多出一行": rows[1:],
        "单位是": [*rows[:whole], rows[whole]._replace(unit=""), *rows[whole + 1 :]],
        "应为": [*rows[:whole], rows[whole]._replace(standing="处理不了"), *rows[whole + 1 :]],
        "里没有“别的话”": [*rows[:broken], rows[broken]._replace(says=("别的话",)), *rows[broken + 1 :]],
    }
    done = outcomes(first.ledger, task.truth.year)
    for said, changed in wrong.items():
        truth = task.truth._replace(rows=tuple(changed))
        found = faults(held(truth, task.units, done, first.inbox, first.summary))
        assert any(said in each for each in found), said
    late = task.truth._replace(missing=task.truth.missing[1:], late=("谁",))
    found = faults(held(late, task.units, done, first.inbox, first.summary))
    assert {each[:4] for each in found} >= {"未报名单", "总览“未", "总览“其"}


def test_the_digest_tells_one_outcome_from_another(task: ways.Task, first: ways.Ran) -> None:
    told = lines(outcomes(first.ledger, task.truth.year), first.inbox)
    other = lines(outcomes(first.ledger, task.truth.year + 1), first.inbox)
    assert len(told) == len(task.truth.rows) and digest(told) != digest(other)
    assert not any(str(task.inbox) in each for each in told)


def test_the_same_seed_gives_the_same_files(tmp_path: Path, task: ways.Task) -> None:
    again = make_county(tmp_path, 60)
    for path in (
        path for path in sorted(task.inbox.rglob("*")) if path.is_file() and path.stat().st_mode & 0o400
    ):
        other = again.inbox / path.relative_to(task.inbox)
        assert other.read_bytes() == path.read_bytes() and other.stat().st_mtime == path.stat().st_mtime
    assert again.units.read_bytes() == task.units.read_bytes()
    truth: Truth = read_truth(task.folder / "真相.json")
    assert [row.origin for row in truth.rows] == [row.origin for row in again.truth.rows]
    shutil.rmtree(tmp_path, ignore_errors=True)
