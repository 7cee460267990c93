"""A second run on a document that people worked on: their words stay, the figures follow the workbook."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from examples.clean import clean_return
from examples.first_case import AS_FILED, CORRECTED
from tests.support import office
from tests.support.ooxml import sdk_errors

from .word import (
    book_of,
    controls,
    edited,
    made,
    paragraph_with,
    paragraphs,
    parts,
    said,
    set_words,
    twin,
    words,
)

MAIN = "word/document.xml"


def test_nothing_changes_where_nothing_changed(report: Path) -> None:
    before = report.read_bytes()
    written = made(report, AS_FILED)
    assert written.updated and not written.changes and written.kept is None
    assert report.read_bytes() == before
    assert [path.name for path in report.parent.iterdir()] == [report.name]


def test_only_the_figures_that_changed_change(report: Path) -> None:
    before = parts(report)
    written = made(report, CORRECTED)
    after = parts(report)
    assert {name for name in before if before[name] != after[name]} == {MAIN}
    lines = [change.line for change in written.changes]
    assert "总分：96.25分 → 98.75分" in lines and "正文预算外收入：66.52 → 66.48" in lines
    assert "预算执行率：105.93% → 100.00%" in lines
    assert len(lines) == len(set(lines))
    assert said(report)["总分"] == ["98.75分"] * 2


def test_bytes_outside_of_the_changed_controls_stay(report: Path) -> None:
    before = parts(report)[MAIN]
    made(report, CORRECTED)
    after = parts(report)[MAIN]
    control = re.compile(rb"<w:sdt>.*?</w:sdt>")
    first_table = before.index(b"<w:tbl>")
    assert control.sub(b"", before[:first_table]) == control.sub(b"", after[: after.index(b"<w:tbl>")])


def test_the_report_as_it_was_is_kept(report: Path) -> None:
    before = report.read_bytes()
    written = made(report, CORRECTED)
    assert written.kept == report.with_name("报告.上次操作前.docx")
    assert written.kept.read_bytes() == before


def test_a_link_to_the_report_stays_a_link(report: Path, tmp_path: Path) -> None:
    (tmp_path / "别处").mkdir()
    link = tmp_path / "别处" / "链接.docx"
    link.symlink_to(report)
    made(link, CORRECTED)
    assert link.is_symlink() and said(report)["总分"] == ["98.75分"] * 2


@pytest.mark.parametrize("seed", range(8))
def test_an_update_ends_where_a_new_report_begins(seed: int, tmp_path: Path) -> None:
    before = book_of(tmp_path / "前.xlsx", clean_return(seed))
    after = book_of(tmp_path / "后.xlsx", clean_return(seed + 100))
    made(tmp_path / "改.docx", before)
    made(tmp_path / "改.docx", after)
    made(tmp_path / "新.docx", after)
    assert said(tmp_path / "改.docx") == said(tmp_path / "新.docx")
    assert levels(tmp_path / "改.docx") == levels(tmp_path / "新.docx")
    assert not made(tmp_path / "改.docx", after).changes


def test_back_again_gives_the_first_report(report: Path) -> None:
    before = said(report)
    made(report, CORRECTED)
    made(report, AS_FILED)
    assert said(report) == before


def test_what_people_wrote_stays(report: Path) -> None:
    def change(document: Document) -> None:
        rewritten = paragraph_with(document, "全年总收入")
        set_words(rewritten, "年，全年总收入", "年我单位一共收进")
        set_words(rewritten, "，其中：预算内收入", "，财政拨款占大头，为")
        hint = paragraph_with(document, "单位的主要职责、内设机构")
        own = twin(hint)
        for paragraph, text in ((hint, "我单位负责 {{ 甲 }} & <乙>。"), (own, "设三个股室。")):
            for run in list(paragraph.iter(qn("w:r")))[1:]:
                paragraph.remove(run)
            paragraph.find(f".//{qn('w:t')}").text = text

    edited(report, change)
    before = paragraphs(report)
    made(report, CORRECTED)
    after = paragraphs(report)
    assert "2022年我单位一共收进1388.92万元，财政拨款占大头，为1322.44万元，预算外收入66.48万元。" in after
    assert "我单位负责 {{ 甲 }} & <乙>。" in after and "设三个股室。" in after
    assert len(before) == len(after)
    different = [(b, a) for b, a in zip(before, after, strict=True) if b != a and "【待核对】" not in a]
    assert all(re.sub(r"[\d.%]", "", b) == re.sub(r"[\d.%]", "", a) for b, a in different), different


def test_figures_that_people_deleted_stay_deleted(report: Path) -> None:
    def change(document: Document) -> None:
        for tag in ("正文_预算外收入", "政府采购_上年决算", "核算_执行率"):
            for control in controls(document, tag):
                control.getparent().remove(control)
        paragraph = paragraph_with(document, "年，收支结余")
        paragraph.getparent().remove(paragraph)
        emptied = controls(document, "公用经费控制率")[0]
        for run in list(emptied.iter(qn("w:t"))):
            run.text = ""

    edited(report, change)
    made(report, CORRECTED)
    found = said(report)
    assert not {"正文_预算外收入", "政府采购_上年决算", "核算_执行率", "正文_年末结余"} & found.keys()
    assert found["公用经费控制率"] == [""]
    assert not any("收支结余0" in text for text in paragraphs(report))


def test_an_annex_that_people_deleted_stays_deleted(report: Path) -> None:
    def change(document: Document) -> None:
        table = document.tables[1]._tbl
        table.getparent().remove(table)

    edited(report, change)
    made(report, CORRECTED)
    assert len(docx.Document(str(report)).tables) == 1 and "绩效指标_得分" not in said(report)


def test_a_figure_spelt_otherwise_is_left_alone(report: Path) -> None:
    def change(document: Document) -> None:
        for control in controls(document, "正文_总支出"):
            set_words(control, "1388.92", "1,388.920")

    edited(report, change)
    assert not made(report, AS_FILED).changes
    assert said(report)["正文_总支出"] == ["1,388.920"]


def test_the_looks_that_people_gave_a_figure_stay(report: Path) -> None:
    def change(document: Document) -> None:
        (run,) = list(controls(document, "正文_预算内收入")[0].iter(qn("w:r")))
        bold = docx.text.run.Run(run, None)  # type: ignore[arg-type]
        bold.bold = True

    edited(report, change)
    made(report, CORRECTED)
    (run,) = list(controls(docx.Document(str(report)), "正文_预算内收入")[0].iter(qn("w:r")))
    assert run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None and words(run) == "1322.44"


def test_a_figure_that_comes_late_loses_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    made(path, book_of(tmp_path / "一.xlsx", clean_return(3), 全年预算数=None))
    assert said(path)["全年预算数"] == ["【待填】"] * 2
    made(path, book_of(tmp_path / "二.xlsx", clean_return(3), 全年预算数=88))
    assert said(path)["全年预算数"] == ["88.00"] * 2
    for control in controls(docx.Document(str(path)), "全年预算数"):
        assert not list(control.iter(qn("w:highlight")))
    made(path, book_of(tmp_path / "三.xlsx", clean_return(3), 全年预算数=None))
    for control in controls(docx.Document(str(path)), "全年预算数"):
        assert words(control).endswith("【待填】") and list(control.iter(qn("w:highlight")))


# Rows


def names(path: Path) -> list[str]:
    return said(path)["项目明细_名称"]


def with_projects(folder: Path, titles: list[str], amounts: list[float]) -> Path:
    columns = {f"项目明细_{c}": amounts for c in ("上年决算", "本年预算", "本年决算")}
    return book_of(folder / "书.xlsx", clean_return(3), 项目明细_名称=titles, **columns)


@pytest.mark.ooxml
def test_rows_follow_the_workbook_by_their_titles(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    made(path, with_projects(tmp_path, ["甲", "乙", "丙", "丁"], [1, 2, 3, 4]))
    edited(path, lambda document: mark_row(document, "丙"))
    written = made(path, with_projects(tmp_path, ["新", "甲", "丙", "丁改", "戊"], [9, 1, 3.5, 4, 5]))
    assert names(path) == ["新", "甲", "丙", "丁改", "戊"]
    assert said(path)["项目明细_本年决算"] == ["9.00", "1.00", "3.50", "4.00", "5.00"]
    assert marked_rows(path) == ["丙"]
    lines = [change.line for change in written.changes]
    assert "项目明细删去一行：乙 → 空白" in lines and "项目明细增加一行：空白 → 新" in lines
    assert "项目明细“丙”本年决算：3.00 → 3.50" in lines
    assert sdk_errors([path])[path] == []


def mark_row(document: Document, title: str) -> None:
    """Shade the cells of a project's row."""
    for control in controls(document, "项目明细_名称"):
        row = next(control.iterancestors(qn("w:tr")))
        if words(control.find(qn("w:sdtContent"))) == title:
            for properties in row.iter(qn("w:tcPr")):
                shade = properties.makeelement(qn("w:shd"), {qn("w:val"): "clear", qn("w:fill"): "EEEEEE"})
                properties.append(shade)


