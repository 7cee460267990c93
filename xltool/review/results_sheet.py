"""The sheet 审核结果: one row a finding, with links, and the reasons that people wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from xltool.book.formula.text import render
from xltool.book.port import Area, Cell, Insertion, Snapshot, Value
from xltool.checks.finding import EXPLAINED_SYMBOL, Finding
from xltool.checks.settings import NONE, Settings
from xltool.contract.names import CONTRACT, NOT_REVIEWED, RESULTS, block_columns
from xltool.contract.optional import RECORD
from xltool.errors import WorkbookError
from xltool.model.form import Form
from xltool.model.number import text_of
from xltool.review.places import link_target
from xltool.review.reasons import (
    EXPLAINED,
    GONE,
    MORE,
    NOTE,
    Reason,
    read_reasons,
    seal,
    state,
)

#: Columns that are written; 位置 is a formula of the template that reads 目标 and 显示.
_COLUMNS = tuple(c.name.removeprefix(f"{RESULTS}_") for c in block_columns(RESULTS) if not c.formula)
Row = dict[str, Value]
#: In place of a severity, in the rows that list what a bureau changed of the rules.
SETTING = "审核设置"


def has_results(form: Form) -> bool:
    """Whether the form has a place for the list of findings."""
    return form.carries(f"{RESULTS}_键", f"{RESULTS}_问题")


def result_edits(
    form: Form,
    findings: tuple[Finding, ...],
    reasons: Mapping[str, Reason],
    settings: Settings = NONE,
    unasked: Sequence[tuple[str, str]] = (),
) -> dict[Cell, Value]:
    """New contents of every cell of 审核结果 that has to change; what does not fit is counted in the last row.

    ``unasked`` are the rules that could not be asked on this form, a sentence each, which stand last. Nothing where the form has no such list.
    """
    if not has_results(form):
        return {}
    rows = [*_finding_rows(form, findings, reasons), *_orphans(findings, reasons), *_changes(settings)]
    rows += [_unasked(code, why) for code, why in unasked]
    return _written(form, _fitted(rows, form.area(f"{RESULTS}_键").height))


def room_for(
    form: Form,
    findings: tuple[Finding, ...],
    reasons: Mapping[str, Reason],
    settings: Settings,
    unasked: Sequence[tuple[str, str]] = (),
) -> Insertion | None:
    """The rows that the list lacks for all that :func:`result_edits` writes; None where there is room, or no list.

    Into a foreign form no rows are put: whoever annotated it gave the list its room.
    """
    if form.foreign or not has_results(form):
        return None
    keys = {finding.key for finding in findings}
    wanted = len(findings) + len(reasons.keys() - keys) + len(_changes(settings)) + len(unasked)
    return more_rows(form.area(f"{RESULTS}_键"), wanted)


#: More rows than this nobody reads: what is over is counted in the last one.
_MOST_ROWS = 3000
#: Rows are put in by so many, so that the next few findings need none.
_STEP = 20


def more_rows(block: Area, wanted: int) -> Insertion | None:
    """The rows to be put in before the last one of a block without edges, so that it holds as many; None for none.

    Before the last: names, filters, formats and checks of entries grow with what is put in between their ends.
    """
    lacking = min(wanted, _MOST_ROWS) - block.height
    if lacking <= 0 or block.height < 2:
        return None
    return Insertion(block.sheet, block.bottom, -(-lacking // _STEP) * _STEP)


def _finding_rows(form: Form, findings: tuple[Finding, ...], reasons: Mapping[str, Reason]) -> list[Row]:
    rows: list[Row] = []
    numbers = {finding.key: number for number, finding in enumerate(findings, 1)}
    for number, finding in enumerate(findings, 1):
        reason = reasons.get(finding.key)
        now = state(finding, reason)
        symbol = EXPLAINED_SYMBOL if now == EXPLAINED else finding.severity.symbol
        lead = finding.cells[0].place
        rows.append(
            {
                "序号": Decimal(number),
                "级别": f"{symbol}{finding.severity}",
                "代码": finding.code,
                **_problem(finding, numbers, f"{RESULTS}_起因" in form.areas),
                "单元格": form.cell(lead).address,
                **_figures(finding, f"{RESULTS}_单位" in form.areas),
                "可能原因": finding.cause,
                "怎么改": f"{finding.fix}{MORE.get(now, '')}",
                "说明": reason.text if reason else None,
                "状态": now,
                "目标": link_target(form, lead),
                "显示": _short(f"{form.cell(lead).sheet}·{finding.cells[0].label}", 34),
                "键": finding.key,
                "指纹": seal(finding, reason),
            }
        )
    return rows


#: What a figure of a finding looks like: digits, then the unit.
_FIGURE = r"([+-]?[\d,]+(?:\.\d+)?)(万元|千元|亿元|元|分|%|个百分点|人|㎡|年)"
#: Larger figures no cell holds for certain.
LARGEST = Decimal("1e300")
#: A difference of percentages stands in their column.
_SAME_UNIT = {"个百分点": "%"}


def _figures(finding: Finding, numbers: bool) -> Row:
    """现值, 应为 and 差额: as numbers with their unit in a column of its own, where the template has one.

    What is no number with the unit of the others (a text, a range) stays as a reader knows it.
    """
    texts = {"现值": _short(finding.stated), "应为": finding.expected, "差额": finding.difference}
    if not numbers:
        return dict(texts)
    found = {word: match for word, text in texts.items() if (match := re.fullmatch(_FIGURE, text))}
    units = {_SAME_UNIT.get(match[2], match[2]) for match in found.values()}
    if len(units) != 1:
        return dict(texts)
    figures: Row = {word: Decimal(match[1].replace(",", "")) for word, match in found.items()}
    if any(abs(Decimal(str(figure))) > LARGEST for figure in figures.values()):
        return dict(texts)
    return {**texts, **figures, "单位": units.pop()}


def _problem(finding: Finding, numbers: Mapping[str, int], own_column: bool) -> Row:
    """问题, and of which finding it is a consequence: in a column of its own, where the template has one."""
    said = f"{finding.title}：{finding.message}"
    if not own_column:
        return {"问题": f"{following(finding, numbers)}{said}"}
    root = numbers.get(finding.root)
    return {"问题": said, "起因": None if root is None else Decimal(root)}


def following(finding: Finding, numbers: Mapping[str, object]) -> str:
    """What stands before a finding that follows from another one, by the number of that one; else nothing."""
    return f"（由第 {numbers[finding.root]} 条引起）" if finding.root in numbers else ""


def _short(text: str, most: int = 20) -> str:
    """The beginning of a text: the rows of the sheet have room for four lines."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _orphans(findings: tuple[Finding, ...], reasons: Mapping[str, Reason]) -> list[Row]:
    """Reasons whose finding is gone: kept, since a person wrote them, and said so."""
    keys = {finding.key for finding in findings}
    return [
        {
            "说明": reason.text,
            "状态": NOTE if key.startswith(NOTE) else GONE,
            "键": key,
            "指纹": reason.seal,
        }
        for key, reason in reasons.items()
        if key not in keys
    ]


