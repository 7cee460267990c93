"""Make the profiles of forms that travel with the program.

python -m scripts.form_profiles [FOLDER]

The profile of our own template is made from its names. FOLDER holds blank forms (NAME-blank.xlsx), beside them what is
known of each (NAME.truth.json): a form on which anything else is recognised stops the run. Without it that of the template
alone is made.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from xltool.annotate.alike.made import profile_of
from xltool.annotate.alike.profile import FormProfile
from xltool.annotate.alike.travelling import carried_form, labelled, setting
from xltool.annotate.alike.writing import profile_text
from xltool.book.file.package import open_package
from xltool.book.file.whole import whole
from xltool.book.port import Snapshot
from xltool.contract.names import OWN_SHEETS, REVIEW
from xltool.intake.recognise.sheet import FormSheet
from xltool.intake.recognised import RecognisedForm
from xltool.resources import template_path
from xltool.verbs.annotate import decided_by, opened_form
from xltool.verbs.desk import UNATTENDED
from xltool.verbs.profiles import ENDING

CHECKOUT = Path(__file__).resolve().parents[1]
PLACE = CHECKOUT / "xltool" / "annotate" / "profiles"
#: Our own template, and its title.
OWN = ("hunan-2022", "湖南省部门整体支出绩效自评（本程序的模板）")
#: Sheets of the template that are no forms of a bureau's.
_BESIDE = frozenset({"填表说明", "正文数据"})
#: Blank forms by their names: that of the profile, its title. A workbook of several projects has the national form on each sheet.
FORMS = {
    "n10-national-project": ("mof-2020-project", "全国通用 项目支出绩效自评表（2020年）"),
    "ah-dept": ("anhui-department", "安徽 部门整体支出绩效自评表"),
    "ah-project": ("anhui-project", "安徽 项目支出绩效自评表"),
    "cq-dept": ("chongqing-department", "重庆 部门整体绩效自评表"),
    "gx-dept-yuan-formulas": ("guangxi-department", "广西 部门整体支出绩效自评表（元）"),
    "hb-project-goals": ("hubei-project", "湖北 项目自评表（按目标分表）"),
    "hen-dept": ("henan-department", "河南 部门整体自评表（含任务和资金结构）"),
    "hn-2023-one-sheet": ("hunan-2023-one-sheet", "湖南 基础数据与自评表同一张"),
    "sc-2018-scores": ("sichuan-2018-scores", "四川 评分表（2018年）"),
    "sc-project": ("sichuan-project", "四川 部门预算项目支出绩效自评表"),
    "three-weights": ("three-weights", "三级都有分值的自评表"),
    "transfer-region": ("transfer-region", "转移支付 区域绩效目标自评表"),
    "yn-dept-14": ("yunnan-department", "云南 部门整体支出绩效自评情况表"),
}


def own_profile_text() -> str:
    """The profile of our template as its file has it: of its two forms, without what is the tool's beside them."""
    name, title = OWN
    path = template_path(name)
    held = whole(open_package(path.read_bytes(), path.name))
    found = opened_form(path)
    form = carried_form(held, OWN_SHEETS | _BESIDE, title)
    unit = (cell for cell in found.form.cells if cell.name == "单位名称")
    form = labelled(form._replace(cells=(*unit, *form.cells)), found.form)
    sheets = [_form_alone(sheet, held) for sheet in found.sheets if sheet.name not in _BESIDE]
    made = profile_of(form, sheets, {"评分办法": setting(held, "评分办法")})
    return profile_text(made._replace(title=title))


def _form_alone(sheet: FormSheet, held: Snapshot) -> FormSheet:
    """A sheet up to the column in which the words of the tool begin."""
    tools = [
        area.left for name, area in held.names.items() if area.sheet == sheet.name and name.startswith(REVIEW)
    ]
    width = min(tools, default=sheet.width + 1) - 1
    return sheet._replace(
        cells={place: cell for place, cell in sheet.cells.items() if place[1] <= width}, width=width
    )


def form_profile(blank: Path, title: str) -> FormProfile:
    """The profile of a blank form by the defaults. Raises ValueError where it is not recognised as it is known to be."""
    facts = json.loads(blank.with_name(blank.name.replace("-blank.xlsx", ".truth.json")).read_text("utf-8"))
    form = opened_form(blank)
    refuse_otherwise(form.form, facts)
    by = decided_by(None, form, UNATTENDED)
    return profile_of(by.form, form.sheets, by.settings)._replace(title=title)


def refuse_otherwise(form: RecognisedForm, facts: dict[str, Any]) -> None:
    """Raise ValueError where a cell that is known carries another name than it should."""
    found = {cell.name: f"{cell.sheet}!{cell.address}" for cell in form.cells}
    for name, place in facts["cells"].items():
        if found.get(name) != place:
            raise ValueError(f"{form.workbook}: {name} is {place}, recognised was {found.get(name)}")


def write(folder: Path | None) -> None:
    """Write the profiles, those of the forms where their folder is given."""
    PLACE.mkdir(exist_ok=True)
    (PLACE / f"{OWN[0]}{ENDING}").write_text(own_profile_text(), encoding="utf-8")
    for form, (name, title) in FORMS.items() if folder else ():
        made = form_profile(folder / f"{form}-blank.xlsx", title)
        (PLACE / f"{name}{ENDING}").write_text(profile_text(made), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if sys.argv[1:] else None)
