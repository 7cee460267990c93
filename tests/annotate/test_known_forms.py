"""The profiles that travel with the program, and what ``xltool forms`` says of them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import xltool
from scripts.form_profiles import FORMS, OWN, own_profile_text
from tests.intake.recognise.drawing import Family, drawn, saved, workbook
from xltool.annotate.alike.reading import read_profile
from xltool.checks.needs import unasked
from xltool.checks.registry import rules
from xltool.cli import main
from xltool.contract.optional import KNOWN
from xltool.verbs.annotate import profiled_form
from xltool.verbs.forms import can_be_asked, known_forms
from xltool.verbs.profiles import settings_folder, shipped

#: The national form as counties print it, drawn by ourselves.
NATIONAL = """
[项目支出绩效自评表] 万元
项目支出绩效自评表 ~11
（2024年度） ~11
项目名称 ~3 | =河道整治 ~8
主管部门 ~3 | =某县水利局 ~3 | · | 实施单位 ~2 | @单位名称 =某县河道管理所 ~2
项目资金（万元） ~3x5 | · | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 分值 ~1 | 执行率（B/A） ~2 | 得分
年度资金总额 | @年初预算数 =300 | @全年预算数 =320 | @全年执行数 =304 | 10 @执行率分值 | @执行率 =95% ~2 | @执行率得分 =9.5
其中：当年财政拨款 | =300 | =320 | =304 | — | · ~2 | —
上年结转资金 | · | · | · | — | · ~2 | —
其他资金 | · | · | · | — | · ~2 | —
年度总体目标 ~1x2 | 预期目标 ~5 | 实际完成情况 ~5
@预期目标 =完成整治 ~5 | @实际完成情况 =已完成 ~5
绩效指标 ~1x4 | 一级指标 | 二级指标 | 三级指标 ~2 | 年度指标值 | 实际完成值 ~2 | 分值 | 得分 | 偏差原因分析及改进措施
产出指标 #一级指标 | 数量指标 #二级指标 | #三级指标 =整治长度 ~2 | #年度指标值 =≥8公里 | #实际完成值 =8公里 ~2 | #分值 =50 | #得分 =50 | #偏差原因
效益指标 #一级指标 | 社会效益指标 #二级指标 | #三级指标 =受益人口 ~2 | #年度指标值 =≥2万人 | #实际完成值 =2万人 ~2 | #分值 =30 | #得分 =30 | #偏差原因
满意度指标 #一级指标 | 服务对象满意度指标 #二级指标 | #三级指标 =群众满意度 ~2 | #年度指标值 =≥90% | #实际完成值 =95% ~2 | #分值 =10 | #得分 =10 | #偏差原因
总分 ~8 | 100 @分值合计 | @总分 =99.5 | ·
""".strip()


DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(autouse=True)
def no_profiles_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "settings"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def national(folder: Path) -> tuple[Family, Path]:
    form, path = drawn("national", NATIONAL), folder / "河道整治.xlsx"
    path.write_bytes(saved(workbook(form, True)))
    return form, path


def test_the_profile_of_our_template_is_current() -> None:
    assert shipped()[OWN[0]].read_text("utf-8") == own_profile_text()


def test_a_profile_for_every_form_is_there() -> None:
    assert {name for name, _ in FORMS.values()} | {OWN[0]} == shipped().keys()
    for path in shipped().values():
        assert "@" not in (text := path.read_text("utf-8")) and "sheet" in text


def test_the_national_form_is_annotated_by_the_profile_of_ours(tmp_path: Path) -> None:
    form, path = national(tmp_path)
    done, unmatched = profiled_form(path, read_profile(shipped()["mof-2020-project"]))
    have = {cell.name: f"{cell.sheet}!{cell.address}" for cell in done.cells}
    assert {name: have.get(name) for name in form.cells()} == form.cells()
    columns = {column.name: column.column for block in done.blocks for column in block.columns}
    assert {name: columns.get(name) for name in form.columns()} == form.columns()
    assert not unmatched
    result = run("annotate", path, "--like", "mof-2020-project", "-o", tmp_path / "标注.xlsx")
    assert result.exit_code == 0 and "按表样“全国通用" in result.output
    outcome = xltool.recalc(tmp_path / "标注.xlsx")
    assert outcome.report.budget.execution_rate.amount == Decimal("0.95")


def test_another_profile_of_ours_is_refused_by_name(tmp_path: Path) -> None:
    _, path = national(tmp_path)
    result = run("annotate", path, "--like", "henan-department", "-o", tmp_path / "标注.xlsx")
    assert result.exit_code == 2 and "这份表样是“河南" in result.output
    assert not (tmp_path / "标注.xlsx").exists()


def test_no_such_profile(tmp_path: Path) -> None:
    _, path = national(tmp_path)
    result = run("annotate", path, "--like", "没有的")
    assert result.exit_code == 2 and "没有表样“没有的”" in result.output


def test_what_can_be_asked_is_what_is_not_listed_as_unasked() -> None:
    """Of names that our own form has; tables that only other forms have are missed by nobody."""
    for form in known_forms():
        lacking = frozenset(KNOWN) - form.profile.names
        listed = {each.code for each in unasked(lacking)}
        asked = {rule.code for rule in form.asked}
        assert not listed & asked, form.name
        assert asked | listed | {"XT110", "XT111", "XT320", "XT321", "XT420", "XT421"} >= {
            each.code for each in rules()
        }


def test_a_rule_is_asked_of_forms_that_carry_one_of_its_sets() -> None:
    assert can_be_asked("XT102", frozenset()) is False
    assert can_be_asked("XT012", frozenset({"填报日期"})) is True
    assert can_be_asked("XT012", frozenset({"总分"})) is False


def test_forms_lists_them(tmp_path: Path) -> None:
    (settings_folder()).mkdir(parents=True)
    own = settings_folder() / "本县.toml"
    own.write_bytes(shipped()["three-weights"].read_bytes())
    (settings_folder() / "坏.toml").write_text("x", "utf-8")
    result = run("forms")
    assert result.exit_code == 0
    for name in shipped():
        assert name in result.output
    assert "本县.toml（自己的）" in result.output and "坏.toml" not in result.output
    one = run("forms", "mof-2020-project").output
    assert "“年度资金总额”一行与“全年执行数（B）”一栏相交" in one and "XT404" in one
    record = json.loads(run("forms", "mof-2020-project", "--json").output)
    assert "全年执行数" in record["names"] and "XT404" in record["rules"] and "XT102" not in record["rules"]


def test_what_is_shown_is_not_written(tmp_path: Path) -> None:
    _, path = national(tmp_path)
    before = path.read_bytes()
    record = json.loads(run("annotate", path, "--like", "mof-2020-project", "--json").output)
    assert {cell["sure"] for cell in record["cells"]} == {"确定"} and record["unmatched"] == []
    assert record["questions"] == []
    assert path.read_bytes() == before and len(list(tmp_path.iterdir())) == 1
    assert openpyxl.load_workbook(path).defined_names == {}


def test_the_page_of_forms_is_up_to_date() -> None:
    """Otherwise: ``python -m xltool forms --markdown > docs/forms.md``."""
    done = run("forms", "--markdown")
    assert done.exit_code == 0 and done.output == (DOCS / "forms.md").read_text("utf-8")
    assert all(f"`--like {name}`" in done.output for name in shipped())
