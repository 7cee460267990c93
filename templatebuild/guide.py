"""Sheet 填表说明: who, which year, which scheme, and how to fill in, in a dozen sentences."""

from __future__ import annotations

from typing import Final

from templatebuild import entry
from templatebuild.beside import Beside, draw_beside, legend
from templatebuild.canvas import Canvas, Sheet
from templatebuild.layout import Layout
from templatebuild.page import page
from templatebuild.styles import BASE, FORMULA_TINT, HEADING, LABEL, NOTE, SECTION, TITLE
from xltool.verbs.row_heights import lines

TITLE_OF_SHEET: Final = "填表说明"
_INPUTS: Final = (
    ("单位名称", "单位名称", "与公章一致的全称；其他各表自动带出。"),
    ("年度", "年度", "四位数字，如 2022；各表标题和栏目自动带出年份。"),
    ("评分办法", "评分办法", "点右侧箭头选择；由财政局的通知决定。"),
    ("楼堂馆所_完工年度", "楼堂馆所完工年度", "当年或上年有楼堂馆所完工才填，没有可空。"),
    ("显示标记", "显示标记", "平时选“是”；要打印本工作簿时选“否”，隐去颜色。"),
    ("模板版本", "模板版本", "请勿改动。"),
)
_STEPS: Final = (
    "先填上面的表头，再依次填写“基础数据表”“自评表”“正文数据”。黄底格由单位填写，灰底格由公式计算，绿底格下拉选择。",
    "金额一律以万元为单位，只填数字。没有发生填 0；空白表示没有填，不等于 0。人数、面积、分值也只填数字，不带“人”“㎡”“分”。",
    "增加项目或指标：在表中任何一行，或在“（增加…：在此行上方插入行）”那一行上，点右键插入整行；不用的行整行删除。"
    "合计、公式和标记自动跟着变化。请勿删除提示行本身。",
    "一级指标、二级指标相同的行，只填第一行，下面可以空着或合并；空白沿用上一行。",
    "指标值照通知填写，如“≥95%”“100%”“9月底前”“有效改善”；实际完成值用同样的单位和说法。",
    "灰底格有公式。确需手工填写时，按“是”保留即可：程序不会改掉手填的数，但与重新计算的结果不一致时会列为疑点；"
    "要恢复公式，点“恢复公式”按钮，或运行 xltool restore 文件名。",
    "填好后点功能区“绩效自评”（或表上）的“重新计算”“审核”按钮。没有按钮的，保存并关闭文件，在命令行运行 xltool recalc 文件名。"
    "程序重新计算各项比率和得分，在表上标出疑点，并列入“审核结果”；还不知道错在哪一格时，点“错误定位”。",
    "标记的含义：▲必改，不改不能上报；◆须说明，可以保留，但要在“审核结果”的“说明”栏写明理由；"
    "●提示，供参考；◇已说明，理由已经写好。符号写在各行右侧的“审核”栏。",
    "合计、比率、得分对不上，该填的空着，未达标没写原因，填的时候就有虚线框、双下划线标出，不用先点按钮；"
    "点过“审核”，以审核的标记为准；再改数，这些格随改随查。多数疑点仍要审核才查得出。",
    "改动数据以后，“审核结果”上方会显示“数据已变，请重新计算”，再点一次“审核”即可。写好的说明不会丢失。",
    "全部改好后，点“生成上报件”按钮；没有按钮的，运行 xltool seal 文件名。打印、签字、盖章、报送的都是上报件：颜色和提示行已经隐去，"
    "长文字的行已经加高。本工作簿留在本单位，来年还要用。",
)
#: The version is no entry of the user's and does not look like one.
_UNTOUCHED: Final = {"模板版本": {"bg_color": FORMULA_TINT, "font_color": "#000000"}}
_WIDTHS: Final = (18, 34, 46)
_FIRST_INPUT: Final = 4


def draw_guide(canvas: Canvas, layout: Layout) -> None:
    """Draw the sheet."""
    sheet = canvas.sheet(TITLE_OF_SHEET)
    sheet.widths(A=_WIDTHS[0], B=_WIDTHS[1], C=_WIDTHS[2])
    sheet.put("A1:C1", "部门整体支出绩效自评  填表说明", TITLE)
    sheet.work.set_row(0, 30)
    sheet.put("A2", "一、表头", SECTION)
    for column, word in zip("ABC", ("项目", "填写内容", "怎么填"), strict=True):
        sheet.put(f"{column}3", word, HEADING)
    sheet.heights(2, 3, 21)
    last = _FIRST_INPUT + len(_INPUTS) - 1
    for row, (name, label, hint) in enumerate(_INPUTS, _FIRST_INPUT):
        sheet.put(f"A{row}", label, LABEL)
        sheet.field(name, f"B{row}", align="left", indent=1, **_UNTOUCHED.get(name, {}))
        sheet.put(f"C{row}", hint, NOTE | {"border": 1, "indent": 1})
        sheet.work.set_row(row - 1, 24)
    _prompts(sheet, layout)
    draw_beside(sheet, Beside(3, _FIRST_INPUT, last))
    row = _steps(sheet, last + 2)
    page(sheet, f"C{row}", tall=1)


def _prompts(sheet: Sheet, layout: Layout) -> None:
    where = {name: f"B{row}" for row, (name, _, _) in enumerate(_INPUTS, _FIRST_INPUT)}
    entry.prompt(sheet, where["单位名称"], "单位名称", "与公章一致的全称。")
    entry.year(sheet, where["年度"], "四位数字，如 2022。")
    entry.choice(sheet, where["评分办法"], layout.schemes, "评分办法", "按财政局通知选择。")
    entry.year(sheet, where["楼堂馆所_完工年度"], "楼堂馆所项目的完工年份；没有可空。")
    entry.choice(sheet, where["显示标记"], ("是", "否"), "显示标记", "打印前选“否”，颜色全部隐去。")
    entry.prompt(sheet, where["模板版本"], "模板版本", "程序据此识别表样，请勿改动。")


def _steps(sheet: Sheet, row: int) -> int:
    sheet.put(f"A{row}", "二、填写步骤", SECTION)
    sheet.work.set_row(row - 1, 24)
    steps = [step for step in _STEPS if sheet.canvas.edition.instant or "双下划线" not in step]
    for number, step in enumerate(steps, 1):
        row += 1
        sheet.put(f"A{row}:C{row}", f"{number}．{step}", BASE | {"text_wrap": True})
        sheet.work.set_row(row - 1, 8 + 15 * lines(step, sum(_WIDTHS)))
    row += 2
    sheet.put(f"A{row}", "三、图例", SECTION)
    sheet.work.set_row(row - 1, 24)
    return _legend(sheet, row + 1)


def _legend(sheet: Sheet, row: int) -> int:
    meanings = [
        "由单位填写的单元格。",
        "由公式计算的单元格，一般不用改。",
        "点右侧箭头从列表里选择。",
        "数据有误或前后不一致，改正后才能上报。",
        "可以保留，但须在“审核结果”的“说明”栏写明理由。",
        "供参考，是否修改由单位决定。",
        "须说明的事项，理由已经写好。",
    ]
    if sheet.canvas.edition.instant:
        meanings.append("填的时候公式就查出的必改（须说明的为蓝底）；“显示标记”选“否”不显示。")
    legend(sheet, [f"A{row + offset}" for offset in range(len(meanings))])
    for offset, meaning in enumerate(meanings):
        sheet.put(f"B{row + offset}:C{row + offset}", meaning, NOTE | {"border": 1, "indent": 1})
        sheet.work.set_row(row + offset - 1, 20)
    return row + len(meanings) - 1
