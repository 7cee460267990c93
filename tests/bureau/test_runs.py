"""What a page is told of the last run of its inbox, whoever began it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.summary.county import RULES, keep
from xltool.bureau.places import beside_folder
from xltool.bureau.runs import InboxRun
from xltool.bureau.runstate import RunState, RunTold
from xltool.errors import ProgramError
from xltool.ledger.one_run import only_run
from xltool.ledger.store import opened_ledger


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (made := tmp_path / "收件").mkdir()
    return made


@pytest.fixture
def ledger(folder: Path) -> Path:
    return beside_folder(folder).ledger


@pytest.fixture
def run(folder: Path) -> Iterator[InboxRun]:
    made = InboxRun(folder, beside_folder(folder), str)
    yield made
    made.end()


def tried(run: InboxRun) -> None:
    run.start([])
    while run.running:
        time.sleep(0.01)


def failed_of(told: RunTold, words: str) -> bool:
    return told.state is RunState.FAILED and words in told.sentence


def test_a_run_that_failed_is_told_until_somebody_elses_has_ended(run: InboxRun, ledger: Path) -> None:
    keep(ledger, [])
    with only_run(ledger):
        tried(run)
    assert failed_of(run.told(), "正被另一次汇总使用") and failed_of(run.told(), "正被另一次汇总使用")
    keep(ledger, [])
    assert (run.told().state, run.told().sentence) == (RunState.ENDED, "")


def test_a_run_that_failed_for_another_is_told_no_more_when_that_one_has_ended(
    run: InboxRun, ledger: Path
) -> None:
    with only_run(ledger), opened_ledger(ledger, RULES, ["收件"]):
        tried(run)
        assert run.told().state is RunState.RUNNING
    assert (run.told().state, run.told().sentence) == (RunState.ENDED, "")


def test_a_ledger_that_could_not_be_read_when_a_run_failed_is_known_when_it_can(
    run: InboxRun, ledger: Path
) -> None:
    ledger.write_bytes(b"no ledger" * 100)
    tried(run)
    with pytest.raises(ProgramError, match="损坏了"):
        run.told()
    ledger.unlink()
    assert failed_of(run.told(), "损坏了")
    keep(ledger, [])
    assert (run.told().state, run.told().sentence) == (RunState.ENDED, "")


def test_a_run_of_ones_own_is_told_after_one_that_failed(run: InboxRun, ledger: Path) -> None:
    with only_run(ledger):
        tried(run)
    tried(run)
    assert (run.told().state, run.told().sentence) == (RunState.ENDED, "")