def _changes(settings: Settings) -> list[Row]:
    """What a bureau changed of the rules: nobody is judged by rules that cannot be seen."""
    return [{"级别": SETTING, "代码": code or None, "问题": what} for code, what in settings.sentences()]


#: In place of a severity, in the rows that list the rules that could not be asked.
UNASKED = "未核对"


def _unasked(code: str, why: str) -> Row:
    return {"级别": UNASKED, "代码": code, "问题": why}


def _must_stand(row: Row) -> bool:
    return bool(row.get("说明")) or row.get("级别") == SETTING


def _fitted(rows: list[Row], capacity: int) -> list[Row]:
    """The rows that fit above one that counts the others; a person's reason and a changed rule are never left out.

    Raises WorkbookError where these alone do not fit: nothing is lost, the sheet stays as it is.
    """
    if len(rows) <= capacity:
        return rows
    kept = sum(map(_must_stand, rows))
    if kept >= capacity:
        raise WorkbookError(
            f"“审核结果”只有 {capacity} 行，放不下 {kept} 条说明和审核设置：请在其中插入若干空行，再审核一次。"
        )
    free = capacity - 1 - kept
    listed: list[Row] = []
    for row in rows:
        if _must_stand(row) or free > 0:
            listed.append(row)
            free -= 0 if _must_stand(row) else 1
    hidden = len(rows) - len(listed)
    listed.append({"问题": f"另有 {hidden} 条没有列出：请先处理以上各条，再重新审核。"})
    return listed


