"""``annotate -o``: a form as its bureau issued it becomes a workbook to work in, once a person has agreed to what is written."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from tests.intake.recognise.drawing import (
    FAMILIES,
    Family,
    drawn,
    families,
    family,
    saved,
    unmerged,
    workbook,
)
from tests.review.workbook import parts
from tests.verbs.test_annotate import converted
from xltool.cli import main
from xltool.errors import WorkbookError
from xltool.verbs.annotate import annotate, recognised_form
from xltool.verbs.desk import Unattended

FAMILY = family(FAMILIES / "gd-dept.txt")
#: Two columns of targets, two of points, money without a unit.
OPEN = drawn(
    "open",
    """
[表] 万元
部门整体支出绩效自评表 ~8
单位名称 | @单位名称 =某市某局 ~7
· | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | ~3
年度资金总额 | @年初预算数 =9000000 | @全年预算数 =9500000 | @全年执行数 =9500000 | @执行率 =100% | ~3
一级指标 | 二级指标 | 三级指标 | 年初指标值 | 调整指标值 | 实际完成值 | 分值 | 得分
产出指标 #一级指标 | 数量指标 #二级指标 | #三级指标 =面积 | #年初指标值 =1亩 | #年度指标值 =2亩 | #实际完成值 =2亩 | #分值 =60 | #得分 =60
效益指标 #一级指标 | 社会效益 #二级指标 | #三级指标 =人数 | #年初指标值 =5人 | #年度指标值 =6人 | #实际完成值 =6人 | #分值 =30 | #得分 =30
总分 ~6 | 90 @分值合计 =90 | @总分 =90
""".strip(),
)


def written(folder: Path, form: Family, filled: bool = True, merges: bool = True) -> Path:
    path = folder / "表样.xlsx"
    book = workbook(form, filled)
    path.write_bytes(saved(book if merges else unmerged(book)))
    return path


def run(*arguments: str | Path, said: str | None = None) -> Result:
    return CliRunner().invoke(main, ["annotate", *map(str, arguments)], input=said)


def names(path: Path) -> dict[str, str]:
    book = openpyxl.load_workbook(path)
    return {name: defined.attr_text for name, defined in book.defined_names.items()}


#: A table that holds neither is no return by itself: there is nothing to judge.
def judged(form: Family) -> bool:
    return {"全年预算数", "全年执行数"} <= form.cells().keys() or "绩效指标_三级指标" in form.columns()


RETURNS = [form for form in families() if judged(form)]
ALONE = [form for form in families() if not judged(form)]


@pytest.mark.parametrize("form", ALONE, ids=lambda form: form.name)
def test_a_table_that_is_no_return_is_not_written(tmp_path: Path, form: Family) -> None:
    path, made = written(tmp_path, form), tmp_path / "标注.xlsx"
    done = run(path, "-o", made, "--yes")
    assert done.exit_code == 2 and "没有写任何文件" in done.output and "全年预算数" in done.output
    assert not made.exists()


@pytest.mark.parametrize("form", RETURNS, ids=lambda form: form.name)
def test_every_form_is_worked_in_and_given_back(tmp_path: Path, form: Family) -> None:
    path, made = written(tmp_path, form), tmp_path / "标注.xlsx"
    done = run(path, "-o", made, "--yes")
    assert done.exit_code == 0, done.output
    recalculated = CliRunner().invoke(main, ["recalc", str(made), "--json"])
    assert recalculated.exit_code == 0, recalculated.output
    assert CliRunner().invoke(main, ["clear", str(made), "--all"]).exit_code == 0
    back = tmp_path / "还原.xlsx"
    assert CliRunner().invoke(main, ["strip", str(made), "-o", str(back)]).exit_code == 0
    assert parts(back) == parts(path)


def test_json_tells_what_was_written(tmp_path: Path) -> None:
    made = tmp_path / "标注.xlsx"
    done = run(written(tmp_path, FAMILY), "-o", made, "--yes", "--json", "--marks", "只列审核结果")
    told = json.loads(done.stdout)
    assert told == {
        "workbook": str(made),
        "names": told["names"],
        "marked": [],
        "unmarked": ["自评表"],
        "locked": False,
    }
    assert told["names"] == len(names(made))


def test_questions_are_answered_by_number_or_in_words(tmp_path: Path) -> None:
    path, made = written(tmp_path, OPEN), tmp_path / "标注.xlsx"
    ids = [each.id for each in recognised_form(path).questions]
    assert ids == ["money_unit", "target", "scheme"]
    done = run(path, "-o", made, said="元\n3\n1\n1\n是\n")
    assert done.exit_code == 0, done.output
    assert "请从这几个里选一个" in done.output  # there is no third column of targets
    found = names(made)
    assert "!$E$5:$E$8" in found["绩效指标_年度指标值"] and "!$D$" in found["绩效指标_年初指标值"]


def test_the_other_column_may_be_the_one_that_counts(tmp_path: Path) -> None:
    class Chooses(Unattended):
        def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str:
            return "D列 年初指标值" if "指标值" in question else "元" if "金额" in question else default

    made = tmp_path / "标注.xlsx"
    annotate(written(tmp_path, OPEN), made, desk=Chooses())
    found = names(made)
    assert "!$D$5:$D$8" in found["绩效指标_年度指标值"] and "绩效指标_年初指标值" not in found
    ledger = openpyxl.load_workbook(made)["核算"]
    said = {row[0].value: row[1].value for row in ledger.iter_rows(max_col=2)}
    assert said["金额单位"] == "元"


def test_no_answer_of_the_choices_writes_nothing(tmp_path: Path) -> None:
    made = tmp_path / "标注.xlsx"
    done = run(written(tmp_path, OPEN), "-o", made, said="美元\n美元\n美元\n")
    assert done.exit_code == 2 and "没有选定" in done.output and not made.exists()


def test_what_is_inferred_is_written_only_if_agreed(tmp_path: Path) -> None:
    path = written(tmp_path, family(FAMILIES / "js-dept.txt"))
    form = recognised_form(path)
    columns = [column for block in form.blocks for column in block.columns]
    inferred = {each.name for each in (*form.cells, *columns) if each.sure.value == "推断"}
    assert inferred == {"总分", "绩效指标_偏差原因"}
    every, certain = tmp_path / "都标.xlsx", tmp_path / "只标确定.xlsx"
    annotate(path, every)
    done = run(path, "-o", certain, said="\n否\n")
    assert done.exit_code == 0, done.output
    assert all(name in done.output for name in inferred)
    assert inferred < names(every).keys() and not inferred & names(certain).keys()


def test_without_anything_certain_a_refusal_leaves_nothing(tmp_path: Path) -> None:
    path, made = written(tmp_path, FAMILY, merges=False), tmp_path / "标注.xlsx"
    assert all(each.sure.value == "推断" for each in recognised_form(path).cells)
    done = run(path, "-o", made, said="\n否\n")
    assert done.exit_code == 2 and not made.exists()


def test_the_place_of_a_form_in_an_old_format_is_an_xlsx(tmp_path: Path) -> None:
    old = tmp_path / "表样.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(WorkbookError):
        annotate(old, tmp_path / "标注.xls")


@pytest.mark.libreoffice
def test_a_form_in_the_old_format_is_annotated_in_a_copy(tmp_path: Path) -> None:
    old = converted(tmp_path, written(tmp_path, FAMILY), "xls:MS Excel 97")
    before, made = old.read_bytes(), tmp_path / "标注.xlsx"
    done = run(old, "-o", made, "--yes")
    assert done.exit_code == 0 and "LibreOffice" in done.output, done.output
    assert old.read_bytes() == before
    assert CliRunner().invoke(main, ["recalc", str(made)]).exit_code == 0
