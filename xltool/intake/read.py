"""Document -> Reading: headings, tables and text, read in one go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from xltool.contract.names import PROJECTS, YEAR_COLUMNS
from xltool.errors import WorkbookError
from xltool.intake.contacts import DATE
from xltool.intake.document import Document, Paragraph, Table
from xltool.intake.forms.base_data import BaseData
from xltool.intake.forms.indicator_rows import OF_INDICATORS
from xltool.intake.forms.labels import expenditure_row
from xltool.intake.forms.remainder import figures_in, heading_of, list_remainder
from xltool.intake.forms.self_evaluation import SelfEvaluation
from xltool.intake.forms.units import stated_unit, unit_beside
from xltool.intake.forms.values import AMOUNT_UNITS, Source, found
from xltool.intake.prose.reading import parsed
from xltool.intake.reading import Collector, FoundContent, ReportReading, Sure, Unplaced
from xltool.intake.recognised import RecognisedForm
from xltool.intake.recognised_cells import account_recognised, add_recognised, rows_of_others
from xltool.intake.refusal import IDENTITY, PROJECT_FORM, WHOLE, refuse_nothing
from xltool.intake.text import prose, read_text_figures
from xltool.model.parse import plain
from xltool.model.prose import Prose

_SUBJECT: Final = r"(?:部门)?(?:\(?单位\)?)?(?:预算)?整体支出绩效"
_NAME: Final = r"(?P<unit>(?!关于|[本我]?部门|[本我]?单位|预算|度)[^\d.:：、,，附()（）]{2,40}?)"
#: 某局（关于）2022年度…, （关于）2022年度某局…, 某局…报告（2022年度）.
_TITLES: Final = (
    re.compile(rf"^(?:关于)?{_NAME}(?:关于)?(?P<year>20\d\d)年度?的?{_SUBJECT}"),
    re.compile(
        rf"^(?:关于)?(?P<year>20\d\d)年度?{_NAME}{_SUBJECT}(?:评价)?(?:自评)?(?:价)?(?:工作)?(?:情况)?的?报告"
    ),
    re.compile(rf"^(?:关于)?{_NAME}{_SUBJECT}[^()]{{0,12}}报告\((?P<year>20\d\d)年度?\)$"),
)
#: The same without the name of the unit, which may stand on the line above.
_TITLE_ALONE: Final = re.compile(rf"^(?:关于)?(?P<year>20\d\d)年度?的?{_SUBJECT}[^。，；:：]{{0,16}}$")
_ANNEX_TITLE: Final = re.compile(
    rf"^(?:附[件表]?\d?[:：.]?)?[(\[]?(?P<year>20\d\d)[)\]]?年度?{_SUBJECT}.*表(?:\(.{{0,12}}\))?$"
)
#: 部门整体支出绩效自评表（2023年度）, and the year in a line of its own below the title.
_YEAR_BEHIND: Final = re.compile(
    rf"^[^，。;]{{0,30}}{_SUBJECT}[^，。;]{{0,12}}表\([\[(]?(?P<year>20\d\d)[\])]?年度?\)$"
)
_YEAR_LINE: Final = re.compile(r"^\([\[(]?(?P<year>20\d\d)[\])]?年度?\)$")
_ANNEXES: Final = (_ANNEX_TITLE, _TITLE_ALONE, _YEAR_BEHIND, _YEAR_LINE)
#: Cells of a row that are looked at: no form has more columns.
_WIDEST: Final = 200
#: What stands beside the date of a page, never beside that of a form.
_OF_A_PAGE: Final = re.compile("来源|浏览|点击|阅读|访问|字号|字体|作者|编辑|发布|索引号|文号")
#: Tables that were not recognised are named up to here.
_MOST_NAMED: Final = 8
_CONVERTED: Final = re.compile(r"([百千亿]?万?元)，换算为万元$")
_UNIT_LINE: Final = re.compile(r"填报单位(?:\(盖章\))?[:：](?P<unit>[^\d:：]{2,40}?)(?:单位[:：].*)?$")


def read_report(document: Document, form: RecognisedForm | None = None) -> ReportReading:
    """Everything that can be read of a report; of worksheets also what was recognised of them as a ``form``.

    Raises WorkbookError for two units in one file, or nothing to read.
    """
    collector = Collector()
    if form is not None:
        account_recognised(document, form, collector)
    base, evaluation = BaseData(collector), SelfEvaluation(collector)
    years = list(_headings(document, collector))
    unit = _read_tables(document, base, evaluation, collector)
    if form is not None:
        add_recognised(document, form, collector)
    collector.unplaced += (Unplaced(*each, _may_lack(*each[:2])) for each in document.leftovers)
    _refuse_two_units(document.title, evaluation.units)
    year = _year([*years, *base.years], collector)
    text = parsed(document, year, _unit(collector))
    read_text_figures(document, text, collector, everything=not (base.seen or evaluation.seen))
    _warn(document, base, evaluation, collector)
    if unit and {unit} != {base.unit, evaluation.unit}:
        collector.warn(f"表格之后写着“单位：{unit}”，没有据此换算表格里的金额，请核对。")
    settled, conflicts = collector.settled()
    _warn_of_units(settled.values(), collector)
    if all(each.name in IDENTITY for each in conflicts):
        refuse_nothing(document, settled.values(), collector.unplaced)
    return ReportReading(
        document.title,
        settled,
        conflicts,
        tuple(collector.unplaced),
        tuple(collector.warnings),
        prose(document.title, text),
        () if form is None else tuple(rows_of_others(document, form)),
    )


def _read_tables(document: Document, base: BaseData, evaluation: SelfEvaluation, collector: Collector) -> str:
    """Every table; the unit of amounts that is said behind the last of them, empty where none is."""
    unit = ""  # said since the last table
    for block in document.blocks:
        unit = stated_unit(_texts(block)) or _unit_in_cells(block) or unit
        if isinstance(block, Table):
            base.unit, evaluation.unit, unit = unit or base.unit, unit or evaluation.unit, ""
            collector.doubtful = block.inferred
            _read_table(block, base, evaluation, collector)
    collector.doubtful = False
    return unit


def _unit_in_cells(block: Paragraph | Table) -> str:
    """The unit that a table says in a cell of its own, beside that of its label."""
    rows = block.rows if isinstance(block, Table) else ()
    pairs = ((one.text, other.text) for row in rows for one, other in pairwise(row[:_WIDEST]))
    return next((unit for one, other in pairs if (unit := unit_beside(one, other))), "")


def _read_table(table: Table, base: BaseData, evaluation: SelfEvaluation, collector: Collector) -> None:
    """The rows of a table, and what is left over of it; a table of which no row is known is only named."""
    recognised = False
    for cells in table.rows:
        row = cells[:_WIDEST]
        taken = evaluation.take(row)
        named = taken and evaluation.only_named  # beside its name a unit may tell its people
        recognised |= base.take_people(row) if named else taken or base.take(row)
    if recognised:
        list_remainder(table, collector, evaluation.lacking)
    elif figures := sum(1 for _ in figures_in(table)):
        collector.passed_over.append(f"{table.where}（{heading_of(table)}，{figures} 个数）")


def read_prose(document: Document, year: str = "", unit: str = "", project: str | None = None) -> Prose:
    """The sentences of a report's text alone, for comparing it with a workbook; ``year`` and ``unit`` are those of the workbook.

    ``project`` is the title of the project that the workbook's form is about; None of a department's.
    """
    collector = Collector()
    years = list(_headings(document, collector))
    year = Counter(year for year, _ in years).most_common(1)[0][0] if years else year
    return prose(document.title, parsed(document, year, unit or _unit(collector), project))


def _unit(collector: Collector) -> str:
    """The name of the report's unit, as far as it was read."""
    said = collector.settled()[0].get(("单位名称", 0))
    return said.value if said is not None and isinstance(said.value, str) else ""