def marked_rows(path: Path) -> list[str]:
    document = docx.Document(str(path))
    return [
        words(control.find(qn("w:sdtContent")))
        for control in controls(document, "项目明细_名称")
        if list(next(control.iterancestors(qn("w:tr"))).iter(qn("w:shd")))
    ]


@pytest.mark.ooxml
def test_a_table_that_was_split_stays_one_list(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    made(path, with_projects(tmp_path, ["甲", "乙", "丙", "丁"], [1, 2, 3, 4]))
    edited(path, split_before_the_third)
    assert made(path, with_projects(tmp_path, ["甲", "乙", "丙", "丁"], [1, 2, 3, 4])).changes == ()
    made(path, with_projects(tmp_path, ["甲", "新", "丙", "丁", "戊"], [1, 9, 3, 4, 5]))
    assert names(path) == ["甲", "新", "丙", "丁", "戊"] and marked_rows(path) == []
    made(path, with_projects(tmp_path, ["甲"], [1]))
    assert names(path) == ["甲"] and sdk_errors([path])[path] == []


def split_before_the_third(document: Document) -> None:
    """Split the annex in two with a paragraph between, as for a page of its own."""
    third = next(controls(document, "项目明细_名称")[2].iterancestors(qn("w:tr")))
    table = third.getparent()
    assert table is not None
    behind = twin(table)
    place = table.index(third)
    for row in list(table)[place:]:
        table.remove(row)
    for row in [row for row in list(behind)[:place] if row.tag == qn("w:tr")]:
        behind.remove(row)
    behind.addprevious(document.add_paragraph("续表")._p)


def test_the_same_table_twice_shows_every_row_twice(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    made(path, with_projects(tmp_path, ["甲", "乙"], [1, 2]))
    edited(path, lambda document: twin(document.tables[0]._tbl))
    made(path, with_projects(tmp_path, ["甲", "乙", "丙"], [1, 2, 3]))
    assert names(path) == ["甲", "乙", "丙"] * 2


def test_all_rows_gone_and_back(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    made(path, with_projects(tmp_path, ["甲", "乙"], [1, 2]))
    made(path, with_projects(tmp_path, [], []))
    assert names(path) == ["　"] and said(path)["项目明细_本年预算"] == ["　"]
    made(path, with_projects(tmp_path, ["甲", "丙"], [1, 3]))
    assert names(path) == ["甲", "丙"]


def test_a_figure_deleted_in_one_row_stays_deleted_there(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    made(path, with_projects(tmp_path, ["甲", "乙"], [1, 2]))

    def change(document: Document) -> None:
        control = controls(document, "项目明细_本年预算")[0]
        control.getparent().remove(control)

    edited(path, change)
    made(path, with_projects(tmp_path, ["甲", "乙", "丙"], [7, 8, 9]))
    assert said(path)["项目明细_本年预算"] == ["8.00", "9.00"]
    assert said(path)["项目明细_本年决算"] == ["7.00", "8.00", "9.00"]


def levels(path: Path) -> list[tuple[str, str, str]]:
    table = docx.Document(str(path)).tables[1]
    rows = [[words(cell._tc) for cell in row.cells] for row in table.rows]
    start = next(index for index, row in enumerate(rows) if row[1] == "一级指标") + 1
    return [(row[1], row[2], row[3]) for row in rows[start:-1]]


INDICATORS = {
    "一级指标": ["产出", None, None, "效益"],
    "二级指标": ["数量", None, "质量", "社会"],
    "三级指标": ["一", "二", "三", "四"],
    "年度指标值": ["1次"] * 4,
    "实际完成值": ["1次"] * 4,
    "分值": [20, 20, 20, 30],
    "得分": [20, 20, 20, 30],
    "偏差原因": [None] * 4,
}


def with_indicators(folder: Path, **columns: list[object]) -> Path:
    from dataclasses import replace

    filed = replace(clean_return(3), indicator_rows=4)
    values = {f"绩效指标_{name}": column for name, column in {**INDICATORS, **columns}.items()}
    return book_of(folder / "指标.xlsx", filed, **values)


@pytest.mark.ooxml
@pytest.mark.parametrize("through", ["as it is", "LibreOffice"])
@pytest.mark.libreoffice
def test_headings_are_merged_as_in_the_workbook(tmp_path: Path, through: str) -> None:
    path = tmp_path / "报告.docx"
    made(path, with_indicators(tmp_path))
    assert levels(path) == [
        ("产出", "数量", "一"),
        ("产出", "数量", "二"),
        ("产出", "质量", "三"),
        ("效益", "社会", "四"),
    ]
    if through == "LibreOffice":
        path = office.convert([path], tmp_path / "存", ".docx")[0]
    wrong = len(sdk_errors([path])[path])  # LibreOffice writes what the schema does not allow
    made(
        path,
        with_indicators(
            tmp_path, 一级指标=["产出", None, "效益", None], 二级指标=["数量", "时效", "质量", None]
        ),
    )
    assert levels(path) == [
        ("产出", "数量", "一"),
        ("产出", "时效", "二"),
        ("效益", "质量", "三"),
        ("效益", "质量", "四"),
    ]
    assert len(sdk_errors([path])[path]) <= wrong


# Programs


@pytest.mark.libreoffice
def test_a_report_saved_by_libreoffice_is_still_ours(report: Path, tmp_path: Path) -> None:
    (saved,) = office.convert([report], tmp_path / "存", ".docx")
    made(saved, CORRECTED)
    made(report, CORRECTED)
    assert said(saved) == said(report)


def test_tracked_changes_in_a_figure_are_read_as_they_show(report: Path) -> None:
    inserted = '<w:del w:id="9001" w:author="a"><w:r><w:delText>96.25分</w:delText></w:r></w:del><w:ins w:id="9002" w:author="a"><w:r><w:t>95.25分</w:t></w:r></w:ins>'
    old = parts(report)[MAIN].decode()
    new = re.sub(r"<w:r><w:t[^>]*>96\.25分</w:t></w:r>", inserted, old, count=1)
    assert new != old
    replace_part(report, MAIN, new.encode())
    written = made(report, CORRECTED)
    assert "总分：95.25分 → 98.75分" in [change.line for change in written.changes]
    assert said(report)["总分"] == ["98.75分"] * 2


def test_a_note_on_a_figure_stays(report: Path) -> None:
    old = parts(report)[MAIN].decode()
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    cut = r"\g<1>96</w:t></w:r><w:r><w:t>\2" + note
    new = re.sub(r"(<w:r><w:t[^>]*>)96(\.25分</w:t></w:r>)", cut, old, count=1)
    assert new != old
    replace_part(report, MAIN, new.encode())
    made(report, CORRECTED)
    assert ">98.75分</w:t></w:r>" + note in parts(report)[MAIN].decode()


def replace_part(path: Path, name: str, content: bytes) -> None:
    from xltool.book.parts.archive import read_archive, write_archive

    path.write_bytes(write_archive(read_archive(path.read_bytes(), path.name), {name: content}))


def test_a_draft_is_the_person_s_once_its_mark_is_gone(report: Path) -> None:
    """Until then a second run writes it anew, from the figures as they are."""

    def taken(document: Document) -> None:
        control = controls(document, "草稿_履职产出")[0]
        words_of = list(control.iter(qn("w:t")))
        for each in words_of[1:]:
            each.getparent().remove(each)
        words_of[0].text = "产出指标均已完成，专题调研超额较多，系年中增加任务。"

    before = said(report)
    assert before["草稿_履职产出"][0].startswith("【待核对】数量指标：“召开")
    assert before["三公经费变动"] == ["【待填】"]
    edited(report, taken)
    made(report, CORRECTED)
    after = said(report)
    assert after["草稿_履职产出"] == ["产出指标均已完成，专题调研超额较多，系年中增加任务。"]
    assert after["草稿_存在问题"] != before["草稿_存在问题"]
    assert after["草稿_存在问题"][0].startswith(
        "【待核对】1.“开展专题调研活动”年度指标值≥9次调研，实际完成19次"
    )
