"""The verbs ask and tell through a desk alone: what they say there, and that a no changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from examples.first_case import AS_FILED, CORRECTED
from xltool.errors import DeclinedError, WorkbookError
from xltool.verbs.adopt import adopt
from xltool.verbs.clear import clear
from xltool.verbs.desk import Desk
from xltool.verbs.explain import explain
from xltool.verbs.locate import locate
from xltool.verbs.mail import mail
from xltool.verbs.recalc import recalc
from xltool.verbs.report import report
from xltool.verbs.restore import restore
from xltool.verbs.seal import seal


class Noted:
    """A desk that notes what it hears, and answers what it was given."""

    def __init__(self, agrees: bool = True, typed: str | None = None, cancels: bool = False) -> None:
        self.agrees, self.typed, self.cancels = agrees, typed, cancels
        self.said: list[str] = []
        self.hindered: list[str] = []
        self.listed: list[str] = []
        self.asked: list[str] = []
        self.steps: list[str] = []

    way_out = "（按停止键停止）"

    def say(self, text: str, listed: Sequence[str] = (), *, hindered: bool = False) -> None:
        (self.hindered if hindered else self.said).append(text)
        self.listed += listed

    def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str | None:
        self.asked.append(f"{about}|{question}|{default}")
        return self.typed

    def agree(self, question: str, listed: Sequence[str] = ()) -> bool:
        self.asked.append(question)
        self.listed += listed
        return self.agrees

    def progress(self, step: str) -> None:
        self.steps.append(step)

    def cancelled(self) -> bool:
        return self.cancels


@pytest.fixture
def filed(tmp_path: Path) -> Path:
    return Path(shutil.copy(AS_FILED, tmp_path / "案.xlsx"))


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    return Path(shutil.copy(CORRECTED, tmp_path / "改.xlsx"))


@pytest.mark.parametrize("verb", [adopt, restore])
def test_a_no_changes_nothing(filed: Path, verb: Callable[..., object]) -> None:
    before, desk = filed.read_bytes(), Noted(agrees=False)
    with pytest.raises(DeclinedError):
        verb(filed, desk=desk)
    assert len(desk.asked) == 1 and desk.listed and not desk.said
    assert filed.read_bytes() == before


def test_what_is_agreed_to_is_done_and_said(filed: Path) -> None:
    desk = Noted()
    assert len(adopt(filed, desk=desk)) == 2 and len(restore(filed, desk=desk)) == 9
    assert desk.asked == ["把这 2 项得分改为建议得分吗？", "恢复这 9 处吗？手填的数会被公式取代。"]
    assert "第 6 个指标 公用经费控制率（自评表!H20）：10 → 12.50" in desk.listed
    assert "执行率：105.93% → 公式" in desk.listed
    assert desk.said == ["已改 2 项得分。", "已恢复 9 处。"]
    again = Noted()
    assert adopt(filed, desk=again) == () and restore(filed, desk=again) == {}
    assert not again.asked and again.said == ["得分都与建议得分相同，没有改动。", "公式都完好，没有改动。"]


def test_a_reason_is_asked_for_with_what_was_written_before(filed: Path) -> None:
    key = "XT311|在职人员控制率"
    desk = Noted(typed="编制未及时核增，已报编办")
    recalc(filed)
    assert explain(filed, key, desk=desk) is not None
    assert desk.asked[0].startswith("控制率超过上限：") and desk.asked[0].endswith("|请写明原因：|")
    assert desk.said == ["说明已写在“审核结果”里：控制率超过上限。"]
    chosen = Noted(typed="编制未及时核增，已报编办")
    explain(filed, lambda outcome: next(f for f in outcome.findings if f.key == key), desk=chosen)
    assert chosen.asked[0].endswith("|请写明原因：|编制未及时核增，已报编办")


@pytest.mark.parametrize("typed", [None, "", "  "])
def test_no_reason_is_no_error_but_a_hollow_one_is(filed: Path, typed: str | None) -> None:
    recalc(filed)
    before = filed.read_bytes()
    with pytest.raises(DeclinedError, match="没有写说明"):
        explain(filed, "XT311|在职人员控制率", desk=Noted(typed=typed))
    with pytest.raises(WorkbookError, match="没有写明原因"):
        explain(filed, "XT311|在职人员控制率", desk=Noted(typed="属实"))
    assert filed.read_bytes() == before


def test_what_hinders_sealing_is_listed_finding_by_finding(filed: Path) -> None:
    for verb in (seal, mail):
        desk = Noted()
        verb(filed, desk=desk)  # type: ignore[operator]
        assert desk.hindered == ["没有生成上报件，还有 20 条要先处理（必改的改正，须说明的写明理由）："]
        assert len(desk.listed) == 20 and not desk.said
    assert [path.name for path in filed.parent.iterdir()] == ["案.xlsx"]


def test_seal_and_mail_say_what_they_wrote(corrected: Path) -> None:
    desk = Noted()
    sealed = seal(corrected, desk=desk)
    assert desk.said == [f"已生成上报件 {sealed.path}\n内容校验码 {sealed.code}"]
    asked = Noted(typed="name@example.gov.cn")
    drafted = mail(corrected, to=None, desk=asked)
    assert drafted.mail is not None and drafted.mail.to[0].address == "name@example.gov.cn"
    assert asked.said[-1] == f"已写好草稿 {drafted.path}（没有发送）"
    with pytest.raises(DeclinedError, match="没有写邮件"):
        mail(corrected, to=None, desk=Noted(typed=None))


def test_who_cancels_a_search_has_what_was_found_until_then(filed: Path) -> None:
    desk = Noted(cancels=True)
    assert not locate(filed, desk=desk)[1].complete
    patient = Noted()
    assert locate(filed, desk=patient)[1].complete
    assert len(patient.steps) == 1 and "最少要改 12 格" in patient.steps[0]


def test_clear_and_report_say_what_they_did(filed: Path, tmp_path: Path) -> None:
    recalc(filed)
    desk: Desk = (noted := Noted())
    clear(filed, desk=desk)
    clear(filed, reasons_too=True, desk=desk)
    clear(filed, reasons_too=True, desk=desk)
    assert noted.said[0] == "标记、审核结果已清除，说明仍保留。" and noted.said[-1] == "没有需要清除的内容。"
    written = report(filed, tmp_path / "报告.docx", desk=(told := Noted()))
    assert told.said[0] == f"已生成 {written.path}" and "只是草稿" in told.said[-1]


def test_a_finding_that_is_chosen_has_to_stand_in_the_results(filed: Path) -> None:
    recalc(filed)
    with pytest.raises(WorkbookError, match="审核结果里没有"):
        explain(
            filed, lambda outcome: outcome.findings[0]._replace(key="XT005|总分"), "编制未及时核增，已报编办"
        )
