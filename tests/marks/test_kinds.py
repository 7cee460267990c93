"""Each kind of native check by hand: what it marks, and what beside it it leaves alone."""

from __future__ import annotations

import pytest

from examples.generator import Return, clean_return, write_quickly
from examples.returns import Content, Spot
from tests.marks.scratch import conditions, with_scratch
from tests.support.office import recalculate
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell
from xltool.contract.names import CONTRACT
from xltool.model.form import Form
from xltool.model.gates import check_gates
from xltool.model.stated import Place
from xltool.verbs.check import check

pytestmark = pytest.mark.libreoffice

Cells = dict[Spot | str, Content]
#: A return without any native mark; every case changes it.
SEED = 7


def _blank() -> Return:
    """Nothing filled in but what a fresh template has."""
    filed = clean_return(SEED)
    return filed.with_cells(dict.fromkeys(filed.spots(computed=False)))


#: Case -> the cells that are changed, and the places that are marked. ``None`` blanks a cell.
CASES: dict[str, tuple[Cells, set[str]]] = {
    "a total above its parts": ({"支出总额_本年决算": 9000.5}, {"支出总额_本年决算", "全年执行数"}),
    "a total below its parts": ({"支出总额_上年决算": 1}, {"支出总额_上年决算"}),
    "a cent": ({"支出总额_上年决算": 6280.95}, {"支出总额_上年决算"}),
    "half a cent is the program's": ({"支出总额_上年决算": 6280.945}, set()),
    "a text is the program's": ({"支出总额_上年决算": "6280.95"}, set()),
    "a blank part may hold the rest": ({"基本支出_上年决算": None}, {"基本支出_上年决算"}),
    "filled parts are more already": (
        {"基本支出_上年决算": None, "项目支出_上年决算": 7000}, {"支出总额_上年决算", "项目支出_上年决算", "基本支出_上年决算"},
    ),
    "more 公用经费 than 基本支出": ({"公用经费_上年决算": 7000}, {"公用经费_上年决算"}),
    "三公经费 is not its parts": ({"三公经费_本年预算": 1.5}, {"三公经费_本年预算"}),
    "项目支出 is not its projects": ({Spot("项目明细_上年决算", 1): 99}, {"项目支出_上年决算"}),
    "a row 其中 is the program's": (
        {Spot("项目明细_上年决算", 1): 99, Spot("项目明细_名称", 1): "其中：调研补助"}, set(),
    ),
    "收入合计 is not its parts": ({"收入_合计": 1}, {"收入_合计"}),
    "支出合计 is not its parts": ({"支出_合计": 1}, {"支出_合计", "收入_合计"}),
    "a rate typed over": ({"执行率": 0.5}, {"执行率"}),
    "a rate that rounds": ({"执行率": 0.94}, set()),
    "a rate that was cut off": ({"执行率": 0.942}, set()),
    "a rate one unit off": ({"执行率": 0.952}, {"执行率"}),
    "a score of the 执行率 typed over": ({"执行率得分": 5}, {"执行率得分"}),
    "总分 is not its scores": ({"总分": 88}, {"总分"}),
    "总分 within rounding": ({"总分": 100.0}, set()),
    "分值合计 typed over": ({"分值合计": 90}, {"分值合计"}),
    "weights of more than 100": ({Spot("绩效指标_分值", 1): 30}, {"分值合计"}),
    "a score above its weight": ({Spot("绩效指标_得分", 2): 30}, {"绩效指标_得分#2"}),
    "a score below nought": ({Spot("绩效指标_得分", 2): -1}, {"绩效指标_得分#2"}),
    "a weight that is lacking": ({Spot("绩效指标_分值", 3): None}, {"绩效指标_分值#3", "分值合计"}),
    "a score that is lacking": ({Spot("绩效指标_得分", 3): None}, {"绩效指标_得分#3"}),
    "a head left blank": ({"公用经费_本年预算": None}, {"公用经费_本年预算"}),
    "编制数 left blank": ({"编制数": None}, {"编制数"}),
    "全年预算数 left blank": ({"全年预算数": None}, {"全年预算数"}),
    "the year left blank": ({"年度": None}, {"年度"}),
    "a share of the text": (
        {"正文_工资福利支出": 400, "正文_总支出": 1000, "正文_工资福利支出_占比": 0.45},
        {"正文_工资福利支出_占比", "正文_总支出"},
    ),
    "a share of rounded figures": (
        {"正文_工资福利支出": 3, "正文_总支出": 10, "正文_工资福利支出_占比": 0.33}, {"正文_总支出"},
    ),
    "persons of the text": ({"正文_在职人数": 1}, {"正文_在职人数"}),
    "a missed target without a reason": (
        {
            Spot("绩效指标_三级指标", 1): "培训质量", Spot("绩效指标_年度指标值", 1): "≥95%",
            Spot("绩效指标_实际完成值", 1): "93%", Spot("绩效指标_得分", 1): 6, Spot("绩效指标_偏差原因", 1): None,
        },
        {"绩效指标_偏差原因#1"},
    ),
    "a missed target with a reason": (
        {
            Spot("绩效指标_三级指标", 1): "培训质量", Spot("绩效指标_年度指标值", 1): "≥95%",
            Spot("绩效指标_实际完成值", 1): "93%", Spot("绩效指标_得分", 1): 6, Spot("绩效指标_偏差原因", 1): "疫情停办两期",
        },
        set(),
    ),
    "a rate of the form is judged by its figures": (
        {
            Spot("绩效指标_三级指标", 1): "预算执行率", Spot("绩效指标_年度指标值", 1): "≥95%",
            Spot("绩效指标_实际完成值", 1): "93%", Spot("绩效指标_得分", 1): 6, Spot("绩效指标_偏差原因", 1): None,
        },
        set(),
    ),
}  # fmt: skip


