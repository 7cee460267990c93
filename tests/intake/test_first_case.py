"""The first case out of every kind of source: every figure, as filed, and the findings it is known for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from examples.first_case import AS_FILED
from tests.intake import dialects
from tests.intake.cases import comparable, expected, filed, held, report
from xltool.checks.finding import Finding
from xltool.cli import main
from xltool.verbs.check import check
from xltool.verbs.import_report import import_report
from xltool.verbs.recalc import recalc

SHARED = Path(__file__).resolve().parents[3] / "shared" / "seed" / "ziyang-npc-2022.txt"

_SOURCES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "text, a cell a line": ("报告.txt", lambda: dialects.as_text_by_line(report()).encode()),
    "text, a row a line": ("报告.txt", lambda: dialects.as_text_by_tab(report()).encode()),
    "text in GBK": ("报告.txt", lambda: dialects.as_text_by_line(report()).encode("gb18030")),
    "text in UTF-16": ("报告.txt", lambda: dialects.as_text_by_line(report()).encode("utf-16")),
    "page": ("报告.html", lambda: dialects.as_html(report()).encode()),
    "page in GBK": ("报告.htm", lambda: dialects.as_html(report(), "gb2312").encode("gb18030")),
    "word": ("报告.docx", lambda: dialects.as_docx(report())),
    "word, funds in one cell": ("报告.docx", lambda: dialects.as_docx(report(one_cell=True))),
    "word with a wrong ending": ("报告.txt", lambda: dialects.as_docx(report())),
}


@pytest.mark.parametrize("source", _SOURCES)
def test_every_figure_is_filled_in_as_filed(tmp_path: Path, source: str) -> None:
    name, made = _SOURCES[source]
    (tmp_path / name).write_bytes(made())
    import_report(tmp_path / name, tmp_path / "x.xlsx")
    found, wanted = comparable(held(tmp_path / "x.xlsx")), comparable(expected(filed()))
    assert found == wanted
    assert len(wanted) == 198


def without_spaces(found: dict[tuple[str, int], object]) -> dict[tuple[str, int], object]:
    """A number has no ideographic spaces around it."""
    return {at: value.strip() if isinstance(value, str) else value for at, value in found.items()}


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("numbers", [True, False])
def test_a_workbook_without_names_gives_both_tables(tmp_path: Path, merged: bool, numbers: bool) -> None:
    (tmp_path / "表.xlsx").write_bytes(dialects.as_xlsx(report(), merged=merged, numbers=numbers))
    reading = import_report(tmp_path / "表.xlsx", tmp_path / "x.xlsx")
    found = without_spaces(comparable(held(tmp_path / "x.xlsx")))
    every = without_spaces(comparable(expected(filed())))
    wanted = {at: value for at, value in every.items() if not at[0].startswith(("正文_", "填报日期"))}
    assert found == wanted
    assert reading.found["支出总额_本年决算", 0].where == "附件1!G4"


def _told(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    """All findings but the one about the person who filled the form in, whom no import reads."""
    return [(f.code, f.message, f.cause) for f in findings if f.code != "XT701"]


def test_the_findings_are_those_of_the_first_case(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes(dialects.as_docx(report()))
    import_report(tmp_path / "报告.docx", tmp_path / "x.xlsx")
    found, known = recalc(tmp_path / "x.xlsx"), check(AS_FILED)
    assert _told(found.findings) == _told(known.findings)
    assert [f.message for f in found.findings if f.code == "XT701"] == ["1 处未填：填表人。"]
    codes = {f.code for f in found.findings}
    assert {"XT401", "XT301", "XT601", "XT602", "XT102"} <= codes


def test_the_json_says_what_was_read_and_what_was_not(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes(dialects.as_docx(report()))
    result = CliRunner().invoke(
        main, ["import", str(tmp_path / "报告.docx"), "-o", str(tmp_path / "x.xlsx"), "--json"]
    )
    assert result.exit_code == 0
    told = json.loads(result.output)
    read = {(each["name"], each["row"]): each for each in told["read"]}
    assert read["执行率", None] == {
        "name": "执行率",
        "row": None,
        "value": "1.0593",
        "text": "105.93%",
        "where": "表2第3行第7格",
        "sure": "确定",
        "notes": [],
    }
    assert read["正文_总支出", None]["text"].startswith("2、支出情况：2022年，总支出为1,388.92万元")
    assert "三公经费_本年决算" in told["blank"] and "楼堂馆所_批复规模" in told["blank"]
    assert told["not_found"] == ["正文_其他支出", "正文_其他支出_占比"] and told["not_read"] == ["填表人"]
    assert told["conflicts"] == [] and told["warnings"] == []


def test_names_and_telephone_numbers_are_stored_nowhere(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes(dialects.as_docx(report()))
    result = CliRunner().invoke(
        main, ["import", str(tmp_path / "报告.docx"), "-o", str(tmp_path / "x.xlsx"), "--json"]
    )
    stored = result.output + repr(held(tmp_path / "x.xlsx"))
    assert "张某某" not in stored and "0000000" not in stored
    assert ("填表人", 0) not in held(tmp_path / "x.xlsx")


@pytest.mark.skipif(not SHARED.exists(), reason="the published report does not lie beside this checkout")
def test_the_published_report_itself(tmp_path: Path) -> None:
    import_report(SHARED, tmp_path / "x.xlsx")
    found, wanted = comparable(held(tmp_path / "x.xlsx")), comparable(expected(filed()))
    own_words = {"厉行节约保障措施", "预期目标", "实际完成情况"}
    differing = {at for at in found.keys() | wanted.keys() if found.get(at) != wanted.get(at)}
    assert {name for name, _ in differing} <= own_words | {"绩效指标_三级指标", "绩效指标_一级指标"}
    now, then = recalc(tmp_path / "x.xlsx").findings, check(AS_FILED).findings
    assert [code for code, *_ in _told(now)] == [code for code, *_ in _told(then)]
