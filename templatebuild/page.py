"""Pages: A4, margins, footer, the signature rows and other things that all forms share."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from templatebuild.canvas import Formula, Sheet
from templatebuild.styles import PLAIN, number_format
from xltool.contract.names import Kind

#: Formulas of headings. A blank 年度 leaves room for a year, or a word that reads as well.
YEAR_TITLE: Final = 'IF(COUNT({{年度}})=0,"    ",{{年度}})&"{title}"'
THIS_YEAR: Final = 'IF(COUNT({{年度}})=0,"本",{{年度}})&"{title}"'
LAST_YEAR: Final = 'IF(COUNT({{年度}})=0,"上",{{年度}}-1)&"{title}"'
UNDERLINED: Final = PLAIN | {"bottom": 4}
DATED: Final = UNDERLINED | number_format(Kind.DATE) | {"align": "left"}


def headline(pattern: str, title: str) -> Formula:
    """A heading that begins with a year."""
    return Formula(pattern.format(title=title))


def page(sheet: Sheet, last: str, tall: int = 0, landscape: bool = False) -> None:
    """A4, fitted to one page in width and ``tall`` (0: as many as needed) in height, printed from A1 to ``last``."""
    set_up(sheet.work, tall, landscape)
    sheet.work.print_area(f"A1:{last}")


def set_up(work: Worksheet, tall: int = 0, landscape: bool = False) -> None:
    """The paper, the margins and the footer of every sheet of ours."""
    work.set_paper(9)
    if landscape:
        work.set_landscape()
    work.set_margins(left=0.59, right=0.59, top=0.6, bottom=0.6)
    work.center_horizontally()
    work.set_footer('&C&"宋体"&9第 &P 页 共 &N 页')
    work.hide_gridlines(2)
    work.fit_to_pages(1, tall)


def mirror(name: str) -> Formula:
    """The cell of a name shown again; blank where it is."""
    return Formula(f'IF({{{name}}}="","",{{{name}}})')
