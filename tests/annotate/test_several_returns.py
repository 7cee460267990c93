"""Several returns in one workbook: each sheet with names of its own, worked on as if it were alone, and given back as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import xltool
from tests.annotate.forms import BOOK, DIALECTS, same_parts
from tests.annotate.returns import TWO, write_returns
from tests.book.packages import parts, replacing, rezip
from tests.intake.recognise.drawing import unmerged
from tests.support import office
from tests.support.ooxml import assert_clean
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Cell, Edits, Value
from xltool.cli import main
from xltool.contract.optional import KNOWN
from xltool.errors import SeveralReturnsError, WorkbookError
from xltool.verbs.annotate import annotate
from xltool.verbs.annotate_several import annotate_several, several_forms
from xltool.verbs.desk import Unattended
from xltool.verbs.explain import explain
from xltool.verbs.locate import locate
from xltool.verbs.profiles import profile_in
from xltool.verbs.returns import check_returns, clear_returns, recalc_returns
from xltool.verbs.strip import strip

#: Ways of spelling a workbook that know no part of one form by name.
SPELLED = ("XlsxWriter", "no styles", "streamed", "openpyxl", "LibreOffice")


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return write_returns(tmp_path / "表.xlsx", {**TWO, "堤防": (5, 5, 5)})


def annotated(form: Path, *sheets: str) -> Path:
    target = form.with_name(f"标注{len(list(form.parent.glob('标注*')))}.xlsx")
    annotate_several(several_forms(form, sheets or ("全部",)), target)
    return target


@pytest.fixture
def book(form: Path) -> Path:
    return annotated(form)


def given_back(book: Path) -> Path:
    return strip(book, book.with_name(f"还原{len(list(book.parent.glob('还原*')))}.xlsx"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def put(book: Path, cell: Cell, value: Value) -> None:
    workbook = FileWorkbook(book, cell.sheet)
    workbook.snapshot()
    workbook.apply(Edits({cell: value}))


# Which sheets


def test_the_refusal_lists_the_sheets_and_says_how_to_go_on(form: Path) -> None:
    for more in ([], ["-o", form.with_name("标注.xlsx"), "--yes"]):
        done = run("annotate", form, *more)
        assert done.exit_code == 2
        for said in ("“水渠”、“泵站”、“堤防”", "--sheet 指明要哪一张", "写几次 --sheet", "--sheet 全部"):
            assert said in done.output


def test_each_chosen_sheet_has_names_of_its_own(tmp_path: Path, form: Path) -> None:
    target = tmp_path / "标注.xlsx"
    done = run("annotate", form, "--sheet", "水渠", "--sheet", "堤防", "-o", target, "--yes")
    assert done.exit_code == 0 and "“水渠”、“堤防”这 2 张各自成一份自评表" in done.output
    made = openpyxl.load_workbook(target)
    assert made.sheetnames == [
        "水渠",
        "泵站",
        "堤防",
        "审核结果_水渠",
        "核算_水渠",
        "审核结果_堤防",
        "核算_堤防",
    ]
    assert not made.defined_names and not made["泵站"].defined_names
    assert [made[f"核算_{sheet}"].sheet_state for sheet in ("水渠", "堤防")] == ["hidden", "hidden"]
    for sheet in ("水渠", "堤防"):
        names = {name: each.attr_text for name, each in made[sheet].defined_names.items()}
        assert names["全年执行数"] == f"{sheet}!$E$5" and names["表样"].startswith(f"核算_{sheet}!")
        assert names["审核结果_键"].startswith(f"审核结果_{sheet}!") and names["标记_1"].startswith(
            f"{sheet}!"
        )
    before, after = parts(form), parts(target)
    assert before["xl/worksheets/sheet2.xml"] == after["xl/worksheets/sheet2.xml"]


def test_all_takes_every_return_and_one_is_what_it_was(tmp_path: Path, form: Path) -> None:
    told = json.loads(
        run("annotate", form, "--sheet", "全部", "-o", tmp_path / "a.xlsx", "--yes", "--json").stdout
    )
    assert [each["sheet"] for each in told["returns"]] == ["水渠", "泵站", "堤防"]
    assert [each["marked"] for each in told["returns"]] == [["水渠"], ["泵站"], ["堤防"]]
    annotate(form, tmp_path / "b.xlsx", sheet="泵站")
    assert run("annotate", form, "--sheet", "泵站", "-o", tmp_path / "c.xlsx", "--yes").exit_code == 0
    assert (tmp_path / "b.xlsx").read_bytes() == (tmp_path / "c.xlsx").read_bytes()
    made = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert "表样" in made.defined_names and made.sheetnames[3:] == ["审核结果", "核算"]


def test_all_of_one_return_is_the_workbook_as_a_whole(tmp_path: Path) -> None:
    form = write_returns(tmp_path / "表.xlsx", {"水渠": (10, 10, 10)})
    annotate(form, tmp_path / "b.xlsx")
    assert run("annotate", form, "--sheet", "全部", "-o", tmp_path / "c.xlsx", "--yes").exit_code == 0
    assert (tmp_path / "b.xlsx").read_bytes() == (tmp_path / "c.xlsx").read_bytes()


def test_what_is_recognised_is_shown_sheet_by_sheet(form: Path) -> None:
    shown = run("annotate", form, "--sheet", "水渠", "--sheet", "泵站").output
    assert shown.index("【水渠】") < shown.index("【泵站】") and "【堤防】" not in shown
    told = json.loads(run("annotate", form, "--sheet", "全部", "--json").stdout)
    assert [each["cells"][0]["sheet"] for each in told["returns"]] == ["水渠", "泵站", "堤防"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--sheet", "水渠", "--sheet", "水库"],
            "没有能看见的工作表“水库”；看得见的工作表：水渠、泵站、堤防",
        ),
        (["--sheet", "全部", "--profile", "甲.toml"], "一次只能给一张工作表"),
        (["--sheet", "全部", "--preview", "甲.html"], "一次只能给一张工作表"),
    ],
)
def test_what_cannot_be_done_for_several_is_said(form: Path, options: list[str], said: str) -> None:
    done = run("annotate", form, *options)
    assert done.exit_code == 2 and said in done.output


def test_what_is_asked_of_several_in_the_same_words_is_asked_once(form: Path) -> None:
    class Asked(Unattended):
        def __init__(self) -> None:
            self.questions: list[str] = []
            self.agreed: list[Sequence[str]] = []

        def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str:
            self.questions.append(question)
            return default

        def agree(self, question: str, listed: Sequence[str] = ()) -> bool:
            self.agreed.append(listed)
            return True

    made = openpyxl.load_workbook(form)
    unmerged(made).save(form)  # so that everything is inferred
    desk = Asked()
    annotate_several(several_forms(form, ["全部"]), form.with_name("标注.xlsx"), desk=desk)
    assert len(desk.questions) == len(set(desk.questions)) == 1
    assert [{line.partition("!")[0] for line in listed} for listed in desk.agreed] == [
        {"水渠", "泵站", "堤防"}
    ]


def test_it_is_not_annotated_twice(tmp_path: Path, book: Path) -> None:
    for sheets in (["水渠"], ["全部"], ["水渠", "泵站"]):
        asked = [word for sheet in sheets for word in ("--sheet", sheet)]
        done = run("annotate", book, *asked, "-o", tmp_path / "再.xlsx", "--yes")
        assert done.exit_code == 2 and "已经标注过" in done.output and not (tmp_path / "再.xlsx").exists()


# Given back


@pytest.mark.parametrize(
    "dialect", [pytest.param(n, marks=pytest.mark.libreoffice) if n == "LibreOffice" else n for n in SPELLED]
)
def test_every_part_comes_back(tmp_path: Path, dialect: str) -> None:
    (tmp_path / "source").mkdir()
    drawn = write_returns(tmp_path / "source" / "表.xlsx", TWO, department=(30, 32, 32))
    form = DIALECTS[dialect](drawn, tmp_path / "表.xlsx")
    book = annotated(form)
    assert same_parts(form, given_back(book)) == []
    assert recalc_returns(book).changed
    assert same_parts(form, given_back(book)) == []
    assert explain(
        FileWorkbook(book, "泵站"), "XT408|绩效指标_得分[新修水渠#1]", "汛期停工两个月，其余明年完成"
    )
    locate(FileWorkbook(book, "水渠"), write=True, budget=2)
    assert same_parts(form, given_back(book)) == []
    assert clear_returns(book, reasons_too=True) and not clear_returns(book, reasons_too=True)
    assert same_parts(form, given_back(book)) == []


@pytest.mark.ooxml
def test_excel_would_open_it(form: Path, book: Path) -> None:
    recalc_returns(book)
    assert_clean(book, inherited_from=form)


def test_titles_that_need_quotes_or_are_too_long(tmp_path: Path) -> None:
    long = "某县二〇二四年中小河流治理和水系连通项目资金安排表（第一批）"
    form = write_returns(
        tmp_path / "表.xlsx",
        {"水 渠": (1, 1, 1), "a'b": (2, 2, 2), long: (3, 3, 3), f"{long[:-1]}、": (4, 4, 4)},
    )
    book = annotated(form)
    assert all(len(title) <= 31 for title in openpyxl.load_workbook(book).sheetnames)
    done = recalc_returns(book)
    assert [each.sheet for each in done.returns] == ["水 渠", "a'b", long, f"{long[:-1]}、"]
    assert same_parts(form, given_back(book)) == []


def test_a_protected_sheet_is_left_alone(tmp_path: Path) -> None:
    form = write_returns(tmp_path / "表.xlsx", TWO)
    made = openpyxl.load_workbook(form)
    made["泵站"].protection.enable()
    made.save(form)
    done = annotate_several(several_forms(form, ["全部"]), tmp_path / "标注.xlsx")
    assert done.whole.marked == ("水渠",) and done.whole.unmarked == ("泵站",)
    assert same_parts(form, given_back(done.path)) == []


@pytest.mark.libreoffice
def test_another_program_reads_the_same_and_may_save_it(tmp_path: Path) -> None:
    form = write_returns(tmp_path / "表.xlsx", {"水 渠": (10, 10, 10), "a'b": (20, 22, 22)})
    book = annotated(form)
    done = recalc_returns(book)
    for each in done.returns:
        sheet = f"审核结果_{each.sheet}"
        seen = office.recalculate([book])[book][sheet]
        held = openpyxl.load_workbook(book, data_only=True)[sheet]
        assert seen[4, 3] == held["C4"].value == "审核后数字未改动"
        assert seen[2, 1] == held["A2"].value == "填报单位：某县水利站"
    (saved,) = office.convert([book], tmp_path / "存过")
    again = check_returns(saved)
    assert [(e.sheet, [f.key for f in e.outcome.findings]) for e in again.returns] == [
        (e.sheet, [f.key for f in e.outcome.findings]) for e in done.returns
    ]
    back = openpyxl.load_workbook(given_back(saved))
    assert back.sheetnames == ["水 渠", "a'b"]
    assert not any(page.defined_names or page.conditional_formatting for page in back.worksheets)


def test_a_sheet_that_was_deleted_leaves_nothing_behind(book: Path) -> None:
    recalc_returns(book)
    made = openpyxl.load_workbook(book)
    del made["泵站"]
    made.save(book)
    assert [each.sheet for each in check_returns(book).returns] == ["水渠", "堤防"]
    assert recalc_returns(book).projects.sheets == ("水渠", "堤防")
    assert openpyxl.load_workbook(given_back(book)).sheetnames == ["水渠", "堤防"]


def test_sheets_may_be_renamed_and_moved(form: Path, book: Path) -> None:
    def moved(data: bytes) -> bytes:
        sheets = re.findall(rb"<sheet [^>]*/>", data)
        listed = b"".join([*sheets[3:], *sheets[2::-1]])
        data = re.sub(rb"<sheets>.*</sheets>", b"<sheets>" + listed + b"</sheets>", data)
        numbers = {str(was).encode(): str(now).encode() for now, was in enumerate([*range(3, 9), 2, 1, 0])}
        data = re.sub(rb'localSheetId="(\d)"', lambda m: b'localSheetId="%b"' % numbers[m[1]], data)
        return (
            data.replace('name="水渠"'.encode(), 'name="引水渠"'.encode())
            .replace("'水渠'!".encode(), "'引水渠'!".encode())
            .replace(">水渠!".encode(), ">引水渠!".encode())
        )

    renamed = rezip(book, book.with_name("挪过.xlsx"), {BOOK: moved})
    assert [each.sheet for each in check_returns(renamed).returns] == ["堤防", "泵站", "引水渠"]
    back = given_back(renamed)
    assert openpyxl.load_workbook(back).sheetnames == ["堤防", "泵站", "引水渠"]
    assert same_parts(form, back) == [BOOK]


@pytest.mark.libreoffice
def test_the_switch_of_the_colours_is_that_of_its_own_sheet(tmp_path: Path) -> None:
    """A conditional format asks for the name as a formula on its sheet does, which can be looked at."""
    book = annotated(write_returns(tmp_path / "表.xlsx", TWO))
    switch = FileWorkbook(book, "泵站").snapshot().names["显示标记"].first
    made = openpyxl.load_workbook(book)
    made[switch.sheet].cell(switch.row, switch.column).value = "否"
    for page in (made["水渠"], made["泵站"]):
        page["Z1"] = "=显示标记"
    made.save(book)
    seen = office.recalculate([book])[book]
    assert (seen["水渠"][1, 26], seen["泵站"][1, 26]) == ("是", "否")


# Reading and writing


def test_each_is_judged_as_if_it_were_alone(tmp_path: Path, book: Path) -> None:
    put(book, Cell("泵站", 7, 5), "≥90米")
    alone = tmp_path / "单.xlsx"
    annotate(write_returns(tmp_path / "水渠.xlsx", {"水渠": (10, 10, 10)}), alone)
    told = json.loads(run("check", book, "--json").stdout)
    assert [each["sheet"] for each in told["returns"]] == ["水渠", "泵站", "堤防"]
    single = json.loads(run("check", alone, "--json").stdout)
    mine = {key: told["returns"][0][key] for key in single}
    assert {**mine, "workbook": ""} == {**single, "workbook": ""}
    assert told["returns"][0]["findings"] and told["returns"][1]["findings"] != told["returns"][0]["findings"]


def test_marks_stand_beside_the_sheet_that_is_meant(book: Path) -> None:
    put(book, Cell("泵站", 7, 5), "120米")
    assert recalc_returns(book).changed
    made = openpyxl.load_workbook(book)
    assert str(made["水渠"]["K7"].value).startswith("◆ 未达标而得满分") and made["泵站"]["K7"].value is None
    listed = [[row[2].value for row in made[f"审核结果_{s}"].iter_rows()] for s in ("水渠", "泵站", "堤防")]
    assert ["XT408" in codes for codes in listed] == [True, False, True]
    rules = [rule.formula for c in made["泵站"].conditional_formatting for rule in c.rules]
    assert rules and all(formula[0].startswith('AND(显示标记="是"') for formula in rules)
    before = book.read_bytes()
    assert not recalc_returns(book).changed and book.read_bytes() == before


def test_the_text_has_a_heading_a_sheet_and_the_sum(book: Path) -> None:
    done = run("recalc", book)
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert [line for line in lines if line.startswith("【")] == ["【水渠】", "【泵站】", "【堤防】"]
    assert "各项目合计（3 个项目）：年初预算数 35.00万元，全年预算数 37.00万元，全年执行数 37.00万元" in lines
    assert f"已写入 {book}" in lines


def test_the_result_may_go_elsewhere(tmp_path: Path, book: Path) -> None:
    before, target = book.read_bytes(), tmp_path / "审核.xlsx"
    assert run("recalc", book, "-o", target).exit_code == 0
    assert book.read_bytes() == before and "未达标而得满分" in str(
        openpyxl.load_workbook(target)["堤防"]["K7"].value
    )


def test_the_exit_code_is_that_of_the_worst(book: Path) -> None:
    assert run("check", book).exit_code == 0
    assert run("check", book, "--fail-on", "须说明").exit_code == 1
    put(book, Cell("堤防", 9, 7), 60)
    assert run("check", book).exit_code == 1
    assert run("check", book, "--sheet", "水渠").exit_code == 0


def test_one_that_cannot_be_processed_keeps_all_from_being_written(book: Path) -> None:
    workbook = FileWorkbook(book, "泵站")
    unit = workbook.snapshot().names["金额单位"].first
    workbook.apply(Edits({unit: "斤"}))
    before = book.read_bytes()
    with pytest.raises(WorkbookError, match="斤"):
        recalc_returns(book)
    assert book.read_bytes() == before


def test_the_verbs_work_on_one_of_them(book: Path) -> None:
    recalc_returns(book)
    others = {name: data for name, data in parts(book).items() if "sheet1" in name or "sheet3" in name}
    assert run("adopt", book, "1", "-y", "--sheet", "泵站").exit_code == 0
    assert openpyxl.load_workbook(book)["泵站"]["G7"].value == 40
    assert {name: parts(book)[name] for name in others} == others
    assert run("explain", book, "1", "汛期停工两个月，其余明年完成", "--sheet", "堤防").exit_code == 0
    reasons = check_returns(book).returns
    assert [len(each.outcome.explanations) for each in reasons] == [0, 0, 1]
    for verb in ("locate", "coverage"):
        assert run(verb, book, "--sheet", "水渠").exit_code == 0
        told = json.loads(run(verb, book, "--sheet", "水渠", "--json").stdout)
        assert told["workbook"] == book.name
    assert run("clear", book, "--sheet", "水渠").exit_code == 0
    made = openpyxl.load_workbook(book)
    assert made["水渠"]["K7"].value is None and made["堤防"]["K7"].value is not None


@pytest.mark.parametrize("verb", ["seal", "mail", "adopt", "locate", "coverage", "restore"])
def test_whatever_is_done_for_one_asks_which(book: Path, verb: str) -> None:
    before = sorted(book.parent.iterdir())
    done = run(verb, book)
    assert done.exit_code == 2 and "请逐个项目做" in done.output and "“水渠”、“泵站”、“堤防”" in done.output
    assert sorted(book.parent.iterdir()) == before


def test_a_sheet_that_is_no_return_is_told(tmp_path: Path, form: Path) -> None:
    book = annotated(form, "水渠", "泵站")
    assert "没有“堤防”这份自评表：有的是“水渠”、“泵站”" in run("check", book, "--sheet", "堤防").output
    single = tmp_path / "单.xlsx"
    annotate(form, single, sheet="水渠")
    done = run("check", single, "--sheet", "水渠")
    assert done.exit_code == 2 and "只有一份自评表，不用 --sheet" in done.output


def test_the_library_says_which_there_are(book: Path) -> None:
    with pytest.raises(SeveralReturnsError) as raised:
        xltool.check(book)
    assert raised.value.sheets == ("水渠", "泵站", "堤防")
    assert xltool.check(FileWorkbook(book, "泵站")).findings


# Names of one sheet that are no returns


def test_copied_sheets_of_a_single_return_change_nothing(tmp_path: Path, form: Path) -> None:
    book = tmp_path / "单.xlsx"
    annotate(form, book, sheet="水渠")
    text = parts(book)[BOOK].decode()
    names = re.findall(r'<definedName name="([^"]+)">([^<]+)</definedName>', text)
    assert "表样" in dict(names)
    local = "".join(f'<definedName name="{name}" localSheetId="1">{to}</definedName>' for name, to in names)
    copied = rezip(
        book, tmp_path / "复制.xlsx", {BOOK: replacing(("</definedNames>", f"{local}</definedNames>"))}
    )
    assert FileWorkbook(copied).returns == ()
    one, other = xltool.check(book), xltool.check(copied)
    assert one.findings == other.findings and one.form.areas == other.form.areas


def test_copied_sheets_in_a_workbook_of_ours_change_nothing(tmp_path: Path) -> None:
    """Also where they were copied out of a workbook with several returns, with the name that makes them so there."""
    book = tmp_path / "自评.xlsx"
    assert run("new", "-o", book).exit_code == 0
    local = "".join(
        f'<definedName name="{name}" localSheetId="1">自评表!$A$1</definedName>'
        for name in ("总分", "年度", "审核摘要", "表样")
    )
    copied = rezip(
        book, tmp_path / "复制.xlsx", {BOOK: replacing(("</definedNames>", f"{local}</definedNames>"))}
    )
    assert FileWorkbook(copied).returns == ()
    assert xltool.check(book).findings == xltool.check(copied).findings


def test_a_copied_return_is_told(form: Path) -> None:
    """A program that copies a sheet copies its names, which lead to the list of the one it was copied from."""
    book = annotated(form, "水渠", "泵站")
    text = parts(book)[BOOK].decode()
    names = re.findall(r'<definedName name="([^"]+)" localSheetId="0">([^<]+)</definedName>', text)
    local = "".join(
        f'<definedName name="{name}" localSheetId="2">{to.replace("水渠!", "堤防!") if to.startswith("水渠") else to}</definedName>'
        for name, to in names
        if name in KNOWN
    )
    copied = rezip(
        book, book.with_name("复制.xlsx"), {BOOK: replacing(("</definedNames>", f"{local}</definedNames>"))}
    )
    done = run("recalc", copied)
    assert done.exit_code == 2 and "共用一张“审核结果”" in done.output and "xltool strip" in done.output
    back = openpyxl.load_workbook(given_back(copied))
    assert back.sheetnames == ["水渠", "泵站", "堤防"]
    assert not any(set(page.defined_names) & KNOWN.keys() for page in back.worksheets)


def with_local_name(form: Path, name: str, to: str) -> Path:
    """The form with a name of the first sheet alone, as sheets have that were copied out of some workbook."""
    local = f'<definedNames><definedName name="{name}" localSheetId="0">{to}</definedName></definedNames>'
    plain = rezip(form, form.with_name("名.xlsx"), {BOOK: lambda d: re.sub(rb"<definedNames */>", b"", d)})
    return rezip(plain, form.with_name("原名.xlsx"), {BOOK: replacing(("</sheets>", f"</sheets>{local}"))})


def test_a_name_that_a_sheet_has_already_is_not_put_in_again(tmp_path: Path) -> None:
    form = with_local_name(write_returns(tmp_path / "表.xlsx", TWO), "全年执行数", "水渠!$E$5")
    book = annotated(form)
    assert parts(book)[BOOK].decode().count('name="全年执行数" localSheetId="0"') == 1
    assert check_returns(book).returns[0].outcome.report.budget.executed.value == 10
    assert same_parts(form, given_back(book)) == []


@pytest.mark.parametrize(
    ("name", "said"), [("全年执行数", "指向别的单元格"), ("审核摘要", "已经有名称“审核摘要”")]
)
def test_a_name_of_a_sheet_for_something_else_is_told(tmp_path: Path, name: str, said: str) -> None:
    form = with_local_name(write_returns(tmp_path / "表.xlsx", TWO), name, "水渠!$A$1")
    with pytest.raises(WorkbookError, match=said):
        annotated(form)
    assert not list(tmp_path.glob("标注*"))


def test_names_of_the_whole_workbook_are_seen_by_each(tmp_path: Path) -> None:
    """A year on a cover counts for every return; what is called like one of ours for none."""
    form = write_returns(tmp_path / "表.xlsx", TWO)
    made = openpyxl.load_workbook(form)
    cover = made.create_sheet("封面", 0)
    cover["B2"], cover["B3"] = "张某", "不是我们的"
    for name, to in (("填表人", "封面!$B$2"), ("审核摘要", "封面!$B$3")):
        made.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text=to)
    made.save(form)
    book = annotated(form)
    done = recalc_returns(book)
    assert [each.outcome.report.preparer.text for each in done.returns] == ["张某", "张某"]
    assert openpyxl.load_workbook(book)["封面"]["B3"].value == "不是我们的"
    assert same_parts(form, given_back(book)) == []


# Across


def test_projects_add_up_to_what_their_department_says(tmp_path: Path) -> None:
    book = annotated(write_returns(tmp_path / "表.xlsx", TWO, department=(30, 32, 32)))
    done = check_returns(book)
    assert not [f for each in done.returns for f in each.outcome.findings if f.code == "XT208"]
    assert done.projects is not None and done.projects.sheets == ("水渠", "泵站")


def test_a_difference_is_marked_at_the_department_and_explained_there(tmp_path: Path) -> None:
    book = annotated(write_returns(tmp_path / "表.xlsx", TWO, department=(30, 32, 35)))
    done = recalc_returns(book)
    assert [[f.code for f in each.outcome.findings if f.code == "XT208"] for each in done.returns] == [
        ["XT208"],
        [],
        [],
    ]
    outcome = done.returns[0].outcome
    (found,) = (finding for finding in outcome.findings if finding.code == "XT208")
    assert (found.severity, found.expected, found.difference) == ("须说明", "32.00万元", "3.00万元")
    assert outcome.address(found.cells[0].place) == "部门!E6"
    assert "“水渠”、“泵站” 2 个项目的全年执行数相加为 32.00万元" in found.message
    department = FileWorkbook(book, "部门")
    assert explain(department, found.key, "另有应急抢险项目三万元，按规定不单独自评")
    again = recalc_returns(book).returns[0].outcome
    assert [finding.code for finding in again.findings if again.explained(finding)] == ["XT208"]
    assert "XT208" in {finding.code for finding in xltool.check(FileWorkbook(book, "部门")).findings}


def test_a_project_without_a_figure_leaves_the_sum_open(tmp_path: Path) -> None:
    book = annotated(write_returns(tmp_path / "表.xlsx", TWO, department=(30, 32, 35)))
    put(book, Cell("水渠", 5, 5), None)
    done = check_returns(book)
    assert "XT208" not in {finding.code for finding in done.returns[0].outcome.findings}
    assert done.record()["projects"] == {
        "sheets": ["水渠", "泵站"], "unit": "万元", "年初预算数": "30.00", "全年预算数": "32.00", "全年执行数": None,
    }  # fmt: skip
    assert done.line.endswith("全年执行数 —")


def test_a_sheet_in_another_unit_than_the_rest(tmp_path: Path) -> None:
    form = write_returns(tmp_path / "表.xlsx", TWO)
    made = openpyxl.load_workbook(form)
    made["水渠"]["H1"] = "单位：元"
    for column, content in (("C", 100000), ("D", 100000), ("E", 100000)):
        made["水渠"][f"{column}5"] = content
    made.save(form)
    book = annotated(form)
    assert (
        "全年执行数 32.00万元" in check_returns(book).line
        or "全年执行数 320,000.00元" in check_returns(book).line
    )
    for sheet in ("水渠", "泵站"):
        annotate(form, tmp_path / f"{sheet}.xlsx", sheet=sheet)
        assert xltool.check(tmp_path / f"{sheet}.xlsx").report.budget.executed.value in (10, 22)


def test_sums_are_exact_in_the_unit_of_the_form(tmp_path: Path) -> None:
    money = {"水渠": (100000.01, 100000.02, 100000.03), "泵站": (0.01, 0.01, 0.01)}
    book = annotated(write_returns(tmp_path / "表.xlsx", money, unit="元"))
    done = check_returns(book)
    assert done.record()["projects"] == {
        "sheets": ["水渠", "泵站"], "unit": "元", "年初预算数": "100000.02", "全年预算数": "100000.03", "全年执行数": "100000.04",
    }  # fmt: skip
    assert "全年执行数 100,000.04元" in done.line


# One form for many


def test_a_profile_is_that_of_the_first(tmp_path: Path, book: Path) -> None:
    profile = profile_in(book.read_bytes(), book.name)
    form = write_returns(tmp_path / "另.xlsx", {"公路": (2, 2, 2), "桥梁": (3, 3, 3)})
    done = annotate_several(several_forms(form, ["全部"]), tmp_path / "照.xlsx", like=profile)
    assert not [line for line in done.whole.unmatched if line.startswith(("没有标上", "与表样不同"))]
    assert [len(each.outcome.findings) for each in check_returns(done.path).returns] == [1, 1]


def test_many_workbooks_are_annotated_sheet_by_sheet(tmp_path: Path, book: Path) -> None:
    folder, target = tmp_path / "收", tmp_path / "出"
    folder.mkdir()
    write_returns(folder / "甲.xlsx", TWO)
    write_returns(folder / "乙.xlsx", {"公路": (1, 2, 2)})
    done = run("annotate", folder, "--sheet", "全部", "--like", book, "-o", target)
    assert done.exit_code == 0 and "共 2 份：已标注 2 份" in done.output
    assert FileWorkbook(target / "甲.xlsx").returns == ("水渠", "泵站")
    assert FileWorkbook(target / "乙.xlsx").returns == ()
