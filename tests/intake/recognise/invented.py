"""Forms put together at random out of what bureaus print: words, widths, order and layout differ, and the truth is known."""

from __future__ import annotations

from random import Random

from .drawing import Family, drawn

HEADS = {
    "一级指标": ("一级指标", "一级⏎指标", "一级指标名称"),
    "二级指标": ("二级指标", "二级⏎指标"),
    "三级指标": ("三级指标", "三级指标名称", "指标名称", "三级指标（具体指标）"),
    "年度指标值": ("年度指标值", "指标值", "目标值", "计划指标值", "年度指标值（A）", "年初目标值", "计划值"),
    "实际完成值": ("实际完成值", "完成值", "全年完成值", "实际值", "实际完成值（B）", "实际完成情况"),
    "分值": ("分值", "权重", "参考分值", "标准分值", "权重（%）", "分值（分）", "满分", "设定分值"),
    "得分": ("得分", "自评得分", "自评分", "自评得分（分）", "实际得分"),
    "偏差原因": ("偏差原因分析及改进措施", "未完成原因分析", "偏差分析", "扣分原因", "原因分析"),
    "指标性质": ("指标性质", "性质", "运算符号"),
    "度量单位": ("度量单位", "计量单位", "单位"),
    "评价标准": ("评价标准", "评分标准", "计分方法"),
    "": ("上年完成值", "完成率", "财政复核得分", "指标解释"),
}
MONEY = {
    "年初预算数": ("年初预算数", "年初预算", "年初批复预算", "年初预算金额"),
    "全年预算数": ("全年预算数", "全年预算数（A）", "调整后预算数", "全年（调整）预算数", "调整后预算"),
    "全年执行数": ("全年执行数", "全年执行数（B）", "预算执行数", "实际支出数", "决算数"),
    "执行率": ("执行率", "预算执行率", "执行率（B/A）", "执行率（%）"),
    "执行率分值": ("分值", "权重", "分值（10分）"),
    "执行率得分": ("得分", "自评得分", "执行率得分"),
}
WHOLES = ("年度资金总额", "资金总额", "合计", "总额", "部门预算总额", "年度资金总额：", "部门整体支出合计")
PARTS = ("其中：财政拨款", "上年结转资金", "其他资金", "单位资金", "其中：基本支出", "项目支出")
UNITS = ("部门名称", "部门（单位）名称", "单位名称", "预算单位", "填报单位", "项目实施单位", "项目承担单位")
GOALS = (("预期目标", "实际完成情况"), ("年初设定目标", "全年实际完成情况"), ("总体目标", "年度目标完成情况"))
TOTALS = ("总分", "合计", "自评总分", "总计", "总得分")
LEVELS = ("产出指标", "效益指标（30分）", "满意度指标⏎（10分）", "数量指标", "质量指标15分", "社会效益指标")
FILLED = {"全年执行数": "125", "执行率": "96.15%", "执行率得分": "9.62", "分值": "10", "得分": "10"}


def invented(seed: int) -> Family:
    """The form of a seed."""
    dice = Random(seed)
    columns = _columns(dice)
    beside = dice.random() < 0.6
    width = len(columns) + beside + dice.randrange(4)
    widths = _widths(dice, width - beside, len(columns))
    unit = dice.choice(("万元", "元"))
    lines = [
        f"某市绩效自评表 ~{width}",
        f"（2023年度）      单位：{unit} ~{width}",
        _pairs(dice, width, [(dice.choice(UNITS), "@单位名称 =某局")]),
        *_money(dice, width, unit),
        *_goals(dice, width),
        *_indicators(dice, columns, widths, beside),
        *([f"备注：以决算为准。 ~{width}"] if dice.random() < 0.4 else []),
    ]
    return drawn(str(seed), "\n".join([f"[表] {unit}", *lines]))


def _columns(dice: Random) -> list[str]:
    levels = ["一级指标", "二级指标"] if dice.random() < 0.85 else []
    target = ["指标性质", "年度指标值", "度量单位"] if dice.random() < 0.2 else ["年度指标值"]
    points = dice.choice((["分值", "得分"], ["分值", "得分"], ["分值", "得分"], ["得分"], []))
    middle = [*(["评价标准"] if dice.random() < 0.15 else []), *target, "实际完成值"]
    body = [*middle, *points] if dice.random() < 0.8 else [*points[:1], *middle, *points[1:]]
    other = [""] if dice.random() < 0.2 else []
    return [*levels, "三级指标", *body, *(["偏差原因"] if dice.random() < 0.8 else []), *other]


