"""What has to be decided of returns that can be read: several of one unit, other years, other names, seals, odd ways."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from examples.county.broken import styled
from examples.county.drawing import Drawing
from examples.county.forms import CountyForm, written
from examples.county.parcels import Packed, mail, zip_file
from examples.county.truth import ROOT, Arrived, Filing, TrueRow
from examples.returns import Return, Spot
from xltool.batch.judgement import FileKind
from xltool.book.file.given import GivenWorkbook
from xltool.book.file.package import open_package
from xltool.book.parts.archive import write_archive
from xltool.book.port import Area, column_letters
from xltool.ledger.returns import Standing
from xltool.verbs.seal import seal

_MINUTE, _DAY = 60, 86_400
#: A name that is none of the list and like none of it.
_STRANGE: Final = "省直驻点联络办公室"


class Unit(NamedTuple):
    """A unit to which a case happens: its name, its folder, how its returns are drawn, when it files; ``other`` is another unit."""

    name: str
    folder: str
    drawing: Drawing
    when: int
    other: str

    def book(self, filed: Return, form: CountyForm = CountyForm.OURS) -> bytes:
        """A workbook of this unit."""
        return written(filed.with_cells({Spot("单位名称"): self.name}), form)

    def clean(self, nth: int = 0, form: CountyForm = CountyForm.OURS) -> bytes:
        """The workbook of one of its returns without a mistake."""
        return self.book(self.drawing.clean(form, nth), form)

    def file(self, data: bytes, mark: str = "", later: int = 0, ending: str = ".xlsx") -> Arrived:
        """A file of the unit, its name with a mark, so many seconds later."""
        return Arrived(f"{self.folder}/{self.name}{mark}{ending}", data, self.when + later)

    def row(self, file: Arrived, inside: str = "", **more: object) -> TrueRow:
        """The row that a file becomes, or what is inside it."""
        ways = {".zip": "压缩包 {} 里的 ", ".eml": "邮件 {} 的附件 "}
        way = ways.get(Path(file.path).suffix, "{}")
        usual = TrueRow(f"{way.format(f'{ROOT}/{file.path}')}{inside}", self.name, form=CountyForm.OURS.value)
        return usual._replace(**more)  # type: ignore[arg-type]


class Case(NamedTuple):
    """A kind of case: what it is called, and what comes of it."""

    label: str
    make: Callable[[Unit], Filing]


CASES: Final[list[Case]] = []
#: The cases of which duplicates are made: more than one file of a unit.
DUPLICATES: Final[list[Case]] = []


def case(label: str, into: list[Case] = CASES) -> Callable[[Callable[[Unit], Filing]], None]:
    """Enter a kind in a list."""
    return lambda make: into.append(Case(label, make))


def happened(kind: Case, unit: Unit) -> Filing:
    """What comes of a case."""
    done = kind.make(unit)
    return Filing(done.files, tuple(row._replace(case=kind.label) for row in done.rows))


def _wrong(name: str) -> tuple[dict[str, object], ...]:
    """A mistake in a cell that the case itself makes."""
    return ({"kind": "case", "name": name, "row": 0},)


# Several files of one unit


@case("同一个文件另有一份", DUPLICATES)
def _copied(unit: Unit) -> Filing:
    book = unit.clean()
    first, second = unit.file(book), unit.file(book, "（副本）", _MINUTE)
    return Filing((first, second), (unit.row(first, standing=Standing.SAME.value), unit.row(second)))


@case("同一个文件在压缩包里又有一份", DUPLICATES)
def _copied_into_archive(unit: Unit) -> Filing:
    book, inside = unit.clean(), f"自评表-{unit.name}.xlsx"
    first = unit.file(book)
    second = unit.file(zip_file([Packed(inside, book, unit.when + _DAY)]), "", _DAY, ".zip")
    return Filing((first, second), (unit.row(first, standing=Standing.SAME.value), unit.row(second, inside)))


@case("有更新的一份", DUPLICATES)
def _newer(unit: Unit) -> Filing:
    first, second = unit.file(unit.clean(0)), unit.file(unit.clean(1), "（更正）", _DAY)
    return Filing((first, second), (unit.row(first, standing=Standing.OLDER.value), unit.row(second)))


@case("同时收到两份不同的", DUPLICATES)
def _at_once(unit: Unit) -> Filing:
    files = unit.file(unit.clean(0)), unit.file(unit.clean(1), "（一）")
    return Filing(files, tuple(unit.row(each, standing=Standing.UNDECIDED.value) for each in files))


@case("邮件和文件里各一份不同的", DUPLICATES)
def _by_mail_too(unit: Unit) -> Filing:
    plain, inside = unit.file(unit.clean(0)), f"{unit.name}.xlsx"
    sent = mail(f"报送{unit.name}", [Packed(inside, unit.clean(1), unit.when)], unit.when + _DAY)
    mailed = unit.file(sent, "", _DAY, ".eml")
    undecided = Standing.UNDECIDED.value
    return Filing(
        (plain, mailed), (unit.row(plain, standing=undecided), unit.row(mailed, inside, standing=undecided))
    )


@case("封存后又发来没有封存的", DUPLICATES)
def _sealed_then_not(unit: Unit) -> Filing:
    sealed, later = unit.file(_sealed(unit), "-上报件"), unit.file(unit.clean(1), "", _DAY)
    row = unit.row(sealed, kind=FileKind.SEALED.value, seal="完好")
    return Filing((sealed, later), (row, unit.row(later, standing=Standing.OLDER.value)))


# Names and years


@case("名单外的单位")
def _off_list(unit: Unit) -> Filing:
    stranger = unit._replace(name=f"{_STRANGE}{unit.when % 1000}")
    file = stranger.file(stranger.clean())
    return Filing((file,), (stranger.row(file, unit=""),))


@case("名称与名单上的相近")
def _near(unit: Unit) -> Filing:
    file = unit.file(unit._replace(name=f"{unit.name}机关").clean())
    return Filing((file,), (unit.row(file, unit=""),))


@case("名称只差空格和括号")
def _spelt(unit: Unit) -> Filing:
    file = unit.file(unit._replace(name=f"{unit.name[:3]} {unit.name[3:]}　").clean())
    return Filing((file,), (unit.row(file),))


@case("文件名是别的单位")
def _misnamed(unit: Unit) -> Filing:
    file = unit._replace(name=unit.other).file(unit.clean(), "（改）")
    return Filing((file,), (unit.row(file),))


@case("上一年度的表")
def _last_year(unit: Unit) -> Filing:
    file = unit.file(unit.book(unit.drawing.of_year(unit.drawing.year - 1)))
    return Filing((file,), (unit.row(file, standing=Standing.OTHER_YEAR.value),))


@case("没有填单位名称")
def _nameless(unit: Unit) -> Filing:
    file = unit.file(written(unit.drawing.clean().with_cells({Spot("单位名称"): None}), CountyForm.OURS))
    return Filing(
        (file,), (unit.row(file, unit="", standing=Standing.NO_UNIT.value, mistakes=_wrong("单位名称")),)
    )


# Seals


def _sealed(unit: Unit) -> bytes:
    return _sealed_files(unit, CountyForm.OURS)[0]


def _sealed_files(unit: Unit, form: CountyForm) -> tuple[bytes, bytes]:
    """The sealed copy, and the 校验单 of a form that is not ours (empty for ours)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{unit.name}.xlsx")
        path.write_bytes(unit.clean(0, form))
        done = seal(path)
        assert done.path is not None, done.blocking
        return done.path.read_bytes(), b"" if done.slip is None else done.slip.read_bytes()


