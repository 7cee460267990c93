"""The table in which the first case was worked out by hand: what is wrong, how grave, what would be right, why, and as what it is reported."""

from __future__ import annotations

from typing import Literal, NamedTuple

from xltool.checks.finding import Severity

MUST, EXPLAIN, HINT = Severity.MUST, Severity.EXPLAIN, Severity.HINT


class Told(NamedTuple):
    """One finding that the table asks for: every figure as a user reads it; "" where nothing is compared."""

    code: str
    severity: Severity
    cell: str
    stated: str
    expected: str = ""
    difference: str = ""
    #: What the sentence has to name.
    says: tuple[str, ...] = ()
    #: What the cause has to name; none may be told where this is empty.
    cause: tuple[str, ...] = ()


class Row(NamedTuple):
    """One row of the table: what it is about, as what it is reported, and the findings that report it."""

    number: int
    about: str
    reported: Literal["finding", "cause", "figure", "silent"]
    told: tuple[Told, ...] = ()


TABLE = (
    Row(
        1,
        "总分",
        "finding",
        (
            Told("XT401", MUST, "总分", "96.25分", "95.25分", "1分", ("执行率 9分", "86.25分"), (
                "先按执行率得分 10分合计", "改成 9分", "没有改总分",
            )),
        ),
    ),
    Row(2, "its likely cause", "cause"),  # of row 1
    Row(3, "执行率", "finding", (  # no ratio of any two amounts gives 105.93 %: no cause
        Told("XT301", MUST, "执行率", "105.93%", "100.00%", "5.93个百分点"),
    )),
    Row(4, "执行率得分", "finding", (Told("XT404", MUST, "执行率得分", "9分", "10分", "-1分"),)),
    Row(5, "公用经费控制率", "finding", (
        Told("XT304", MUST, "绩效指标_实际完成值#6", "134.38%", "69.91%", "64.47个百分点", (), (
            "支出总额（本年决算） ÷ 支出总额（本年预算）", "截去了尾数", "只有这一对", "巧合机会",
        )),
    )),
    Row(6, "134.38 % itself", "cause"),  # of row 5
    Row(7, "that indicator's score", "finding", (
        Told("XT406", MUST, "绩效指标_得分#6", "10分", "12.5分", "-2.5分", ("69.91%",)),
    )),
    Row(8, "its reason", "finding", (
        Told("XT707", HINT, "绩效指标_偏差原因#6", "部分项目年初未纳入预算", says=("公用经费控制率", "项目")),
    )),
    Row(9, "corrected total", "figure"),
    Row(10, "项目支出, last year", "finding", (
        Told("XT102", MUST, "项目支出_上年决算", "364.77万元", "277.87万元", "86.90万元", ("18 个项目",)),
    )),
    Row(11, "项目支出, budget", "finding", (
        Told("XT102", MUST, "项目支出_本年预算", "290.37万元", "249.06万元", "41.31万元", ("18 个项目",)),
    )),
    Row(12, "项目支出, this year", "finding", (
        Told("XT102", MUST, "项目支出_本年决算", "451.87万元", "249.06万元", "202.81万元", ("18 个项目",)),
    )),
    Row(13, "支出总额, last year", "finding", (
        Told("XT101", MUST, "支出总额_上年决算", "1,258.88万元", "1,150.75万元", "108.13万元"),
    )),
    Row(14, "预算 = 决算 on every row", "finding", (
        Told("XT501", HINT, "项目支出_本年决算", "451.87万元", says=("18 个项目", "290.37万元", "161.50万元")),
    )),
    Row(15, "shares of 总支出", "finding", (
        Told("XT601", MUST, "正文_工资福利支出_占比", "0.00%", "64.99%", "-64.99个百分点"),
        Told("XT601", MUST, "正文_商品和服务支出_占比", "0.00%", "27.40%", "-27.40个百分点"),
        Told("XT601", MUST, "正文_对个人和家庭补助_占比", "0.00%", "5.96%", "-5.96个百分点"),
        Told("XT601", MUST, "正文_资本性支出_占比", "0.00%", "1.65%", "-1.65个百分点"),
    )),
    Row(16, "income of the text", "finding", (
        Told("XT602", MUST, "正文_预算外收入", "66.52万元", "66.48万元", "0.04万元", (), (
            "用总收入减去四舍五入后的 1,322.40万元",
        )),
    )),
    Row(17, "staff cost in 项目支出", "finding", (
        Told("XT504", EXPLAIN, "基本支出_本年决算", "937.05万元", "不低于 1,067.33万元", says=("至少 130.28万元",)),
    )),
    Row(18, "三公 blank", "finding", (
        Told("XT502", EXPLAIN, "三公经费_本年决算", "空白", "填报金额，没有的填0", says=("81.94万元",)),
    )),
    Row(19, "政府采购 blank", "finding", (
        Told("XT503", HINT, "政府采购_本年决算", "空白", "填报金额，没有的填0", says=("22.95万元",)),
    )),
    Row(20, "在职人员控制率", "finding", (
        Told("XT311", EXPLAIN, "在职人员控制率", "146.15%", "不高于 100.00%", says=("57人 ÷ 39人",)),
    )),
    Row(21, "预算调整率", "finding", (
        Told("XT313", EXPLAIN, "全年预算数", "1,388.92万元", "幅度不超过 30.00%", says=("34.39%", "分文不差")),
    )),
    Row(22, "资金使用合规性", "finding", (
        Told("XT407", EXPLAIN, "绩效指标_得分#4", "5分", "6.25分", "-1.25分", ("存在指标串用", "矛盾")),
    )),
    Row(23, "专题调研", "finding", (
        Told("XT505", EXPLAIN, "绩效指标_实际完成值#2", "19次", says=("211%", "没有填写偏差原因")),
    )),
    Row(24, "four qualitative indicators", "finding", (
        Told("XT706", HINT, "绩效指标_实际完成值#7", "促进", says=("有效促进", "满分 8分")),
        Told("XT706", HINT, "绩效指标_实际完成值#8", "改善", says=("有效改善", "满分 8分")),
        Told("XT706", HINT, "绩效指标_实际完成值#9", "提升", says=("有效提升", "满分 8分")),
        Told("XT706", HINT, "绩效指标_实际完成值#10", "改善", says=("有效改善", "满分 8分")),
    )),
    Row(25, "年度总体目标", "finding", (
        Told(
            "XT708",
            HINT,
            "实际完成情况",
            "经济平稳运行；预算审查监督得到加强；民生持续改善；营商环境有所好转。",
            says=("目标 3 条，完成情况 4 条",),
        ),
    )),
    Row(26, "楼堂馆所 label", "finding", (
        Told("XT511", HINT, "楼堂馆所_完工年度", "2021年", "2022年", "-1年"),
    )),
    Row(27, "weights 10/50/40", "silent"),
    # The digits of numbers (88.9 beside 117.20, 1,033.5) and the + behind 万元 stand in the report's text alone: a cell
    # of the workbook shows every amount at two decimals. What it does show is found here and in COLLECTED.
    Row(28, "text hygiene", "finding", (
        Told("XT003", HINT, "正文_预算外收入", "66.52万元", says=("66.52万元+",)),
        Told("XT704", HINT, "绩效指标_三级指标#9", "听取生态环境报告，助推可持续性发展发展", says=("发展发展",)),
    )),
)  # fmt: skip
TOLD = [(row.number, told) for row in TABLE for told in row.told]

