"""xltool: the yearly 部门整体支出绩效自评 computed and checked inside its Excel workbook.

The main job reads as one sentence: ``snapshot -> gates -> Report -> rates, scores -> findings -> edits -> apply``.
``recalc``, ``check``, ``clear``, ``restore``, ``adopt`` and ``explain`` take a path (or anything that implements
:class:`xltool.book.port.Workbook`); ``repair`` and ``new_from`` take a path and write a new workbook.

On the first real case, as its unit filed it:

>>> import shutil
>>> from xltool.resources import first_case_path
>>> book = shutil.copy(first_case_path("资阳2022-原样.xlsx"), "自评.xlsx")

``check`` writes nothing; its outcome holds exact numbers and the findings, the gravest first.

>>> outcome = xltool.check(book)
>>> isinstance(outcome, xltool.Outcome), outcome.changed
(True, False)
>>> outcome.computed.rates["在职人员控制率"]
Fraction(19, 13)
>>> outcome.computed.filed("在职人员控制率")
Decimal('1.4615')
>>> outcome.findings[0].code, outcome.findings[0].message
('XT102', '填报 451.87万元，18 个项目相加为 249.06万元。')

It takes the bytes of a workbook too, one that lies in a mail or an archive, with what messages shall call it.

>>> with open(book, "rb") as file:
...     outcome = xltool.check(file.read(), name="邮件 报送.eml 的附件 自评.xlsx")
>>> outcome.snapshot.title, outcome.findings[0].code
('邮件 报送.eml 的附件 自评.xlsx', 'XT102')

``recalc`` writes rates, marks and the sheet 审核结果; a second run finds nothing to change.

>>> xltool.recalc(book).changed, xltool.recalc(book).changed
(True, False)

A reason belongs to a finding, named by its key or by its number in 审核结果.

>>> found = xltool.explain(book, "XT311|在职人员控制率", "当年军转安置五人，编制尚未下达。")
>>> outcome = xltool.check(book)
>>> [each.title for each in outcome.findings if outcome.explained(each)] == [found.title]
True

``restore`` puts formulas back and says what stood there, ``adopt`` takes over the suggested scores, ``clear`` takes
the marks off again.

>>> xltool.restore(book, ["在职人员控制率"])
{'在职人员控制率': '146.15%'}
>>> [(each.title, each.filed, each.suggested) for each in xltool.adopt(book, rows=[6])]
[('公用经费控制率', '10', Decimal('12.50'))]
>>> xltool.clear(book), xltool.clear(book)
(True, False)

A new workbook: this year's from last year's, or one with all that can still be read of a damaged one.

>>> made = xltool.new_from(book, "明年.xlsx")
>>> made.path.name, made.projects
('明年.xlsx', 18)
>>> xltool.repair(book, "修好.xlsx").path.name
'修好.xlsx'

What cannot be processed is one sentence for the user.

>>> xltool.check("没有.xlsx")
Traceback (most recent call last):
xltool.errors.WorkbookError: 找不到“没有.xlsx”；请检查文件名和文件夹是否写对。
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing's own would be looked for in the folder that python -m is run in

__version__ = "0.1.0"

if TYPE_CHECKING:
    from xltool.verbs.adopt import adopt
    from xltool.verbs.check import check
    from xltool.verbs.clear import clear
    from xltool.verbs.explain import explain
    from xltool.verbs.new import new_from
    from xltool.verbs.outcome import Outcome
    from xltool.verbs.recalc import recalc
    from xltool.verbs.repair import repair
    from xltool.verbs.restore import restore

__all__ = ["Outcome", "adopt", "check", "clear", "explain", "new_from", "recalc", "repair", "restore"]
#: Where a name lies that is not in the module of its own name.
_ELSEWHERE = {"Outcome": "outcome", "new_from": "new"}


def __getattr__(name: str) -> object:
    """The public functions, loaded when they are first used: a start of the program must stay quick."""
    if name in __all__:
        from xltool.cycles import Unsearched

        with Unsearched():  # modules are no garbage: 2.5 % of a cold recalculation
            # importlib has a function for this; a start would load it and warnings, 0.6 ms
            return getattr(__import__(f"xltool.verbs.{_ELSEWHERE.get(name, name)}", fromlist=(name,)), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
