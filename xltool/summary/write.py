"""The summary of a run, as a workbook or as CSV files.

Everything streams from the ledger: what is kept in memory is some numbers a unit, and no text.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import xlsxwriter
from xlsxwriter.exceptions import XlsxFileError

from xltool import __version__
from xltool.errors import ProgramError, reason
from xltool.ledger.aggregates import rule_counts
from xltool.ledger.summaries import remember, remembered, state
from xltool.ledger.units import UnitList
from xltool.summary import overview, rates_sheet, reviewed, rules_sheet, units_sheet
from xltool.summary.admitted import admit
from xltool.summary.charts import charts
from xltool.summary.csvs import sections_csv, table_csv
from xltool.summary.figures import UnitFigures, figures
from xltool.summary.files_sheet import file_table
from xltool.summary.findings_sheet import finding_table
from xltool.summary.front import write_charts, write_overview
from xltool.summary.gathered import Gathered, gathered, missing
from xltool.summary.looks import SummaryLooks, new_book
from xltool.summary.sheets import write_table
from xltool.summary.table import Chart, Section, SheetTable
from xltool.summary.target import SummaryFile
from xltool.summary.wanted import Wanted
from xltool.summary.wording import moment


class Summary(NamedTuple):
    """What was written: the file or files, and the numbers that a surface says of it.

    ``kept`` tells that it lay there already, as it would have been written.
    """

    paths: tuple[Path, ...]
    year: int | None
    counted: int
    entered: int
    missing: int
    kept: bool = False

    @property
    def in_words(self) -> str:
        """How many returns count, and of how many units none came in."""
        absent = f"，未报 {self.missing} 个单位" if self.missing else ""
        return f"计入汇总 {self.counted} 份{absent}"

    @property
    def kept_in_words(self) -> str:
        """That it was left alone, to stand behind its name; empty where it was written."""
        return "（与上次相同，没有重写）" if self.kept else ""


class _Contents(NamedTuple):
    title: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    charts: tuple[Chart, ...]
    tables: tuple[SheetTable, ...]
    counted: int
    entered: int
    missing: int


def write(wanted: Wanted, target: Path) -> Summary:
    """Write 汇总.xlsx; raises ProgramError where the ledger cannot be read or the file not be written.

    The same ledger and wishes give the same bytes. So a summary that lies there as it was written, and would be written
    like that again, is left alone: of 5,000 returns that nobody touched that is 0.5 s instead of 11.
    """
    place, made_of = target.resolve(), _made_of(wanted, target)
    known = remembered(wanted.ledger, place, made_of)
    if known is not None:
        return Summary((target,), known["year"], **{each: known[each] or 0 for each in _COUNTED}, kept=True)
    summary = _written(wanted, target)
    told = {"year": summary.year, **{each: getattr(summary, each) for each in _COUNTED}}
    remember(wanted.ledger, place, made_of, told)
    return summary


#: The numbers that a surface says of a summary.
_COUNTED: Final = ("counted", "entered", "missing")


def _made_of(wanted: Wanted, target: Path) -> str:
    """A digest of all that decides what a summary says: the program, the ledgers, what it is asked for, where it lies."""
    units = () if wanted.units is None else wanted.units.units
    before = "" if wanted.last_year is None else state(wanted.last_year)
    asked = wanted._replace(ledger=Path(), last_year=None, units=None)
    told = (
        __version__,
        xlsxwriter.__version__,
        state(wanted.ledger, wanted.run),
        before,
        units,
        asked,
        str(target.resolve()),
    )
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


def _written(wanted: Wanted, target: Path) -> Summary:
    with _prepared(wanted, target.parent) as (found, contents), _in_one_sentence(target):
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".xltool-") as folder:
            made = Path(folder, "summary.xlsx")
            with SummaryFile(str(made), "wb") as file:
                _write_book(file, folder, contents)
            made.replace(target)
        return Summary((target,), found.year, contents.counted, contents.entered, contents.missing)


def csv_files(wanted: Wanted, folder: Path) -> Summary:
    """Write every table as a CSV file into a folder, which is made; raises as :func:`write` does.

    A file takes its name when all of them are complete.
    """
    with _prepared(wanted, folder) as (found, contents), _in_one_sentence(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".xltool-") as aside:
            made = [sections_csv(Path(aside), contents.sections)]
            made += [table_csv(Path(aside), table) for table in contents.tables]
            paths = tuple(path.replace(folder / path.name) for path in made)
        return Summary(paths, found.year, contents.counted, contents.entered, contents.missing)


def _write_book(file: BinaryIO, folder: str, contents: _Contents) -> None:
    book = new_book(file, folder)
    try:
        looks = SummaryLooks(book)
        write_overview(book, looks, contents.title, contents.notes, contents.sections)
        if contents.charts:
            write_charts(book, looks, contents.charts)
        for table in contents.tables:
            write_table(book, looks, table)
    finally:
        book.close()


@contextmanager
def _in_one_sentence(target: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise ProgramError(f"“{target.name}”写不了：请关闭正打开它的程序，或换一个文件夹。") from error
    except OSError as error:
        raise ProgramError(f"“{target.name}”写不了（{reason(error)}）：请检查磁盘和文件夹。") from error
    except XlsxFileError as error:
        inner = error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError()
        raise ProgramError(f"“{target.name}”写不了（{reason(inner)}）：请检查磁盘和文件夹。") from error


# What stands in it


@contextmanager
def _prepared(wanted: Wanted, folder: Path) -> Iterator[tuple[Gathered, _Contents]]:
    with gathered(wanted) as found:
        admit(found)
        then = None if wanted.last_year is None else _before(wanted.last_year, wanted.units, found.year)
        yield found, _contents(found, figures(found), then, folder)


def _before(ledger: Path, units: UnitList | None, year: int | None) -> UnitFigures:
    """The figures of the year before, from its ledger."""
    with gathered(Wanted(ledger, units=units, year=None if year is None else year - 1)) as found:
        admit(found)
        return figures(found)


def _contents(found: Gathered, made: UnitFigures, then: UnitFigures | None, folder: Path) -> _Contents:
    absent = missing(found)
    rules = rule_counts(found.ask)
    sections = (
        overview.returned(found),
        *reviewed.progress(found),
        overview.severities(found),
        overview.grades(made),
        overview.money(found, made),
        overview.left_out(found, len(absent)),
        overview.other_sums(made),
    )
    tables = (
        overview.group_table(found, made),
        units_sheet.left_out_table(found, absent, folder),
        units_sheet.unit_table(found, made, folder),
        units_sheet.missing_table(found, absent),
        finding_table(found, folder),
        rates_sheet.spread_table(made, then),
        rates_sheet.outlier_table(found, made),
        rules_sheet.words_table(found),
        rules_sheet.effect_table(found, rules),
        file_table(found, folder),
    )
    title = f"{'' if found.year is None else f'{found.year}年度'}部门整体支出绩效自评汇总"
    drawn = charts(found, made, rules, len(absent))
    counts = len(made.files), sum(made.entered), len(absent)
    return _Contents(title, tuple(_notes(found)), sections, drawn, tables, *counts)


def _notes(found: Gathered) -> Iterator[str]:
    if found.year is not None and not found.given:
        yield f"没有指定年度，按收到最多的 {found.year} 年度汇总；别的年度见“文件清单”。"
    if found.deadline is not None:
        yield f"报送截止时间：{moment(found.deadline)}。"
    if found.units is None:
        yield "没有给单位名单：不知道应报多少、谁没有报，也没有分组合计。"
    yield "金额单位：万元。“▲ 必改”“◆ 须说明”“● 提示”是审核发现的级别，“◇”是已经说明的。"
