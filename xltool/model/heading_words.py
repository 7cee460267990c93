"""What the form's headings may read, and under which of them each name stands."""

from __future__ import annotations

from collections.abc import Mapping

from xltool.contract.names import EXPENDITURE_ROWS, NARRATIVE_SHARES, YEAR_COLUMNS
from xltool.typed import Final, NamedTuple


def _readings(each: Mapping[str, str]) -> dict[str, str]:
    """All texts that may stand for a heading, with the first heading that each may stand for.

    A spelling is followed by others behind a space; ``[甲|乙|]`` in it is one of these, here 甲, 乙 or nothing.
    """
    found: dict[str, str] = {}
    for heading, spellings in each.items():
        for spelling in spellings.split():
            for text in _texts(spelling):
                found.setdefault(text, heading)
    return found


def _texts(spelling: str) -> list[str]:
    texts = [""]
    for piece in spelling.split("["):
        options, _, rest = piece.rpartition("]")
        texts = [f"{text}{option}{rest}" for text in texts for option in options.split("|")]
    return texts


#: The headings of the rows (left of their cells) and of the columns (above them) by what they may read.
_LEFT: Final = _readings(
    {
        "支出总额": "[部门|单位|][整体|]支出[总额|合计|总计]",
        "基本支出": "基本支出[总额|合计|]",
        "公用经费": "[日常|]公用[经费|支出]",
        "项目支出": "项目支出[总额|合计|]",
        "三公经费": "三公经费[支出|][总额|合计|]",
        "公务用车购置和维护": "[公务用车|公车]购置[和|及|与|、][运行|][维护|运行][费|经费|费用|支出|]",
        "公车购置": "[公务用车|公车]购置[费|经费|费用|]",
        "公车运行维护": "[公务用车|公车][运行维护|运行|维护][费|经费|费用|]",
        "出国经费": "[因公|]出国[(境)|][费|经费|费用]",
        "公务接待": "公务接待[费|经费|费用|]",
        "政府采购": "政府采购[金额|支出|总额|]",
        "厉行节约": "厉行节约[保障|]措施",
        "填表人": "填表人",
        "填报日期": "[填报|填表]日期",
        "年度资金总额": "年度资金总额",
        "收入合计": "按收入性质分[类|]",
        "一般公共预算": "一般公共预算[拨款|]",
        "政府性基金": "政府性基金[预算|][拨款|]",
        "专户非税": "纳入专户管理的非税收入[拨款|]",
        "其他资金": "其他资金",
        "支出合计": "按支出性质分[类|]",
        "总分": "总分",
        "在职人数": "[年末|][实际|]在职人[数|员][(人)|]",
        "总收入": "[全年|]总收入",
        "预算内收入": "预算内收入",
        "预算外收入": "预算外收入",
        "总支出": "[全年|]总支出",
        "工资福利支出": "工资福利支出",
        "商品和服务支出": "商品和服务支出",
        "对个人和家庭补助": "对个人和家庭[的|]补助[支出|]",
        "资本性支出": "资本性支出",
        "其他支出": "其他支出 其他支出(以上[一|二|三|四|五]项[之外|以外])",
        "年末结余": "年末[收支|]结余",
        "单位名称": "单位名称",
        "年度": "年度",
        "评分办法": "评分办法",
        "完工年度": "楼堂馆所完工年度",
        "显示标记": "显示标记",
        "模板版本": "模板版本",
    }
)
_ABOVE: Final = _readings(
    {
        "编制数": "编制数[(人)|]",
        "在职人数": "[本年|][年末|]实际在职人[数|员]",
        "控制率": "[在职人员|]控制率",
        "批复规模": "批复规模",
        "实际规模": "实际规模",
        "规模控制率": "规模控制率",
        "预算投资": "预算投资",
        "实际投资": "实际投资",
        "投资概算控制率": "投资概算控制率",
        "年初预算数": "年初预算[数|]",
        "全年预算数": "[全年|调整后]预算[数|]",
        "全年执行数": "全年执行[数|]",
        "分值": "分值",
        "执行率": "[预算|]执行率",
        "得分": "[自评|]得分",
        "预期目标": "[年度|]预期目标",
        "实际完成情况": "[目标|]实际完成情况",
        "所写的数": "正文所写的数",
        "占比": "占总支出的比重",
    }
)


def row_heading(text: str) -> str:
    """The heading of a row that may read so; empty where none does."""
    return _LEFT.get(text, "")


def column_heading(text: str) -> str:
    """The heading of a column that may read so; empty where none does. A year (2022年) is as good as 本年."""
    if text.startswith("20") and text[2:4].isdecimal() and text[4:5] == "年":
        text = f"本年{text[5:]}"
    return _ABOVE.get(text, "")


class HeadingSlot(NamedTuple):
    """The place of one name: the headings to its left and above it; empty where it has none."""

    name: str
    left: str
    above: str


#: The parts of the form, each on a sheet of its own.
PARTS: Final = (
    (
        *(HeadingSlot(f"{row}_{year}", row, year) for row in EXPENDITURE_ROWS for year in YEAR_COLUMNS),
        HeadingSlot("编制数", "", "编制数"),
        HeadingSlot("在职人数", "", "在职人数"),
        HeadingSlot("在职人员控制率", "", "控制率"),
        *(
            HeadingSlot(f"楼堂馆所_{each}", "", each)
            for each in ("批复规模", "实际规模", "规模控制率", "预算投资", "实际投资", "投资概算控制率")
        ),
        HeadingSlot("厉行节约保障措施", "厉行节约", ""),
        HeadingSlot("填表人", "填表人", ""),
        HeadingSlot("填报日期", "填报日期", ""),
    ),
    (
        *(
            HeadingSlot(each, "年度资金总额", each)
            for each in ("年初预算数", "全年预算数", "全年执行数", "执行率")
        ),
        HeadingSlot("执行率分值", "年度资金总额", "分值"),
        HeadingSlot("执行率得分", "年度资金总额", "得分"),
        *(
            HeadingSlot(name, left, "")
            for name, left in {
                "收入_合计": "收入合计",
                "收入_一般公共预算": "一般公共预算",
                "收入_政府性基金": "政府性基金",
                "收入_专户非税": "专户非税",
                "收入_其他资金": "其他资金",
                "支出_合计": "支出合计",
                "支出_基本支出": "基本支出",
                "支出_项目支出": "项目支出",
            }.items()
        ),
        HeadingSlot("预期目标", "", "预期目标"),
        HeadingSlot("实际完成情况", "", "实际完成情况"),
        HeadingSlot("分值合计", "总分", "分值"),
        HeadingSlot("总分", "总分", "得分"),
    ),
    (
        *(
            HeadingSlot(f"正文_{each}", each, "所写的数")
            for each in (
                "在职人数",
                "总收入",
                "预算内收入",
                "预算外收入",
                "总支出",
                *NARRATIVE_SHARES,
                "年末结余",
            )
        ),
        *(HeadingSlot(f"正文_{part}_占比", part, "占比") for part in NARRATIVE_SHARES),
    ),
    (
        *(HeadingSlot(each, each, "") for each in ("单位名称", "年度", "评分办法", "显示标记", "模板版本")),
        HeadingSlot("楼堂馆所_完工年度", "完工年度", ""),
    ),
)
