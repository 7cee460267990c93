"""Answers to the units that were chosen, with what a reviewer said."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest

from tests.bureau.cases import ABSENT, GOOD, MISSING, TOLD_WHY, WRONG, looked_at, rule, rule_reasons
from tests.bureau.conftest import made, source
from tests.summary.county import RULES, WORDS, County, keep, row
from xltool.batch.judge import JudgedBy
from xltool.bureau.making import summary_of
from xltool.bureau.places import beside_ledger
from xltool.errors import WorkbookError
from xltool.feedback.write import FeedbackDone, feedback
from xltool.ledger.store import opened_ledger
from xltool.summary.wanted import Wanted

__all__ = ["made", "source"]


def answered(made: County, folder: Path, *keys: str) -> FeedbackDone:
    with looked_at(made) as found:
        return feedback(found, made.ledger, folder, [], JudgedBy(), keys=keys or None)


def letter(folder: Path, kind: str, unit: str) -> str:
    message = email.message_from_bytes(
        (folder / kind / f"{unit}.eml").read_bytes(), policy=email.policy.default
    )
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_only_those_chosen_are_written(made: County, tmp_path: Path) -> None:
    every = answered(made, tmp_path / "全部")
    assert every.letters > 1 and every.reminders > 1
    done = answered(made, tmp_path / "选的", WRONG, ABSENT)
    assert (done.letters, done.reminders) == (1, 1) and done.stale == ()
    assert done.drafts == (f"催报/{ABSENT}.eml", f"审核意见/{WRONG}.eml")
    assert letter(tmp_path / "选的", "审核意见", WRONG)


def test_a_reason_that_was_sent_back_is_a_matter_with_the_reviewers_words(
    made: County, tmp_path: Path
) -> None:
    assert answered(made, tmp_path / "先", TOLD_WHY).letters == 0
    rule_reasons(made, TOLD_WHY, "退回", "请写明\n推迟了多少天")
    assert answered(made, tmp_path / "后", TOLD_WHY).letters == 1
    said = letter(tmp_path / "后", "审核意见", TOLD_WHY)
    assert f"贵单位的说明“{WORDS}”没有被采纳，意见：请写明 推迟了多少天" in said
    assert "需要改正，或者写明原因" in said


def test_a_unit_that_was_sent_back_gets_the_reviewers_words_though_nothing_else_is_wrong(
    made: County, tmp_path: Path
) -> None:
    assert answered(made, tmp_path / "先", GOOD).letters == 0
    rule(made, [GOOD], "退回", "附件2请盖章")
    assert answered(made, tmp_path / "后", GOOD).letters == 1
    assert "审核人把这份表退回修改，意见：附件2请盖章" in letter(tmp_path / "后", "审核意见", GOOD)


def test_a_unit_of_which_nobody_knows_what_counts_gets_the_reviewers_words_too(
    made: County, tmp_path: Path
) -> None:
    rivals = [row(made.filed[2].path, 1_700_000_000.0), row(made.filed[4].path, 1_700_000_000.0)]
    unit = rivals[0].judgement.unit
    keep(made.ledger, [each._replace(judgement=each.judgement._replace(unit=unit)) for each in rivals])
    assert answered(made, tmp_path / "先", GOOD).asked == 1
    assert "审核人" not in letter(tmp_path / "先", "审核意见", f"{GOOD}-请确定")
    rule(made, [GOOD], "退回", "附件2请盖章")
    assert answered(made, tmp_path / "后", GOOD).asked == 1
    said = letter(tmp_path / "后", "审核意见", f"{GOOD}-请确定")
    assert "审核人把这几份退回修改，意见：附件2请盖章" in said and "请回信告知以哪一份为准" in said


def test_nobody_is_written_to_before_a_run_has_come_to_its_end(made: County, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), opened_ledger(made.ledger, RULES, ["收件"]) as ledger:
        ledger.add([row(made.filed[0].path, 1_700_000_000.0)])
        ledger.write()
        with pytest.raises(WorkbookError, match="没有做完"):  # most have not been seen: they are not silent
            answered(made, tmp_path / "信")
        raise KeyboardInterrupt
    with pytest.raises(WorkbookError, match="没有做完"):
        answered(made, tmp_path / "信", GOOD)
    with pytest.raises(WorkbookError, match="没有做完"):
        summary_of(Wanted(made.ledger, units=made.units), beside_ledger(made.ledger), (), csv=True)
    assert not (tmp_path / "信").exists() and not beside_ledger(made.ledger).tables.exists()
    keep(made.ledger, [row(each.path, 1_700_000_000.0) for each in made.filed])
    assert answered(made, tmp_path / "信").reminders == MISSING


def test_what_was_taken_needs_no_letter(made: County, tmp_path: Path) -> None:
    rule(made, [WRONG], "收下")
    done = answered(made, tmp_path / "信", WRONG)
    assert done.letters == 0 and "已收下的 1 个单位没有写信" in done.undone[0]


def test_what_may_not_be_read_is_not_and_the_letter_goes_without_a_copy(made: County, tmp_path: Path) -> None:
    asked: list[str] = []

    def never(place: str) -> bool:
        asked.append(place)
        return False

    with looked_at(made) as found:
        done = feedback(found, made.ledger, tmp_path / "信", [], JudgedBy(), "", [WRONG], never)
    assert asked == [str(made.filed[4].path)] and (done.letters, done.copies) == (1, 0)
    assert any("没有读取" in each for each in done.undone)