#: Findings that name several cells: nine computed cells were typed over, nine texts have stray spaces (row 28).
COLLECTED = {"XT002": 9, "XT705": 9}

#: What ties: the cells of each relation, and what may be said of them all the same (in other rows of the table).
TIES = {
    "1322.44 + 66.48 = 937.05 + 451.87 = 1388.92": (
        ("收入_合计", "收入_一般公共预算", "收入_其他资金", "支出_合计", "支出_基本支出", "支出_项目支出", "全年执行数"),
        set(),
    ),
    "1322.4 + 66.52 = 1388.92 and the four parts of spending": (
        ("正文_总收入", "正文_预算内收入", "正文_总支出", "正文_工资福利支出", "正文_商品和服务支出",
         "正文_对个人和家庭补助", "正文_资本性支出", "正文_年末结余"),
        set(),
    ),
    "743.13 + 290.37 = 1033.50": (
        ("支出总额_本年预算", "基本支出_本年预算", "年初预算数", "项目支出_本年预算"), {"XT102"},
    ),
    "937.05 + 451.87 = 1388.92": (
        ("支出总额_本年决算", "基本支出_本年决算", "项目支出_本年决算"), {"XT102", "XT501", "XT504"},
    ),
    "57/39": (("编制数", "在职人数", "在职人员控制率"), {"XT311"}),
    "在职 57 in both places": (("正文_在职人数",), set()),
    "50 + 40 + 10 = 100": (
        ("分值合计", "执行率分值", *(f"绩效指标_分值#{row}" for row in range(1, 12)),
         "绩效指标_一级指标#1", "绩效指标_一级指标#7"),
        set(),
    ),
}  # fmt: skip
#: Not about the figure of a cell, but about how it was written.
HOW_WRITTEN = {"XT002", "XT705"}
