"""Forms without a column for points, whose labels announce them: what a row, or the rows under a heading, may score at most."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from tests.annotate.recalculated import Recalculated, recalculated
from xltool.model.announced import announcement
from xltool.verbs.adopt import adopt
from xltool.verbs.strip import strip

HEAD = """[考评] 万元
2021年度部门履职考评表 ~4
被评价单位名称：北岭县林业站 ~4
一级指标 | 二级指标 | 三级指标 | 得分
"""
#: Points behind every label: 40 + 60.
EVERY = [
    "管理（40分） ~1x3 | 预算管理（25分） ~1x2 | 编制规范（10分） | =10",
    "支出进度（15分） | =12",
    "资产管理（15分） | 账实相符（15分） | =15",
    "成效（60分） ~1x2 | 造林（45分） | 造林质量（45分） | =45",
    "满意度（15分） | 林农评价（15分） | =13",
    "总分 ~3 | =95",
]


def made(folder: Path, rows: list[str], head: str = HEAD) -> Recalculated:
    return recalculated(folder, head + "\n".join(rows))


def test_a_sound_form_is_silent(tmp_path: Path) -> None:
    done = made(tmp_path, EVERY)
    assert done.accused() == {}
    assert done.outcome.report.unit_name.text == "北岭县林业站"  # behind its label, in one cell
    assert done.outcome.computed.scores["分值合计"] == 100
    weights = [row.weight for row in done.outcome.report.indicators]
    assert [weight.amount for weight in weights] == [10, 15, 15, 45, 15]
    assert [done.outcome.address(each.place) for each in weights] == [f"考评!C{row}" for row in range(4, 9)]
    assert not {"XT402", "XT405"} & {each.code for each in done.outcome.unasked}


def test_a_score_above_the_points_of_its_label_is_found_at_its_cell(tmp_path: Path) -> None:
    rows = [row.replace("| =12", "| =16").replace("=95", "=99") for row in EVERY]
    done = made(tmp_path, rows)
    assert done.accused() == {"XT405": ["D5"]}
    (finding,) = done.outcome.findings
    assert finding.expected == "不高于 15分" and "16分" in finding.message


def test_labels_that_do_not_add_up_are_found(tmp_path: Path) -> None:
    rows = [row.replace("账实相符（15分）", "账实相符（12分）").replace("| =15", "| =12") for row in EVERY]
    rows = [row.replace("=95", "=92") for row in rows]
    assert made(tmp_path, rows).accused() == {"XT402": ["C4"], "XT403": ["A4", "B6"]}


@pytest.mark.parametrize("total", ["总分（80分）", "总分"])
def test_the_form_may_announce_full_marks_of_its_own(tmp_path: Path, total: str) -> None:
    rows = [row.replace("60分", "40分").replace("45分", "25分").replace("=45", "=25") for row in EVERY]
    rows = [row.replace("总分", total).replace("=95", "=75") for row in rows]
    assert made(tmp_path, rows).accused() == ({"XT402": ["C4"]} if total == "总分" else {})


#: Points behind headings alone: of several rows, and of one.
HEADINGS = [
    "管理（40分） ~1x3 | 预算管理 ~1x2 | 编制规范 | =10",
    "支出进度 | =12",
    "资产管理 | 账实相符 | =15",
    "成效（60分） ~1x2 | 造林（45分） | 造林质量 | =45",
    "满意度（15分） | 林农评价 | =13",
    "总分 ~3 | =95",
]


def test_a_heading_limits_its_rows_together(tmp_path: Path) -> None:
    assert made(tmp_path, HEADINGS).accused() == {}
    rows = [row.replace("| =15", "| =20").replace("=95", "=100") for row in HEADINGS]
    assert made(tmp_path, rows).accused() == {"XT405": ["D4", "D5", "D6"]}
    rows = [row.replace("| =15", "| =41").replace("=95", "=121") for row in HEADINGS]
    assert made(tmp_path, rows).accused() == {"XT405": ["D6"]}  # the one that alone is above it


def test_a_heading_over_one_row_is_the_rows_own(tmp_path: Path) -> None:
    rows = [row.replace("| =45", "| =46").replace("=95", "=96") for row in HEADINGS]
    done = made(tmp_path, rows)
    assert done.accused() == {"XT405": ["D7"]}
    (finding,) = done.outcome.findings
    assert [done.outcome.address(cell.place) for cell in finding.cells] == ["考评!D7", "考评!B7"]


def test_headings_make_full_marks_too(tmp_path: Path) -> None:
    rows = [row.replace("管理（40分）", "管理（30分）").replace("| =15", "| =5") for row in HEADINGS]
    rows = [row.replace("=95", "=85") for row in rows]
    assert made(tmp_path, rows).accused() == {"XT402": ["A4"]}


def test_rounded_scores_under_a_heading_are_not_above_it(tmp_path: Path) -> None:
    thirds = ["=13.33", "=13.34", "=13.34"]  # a third of 40 each, one more than enough rounded up
    rows = [
        HEADINGS[0].replace("=10", thirds[0]),
        f"支出进度 | {thirds[1]}",
        f"资产管理 | 账实相符 | {thirds[2]}",
    ]
    assert made(tmp_path, [*rows, *HEADINGS[3:5], "总分 ~3 | =98.01"]).accused() == {}


def test_a_heading_in_two_places_says_nothing_of_the_rows_of_both(tmp_path: Path) -> None:
    """Each goal has its own: 20 points here, 20 there."""
    rows = [
        "产出（20分） ~1x2 | 数量 ~1x2 | 巡护 | =10",
        "抚育 | =10",
        "效益（30分） ~1x2 | 生态 ~1x2 | 覆盖率 | =15",
        "水土 | =15",
        "产出（20分） ~1x2 | 数量 ~1x2 | 培训 | =10",
        "宣传 | =10",
        "总分 ~3 | =70",
    ]
    assert made(tmp_path, rows).about_points() == {}


def test_rows_that_share_a_score_have_their_points_together(tmp_path: Path) -> None:
    rows = [
        "管理（40分） ~1x3 | 预算管理（25分） ~1x2 | 编制规范（10分） | =22 ~1x2",
        "支出进度（15分）",
        *EVERY[2:5],
        "总分 ~3 | =95",
    ]
    assert made(tmp_path, rows).accused() == {}
    wrong = [row.replace("=22", "=26").replace("=95", "=99") for row in rows]
    assert made(tmp_path, wrong).accused() == {"XT405": ["D4"]}


JUDGED = """[考评] 万元
2021年度部门履职考评表 ~6
单位名称 | =北岭县林业站 ~5
一级指标 | 三级指标 | 指标值 | 完成值 | 得分 | 偏差原因
"""


def test_a_missed_target_scores_in_proportion_of_the_points_announced(tmp_path: Path) -> None:
    rows = [
        "产出 | 造林面积（50分） | =≥200亩 | =180亩 | =50 | ·",
        "产出 | 抚育面积（30分） | =≥300亩 | =270亩 | =27 | =雨季推迟",
        "效益 | 林农满意度（20分） | =≥90分 | =93分 | =20 | ·",
        "总分 ~4 | =97 | ·",
    ]
    done = made(tmp_path, rows, JUDGED)
    assert done.accused() == {"XT408": ["E4"]}
    assert [each.points for each in done.outcome.computed.assessments] == [45, 27, 20]


def test_a_target_of_points_is_no_weight(tmp_path: Path) -> None:
    """One title alone that ends in points tells what is wanted: 测评 of 90."""
    rows = [
        "产出 | 造林面积 | =≥200亩 | =200亩 | =50 | ·",
        "产出 | 指标15 | =≥300亩 | =300亩 | =30 | ·",
        "效益 | 林农测评（95分） | =≥95分 | =96分 | =20 | ·",
        "总分 ~4 | =100 | ·",
    ]
    done = made(tmp_path, rows, JUDGED)
    assert done.about_points() == {}
    assert all(row.weight.absent for row in done.outcome.report.indicators)


def test_a_form_that_was_not_filled_in_is_asked_for_its_scores_once(tmp_path: Path) -> None:
    done = recalculated(tmp_path, HEAD + "\n".join(EVERY), filled=False)
    assert "XT712" in done.accused() and "XT702" not in done.accused()
    rows = [row.replace("| =13", "| ·") for row in EVERY]
    done = made(tmp_path, [row.replace("=95", "=82") for row in rows])
    assert done.accused() == {"XT702": ["D8"]}


def test_points_in_labels_are_read_and_never_written(tmp_path: Path) -> None:
    done = made(tmp_path, [row.replace("=95", "·") for row in EVERY])
    before = openpyxl.load_workbook(tmp_path / "表.xlsx")["考评"]
    adopt(done.book)
    after = openpyxl.load_workbook(done.book)["考评"]
    labels = [(row, column) for row in range(1, 9) for column in (1, 2, 3)]
    assert [after.cell(*at).value for at in labels] == [before.cell(*at).value for at in labels]
    assert after["D9"].value == 95
    strip(done.book, tmp_path / "还原.xlsx")
    assert openpyxl.load_workbook(tmp_path / "还原.xlsx")["考评"]["C4"].value == "编制规范（10分）"


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("预算编制（10分）", 10),
        ("数量指标15分", 15),
        ("部门决策\n（ 25 分 ）", 25),
        ("投入【12.5分】", Fraction(25, 2)),
        ("过程（满分20分）", 20),
        ("过程（分值：20分）", 20),
        ("过程（20分）：", 20),
        ("立项规范（3分，缺一项扣1分）", 3),
        ("满意度90分以上", None),
        ("满意度（≥90分）", None),
        ("满意度≥90分", None),
        ("满意度不低于90分", None),
        ("测评达到95分", None),
        ("迟报每次扣2分", None),
        ("按时完成得5分", None),
        ("80—90分", None),
        ("指标15", None),
        ("2023年", None),
        ("投入（20）", None),
        ("分", None),
    ],
)
def test_what_a_label_announces(text: str, points: int | None) -> None:
    assert announcement(text).points == points


MONEY = """[考评] 万元
2021年度项目支出绩效自评表 ~5
填报单位 ~2 | =北岭县林业站 ~3
资金（20分） ~1x2 | · | 全年预算数 | 全年执行数 | {head}
年度资金总额 | =100 | =95 | ={rate}
一级指标 | 二级指标 ~2 | 三级指标 | 得分
产出（50分） | 数量 ~2 | =造林（50分） | =50
效益（30分） | 生态 ~2 | =覆盖率（30分） | ={last}
总分 ~4 | ={total}"""


@pytest.mark.parametrize(("head", "rate"), [("执行率", "95%"), ("得分", "19")])
def test_the_points_of_the_execution_rate_may_be_what_is_missing(
    tmp_path: Path, head: str, rate: str
) -> None:
    """80 points behind the indicators: the other 20 are printed beside the money."""
    total = 78 + (19 if head == "得分" else 0)
    text = MONEY.format(head=head, rate=rate, last=28, total=total)
    assert recalculated(tmp_path, text).about_points() == {}
    text = MONEY.format(head=head, rate=rate, last=31, total=total + 3)
    assert recalculated(tmp_path, text).about_points() == {"XT405": ["E7"]}


@pytest.mark.parametrize(
    ("section", "head", "at"),
    [
        ("资金", "得分（20分×执行率）", "F3"),
        ("资金⏎（20分）", "得分", "A3"),
        ("资金", "执行率得分（满分20分）", "F3"),
    ],
)
def test_the_points_of_the_execution_rate_are_read_where_they_are_announced(
    tmp_path: Path, section: str, head: str, at: str
) -> None:
    text = f"""[考评] 万元
2021年度项目支出绩效自评表 ~6
填报单位 ~2 | =北岭县林业站 ~4
{section} ~1x2 | · | 全年预算数 | 全年执行数 | 执行率 | {head}
年度资金总额 | =100 | =95 | =95% | =19
一级指标 | 二级指标 ~2 | 三级指标 ~2 | 得分
产出（50分） | 数量 ~2 | =造林（50分） ~2 | =50
效益（30分） | 生态 ~2 | =覆盖率（30分） ~2 | =30
总分 ~5 | =99"""
    done = recalculated(tmp_path, text)
    assert done.accused() == {}
    weight = done.outcome.report.budget.weight
    assert weight.amount == 20 and done.outcome.address(weight.place) == f"考评!{at}"
    assert done.outcome.computed.scores["分值合计"] == 100
    wrong = recalculated(tmp_path, text.replace("| =19\n", "| =20\n").replace("=99", "=100"))
    assert wrong.accused() == {"XT404": ["F4"]}