def _spots(cells: Cells) -> dict[Spot, Content]:
    return {spot if isinstance(spot, Spot) else Spot(spot): value for spot, value in cells.items()}


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[set[str], set[str]]]:
    """Case -> the places that native checks mark, and those that the program does, of all cases."""
    folder = tmp_path_factory.mktemp("kinds")
    returns = {case: clean_return(SEED).with_cells(_spots(cells)) for case, (cells, _) in CASES.items()}
    returns |= {"clean": clean_return(SEED), "blank": _blank()}
    placed = {}
    for number, (case, filed) in enumerate(returns.items()):
        book, copy = folder / f"{number}.xlsx", folder / f"问{number}.xlsx"
        write_quickly(book, filed)
        placed[case] = book, copy, with_scratch(book, copy, conditions(book))
    shown = recalculate([copy for _, copy, _ in placed.values()])
    found = {}
    for case, (book, copy, cells) in placed.items():
        form = check_gates(FileWorkbook(book).snapshot())
        holds = {a.cell for a, c in cells.items() if shown[copy][c.sheet].get((c.row, c.column)) == 1.0}
        outcome = check(book)
        told = {
            outcome.form.cell(a.place) for f in outcome.findings if f.severity.mark > 1 for a in f.accused
        }
        found[case] = _named(form, holds), _named(form, told)
    return found


def _named(form: Form, cells: set[Cell]) -> set[str]:
    """Names of the contract, with the row in a table."""
    found = set()
    for name, area in form.areas.items():
        if name not in CONTRACT or CONTRACT[name].role.name == "TOOL":
            continue
        rows = range(1, area.height - 1) if CONTRACT[name].block else (0,)
        for row in rows:
            if form.cell(Place(name, row)) in cells:
                found.add(f"{name}#{row}" if row else name)
    return found


@pytest.mark.parametrize("case", CASES)
def test_a_kind(native: dict[str, tuple[set[str], set[str]]], case: str) -> None:
    marked, told = native[case]
    assert marked == CASES[case][1]
    assert marked <= told


@pytest.mark.parametrize("case", ["clean", "blank"])
def test_nothing_is_marked_where_nothing_is_wrong_yet(
    native: dict[str, tuple[set[str], set[str]]], case: str
) -> None:
    assert native[case][0] == set()