def _filled(snapshot: Snapshot, areas: Mapping[str, Area]) -> int:
    """Rows from the top down to the last in which one of our columns holds something."""
    first = next(iter(areas.values()))
    lefts = [area.left for area in areas.values()]
    rows = snapshot.grids.get(first.sheet, [])[first.top - 1 : first.bottom]
    while rows and not any(left <= len(rows[-1]) and rows[-1][left - 1] not in ("", None) for left in lefts):
        rows.pop()
    return len(rows)


def cleared_rows(form: Form, keep_reasons: bool) -> dict[Cell, Value]:
    """Edits that empty 审核结果, but for the line that says so; reasons stay with their keys unless they are to go too."""
    if not has_results(form):
        return {}
    kept: list[Row] = []
    if keep_reasons:
        kept = [{"说明": r.text, "键": key, "指纹": r.seal} for key, r in read_reasons(form).items()]
    says_so = f"{RESULTS}_单位" in form.areas  # the template before had a blank list
    return _written(form, kept or ([{"问题": NOT_REVIEWED}] if says_so else []))


def _written(form: Form, rows: list[Row]) -> dict[Cell, Value]:
    """Edits after which the sheet holds these rows and nothing below them."""
    snapshot = form.snapshot
    carried = [column for column in _COLUMNS if f"{RESULTS}_{column}" in form.areas]
    areas = {column: form.area(f"{RESULTS}_{column}") for column in carried}
    filled = _filled(snapshot, areas)
    rows = rows + [{}] * (filled - len(rows))
    edits: dict[Cell, Value] = {}
    for index, row in enumerate(rows):
        for column, area in areas.items():
            value = row.get(column)
            value = None if value == "" else value
            if value is None and index >= filled:
                continue
            cell = Cell(area.sheet, area.top + index, area.left)
            if index >= filled or _differs(snapshot.value(cell), value, column):
                edits[cell] = value
    return edits


def _differs(held: Value, value: Value, column: str) -> bool:
    """Whether a cell has to be written; a number or date that a person put as a reason stays what it is."""
    if column == "说明" and value is not None and not isinstance(held, str):
        return text_of(held) != value
    return held != value


def missing_links(form: Form, values: Mapping[Cell, Value], name: str) -> dict[Cell, str]:
    """The contract's link, of this name, for each written row that has none, as a row that a person inserted.

    Into a foreign form no formula is put, unless the tool itself added the list to it, on a sheet of its own.
    """
    block, snapshot = CONTRACT[name].block, form.snapshot
    if (form.foreign and RECORD not in snapshot.names) or not form.carries(
        name, f"{block}_目标", f"{block}_显示"
    ):
        return {}
    links, targets = form.area(name), form.area(f"{block}_目标")
    written = {
        cell.row: value
        for cell, value in values.items()
        if cell.column == targets.left and cell.sheet == targets.sheet
    }
    linked = (
        Cell(links.sheet, row, links.left)
        for row, target in enumerate(snapshot.column(targets), targets.top)
        if written.get(row, target)
    )
    bare = [cell for cell in linked if cell not in snapshot.formulas and snapshot.raw(cell) is None]
    return {cell: render(CONTRACT[name].formula, form.areas, cell) for cell in bare}
