"""check --report: every figure of a sound report is silent, every changed one is named, and only that one."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from examples.first_case import AS_FILED, CORRECTED
from tests.intake import dialects
from tests.intake.cases import report
from xltool.checks.case import Case, build_case
from xltool.checks.finding import Finding
from xltool.checks.registry import rules, run
from xltool.cli import main
from xltool.intake.pasted.plain_text import read_text
from xltool.intake.read import read_prose
from xltool.verbs.check import check

_RULES = tuple(rule for rule in rules() if rule.code.startswith("XT61"))

_TEXT = """资阳区某某局2022年度部门整体支出绩效自评报告
机关核定编制39名，现有在职人员57人，在职人员控制率146.15%。
2022年全年总收入1388.92万元，其中：预算内收入1322.44万元，预算外收入66.48万元。
总支出1388.92万元，其中：⑴工资福利支出902.66万元，占总支出的64.99%；⑵商品和服务支出380.58万元，占总支出的27.4%；
⑶对个人和家庭的补助支出82.73万元，占总支出的5.96%；⑷资本性支出22.95万元，占总支出的1.65%。
年初预算数1033.5万元，全年预算数1388.92万元，全年执行数13,889,200元，预算执行率100%，预算调整率34.39%。
基本支出937.05万元，占总支出的67.47%，其中公用经费81.94万元，公用经费控制率69.91%。2021年基本支出785.98万元。
年末结余0万元。机关下设机构2个：办公室、联络委；组成人员33名，其中主任1名、副主任5名、委员27名。
"""


def _case(text: str) -> Case:
    outcome = check(CORRECTED)
    return build_case(
        outcome.report, outcome.computed, outcome.scheme, read_prose(read_text(text, "报告.txt"))
    )


def _found(text: str) -> list[Finding]:
    return list(run(_case(text), _RULES))


def test_a_sound_text_is_silent() -> None:
    assert [finding.message for finding in _found(_TEXT)] == []


def _figures() -> list[str]:
    sentences = read_prose(read_text(_TEXT, "报告.txt")).sentences
    return [figure.text for sentence in sentences for figure in sentence.figures if figure.readings]


def test_every_figure_of_the_text_is_compared() -> None:
    assert len(_figures()) == 26


@pytest.mark.parametrize("index", range(26))
def test_a_changed_figure_is_named_with_its_sentence(index: int) -> None:
    """The first digit is another one; whichever figure it is, it is the only one that is named."""
    prose = read_prose(read_text(_TEXT, "报告.txt"))
    every = [figure for sentence in prose.sentences for figure in sentence.figures if figure.readings]
    figure = every[index]
    occurrence = sum(each.text == figure.text for each in every[:index])
    digits = [place for place, character in enumerate(figure.text) if character.isdigit()]
    place = digits[0]
    changed = figure.text[:place] + str((int(figure.text[place]) + 5) % 10 or 4) + figure.text[place + 1 :]
    pieces = _TEXT.split(figure.text)
    text = figure.text.join(pieces[: occurrence + 1]) + changed + figure.text.join(pieces[occurrence + 1 :])
    found = _found(text)
    assert len(found) == 1, [finding.message for finding in found]
    assert f"写“{changed}”" in found[0].message and found[0].severity == "必改"
    assert found[0].stated and found[0].expected


def test_only_the_severity_tells_a_cut_share_from_a_wrong_one() -> None:
    (finding,) = _found("工资福利支出902.66万元，占总支出的64.9%。")
    assert finding.severity == "提示" and "截去了尾数" in finding.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("现有在职人员58人。", "写“58人”"),
        ("总支出1388.91万元。", "写“1388.91万元”"),
        ("预算执行率99.99%。", "写“99.99%”"),
        ("工资福利支出902.66万元，占总支出的64.98%。", "写“64.98%”"),
        ("总支出1388.92万元，其中商品和服务支出380.58万元，占比28.4%。", "写“28.4%”"),
    ],
)
def test_a_last_digit_off_by_one_is_no_rounding(text: str, said: str) -> None:
    (finding,) = _found(text)
    assert said in finding.message and finding.severity == "必改"


_REAL = (
    "根据财预〔2020〕10号、湘财绩〔2022〕3号和资财发（2022）15号文件，于2023年4月18日开展自评，电话0737-0000000，邮编413000。\n"
    "第1项、第2项任务完成。按“10+50+40”评分，总分100分，得分98.75分，见第3页。\n"
    "基本支出年初预算743.13万元，决算937.05万元，比年初增加193.92万元，增长26.1%。2022年财政拨款支出1322.44万元，占总支出的95.21%。\n"
    "机关编制30名，二级机构编制9名；机关在职30人，下属单位在职27人。在职57人，其中党员40人、团员5人。在职57人，其中行政39人、退休30人。\n"
    "6个乡镇：甲镇、乙镇、丙镇、丁镇、戊乡和己乡。3个中心：甲中心、乙中心及丙中心。\n"
    "预算执行率95%以上，总支出约1400万元，总收入近1400万元，力争2023年总支出1500万元。2021年基本支出预算700万元。\n"
    "三、政府性基金预算支出情况\n本年总收入0万元，总支出0万元。\n"
    "四、全年绩效\n召开会议6次，办结率100%，满意度96%。公用经费控制率=81.94/117.2×100%=69.91%。人均支出3.2万元。\n"
)


def test_what_real_texts_are_full_of_is_silent() -> None:
    """Dates, numbers of documents, pages and telephones, increases, rough figures, parts, headings, plans."""
    title = "资阳区某某局2022年度部门整体支出绩效自评报告\n"
    assert [finding.message for finding in _found(title + _REAL)] == []


def test_the_year_is_the_workbooks_where_the_report_says_none(tmp_path: Path) -> None:
    (tmp_path / "报告.txt").write_text(
        "2021年基本支出预算700万元，2021年总收入900万元。2022年末在职人员57人。", encoding="utf-8"
    )
    outcome = check(CORRECTED, report=tmp_path / "报告.txt")
    assert not [finding for finding in outcome.findings if finding.code.startswith("XT61")]


def test_a_file_without_a_text_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_bytes(dialects.as_xlsx(report()))
    result = CliRunner().invoke(main, ["check", str(CORRECTED), "--report", str(tmp_path / "表.xlsx")])
    assert result.exit_code == 2 and "没有可以与工作簿比对的数字" in result.stderr


def test_the_verb_says_where_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes(dialects.as_docx(report()))
    book = tmp_path / "改.xlsx"
    book.write_bytes(CORRECTED.read_bytes())
    before = book.read_bytes()
    arguments = ["check", str(book), "--report", str(tmp_path / "报告.docx"), "--json"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    told = {each["code"]: each for each in json.loads(result.output)["findings"]}
    assert told["XT611"]["cells"][0]["name"] == "正文_预算外收入"
    assert told["XT611"]["expected"] == "66.48万元" and told["XT611"]["stated"] == "66.52万元"
    assert sum(each["code"] == "XT612" for each in json.loads(result.output)["findings"]) == 4
    assert "66.52万元+" in told["XT615"]["message"]
    assert book.read_bytes() == before


def test_what_the_workbook_itself_was_filled_from_is_not_said_twice(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes(dialects.as_docx(report()))
    outcome = check(AS_FILED, report=tmp_path / "报告.docx")
    codes = [finding.code for finding in outcome.findings if finding.code.startswith("XT6")]
    assert codes.count("XT601") == 4 and codes.count("XT602") == 1
    assert [code for code in codes if "XT610" < code < "XT620"] == ["XT615"]


def test_a_report_goes_with_one_workbook(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(AS_FILED), str(CORRECTED), "--report", "报告.docx"])
    assert result.exit_code == 2 and "一次只能给一个工作簿" in result.stderr


def test_without_a_report_nothing_of_it_is_loaded() -> None:
    import subprocess
    import sys

    script = (
        "import sys, xltool; xltool.check(sys.argv[1]);"
        "print(*[m for m in sys.modules if 'intake' in m or 'prose' in m or 'report_text' in m])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(AS_FILED)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_an_amount_of_hundreds_of_millions_stands_for_what_rounds_to_it() -> None:
    prose = read_prose(read_text("总支出0.14亿元。", "x"))
    interval = prose.sentences[0].figures[0].interval
    assert interval.low == 1350 and interval.high == 1450
    assert Fraction(1388) in interval


def test_what_is_not_compared_is_said_with_its_reason(tmp_path: Path) -> None:
    text = "2022年基本支出937.05万元。培训费3万元。上半年项目支出200万元。下属服务站公用经费6.2万元。"
    (tmp_path / "报告.txt").write_text(text, encoding="utf-8")
    arguments = ["check", str(CORRECTED), "--report", str(tmp_path / "报告.txt")]
    printed = CliRunner().invoke(main, arguments).output
    assert "正文中 4 个数：比对 1，未比对 3" in printed
    assert [words in printed for words in ("下属单位", "一段时间", "不是工作簿里的名目")] == [True] * 3
    told = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).output)["report_text"]
    assert (told["figures"], told["compared"]) == (4, 1)
    assert [each["text"] for each in told["not_compared"]] == ["3万元", "200万元", "6.2万元"]
    assert all(each["why"] and each["where"] and each["words"] for each in told["not_compared"])


def test_a_workbook_alone_says_nothing_of_a_text() -> None:
    assert "report_text" not in check(CORRECTED).record()


def test_a_wrong_statement_is_a_hint_and_blocks_nothing() -> None:
    (finding,) = _found("某某局2022年度部门整体支出绩效自评报告\n基本支出937.05万元，比2021年增加51.07万元。")
    assert (finding.code, finding.severity) == ("XT616", "提示")
    assert finding.expected == "151.07万元" and "51.07万元" in finding.message