def _widths(dice: Random, total: int, parts: int) -> list[int]:
    widths = [1] * parts
    for _ in range(total - parts):
        widths[dice.randrange(parts)] += 1
    return widths


def _cell(text: str, width: int, height: int = 1) -> str:
    return f"{text or '·'} ~{width}x{height}"


def _pairs(dice: Random, width: int, pairs: list[tuple[str, str]]) -> str:
    widths = _widths(dice, width, 2 * len(pairs))
    return " | ".join(
        _cell(text, w) for text, w in zip((t for pair in pairs for t in pair), widths, strict=True)
    )


def _money(dice: Random, width: int, unit: str) -> list[str]:
    names = [name for name in MONEY if name in ("全年预算数", "全年执行数") or dice.random() < 0.75]
    if "执行率" not in names:
        names = [name for name in names if not name.startswith("执行率")]
    head = {name: dice.choice(MONEY[name]) for name in names}
    if width < len(names) + 2 or dice.random() < 0.25:
        pairs = [
            (f"{head[name]}{f'（{unit}）' if name != '执行率' else ''}", _figure(name))
            for name in names
            if name not in ("执行率分值", "执行率得分")
        ]
        return [_pairs(dice, width, pairs[at : at + width // 2]) for at in range(0, len(pairs), width // 2)]
    parts = dice.sample(PARTS, dice.randrange(4))
    widths = _widths(dice, width, len(names) + 2)
    first = [_cell("预算执行情况", widths[0], 2 + len(parts)), _cell("", widths[1])]
    rows = [[*first, *map(_cell, head.values(), widths[2:])]]
    rows.append([_cell(dice.choice(WHOLES), widths[1]), *map(_cell, map(_figure, names), widths[2:])])
    rows += [[_cell(part, widths[1]), *(_cell("=5", w) for w in widths[2:])] for part in parts]
    return [" | ".join(row) for row in rows]


def _figure(name: str) -> str:
    return f"{'10 ' if name == '执行率分值' else ''}@{name} ={FILLED.get(name, '120')}"


def _goals(dice: Random, width: int) -> list[str]:
    wanted, actual = dice.choice(GOALS)
    if dice.random() < 0.5:
        left, right = _widths(dice, width - 1, 2)
        heads = [_cell("年度目标", 1, 2), _cell(wanted, left), _cell(actual, right)]
        texts = [_cell("@预期目标 =办好甲事。", left), _cell("@实际完成情况 =办好了。", right)]
        return [" | ".join(heads), " | ".join(texts)]
    return [
        _pairs(dice, width, [pair])
        for pair in ((wanted, "@预期目标 =办好甲事。"), (actual, "@实际完成情况 =办好了。"))
    ]


def _indicators(dice: Random, columns: list[str], widths: list[int], beside: bool) -> list[str]:
    count = dice.randrange(2, 9)
    heads = [_cell(dice.choice(HEADS[name]), width) for name, width in zip(columns, widths, strict=True)]
    spans = {level: _spans(dice, count) for level in ("一级指标", "二级指标") if level in columns}
    rows = [
        [
            _cell(_content(dice, name), width, spans[name][row] if name in spans else 1)
            for name, width in zip(columns, widths, strict=True)
            if name not in spans or row in spans[name]
        ]
        for row in range(count)
    ]
    section = [_cell("绩⏎效⏎指⏎标", 1, count + 1)] if beside else []
    return [
        " | ".join([*section, *heads]),
        *(" | ".join(row) for row in rows),
        *_total(dice, columns, widths, beside),
    ]


def _spans(dice: Random, count: int) -> dict[int, int]:
    """First row -> rows of each group."""
    found, row = {}, 0
    while row < count:
        found[row] = min(count - row, dice.randrange(1, 4))
        row += found[row]
    return found


def _content(dice: Random, name: str) -> str:
    if name in ("一级指标", "二级指标"):
        return f"{dice.choice(LEVELS)} #{name}"
    return f"#{name} ={FILLED.get(name, '≥90%')}" if name else "=98%"


def _total(dice: Random, columns: list[str], widths: list[int], beside: bool) -> list[str]:
    points = [at for at, name in enumerate(columns) if name in ("分值", "得分")]
    if "得分" not in columns or dice.random() < 0.15:
        return []
    label = _cell(dice.choice(TOTALS), beside + sum(widths[: points[0]]))
    contents = {"分值": "100 @分值合计 =100", "得分": "@总分 =98"}
    rest = [_cell(contents.get(name, ""), w) for name, w in zip(columns, widths, strict=True)][points[0] :]
    return [" | ".join([label, *rest])]
