"""XT0xx: structure of the workbook and the way figures were written."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.book.names import Kind, Role, with_role
from xltool.checks.case import Case, Hit
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.model.parse import decimals
from xltool.model.stated import Note, Origin, Stated

#: Cells of the form that a formula of the template computes; none of them stands in a block.
_COMPUTED = tuple(name.name for name in with_role(Role.COMPUTED))

_NO_DATE = "把这一格的格式从日期改为数值，再核对或重填数字。"


@rule("XT001", "表格区域之外有数字", Severity.MUST)
def outside_block(case: Case) -> Iterator[Hit]:
    """查什么：项目明细、绩效指标的末行提示行上，或紧接其下的行里，填了数字、文字写的数或指标值。

    为什么：这些行在合计范围之外，填在那里的数不会计入任何合计。
    怎么改：在提示行“在此行上方插入”的上方插入新行，把数字移进去。
    依据：模板填表说明。
    """
    for cell in case.report.outside:
        yield Hit((cell,), f"{case.say(cell)} 填在表格的合计范围之外，没有计入合计。")


@rule("XT002", "模板公式被改写", Severity.HINT)
def formula_replaced(case: Case) -> Iterator[Hit]:
    """查什么：应由模板公式计算的单元格里是手填的数、别的公式，或者公式被删掉了。

    为什么：手填的数不会随基础数据变化，最容易与其他数对不上；它仍按您填报的数保留和核对。
    怎么改：确认不需要手填时，点“恢复公式”按钮（或运行 xltool restore 文件名）。
    依据：模板填表说明。
    """
    computed = (case.single[name] for name in _COMPUTED if name in case.single)
    replaced = tuple(
        cell for cell in (*computed, *case.report.shown) if cell.origin not in (Origin.CONTRACT, Origin.ERROR)
    )
    if replaced:
        names = "、".join(case.label(cell.place) for cell in replaced[:4]) + (
            "等" if len(replaced) > 4 else ""
        )
        yield Hit(replaced, f"{len(replaced)} 处公式被改写或删除：{names}。", collected=True)


@rule("XT003", "数字存为文本", Severity.HINT)
def text_number(case: Case) -> Iterator[Hit]:
    """查什么：数字以文本形式填写，如“6.25分”“1,033.5 ”“66.52万元+”。

    为什么：表格程序求和时会跳过文本，合计因此会偏小。
    怎么改：只填数字，单位由单元格格式显示。
    依据：模板填表说明。
    """
    cells = tuple(cell for cell in case.cells if Note.TEXT_NUMBER in cell.notes)
    if cells:
        samples = "、".join(f"“{cell.text.strip()}”" for cell in cells[:5])
        odd = sorted({note.value for cell in cells for note in cell.notes if note is not Note.TEXT_NUMBER})
        more = f"（{'；'.join(odd)}）" if odd else ""
        tail = f"{'等' if len(cells) > 5 else ''}{more}"
        yield Hit(cells, f"{len(cells)} 处数字存为文本：{samples}{tail}。", collected=True)


@rule("XT004", "读不出数字", Severity.MUST)
def unreadable(case: Case) -> Iterator[Hit]:
    """查什么：应填数字的单元格里是读不出数字的文字。

    为什么：读不出的内容不能按零处理，相关的合计、比率和得分都无法核对。
    怎么改：改填数字；没有数据的留空。
    依据：模板填表说明。
    """
    for cell in case.cells:
        if Note.UNREADABLE in cell.notes:
            computed = (
                cell.origin is Origin.CONTRACT
            )  # a total of ours that says what keeps it from adding up
            fix = "把它要相加的各格文字改为数字，合计会自动算出。" if computed else ""
            what = f"“{cell.text.strip()[:60]}”"
            if Note.DATE in cell.notes:
                yield Hit((cell,), f"{what}是日期，不是数字。", fix=_NO_DATE)
            else:
                yield Hit((cell,), f"{what}不是数字。", fix=fix)


@rule("XT005", "公式尚未计算", Severity.HINT)
def uncalculated(case: Case) -> Iterator[Hit]:
    """查什么：工作簿里的公式从未被表格程序计算过。

    为什么：由程序生成或转存的文件常常如此，在预览和手机上公式格是空白的。
    怎么改：本工具已代为计算；也可用 Excel 或 WPS 打开后保存一次。
    依据：无。
    """
    cells = tuple(cell for cell in case.cells if Note.UNCALCULATED in cell.notes)
    if cells:
        yield Hit(cells, f"{len(cells)} 处公式打开前没有计算结果，已按公式算出。", collected=True)


@rule("XT006", "单元格显示错误值", Severity.MUST)
def error_value(case: Case) -> Iterator[Hit]:
    """查什么：单元格显示 #REF!、#DIV/0!、#VALUE! 等错误值。

    为什么：错误值会传到引用它的合计、比率和得分里，打印出来也不能上报。
    怎么改：改正公式引用的单元格，或点“恢复公式”按钮（或运行 xltool restore 文件名）。
    依据：无。
    """
    beside = (cell for cell in case.report.shown if cell.contract.path.startswith("derived."))
    for cell in (*case.cells, *beside):
        if cell.origin is Origin.ERROR:
            yield Hit((cell,), f"显示为 {cell.text}。")


@rule("XT007", "金额超过两位小数", Severity.HINT)
def too_many_decimals(case: Case) -> Iterator[Hit]:
    """查什么：以万元填报的金额多于两位小数。

    为什么：表内只显示两位，按显示的数相加会与合计差一分。
    怎么改：按两位小数填报。
    依据：填报单位为万元，保留两位小数。
    """
    cells = tuple(
        cell
        for cell in case.figures
        if cell.places > 2  # as many as were written, zeros at the end included
        and cell.contract.kind is Kind.AMOUNT
        and cell.value is not None
        and decimals(cell.value) > 2
    )
    if cells:
        yield Hit(cells, f"{len(cells)} 处金额多于两位小数：{_listed(case, cells)}。", collected=True)


def _listed(case: Case, cells: tuple[Stated, ...]) -> str:
    return "、".join(f"{case.label(cell.place)} {case.say(cell)}" for cell in cells[:5])
