"""Profiles of forms: written from a decided form, told by labels, found by what a form prints, applied without a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from tests.annotate import copies
from tests.book.packages import replacing, rezip
from tests.intake.recognise.drawing import (
    FAMILIES,
    Family,
    drawn,
    families,
    family,
    moved,
    noisy,
    saved,
    unmerged,
    workbook,
)
from xltool.annotate.alike.labels import label_key, print_key
from xltool.annotate.alike.printed import fingerprint, similarity
from xltool.annotate.alike.profile import Fingerprint, FormProfile
from xltool.annotate.alike.reading import read_profile
from xltool.annotate.alike.writing import profile_text
from xltool.errors import WorkbookError
from xltool.intake.reading import Sure
from xltool.intake.recognised import RecognisedForm
from xltool.verbs.annotate import annotate, make_profile, opened_form, profiled_form
from xltool.verbs.desk import Unattended
from xltool.verbs.profiles import (
    APART,
    LIKE,
    OpenedForm,
    opened,
    own_profile,
    profile_in,
    settings_folder,
    shipped,
)

ALL = families()
#: Forms on which two targets or a unit have to be decided.
OPEN = """
[表] 万元
部门整体支出绩效自评表 ~8
单位名称 | @单位名称 =某市某局 ~7
· | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | ~3
年度资金总额 | @年初预算数 =9000000 | @全年预算数 =9500000 | @全年执行数 =9500000 | @执行率 =100% | ~3
一级指标 | 二级指标 | 三级指标 | 年初指标值 | 调整指标值 | 实际完成值 | 分值 | 得分
产出指标 #一级指标 | 数量指标 #二级指标 | #三级指标 =面积 | #年度指标值 =1亩 | #调整指标值 =2亩 | #实际完成值 =2亩 | #分值 =60 | #得分 =60
总分 ~6 | 60 @分值合计 =60 | @总分 =60
""".strip()


@pytest.fixture(autouse=True)
def no_profiles_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "settings"))


class Refuses(Unattended):
    """Nobody may be asked."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str, listed: Sequence[str] = (), *, hindered: bool = False) -> None:
        self.said += [text, *listed]

    def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str | None:
        raise AssertionError(question)

    def agree(self, question: str, listed: Sequence[str] = ()) -> bool:
        raise AssertionError(question)


class Chooses(Unattended):
    """Amounts are in 元, the targets that count were changed in the course of the year."""

    def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str | None:
        return "元" if "金额单位" in question else "E列 调整指标值" if "指标值" in question else default


def put(path: Path, book: openpyxl.Workbook) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(saved(book))
    return path


def profile(folder: Path, form: Family, filled: bool = False) -> FormProfile:
    """The profile of a blank form, by its file."""
    made = folder / f"{form.name}.toml"
    make_profile(put(folder / f"{form.name}-空白.xlsx", workbook(form, filled)), made)
    return read_profile(made)


@cache
def printed_by(form: Family) -> Fingerprint:
    blank = opened_book(workbook(form, False))
    return fingerprint(blank.sheets, blank.form)


def opened_book(book: openpyxl.Workbook) -> OpenedForm:
    return opened(saved(book), "表.xlsx")


def named(form: RecognisedForm) -> dict[str, str]:
    cells = {cell.name: f"{cell.sheet}!{cell.address}" for cell in form.cells}
    return cells | {column.name: column.column for block in form.blocks for column in block.columns}


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.name)
def test_what_a_file_says_is_what_was_made(tmp_path: Path, form: Family) -> None:
    made = make_profile(put(tmp_path / "空白.xlsx", workbook(form, False)), tmp_path / "表样.toml")
    assert read_profile(tmp_path / "表样.toml") == made
    assert made.names and made.fingerprint.labels
    text = (tmp_path / "表样.toml").read_text("utf-8")
    assert not re.search(r'"\$?[A-Z]{1,2}\$?\d+"', text), "no addresses"


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.name)
def test_a_form_is_known_by_its_labels_whatever_is_done_to_them(form: Family) -> None:
    own = printed_by(form)
    filled = opened_book(workbook(form, True))
    assert similarity(own, filled.printed) == 1.0
    for noise in (" ", "\u3000", "\n", "："):
        assert similarity(own, opened_book(noisy(workbook(form, True), noise)).printed) >= LIKE
    others = [similarity(printed_by(each), filled.printed) for each in ALL if each != form]
    assert max(others) < LIKE - APART / 2