def _texts(block: Paragraph | Table) -> str:
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join(
        cell.text for row in block.rows for cell in row if "元" in cell.text and len(plain(cell.text)) < 40
    )


def _headings(document: Document, collector: Collector) -> Iterator[tuple[str, str]]:
    """(year, place) of each title; what a title says of the unit and the line below the form of the date is kept."""
    for text, where in _lines(document):
        flat = plain(text)
        title = next(filter(None, (pattern.match(flat) for pattern in _TITLES)), None)
        annex = next(filter(None, (pattern.match(flat) for pattern in _ANNEXES)), None)
        if title and len(flat) < 80:
            yield title["year"], where
            collector.add(found("单位名称", Source(title["unit"], where, sure=Sure.INFERRED)))
        elif annex:
            yield annex["year"], where
        elif named := _UNIT_LINE.match(flat):
            collector.add(found("单位名称", Source(named["unit"], where, sure=Sure.INFERRED)))
        if (date := DATE.search(text)) and not _OF_A_PAGE.search(text):
            collector.add(found("填报日期", Source(date[1], where)))


def _lines(document: Document) -> Iterator[tuple[str, str]]:
    """Every line of the paragraphs, and every cell of the tables that is alone in its row."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield from ((line, block.where) for line in block.text.split("\n"))
        else:
            for row in block.rows:
                cells = [cell for cell in row if not cell.blank]
                if len(cells) == 1:
                    yield from ((line, cells[0].where) for line in cells[0].text.split("\n"))


def _year(years: Iterable[tuple[str, str]], collector: Collector) -> str:
    """The year of the report: that of its titles; a heading that says another makes it uncertain."""
    several = list(years)
    if not several:
        return ""
    counted = Counter(year for year, _ in several)
    year = counted.most_common(1)[0][0]
    where = next(place for each, place in several if each == year)
    others = [f"{each}（{place}）" for each, place in several if each != year]
    notes = (f"别处写的是 {'、'.join(dict.fromkeys(others))}",) if others else ()
    collector.add(
        FoundContent(
            "年度", 0, Decimal(year), f"{year}年", where, Sure.INFERRED if others else Sure.CERTAIN, notes
        )
    )
    return year


def _refuse_two_units(title: str, units: list[tuple[str, str]]) -> None:
    """Raise WorkbookError where two units' forms lie in one file; one name may be the short form of the other."""
    names = list(dict.fromkeys(name for name, _ in units))
    for other in names[1:]:
        if other not in names[0] and names[0] not in other:
            raise WorkbookError(
                f"“{title}”里有两个单位的自评表（{names[0]}、{other}），没有导入；请把每个单位的报告分成一个文件再导入。"
            )


