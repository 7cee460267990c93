"""What a spreadsheet can tell by itself while people type: the hard checks as native formulas, derived from the relations.

A check says of one cell, or of each row of a table, when it is surely wrong as the rule of its ``code`` would say it. It
tells three things, each as a native formula with the placeholders of :mod:`xltool.contract.names` (``{X:row}`` is the cell
in the row at hand): whether it can be told at all (``clear``: texts, errors and figures with more places than the form has
are left to the program), whether it is wrong then (``wrong``), and whether it is time to say so before anybody asked
(``due``, empty: at once): who types from the top down has not forgotten what stands below.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain

from xltool.contract.formulas import points_reached
from xltool.contract.names import CONTRACT, INDICATORS, INSTANT, PROJECTS, Kind, Role, with_role
from xltool.contract.relations import DEFINITIONS, Relation, Tied, family, parts_of
from xltool.contract.rows import EXPENDITURE_ROWS, YEAR_COLUMNS
from xltool.typed import Final, NamedTuple

#: The template that carries such checks first.
SINCE: Final = "1.3"
#: A mark of the program that such a check judges anew as soon as figures change, by the usual mark.
RESTING: Final = {3: 5}


#: A check that is told by everything that a cell may hold.
ALWAYS: Final = "TRUE"


class Instant(NamedTuple):
    """One native check: the rule that says the same, the cell it accuses (of a block column: of each row), its formulas."""

    code: str
    cell: str
    clear: str
    wrong: str
    due: str = ""
    mark: int = 3


class InstantReading(NamedTuple):
    """What a form has, and how: its names, the decimals of its amounts, the rates that are written as 76, whether it is foreign."""

    carried: frozenset[str]
    places: int = 2
    hundredfold: frozenset[str] = frozenset()
    foreign: bool = False

    def has(self, *names: str) -> bool:
        """Whether it carries all of these names."""
        return self.carried.issuperset(names)


# Pieces of formulas


def _ref(name: str) -> str:
    return f"{{{name}}}"


def _refs(names: Iterable[str]) -> str:
    return ",".join(map(_ref, names))


def _all(*conditions: str) -> str:
    given = [each for each in conditions if each]
    return given[0] if len(given) == 1 else f"AND({','.join(given)})"


def _filled(*names: str) -> str:
    """Each of these cells holds a number."""
    return f"COUNT({_refs(names)})={len(names)}"


def _no_text(*names: str) -> str:
    """Each of these cells holds a number or nothing."""
    return f"COUNT({_refs(names)})=COUNTA({_refs(names)})"


def _exact(ref: str, places: int) -> str:
    """A figure has no more decimals than the form: what more a person meant, or a formula left, is not told by a cell.

    A blank cell passes; a text does not, nor does one that reads as a number.
    """
    return f"ROUND({ref},{places})={ref}"


def _numbers(reading: InstantReading, *names: str) -> str:
    return _all(*(_exact(_ref(name), _places(reading, name)) for name in names))


def _places(reading: InstantReading, name: str) -> int:
    return reading.places if CONTRACT[name].kind is Kind.AMOUNT else CONTRACT[name].places


def _rows(column: str) -> str:
    """The rows of a block without its edges, whatever was put in first or last."""
    return f"OFFSET({{{column}}},1,0,ROWS({{{column}}})-2)"


def _end_is_blank(column: str) -> str:
    """The end row of a block holds no figure; it is told by the block, since somebody may delete that row."""
    return f"COUNT(INDEX({{{column}}},ROWS({{{column}}})))=0"


def _unit(ref: str, *places: int) -> str:
    """One unit of the last decimal of a number that has at most the last of these ``places``."""
    *fewer, last = (f"{10.0**-each:.10g}" for each in places)
    formula = last
    for unit, each in reversed(list(zip(fewer, places, strict=False))):
        formula = f"IF({_exact(ref, each)},{unit},{formula})"
    return formula


# Sums and figures that are the same


def _total(reading: InstantReading, whole: str, parts: tuple[str, ...]) -> str:
    """The whole is not its parts: all of them, or already those that are filled in are more."""
    w, p, d = _ref(whole), _refs(parts), reading.places
    apart = f"IF(COUNT({p})={len(parts)},ROUND({w}-SUM({p}),{d})<>0,ROUND(SUM({p})-{w},{d})>0)"
    return _all(_filled(whole), f"COUNT({p})>0", apart)


def _sum(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    whole, parts = relation.whole, relation.parts
    if reading.has(whole, *parts):
        yield Instant(code, whole, _numbers(reading, whole, *parts), _total(reading, whole, parts))


def _by_parts(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """A part that was left blank is given by its own parts, as far as the form has them."""
    whole, parts = relation.whole, relation.parts
    divided = next((part for part in parts if parts_of(part)), "")
    own = parts_of(divided)
    if not own or not reading.has(*own):
        yield from _sum(code, relation, reading)
    elif reading.has(whole, *parts):
        others = tuple(part for part in parts if part != divided)
        either = f"IF({_filled(divided)},{_total(reading, whole, parts)},{_total(reading, whole, (*own, *others))})"
        yield Instant(code, whole, _numbers(reading, whole, *parts, *own), either)


def _once(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """The rows of a block against their total; where some of them repeat others (其中, 小计), that is left to the program."""
    whole, column = relation.whole, relation.parts[0]
    title = f"{CONTRACT[column].block}_名称" if column in CONTRACT else ""
    if not reading.has(whole, column, title):
        return
    rows, d, w = _rows(column), reading.places, _ref(whole)
    repeated = "+".join(f'COUNTIF({_rows(title)},"*{word}*")' for word in ("其中", "计"))
    same_places = f"SUMPRODUCT(--(ROUND({rows},{d})<>{rows}))=0"
    clear = _all(_numbers(reading, whole), _end_is_blank(column), same_places, f"{repeated}=0")
    wrong = _all(_filled(whole), f"COUNT({rows})>0", f"ROUND({w}-SUM({rows}),{d})<>0")
    yield Instant(code, whole, clear, wrong)


def _differs(reading: InstantReading, whole: str, part: str) -> str:
    return f"ROUND({_ref(whole)}-{_ref(part)},{_places(reading, whole)})<>0"


def _same(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    whole, part = relation.whole, relation.parts[0]
    if reading.has(whole, part):
        wrong = _all(_filled(whole, part), _differs(reading, whole, part))
        yield Instant(code, whole, _numbers(reading, whole, part), wrong)


def _at_most(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """The part that is more than the whole is accused."""
    whole, part = relation.whole, relation.parts[0]
    if reading.has(whole, part):
        more = f"ROUND({_ref(part)}-{_ref(whole)},{reading.places})>0"
        yield Instant(code, part, _numbers(reading, whole, part), _all(_filled(whole, part), more))


def _either(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """It is neither of the two; where both are nought, nobody can tell which was meant."""
    whole, parts = relation.whole, relation.parts
    if reading.has(whole, *parts):
        some = f"OR({','.join(f'{_ref(part)}<>0' for part in parts)})"
        apart = (_differs(reading, whole, part) for part in parts)
        wrong = _all(_filled(whole, *parts), some, *apart)
        yield Instant(code, whole, _numbers(reading, whole, *parts), wrong)


def _by_execution(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """Only where 附件2 surely breaks down what was spent: there is no other budget, or both its sides say so."""
    executed, adjusted = family("divided")[0].parts
    spent = family("executed")[0].parts[0]
    sides = (family("both_sides")[0].whole, *family("both_sides")[0].parts)
    told = (executed, adjusted, spent, *sides)
    whole, part = relation.whole, relation.parts[0]
    if not reading.has(whole, part, *told):
        return
    one_budget = (
        f"COUNT({_ref(adjusted)})=0,AND({_filled(adjusted, spent)},NOT({_differs(reading, adjusted, spent)}))"
    )
    both = _all(_filled(executed, *sides), *(f"NOT({_differs(reading, each, executed)})" for each in sides))
    clear = _all(_numbers(reading, whole, part, *told), f"OR({one_budget},{both})")
    yield Instant(code, whole, clear, _all(_filled(whole, part), _differs(reading, whole, part)))


# Rates and points


def _beside(stated: str, unit: str, low: str, high: str) -> str:
    """No rounding and no cutting off makes the ``stated`` figure of what lies between ``low`` and ``high``."""
    return f"OR(ROUND({stated}-{high},11)>{unit}/2,ROUND({low}-{stated},11)>={unit})"


def _rate(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    whole, (part, base) = relation.whole, relation.parts
    if not reading.has(whole, part, base):
        return
    stated = _ref(whole) + "/100" * (whole in reading.hundredfold)
    unit, p, b = _unit(stated, 2, 3, 4), _ref(part), _ref(base)
    low = high = f"{p}/{b}"
    some = f"{b}<>0"
    if relation.kind is Tied.SHARE:  # figures of the text stand for all that round to their digits
        over, under = (f"{_unit(ref, 0, 1, 2)}/2" for ref in (p, b))
        low, high, some = f"({p}-{over})/({b}+{under})", f"({p}+{over})/({b}-{under})", f"{b}>1"
    signs = [f"{each}>=0" for each in (stated, p, b)]
    text = _no_text(whole) if whole in reading.hundredfold else ""
    clear = _all(text, _exact(stated, 4), *signs, _numbers(reading, part, base))
    wrong = f"IF({_all(_filled(whole, part, base), some)},{_beside(stated, unit, low, high)},FALSE)"
    yield Instant(code, whole, clear, wrong)


def _execution_score(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """By the rate that 附件2 gives; points that are right for the rate as it stands there are the rate's own business."""
    score, (rate, weight) = relation.whole, relation.parts
    executed, adjusted = DEFINITIONS[rate].parts
    if not reading.has(score, rate, weight, executed, adjusted):
        return
    s, w, true = _ref(score), _ref(weight), f"{_ref(executed)}/{_ref(adjusted)}"
    printed = f"ROUND(MAX(0,MIN(ROUND({true},4),1))*{w},2)"
    exact = f"MAX(0,MIN({true},1))*{w}"
    stated = _ref(rate) + "/100" * (rate in reading.hundredfold)
    follows = f"ROUND({s}-{points_reached(rate, weight).replace(_ref(rate), stated)},4)<>0"
    numbers = _numbers(reading, executed, adjusted)
    clear = _all(_no_text(rate, weight), _exact(s, 3), f"{s}>=0", numbers, f"IFERROR({follows},TRUE)")
    apart = _beside(s, _unit(s, 1, 2, 3), f"MIN({printed},{exact})", f"MAX({printed},{exact})")
    known = _all(_filled(score, rate, weight, executed, adjusted), f"{_ref(adjusted)}<>0")
    yield Instant(code, score, clear, f"IF({known},{apart},FALSE)")