def test_rows_and_values_are_no_labels() -> None:
    blank = opened_book(workbook(copies.blank(), False))
    own = fingerprint(blank.sheets, blank.form)
    for number in range(12):
        form, noise = copies.copy(number)
        book = workbook(form, True)
        found = opened_book(noisy(book, noise) if noise else book)
        assert similarity(own, found.printed) == 1.0, (number, noise)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2023年度部门自评表", "2024年度部门自评表"),
        ("2023年度部门自评表", "    年度部门自评表"),
        ("2023年部门自评表", "20××年部门自评表"),
        ("单位名称：", "单 位\n名 称"),
        ("填报单位：某某局", "填报单位："),
    ],
)
def test_a_label_is_the_same_in_every_copy(one: str, other: str) -> None:
    assert print_key(one) == print_key(other) != ""
    assert label_key(one) == label_key(other)


def test_the_beginning_of_the_year_is_no_year() -> None:
    assert print_key("年初预算数") == "年初预算数" != print_key("年末预算数")
    assert print_key("全年执行数（B）") != print_key("全年执行数")
    assert label_key("其中：公车购置") != label_key("其中：公用经费")


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.name)
def test_copies_are_named_like_the_blank_without_a_question(tmp_path: Path, form: Family) -> None:
    like = profile(tmp_path, form)
    changed = noisy(workbook(moved(form, 2, 1), True), "\u3000")
    found = opened_form(put(tmp_path / "填好.xlsx", changed))
    done, unmatched = profiled_form(tmp_path / "填好.xlsx", like)
    assert not unmatched and not done.questions
    wanted = {**form.cells(2, 1), **form.columns(1)}
    have = named(done)
    assert {name: have.get(name) for name in wanted if name in like.names} == {
        name: at for name, at in wanted.items() if name in like.names
    }
    assert {cell.sure for cell in done.cells} | {c.sure for b in done.blocks for c in b.columns} == {
        Sure.CERTAIN
    }
    assert have.keys() == like.names
    assert done.units == found.form.units


@pytest.mark.parametrize("name", ["gd-dept", "zj-project", "bj-project", "sd-dept"])
def test_without_merged_cells_nothing_is_named_wrong(tmp_path: Path, name: str) -> None:
    form = family(FAMILIES / f"{name}.txt")
    like = profile(tmp_path, form)
    path = put(tmp_path / "无合并.xlsx", unmerged(workbook(form, True)))
    have = named(profiled_form(path, like)[0])
    wanted = {name: at for name, at in {**form.cells(), **form.columns()}.items() if name in like.names}
    assert {name: at for name, at in have.items() if name in wanted}.items() <= wanted.items()
    assert len(have) >= 0.9 * len(like.names)


def test_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    form = drawn("open", OPEN)
    blank = put(tmp_path / "空白.xlsx", workbook(form, False))
    annotate(blank, tmp_path / "标注.xlsx", profile=tmp_path / "样.toml", desk=Chooses())
    desk = Refuses()
    filled = put(tmp_path / "填好.xlsx", workbook(form, True))
    annotate(filled, tmp_path / "结果.xlsx", like=read_profile(tmp_path / "样.toml"), desk=desk)
    names = openpyxl.load_workbook(tmp_path / "结果.xlsx").defined_names
    assert names["绩效指标_年度指标值"].attr_text == "表!$E$5:$E$7"
    ledger = openpyxl.load_workbook(tmp_path / "结果.xlsx")["核算"]
    assert "元" in [cell.value for row in ledger.iter_rows() for cell in row]
    assert desk.said[0] == "按表样“部门整体支出绩效自评表”标注。"


