"""XT0xx: structure of the workbook and the way figures were written."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.checks.case import Case, Hit, quoted
from xltool.checks.finding import Severity
from xltool.checks.registry import rule
from xltool.contract.names import PROJECTS, Kind, Role, with_role
from xltool.contract.units import WAN
from xltool.model.parse import decimals
from xltool.model.stated import Note, Origin, Place, Stated, shown

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
    if case.report.foreign:  # its formulas are its own
        return
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
    found = (cell for cell in case.cells if Note.TEXT_NUMBER in cell.notes)
    cells = tuple(cell for cell in found if not (case.report.foreign and _is_signed_rate(cell)))
    if cells:
        samples = "、".join(f"“{cell.text.strip()}”" for cell in cells[:5])
        odd = sorted({note.value for cell in cells for note in cell.notes if note is not Note.TEXT_NUMBER})
        more = f"（{'；'.join(odd)}）" if odd else ""
        tail = f"{'等' if len(cells) > 5 else ''}{more}"
        yield Hit(cells, f"{len(cells)} 处数字存为文本：{samples}{tail}。", collected=True)


def _is_signed_rate(cell: Stated) -> bool:
    """A rate written with its sign, as other forms have it: nobody adds rates up, and a formula calculates with such a text."""
    return cell.notes == (Note.TEXT_NUMBER,) and cell.text.strip().endswith(("%", "％"))


@rule("XT008", "名称与它所在的行、列不是一回事", Severity.MUST)
def name_and_place_differ(case: Case) -> Iterator[Hit]:
    """查什么：表格里的格子（名称）是否还在自己的行和列：剪切、粘贴会把名称一起带走，看上去填在“上年决算”，本工具读到的却是“本年预算”；挪到没有标题的地方的，印出来是空白，本工具读到的却有数。

    为什么：印出来的数和核对用的数不是同一个；各项合计可能照样相等，谁也看不出来。
    怎么改：刚剪切的，按 Ctrl+Z 撤销；已经保存的，从“原始备份”恢复，或用 xltool new 新建模板重填。要对调两个数，请直接改数，或用“复制—选择性粘贴—数值”，不要剪切。
    依据：模板填表说明。
    """
    moved = dict(case.report.displaced)
    for names in _together(moved):
        cells = tuple(case.single.get(name) or Stated(Place(name)) for name in names)
        one, other = names[0], moved[names[0]]
        if not other:
            yield Hit(
                cells,
                f"{_listed_labels(case, names)}不在自己的行、列里了：名称随剪切、粘贴走到了没有标题的地方。",
            )
            continue
        both = moved.get(other) == one
        how = "两格调换了位置" if both else f"跑到了{_label(case, other)}的位置"
        rest = f"（同样的还有 {len(names) - 2} 格）" if len(names) > 2 else ""
        told = f"{_label(case, one)}与{_label(case, other)}" if both else _label(case, one)
        yield Hit(cells, f"{told}{how}{rest}：名称随剪切、粘贴走了，与所在的行、列标题不符。")


def _listed_labels(case: Case, names: list[str]) -> str:
    named = "、".join(_label(case, name) for name in names[:3])
    return f"{named}等 {len(names)} 格" if len(names) > 3 else named


def _label(case: Case, name: str) -> str:
    return f"“{case.label(Place(name))}”"


def _together(moved: dict[str, str]) -> Iterator[list[str]]:
    """The displaced names in groups: those of the same two columns, or the same two rows, or one pair, or in no place."""
    groups: dict[frozenset[str], list[str]] = {}
    for name, other in moved.items():
        (row, _, year), (row_there, _, year_there) = name.rpartition("_"), other.rpartition("_")
        pair = (
            {year, year_there}
            if row == row_there
            else {row, row_there}
            if year == year_there
            else {name, other}
        )
        groups.setdefault(frozenset(pair if other else ()), []).append(name)
    for names in groups.values():
        first = names[0]
        yield sorted(names, key=lambda name: (name not in (first, moved[first]), name != first))


@rule("XT009", "表格末行“在此行上方插入”不见了", Severity.MUST)
def end_row_gone(case: Case) -> Iterator[Hit]:
    """查什么：项目明细、绩效指标的末行提示行“在此行上方插入”是否还在；被删去或改写的，表格的最后一行就成了末行。

    为什么：合计公式要靠末行定出范围，没有它，最后一行不计入合计，公式也会显示 #REF!。
    怎么改：刚删的，按 Ctrl+Z 撤销；已经保存的，运行 xltool restore 放回末行，或从“原始备份”恢复。
    依据：模板填表说明。
    """
    for block in case.report.open_blocks:
        rows = case.report.projects if block == PROJECTS else case.report.indicators
        last = rows[-1]
        broken = tuple(cell for cell in _of_the_block(case, block) if cell.origin is Origin.ERROR)
        more = f"；合计公式有 {len(broken)} 处因此显示 {broken[0].text}" if broken else ""
        yield Hit(
            (last.title, *broken),
            f"{block}的末行提示行不见了，最后一行“{quoted(last.title.text)}”落在合计范围之外{more}。",
        )


def _of_the_block(case: Case, block: str) -> Iterator[Stated]:
    """The cells of formulas of ours that add up a block."""
    if block == PROJECTS:
        yield from (cell for cell in case.report.shown if cell.name.startswith(f"{PROJECTS}合计_"))
    else:
        yield from case.report.totals


@rule("XT010", "金额后写了别的单位", Severity.MUST)
def amount_in_another_unit(case: Case) -> Iterator[Hit]:
    """查什么：以万元填报的金额后面写了“元”“亿元”，如“1984000元”。

    为什么：本工具已换算成万元核对，但表里和上报件上印的仍是原来的字，看的人会当作万元。
    怎么改：只填以万元为单位的数字，如 198.40。
    依据：表头“单位：万元”。
    """
    for cell in case.figures:
        if cell.notes and cell.contract.kind is Kind.AMOUNT and _in_another_unit(cell):
            should = shown(cell.amount, Kind.AMOUNT, money=cell.money)
            fix = "" if cell.money is WAN else f"只填以{cell.money.unit}为单位的数字。"
            yield Hit((cell,), f"写的是“{cell.text.strip()}”，应填 {should}。", expected=should, fix=fix)


def _in_another_unit(cell: Stated) -> bool:
    if Note.YUAN in cell.notes or Note.OTHER_UNIT in cell.notes:
        return True
    return "亿" in cell.text and cell.money is WAN


@rule("XT004", "读不出数字", Severity.MUST)
def unreadable_figures(case: Case) -> Iterator[Hit]:
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
    told = {cell.place for block in case.report.open_blocks for cell in _of_the_block(case, block)}  # XT009's
    for cell in (*case.cells, *beside):
        if cell.origin is Origin.ERROR and cell.place not in told:
            yield Hit((cell,), f"显示为 {cell.text}。")


@rule("XT007", "金额超过两位小数", Severity.HINT)
def too_many_decimals(case: Case) -> Iterator[Hit]:
    """查什么：以万元填报的金额多于两位小数；合并表不查，以元填报的单位换算过来会有。

    为什么：表内只显示两位，按显示的数相加会与合计差一分。
    怎么改：按两位小数填报。
    依据：填报单位为万元，保留两位小数。
    """
    cells = tuple(cell for cell in case.figures if cell.contract.kind is Kind.AMOUNT and _too_fine(cell))
    if cells and not case.report.merged:
        yield Hit(cells, f"{len(cells)} 处金额多于两位小数：{_listed(case, cells)}。", collected=True)


def _too_fine(cell: Stated) -> bool:
    """More decimals than the form shows, as many as were written: zeros at the end count, but do not alone."""
    if cell.places <= cell.money.places + cell.money.shift:
        return False
    return decimals(cell.written) > cell.money.places


def _listed(case: Case, cells: tuple[Stated, ...]) -> str:
    return "、".join(f"{case.label(cell.place)} {case.say(cell)}" for cell in cells[:5])
