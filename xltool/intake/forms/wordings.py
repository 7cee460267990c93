"""What the headings and labels of bureaus' forms read: the one vocabulary of import and of recognising a form.

A pattern fits a label as :func:`xltool.intake.forms.labels.label` gives it (brackets that say something stay), or without
any bracket.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

#: Name of the contract (or column of the block) -> what its heading may read.
Wordings = tuple[tuple[str, re.Pattern[str]], ...]


def wordings(**patterns: str) -> Wordings:
    """What the headings of these names may read."""
    return tuple((name, re.compile(pattern)) for name, pattern in patterns.items())


#: Of 附件1, beside its amounts: people, and the building that was finished.
PEOPLE: Final = wordings(
    编制数="(?:人员|核定|批复|定编)?编制(?:人?数|人员)?",
    在职人数=r"(?:20\d\d年度?)?(?:年末)?(?:实际|实有|现有)?在职(?:在编)?(?:人数|人员(?:总?数)?|员)|(?:20\d\d年度?)?(?:年末)?(?:实际|实有)人(?:数|员)",
    在职人员控制率="(?:在职人员)?控制率",
)
BUILDING: Final = wordings(
    楼堂馆所_批复规模="批复规模",
    楼堂馆所_实际规模="实际规模",
    楼堂馆所_规模控制率="规模控制率",
    楼堂馆所_预算投资="预算投资",
    楼堂馆所_实际投资="实际投资",
    楼堂馆所_投资概算控制率="投资概算控制率",
)
BUDGET: Final = wordings(
    年初预算数="年初(?:批复|部门|下达|安排)?预算(?:数|金额|额|安排数?)?|年初批复数",
    全年预算数=r"全年(?:\(调整后?\))?预算(?:数|金额|额)?(?:\(调整后\))?|调整后?的?(?:全年)?预算(?:数|金额|额)?",
    全年执行数="(?:全年|实际|预算|全年预算)?(?:执行|决算)(?:数|金额|额)|全年实际执行数|全年(?:执行|决算)|(?:全年|实际)支出(?:数|金额|额)",
    执行率分值="(?:标准|参考|指标|设定|权重)?分值|(?:执行率)?权重(?:分值?)?|满分|标准分",
    执行率="(?:全年)?(?:预算|资金)?执行率",
    执行率得分=r"(?:自评|实际|评价|执行率|实)?得分(?:\([^()]*执行率\))?|自评分(?:数|值)?",
)
GOALS: Final = wordings(
    预期目标="(?:年度)?(?:预期|设定)目标",
    实际完成情况="(?:目标)?(?:年度)?(?:实际)?完成(?:情况|目标)(?:情况)?",
)
INDICATORS: Final = wordings(
    一级指标="一级指标(?:名称)?",
    二级指标="二级指标(?:名称)?",
    三级指标="三级指标(?:名称)?|指标名称|具体指标",
    年度指标值="(?:年度|计划|预期|年初设定|年初|全年|设定)?(?:绩效)?(?:指标|目标)值|(?:年度)?(?:计划|预期|预设|预计)(?:完成|目标)?值|指标值及单位|目标值\\(标准\\)",
    实际完成值="(?:全年|年度|年末|自评)?(?:实际)?(?:完成|达成|达到)(?:指标)?(?:值|数)|(?:全年)?(?:实际)?完成(?:情况|结果)|(?:全年)?(?:实际|实现)值|指标完成值",
    分值="(?:标准|参考|指标|设定|权重|评价)?分值(?:权重)?|(?:指标|分值)?权重(?:分值?|值)?|满分(?:值)?|标准(?:得)?分|(?:设定|权重)分",
    得分="(?:(?:单位|部门)?自评(?:价)?|实际|评价|指标|绩效|实)?得分(?:情况|值)?|自评(?:分(?:数|值)?|打分|评分)|评分(?:结果|得分)?",
    偏差原因="(?:指标)?(?:偏差|偏离|差异|未完成|未达标|扣分|失分)(?:的)?(?:原因|情况|分析|说明).*|(?:主要)?原因(?:分析|说明)(?:[及和与].*)?|备注",
)
#: Columns out of which one target is made: its sign, its number and its unit; and a target that was changed in the year.
PARTS: Final = wordings(
    指标性质="(?:指标)?性质|指标方向|(?:比较|运算|计算)符号?",
    度量单位="(?:度量|计量|指标|指标值)?单位",
    调整目标值="(?:年中|全年)?调整后?(?:的)?(?:年度)?(?:指标|目标)值",
    序号="序号|编号",
)
#: Whose form it is.
UNIT: Final = re.compile(
    r"(?:(?:预算|填报|自评|被评价)(?:部门|单位)|部门|单位)(?:[(/、和](?:预算)?(?:单位|部门)\)?)?(?:名称|全称)"
    r"|(?:预算|填报|自评)(?:部门|单位)(?:[(/、和](?:单位|部门)\)?)?|预算\(?(?:部门|单位)\)?单位名称"
)
#: A form for a project names its bureau too: whoever carries it out files it.
CARRIER: Final = re.compile("(?:项目)?(?:实施|承担|执行)单位(?:名称)?|项目单位")
#: Where the money of a form comes from and what it goes to.
FUNDS: Final = wordings(
    收入_合计=r"按收入性质(?:划?分)(?:\(合计\))?",
    收入_一般公共预算="一般公共预算(?:财政)?(?:拨款)?",
    收入_政府性基金="政府性基金(?:预算)?(?:财政)?(?:拨款)?",
    收入_专户非税="纳入专户(?:管理)?的?非税收入(?:拨款)?",
    收入_其他资金="其他资金(?:拨款)?",
    支出_合计=r"按支出性质(?:划?分)(?:\(合计\))?",
    支出_基本支出="基本支出",
    支出_项目支出="项目支出",
)
#: The row that adds up the indicators; its points may stand behind a colon.
TOTAL: Final = re.compile(
    r"(?:自评|评价)?(?:总分|合计|总计|总得分|得分合计|分值合计)(?:\([\d.]+分?\))?(?:[:：](?P<points>\d+(?:\.\d+)?分?))?"
)
#: Rows below the indicators that are none, whatever the columns beside them are called.
NOTES: Final = re.compile(
    r"其他需要?说明.*|(?:自评|评价)?(?:结论|说明|等级)|(?:存在|主要)的?问题.*|(?:下一步)?(?:整改|改进)(?:措施|建议).*|备注|注|说明"
)


def name_of(words: str, known: Wordings, taken: Container[str] = ()) -> str:
    """The name, not taken yet, whose heading a label reads as, whole; empty where there is none."""
    return next((name for name, head in known if name not in taken and head.fullmatch(words)), "")