def test_an_annotated_blank_is_a_profile(tmp_path: Path) -> None:
    form = copies.blank()
    blank = put(tmp_path / "空白.xlsx", workbook(form, False))
    annotate(blank, tmp_path / "标注.xlsx", profile=tmp_path / "样.toml")
    carried = profile_in((tmp_path / "标注.xlsx").read_bytes(), "标注.xlsx")
    assert carried == read_profile(tmp_path / "样.toml")
    with pytest.raises(WorkbookError, match="没有标注过"):
        profile_in(blank.read_bytes(), "空白.xlsx")


def test_so_is_one_that_says_nothing_but_names(tmp_path: Path) -> None:
    """The text of the profile was lost, as in a workbook that was annotated by hand."""
    blank = put(tmp_path / "空白.xlsx", workbook(copies.blank(), False))
    annotate(blank, tmp_path / "标注.xlsx", profile=tmp_path / "样.toml")
    made = read_profile(tmp_path / "样.toml")
    ledger = replacing(("\ntitle = ", "\ntitel = "))
    spoilt = rezip(tmp_path / "标注.xlsx", tmp_path / "坏.xlsx", {"xl/worksheets/xltool2.xml": ledger})
    carried = profile_in(spoilt.read_bytes(), "坏.xlsx")
    assert carried.names == made.names
    assert carried.fingerprint == made.fingerprint
    assert (carried.scheme, carried.rates, carried.units) == (made.scheme, made.rates, made.units)
    assert {cell.name: cell for cell in carried.cells} == {cell.name: cell for cell in made.cells}


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.name)
def test_a_filled_copy_gives_the_labels_that_the_blank_prints(tmp_path: Path, form: Family) -> None:
    """What somebody filled in is no label, though it stands where labels do."""
    blank, filled = (
        make_profile(put(tmp_path / f"{each}.xlsx", workbook(form, each)), tmp_path / f"{each}.toml")
        for each in (False, True)
    )
    assert {cell.name: cell for cell in filled.cells} == {cell.name: cell for cell in blank.cells}
    assert {block.block: {*block.columns} for block in filled.blocks} == {
        block.block: {*block.columns} for block in blank.blocks
    }


def test_another_forms_profile_is_refused_by_name(tmp_path: Path) -> None:
    like = profile(tmp_path, family(FAMILIES / "zj-project.txt"))
    path = put(tmp_path / "表.xlsx", workbook(family(FAMILIES / "gd-dept.txt"), True))
    with pytest.raises(
        WorkbookError, match=rf"这份表样是“{like.title}”的，与本表“表.xlsx”的标签只有 \d+% 相同"
    ):
        annotate(path, tmp_path / "结果.xlsx", like=like)
    assert not (tmp_path / "结果.xlsx").exists()


def test_a_profile_beside_the_form_is_found(tmp_path: Path) -> None:
    form = family(FAMILIES / "gd-dept.txt")
    path = put(tmp_path / "表.xlsx", workbook(form, True))
    found = opened_form(path)
    assert own_profile(path, found) is None
    beside = tmp_path / "表样"
    profile(beside, family(FAMILIES / "zj-project.txt"))
    assert own_profile(path, found) is None
    (beside / "坏.toml").write_text("title = [", "utf-8")
    wanted = profile(beside, form)
    assert own_profile(path, found) == wanted
    desk = Refuses()
    annotate(path, tmp_path / "结果.xlsx", desk=desk)
    assert desk.said[0].startswith(f"按表样“{wanted.title}”")


def test_a_profile_in_the_settings_is_found(tmp_path: Path) -> None:
    form = family(FAMILIES / "sx-dept.txt")
    path = put(tmp_path / "表.xlsx", workbook(form, True))
    wanted = profile(settings_folder(), form)
    assert own_profile(path, opened_form(path)) == wanted
    profile(tmp_path / "表样", form)  # the same once more
    assert own_profile(path, opened_form(path)) == wanted


def test_of_two_that_fit_and_say_different_things_none_is_taken(tmp_path: Path) -> None:
    form = family(FAMILIES / "sx-dept.txt")
    path = put(tmp_path / "表.xlsx", workbook(form, True))
    made = profile(tmp_path / "表样", form)
    other = made._replace(title="另一份", cells=made.cells[1:])
    (tmp_path / "表样" / "另一份.toml").write_text(profile_text(other), "utf-8")
    assert own_profile(path, opened_form(path)) is None