def _warn_of_units(settled: Iterable[FoundContent], collector: Collector) -> None:
    """One sentence for each unit, other than that of the form, in which figures without a unit of their own stood."""
    notes = (note for each in settled if "元" not in each.text for note in each.notes)
    units = (match[1] for match in map(_CONVERTED.search, notes) if match)
    for unit in dict.fromkeys(units):
        collector.warn(
            f"表格以{unit}为单位，没有写单位的金额已逐个换算为万元（1{unit} = {AMOUNT_UNITS[unit]}万元，不四舍五入）。"
        )


def _may_lack(label: str, contents: tuple[str, ...]) -> tuple[str, ...]:
    """The names that may lack what was left over of lines: those of its label, or those of the two tables that grow."""
    if not any(map(str.isdigit, "".join(contents))):
        return ()
    if row := expenditure_row(label):
        return tuple(f"{row}_{column}" for column in YEAR_COLUMNS)
    return (PROJECTS, *OF_INDICATORS)


def _flat(document: Document) -> Iterator[str]:
    return (plain(line) for line, _ in _lines(document) if len(line) < 80)


def _more(several: list[str]) -> str:
    return f"等 {len(several)} 张" if len(several) > _MOST_NAMED else ""


def _warn(document: Document, base: BaseData, evaluation: SelfEvaluation, collector: Collector) -> None:
    for note in document.notes:
        collector.warn(note)
    if any(table.inferred for table in document.tables):
        collector.warn("粘贴的文本里没有制表符，行列是按标签推断的；缺了格的行没有填，请对照原件核对。")
    if any(map(PROJECT_FORM.search, _flat(document))) and not any(map(WHOLE.search, _flat(document))):
        collector.warn("这是项目支出绩效自评表，不是部门整体支出的；能对上的格照填了，请确认选对了文件。")
    if collector.passed_over:
        collector.warn(
            f"没有认出、没有读的表格：{'；'.join(collector.passed_over[:_MOST_NAMED])}{_more(collector.passed_over)}。"
        )
    if not base.seen:
        collector.warn("没有找到附件1基础数据表，其中的数字都没有填。")
    if not evaluation.seen:
        collector.warn("没有找到附件2自评表，其中的数字都没有填。")
    if base.cut_off:
        collector.warn("附件1的表格没有读到末尾（政府采购、厉行节约等行），原文件可能被截断，请补全。")
    if evaluation.cut_off:
        collector.warn("附件2的表格没有读到“总分”一行，原文件可能被截断，请补全。")
    if not any(True for _ in document.tables):
        collector.warn("报告里没有表格，只读了正文里的数字。")