def _slack(head: str, column: str) -> str:
    """By how much rounding may have moved the sum of a head (empty: none) and of the rows of a column."""
    rows, steps = _rows(column), ((0.05, 0), (-0.045, 1), (-0.0045, 2))

    def of(ref: str) -> str:
        return "+".join(f"{step}*({ref}<>ROUND({ref},{places}))" for step, places in steps)

    of_head = f"{of(_ref(head))}+" if head else ""
    return f"{of_head}SUMPRODUCT({of(rows)})".replace("+-", "-")


def _points(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """A total of points against its rows, as far as their rounding does not explain the difference.

    ``relation`` has a constant where it is that which they have to make: then the total as it stands does not count, and
    too few are nothing to be told of before the scores begin.
    """
    head, column = relation.parts
    whole = relation.whole or _TOTAL_WEIGHT
    if not reading.has(whole, _WEIGHT, _SCORE) or (reading.foreign and not relation.whole):
        return
    if head not in reading.carried:
        if not reading.foreign or reading.carried & {"执行率得分", "执行率分值"}:
            return
        head = ""  # a form without the row of the 执行率
    made = f"({_ref(head)}+SUM({_rows(column)}))" if head else f"SUM({_rows(column)})"
    stated = _ref(whole) if relation.whole else f"{relation.constant}"
    own = f"{_unit(stated, 0, 1, 2)}/2" if relation.whole else "0"
    apart = f"ROUND(ABS({stated}-{made})-{own}-({_slack(head, column)}),6)>0"
    told = _filled(whole) if relation.whole else ""
    wrong = _all(f"COUNT({_rows(column)})>0", told, apart)
    due = "" if relation.whole else f"OR({made}>{stated},COUNT({_rows(_SCORE)})>0)"
    clear = _all(_no_text(whole), f"ABS({made})<1000", *_clear_points(head, column, reading))
    yield Instant(code, whole, clear, wrong, due)


def _clear_points(head: str, column: str, reading: InstantReading) -> Iterator[str]:
    """Every point is a number; no row with a weight waits for its score, none adds up others, and the head counts.

    On another form it may be one of the rows once more, where these alone make full marks.
    """
    rows = _rows(column)
    yield f"COUNT({rows})=COUNTA({rows})"
    if head:
        yield _filled(head)
    if column == _SCORE:
        yield f'SUMPRODUCT(({_rows(_WEIGHT)}<>"")*({_rows(_SCORE)}=""))=0'
    if not reading.foreign:
        yield _end_is_blank(column)
        return
    if head:
        yield f"ROUND(SUM({_rows(_WEIGHT)})-100,4)<>0"
    labels = [name for name in _LABELS if name in reading.carried]
    words = [f'COUNTIF({_rows(name)},"*{word}*计*")' for name in labels for word in ("小", "合", "总")]
    if words:
        yield f"{'+'.join(words)}=0"


_WEIGHT, _SCORE, _TOTAL_WEIGHT = f"{INDICATORS}_分值", f"{INDICATORS}_得分", "分值合计"
_LABELS: Final = tuple(f"{INDICATORS}_{level}指标" for level in ("一级", "二级", "三级"))


def _limit(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """A score above its weight, or below nought; a weight below nought."""
    weight, score = relation.whole, relation.parts[0]
    if not reading.has(weight, score):
        return
    block = bool(CONTRACT[score].block)
    w, s = (f"{{{name}:row}}" if block else _ref(name) for name in (weight, score))
    clear = _row(reading, weight, score) if block else _no_text(weight, score)
    above = f"{s}-{w}>IF({_exact(s, 1)},0.0501,0.0051)"
    yield Instant(code, score, _all(clear, _exact(s, 2)), _all(f"COUNT({w},{s})=2", f"{w}>=0", above))
    yield Instant(code, score, clear, _all(f"COUNT({s})=1", f"{w}>=0", f"{s}<0"))
    yield Instant(code, weight, clear, _all(f"COUNT({w})=1", f"{w}<0"))


def _row(reading: InstantReading, *columns: str) -> str:
    """Each of these cells of a row holds a number or nothing; the row is not the end of its table, and adds up no others."""
    cells = ",".join(f"{{{column}:row}}" for column in columns)
    labels = [f"{{{name}:row}}" for name in _LABELS if reading.foreign and name in reading.carried]
    subtotal = f'COUNTIF({":".join(dict.fromkeys((labels[0], labels[-1])))},"*计*")=0' if labels else ""
    return _all(
        f"COUNT({cells})=COUNTA({cells})", f"ROWS({{{columns[-1]}:row}}:{{{columns[-1]}:last}})>1", subtotal
    )


# The text


def _of_the_text(code: str, relation: Relation, reading: InstantReading) -> Iterator[Instant]:
    """Figures of the text stand for all numbers that round to their digits; those of the tables are what they are."""
    whole, parts = relation.whole, relation.parts
    if reading.foreign or not reading.has(whole, *parts):
        return
    told = [name for name in (whole, *parts) if name.startswith("正文_")]
    room = "+".join(f"{_unit(_ref(name), 0, 1, 2)}/2" for name in told)
    apart = f"ROUND(ABS({_ref(whole)}-SUM({_refs(parts)}))-({room}),6)>0"
    clear = _all(_numbers(reading, whole, *parts), f"COUNT({_refs(parts)})={len(parts)}")
    yield Instant(code, whole, clear, _all(_filled(whole, *parts), apart))


# What was left blank


def _blank(
    code: str, cell: str, behind: Iterable[str], reading: InstantReading, unless: str = ""
) -> Iterator[Instant]:
    """A cell that has to be filled in; due as soon as something behind it is."""
    later = [name for name in behind if name in reading.carried]
    if cell in reading.carried and later:
        wrong = _all(f"COUNTA({_ref(cell)})=0", unless)
        yield Instant(code, cell, _no_text(cell), wrong, f"COUNT({_refs(later)})>0")


def _heads(code: str, reading: InstantReading) -> Iterator[Instant]:
    """The first rows of 附件1, by column; 项目支出 may be blank where all is 基本支出 and no project has any money."""
    for column in YEAR_COLUMNS:
        first, second, third, fourth, *behind = (f"{row}_{column}" for row in EXPENDITURE_ROWS)
        for head in (first, second, third):
            yield from _blank(code, head, behind, reading)
        projects = f"{PROJECTS}_{column}"
        if reading.has(first, second, projects):
            apart = f"NOT(IF({_filled(first, second)},NOT({_differs(reading, first, second)}),FALSE))"
            needed = f"OR({apart},SUM({_rows(projects)})>0)"
            for check in _blank(code, fourth, behind, reading, needed):
                yield check._replace(clear=_no_text(fourth, first, second))


def _persons_and_money(code: str, reading: InstantReading) -> Iterator[Instant]:
    totals = tuple(f"{next(iter(EXPENDITURE_ROWS))}_{column}" for column in YEAR_COLUMNS)
    for name in ("编制数", "在职人数"):
        yield from _blank(code, name, totals, reading)
    behind = (*parts_of("收入_合计"), "收入_合计", *parts_of("支出_合计"), "支出_合计", _SCORE)
    for name in ("年初预算数", "全年预算数", "全年执行数"):
        yield from _blank(code, name, behind, reading)


def _whose(code: str, reading: InstantReading) -> Iterator[Instant]:
    money = (*(f"支出总额_{column}" for column in YEAR_COLUMNS), "全年预算数", "全年执行数")
    for name in ("单位名称", "年度"):
        yield from (check._replace(clear=ALWAYS) for check in _blank(code, name, money, reading))


def _halves(code: str, reading: InstantReading) -> Iterator[Instant]:
    """A row with a score and no weight; one with a weight and no score, once a later row has its score."""
    if reading.foreign or not reading.has(_WEIGHT, _SCORE):
        return
    w, s = f"{{{_WEIGHT}:row}}", f"{{{_SCORE}:row}}"
    clear = _row(reading, _WEIGHT, _SCORE)
    yield Instant(code, _WEIGHT, clear, f"AND(COUNT({s})=1,COUNTA({w})=0)")
    later = f"COUNT({s}:{{{_SCORE}:last}})>0"
    yield Instant(code, _SCORE, clear, f"AND(COUNT({w})=1,COUNTA({s})=0)", later)


#: What a title or a target says that makes the program judge a row by something else than its two figures: a rate of the
#: form, a formula of the scheme, a date, a figure below nought or without a unit, points that it takes off by itself.
OTHERWISE: Final = f"{INSTANT}另行判断"
_PATTERNS: Final = (
    *(f"*{word}率*" for word in ("执行", "控制", "调整", "变动", "结余", "完成")),
    *(f"≥*{sign}" for sign in "年月日号0123456789"),
    *("*分*", "*扣*", "*-*"),
)
#: What the names mean that stand in checks of rows, which no name can stand for as a whole.
NAMED: Final = {OTHERWISE: "{" + ",".join(f'"{each}"' for each in _PATTERNS) + "}"}
#: Columns by which target and actual value are put together, or that say how points are taken off.
_MORE: Final = frozenset(f"{INDICATORS}_{column}" for column in ("指标性质", "度量单位", "评价标准"))


def _missed(code: str, reading: InstantReading) -> Iterator[Instant]:
    """A target of the kind ≥95% or ≥100人 that was missed by less than what asks for more, points off, and no reason.

    The sign says which way is good, both figures have the same sign behind them, and nothing else judges the row.
    """
    title, target, actual, reason = (
        f"{INDICATORS}_{column}" for column in ("三级指标", "年度指标值", "实际完成值", "偏差原因")
    )
    if not reading.has(title, target, actual, reason, _WEIGHT, _SCORE) or reading.carried & _MORE:
        return
    t, a, w, s = (f"{{{name}:row}}" for name in (target, actual, _WEIGHT, _SCORE))
    reached = f"VALUE(LEFT({a},LEN({a})-1))/VALUE(MID({t},2,LEN({t})-2))"
    wrong = _all(
        f"COUNT({w},{s})=2",
        f"{s}<{w}",
        f"COUNTA({{{reason}:row}})=0",
        f'LEFT({t})="≥"',
        f"RIGHT({t})=RIGHT({a})",
        f"SUMPRODUCT(COUNTIF({{{title}:row}}:{t},{OTHERWISE}))=0",
        f"ABS({reached}-0.925)<0.0749",
    )
    yield Instant(code, reason, ALWAYS, wrong, mark=2)


_Maker = Callable[[str, Relation, InstantReading], Iterator[Instant]]
#: The rules that such checks speak for, each with the family of relations that it asks.
_OF_RELATIONS: Final[tuple[tuple[str, str, _Maker], ...]] = (
    ("XT101", "total", _sum),
    ("XT102", "projects", _once),
    ("XT103", "vehicles", _sum),
    ("XT104", "three_public", _by_parts),
    ("XT105", "income", _sum),
    ("XT106", "spending", _sum),
    ("XT107", "operating", _at_most),
    ("XT201", "executed", _same),
    ("XT202", "initial", _same),
    ("XT203", "basic", _by_execution),
    ("XT204", "project", _by_execution),
    ("XT205", "both_sides", _same),
    ("XT206", "divided", _either),
    ("XT404", "execution_score", _execution_score),
    ("XT401", "total_score", _points),
    ("XT410", "total_weight", _points),
    ("XT402", "full_marks", _points),
    ("XT405", "score_limit", _limit),
    ("XT602", "text_incomes", _of_the_text),
    ("XT603", "text_income", _of_the_text),
    ("XT604", "text_spending", _of_the_text),
    ("XT605", "text_parts", _of_the_text),
    ("XT606", "text_sources", _of_the_text),
    ("XT607", "text_staff", _same),
)
_OF_BLANKS: Final = (
    ("XT716", _heads),
    ("XT716", _persons_and_money),
    ("XT712", _whose),
    ("XT702", _halves),
    ("XT418", _missed),
)


#: Rates that have a cell of the form.
_COMPUTED: Final = frozenset(name.name for name in with_role(Role.COMPUTED))


@cache
def instant_checks(reading: InstantReading) -> tuple[Instant, ...]:
    """The native checks of a form, in the order of the relations."""
    of_relations = (
        check
        for code, name, make in _OF_RELATIONS
        for relation in family(name)
        for check in make(code, relation, reading)
    )
    rates = (
        check
        for relation in family("rate")
        if relation.whole in _COMPUTED
        for check in _rate("XT601" if relation.whole.startswith("正文_") else "XT301", relation, reading)
    )
    blanks = (check for code, make in _OF_BLANKS for check in make(code, reading))
    return tuple(chain(of_relations, rates, blanks))


#: Rules that accuse a blank total instead of the one that asks for it.
_ALSO: Final = {"XT716": "XT108"}


@cache
def judged(reading: InstantReading) -> dict[tuple[str, str], int]:
    """The marks that checks of a form judge anew, by the rules that say the same and the names of the accused cells."""
    found = {(each.code, each.cell): each.mark for each in instant_checks(reading) if each.mark in RESTING}
    also = {(_ALSO[code], cell): mark for (code, cell), mark in found.items() if code in _ALSO}
    return found | also