def test_what_does_not_match_is_said(tmp_path: Path) -> None:
    form = copies.blank()
    like = profile(tmp_path, form)
    book = workbook(copies.copy(3)[0], True)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "执行率（B/A）":
                cell.value = "支出进度情况"
            if cell.value == "填报日期：":
                cell.value = "备注栏目"
    done = annotate(put(tmp_path / "改.xlsx", book), tmp_path / "结果.xlsx", like=like)
    said = "\n".join(done.unmatched)
    assert "没有标上：执行率：“执行率（B/A）”" in said
    assert "表样里有、本表没有的标签：填报日期、执行率(B/A)" in said
    assert "支出进度情况" in said and "备注栏目" in said
    names = openpyxl.load_workbook(tmp_path / "结果.xlsx").defined_names
    assert "执行率" not in names and "执行率得分" in names


def test_the_unit_that_a_copy_prints_holds_and_is_said(tmp_path: Path) -> None:
    text = "\n".join(
        (
            "[表] 万元",
            "部门自评表 ~4",
            "单位：万元 ~4",
            "单位名称 | @单位名称 =某局 ~3",
            "· | 年初预算数 | 全年预算数 | 全年执行数",
            "年度资金总额 | @年初预算数 =10 | @全年预算数 =20 | @全年执行数 =15",
        )
    )
    like = profile(tmp_path, drawn("一", text))
    path = put(tmp_path / "元.xlsx", workbook(drawn("二", text.replace("单位：万元", "单位：元")), True))
    done, unmatched = profiled_form(path, like)
    assert done.units == {"表": "元"}
    assert any("表样里金额单位是万元，本表写的是元" in line for line in unmatched)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"单位名称" = {', '"单位名字" = {', "“单位名字”不是约定的名称"),
        ('value = "右"', 'value = "左"', "“左”认不得"),
        ('rates = ""', 'rates = "百分之"', "“百分之”认不得"),
        ('"部门自评" = "万元"', '"部门自评" = "角"', "“角”认不得"),
        ("scheme = ", "shceme = ", "没有“shceme”这一项"),
        ("title = ", "# title = ", "缺少 title"),
        ("labels = [", "labels = [1,", "labels 应写成"),
        ("[fingerprint]", "[fingerprint", "写法有误"),
    ],
)
def test_a_slip_in_the_file_is_said(tmp_path: Path, before: str, after: str, said: str) -> None:
    profile(tmp_path, copies.blank())
    path = tmp_path / "空白表.toml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(WorkbookError, match=re.escape(said)):
        read_profile(path)


def test_a_file_with_a_mark_in_front_is_read(tmp_path: Path) -> None:
    made = profile(tmp_path, copies.blank())
    path = tmp_path / "空白表.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_profile(path) == made


def test_who_is_named_on_a_filled_form_stays_out_of_its_profile(tmp_path: Path) -> None:
    text = copies.form_text([[("培训", "≥1", "1", "10", "10")]] * 3, "某局", ("1", "1", "1", "100%", "10"))
    text = text.replace(
        "填表人： | ~2 | 联系电话： | ~2", "填表人： | 赵某某 ~2 | 联系电话： | {} ~2".format("138" + 8 * "0")
    )
    profile(tmp_path, drawn("filled", text), filled=True)
    written = (tmp_path / "filled.toml").read_text("utf-8")
    assert "赵某某" not in written and "138" not in written and "培训" not in written


def test_every_profile_of_ours_can_be_read_and_is_no_other() -> None:
    found = {name: read_profile(path) for name, path in shipped().items()}
    assert {"mof-2020-project", "hunan-2022", "hunan-2023-one-sheet"} <= found.keys()
    assert len(found) >= 14
    for name, each in found.items():
        assert each.fingerprint.labels, name
        assert profile_text(each) == shipped()[name].read_text("utf-8"), name