@case("封存的上报件")
def _seal(unit: Unit) -> Filing:
    file = unit.file(_sealed(unit), "-上报件")
    return Filing((file,), (unit.row(file, kind=FileKind.SEALED.value, seal="完好"),))


@case("封存后改了数")
def _seal_broken(unit: Unit) -> Filing:
    file = unit.file(_changed(_sealed(unit)), "-上报件")
    row = unit.row(
        file,
        kind=FileKind.SEALED.value,
        seal="有改动",
        says=("改动", "基础数据表"),
        mistakes=_wrong("支出总额_本年决算"),
    )
    return Filing((file,), (row,))


def _changed(book: bytes) -> bytes:
    """A sealed copy in which somebody wrote another sum."""
    package = open_package(book, "")
    area = GivenWorkbook(book, "").snapshot().names["支出总额_本年决算"]
    assert isinstance(area, Area)
    part, address = package.worksheets[area.sheet], f"{column_letters(area.left)}{area.top}"
    cell = re.compile(rb'(<c r="%s"[^>]*>(?:<f>[^<]*</f>)?<v>)[^<]*' % address.encode())
    content, changed = cell.subn(rb"\g<1>1", package.archive.part(part))
    assert changed == 1, area
    return write_archive(package.archive, {part: content})


@case("县表样和校验单")
def _pair(unit: Unit) -> Filing:
    form, slip = _sealed_files(unit, CountyForm.ANNOTATED)
    files = unit.file(form, "-上报件"), unit.file(slip, "-校验单")
    sealed = unit.row(files[0], kind=FileKind.SEALED.value, seal="完好", form=CountyForm.ANNOTATED.value)
    slips = sealed._replace(
        origin=f"{ROOT}/{files[1].path}", kind=FileKind.SLIP.value, standing=Standing.SLIP.value, unit=""
    )
    return Filing(files, (sealed, slips))


@case("只有校验单")
def _slip_alone(unit: Unit) -> Filing:
    file = unit.file(_sealed_files(unit, CountyForm.ANNOTATED)[1], "-校验单")
    row = unit.row(file, kind=FileKind.SLIP.value, standing=Standing.SLIP.value, seal="完好", unit="")
    return Filing((file,), (row._replace(form=CountyForm.ANNOTATED.value),))


# Odd ways


@case("百万个带格式的空格")
def _styled(unit: Unit) -> Filing:
    file = unit.file(styled(unit.clean()))
    return Filing((file,), (unit.row(file),))


@case("没有标注的表样也有百万个带格式的空格")
def _styled_form(unit: Unit) -> Filing:
    file = unit.file(styled(unit.clean(0, CountyForm.PRINTED), "xl/worksheets/sheet1.xml"))
    return Filing((file,), (unit.row(file, form=CountyForm.PRINTED.value),))


@case("压缩包里的文件名以“./”开头")
def _from_here(unit: Unit) -> Filing:
    inside = f"./自评/{unit.name}.xlsx"
    file = unit.file(zip_file([Packed(inside, unit.clean(), unit.when)]), ending=".zip")
    return Filing((file,), (unit.row(file, inside),))


@case("邮件里的压缩包")
def _archive_in_mail(unit: Unit) -> Filing:
    packed = zip_file([Packed(f"自评/{unit.name}.xlsx", unit.clean(), unit.when)])
    sent = mail(f"报送{unit.name}", [Packed(f"{unit.name}.zip", packed, unit.when)], unit.when)
    file = unit.file(sent, ending=".eml")
    return Filing((file,), (unit.row(file, f"{unit.name}.zip 里的 自评/{unit.name}.xlsx"),))
