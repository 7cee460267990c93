"""The text of the report: its headings, the sentences in which figures stand, and what the unit has to write itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from templatebuild.word.writer import Writer, indent

#: The last two chapters of every report, as :data:`_LINES`.
_CLOSING: Final = (
    (1, "四、存在的主要问题和改进措施"),
    (2, "（一）存在的主要问题"),
    (0, "{草稿_存在问题}"),
    (2, "（二）改进措施"),
    (0, "1.【待填：与问题逐条对应的措施】"),
    (1, "五、绩效自评结果应用和公开情况"),
    (2, "（一）自评结果拟应用情况"),
    (0, "【待填：自评结果怎样用于编制预算、改进管理】"),
    (2, "（二）自评结果公开情况"),
    (0, "【待填：公开的时间和网址】"),
    (0, ""),
)
#: Level of the heading (0: a paragraph) and its text. ``{name}`` is a figure of the workbook.
_LINES: Final = (
    (0, "根据财政部门关于预算绩效管理的要求，我单位对{年度}年度部门整体支出绩效开展了自评，现将有关情况报告如下。"),
    (1, "一、单位概况"),
    (2, "（一）主要职责和机构设置"),
    (0, "【待填：单位的主要职责、内设机构和所属单位】"),
    (2, "（二）人员情况"),
    (0, "单位编制数{编制数}人。截至{年度}年12月31日，共有在职人员{正文_在职人数}人，在职人员控制率{核算_在职人员控制率}。{草稿_人员}"),
    (1, "二、收支情况"),
    (2, "（一）收入情况"),
    (0, "{年度}年，全年总收入{正文_总收入}万元，其中：预算内收入{正文_预算内收入}万元，预算外收入{正文_预算外收入}万元。"),
    (2, "（二）支出情况"),
    (0, "{年度}年，总支出{正文_总支出}万元，其中："),
    (0, "1.工资福利支出{正文_工资福利支出}万元，占总支出的{核算_正文_工资福利支出_占比}，主要用于【待填：用途】。"),
    (0, "2.商品和服务支出{正文_商品和服务支出}万元，占总支出的{核算_正文_商品和服务支出_占比}，主要用于【待填：用途】。"),
    (0, "3.对个人和家庭补助支出{正文_对个人和家庭补助}万元，占总支出的{核算_正文_对个人和家庭补助_占比}，主要用于【待填：用途】。"),
    (0, "4.资本性支出{正文_资本性支出}万元，占总支出的{核算_正文_资本性支出_占比}，主要用于【待填：用途】。{其他支出一句}"),
    (2, "（三）收支结余情况"),
    (0, "{年度}年，收支结余{正文_年末结余}万元。"),
    (2, "（四）预算调整和执行情况"),
    (0, "年初预算数{年初预算数}万元，全年预算数{全年预算数}万元，预算调整率{预算调整率}；全年执行数{全年执行数}万元，预算执行率{核算_执行率}。{草稿_执行偏差}"),
    (2, "（五）其他预算支出情况"),
    (0, "【待填：政府性基金预算、国有资本经营预算、社会保险基金预算的支出情况，没有的写明没有】"),
    (1, "三、绩效情况"),
    (2, "（一）总体评价"),
    (0, "经自评，{年度}年度部门整体支出绩效得分{总分}，评价等级为“{等级}”。【待填：对照年度总体目标的总体评价】"),
    (2, "（二）预算管理情况"),
    (0, "公用经费控制率{公用经费控制率}，“三公经费”控制率{三公经费控制率}，“三公经费”决算数比上年{三公经费变动}，政府采购执行率{政府采购执行率}。{草稿_预算管理}"),
    (2, "（三）履职产出情况"),
    (0, "{草稿_履职产出}"),
    (2, "（四）履职效益情况"),
    (0, "{草稿_履职效益}"),
    *_CLOSING,
    (0, "附件：1.{年度}年度部门整体支出绩效评价基础数据表"),
)  # fmt: skip
#: The same for the report of one project, of which a form says no more than its money and its indicators.
_OF_A_PROJECT: Final = (
    (0, "根据财政部门关于预算绩效管理的要求，我单位对{年度}年度“{项目名称}”项目支出绩效开展了自评，现将有关情况报告如下。"),
    (1, "一、项目概况"),
    (2, "（一）项目立项和主要内容"),
    (0, "【待填：立项依据、实施内容、实施单位和起止时间】"),
    (2, "（二）年度绩效目标"),
    (0, "{预期目标}"),
    (1, "二、预算执行情况"),
    (2, "（一）资金安排和使用"),
    (0, "年初预算数{年初预算数}万元，全年预算数{全年预算数}万元，全年执行数{全年执行数}万元，预算执行率{核算_执行率}。{草稿_执行偏差}"),
    (2, "（二）资金管理"),
    (0, "【待填：资金管理制度的执行情况】"),
    (1, "三、绩效情况"),
    (2, "（一）总体评价"),
    (0, "经自评，{年度}年度项目支出绩效得分{总分}，评价等级为“{等级}”。【待填：对照年度目标的总体评价】"),
    (2, "（二）产出情况"),
    (0, "{草稿_履职产出}"),
    (2, "（三）效益和满意度情况"),
    (0, "{草稿_履职效益}"),
    *_CLOSING,
    (0, "附件：{年度}年度项目支出绩效自评表"),
)  # fmt: skip
#: How many of the last lines stay on the page of the signature.
_LAST: Final = 3
#: The second annex stands below the first one's name, three characters further in than a paragraph.
_SECOND: Final = "2.{年度}年度部门整体支出绩效自评表"


def text(writer: Writer) -> None:
    """The paragraphs up to the date."""
    writer.paragraph("{单位名称}\n{年度}年度部门整体支出绩效自评报告", "Title")
    _lines(writer, _LINES)
    indent(writer.paragraph(_SECOND, keep=True), "firstLine", 500, 80)
    _signature(writer)


def project_text(writer: Writer) -> None:
    """The same of the report of one project."""
    writer.paragraph("{项目名称}\n{年度}年度项目支出绩效自评报告", "Title")
    _lines(writer, _OF_A_PROJECT)
    _signature(writer)


def _lines(writer: Writer, lines: Sequence[tuple[int, str]]) -> None:
    writer.paragraph("")
    for index, (level, line) in enumerate(lines):
        # the signature never stands on a page without text before it
        writer.paragraph(line, f"Heading {level}" if level else "Normal", keep=index >= len(lines) - _LAST)


def _signature(writer: Writer) -> None:
    writer.paragraph("", keep=True)
    writer.paragraph("", keep=True)
    writer.paragraph("{单位名称}", "Signature", keep=True)
    writer.paragraph("{成文日期}", "Signature")
