"""Where the files that travel with the program are: templates, the add-in and the first case.

In an installed program they lie in ``xltool/data``; in a checkout (also one installed with ``pip install -e``)
where they are built, in ``templates/`` and ``examples/first-case/``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xltool.errors import ProgramError

#: The form a workbook is made from unless the user names another one.
DEFAULT_FORM: Final = "hunan-2022"

#: File of each form's template.
TEMPLATES: Final[dict[str, str]] = {"hunan-2022": "部门整体支出绩效自评.xlsx"}

#: File of the report's template in Word.
REPORT_TEMPLATE: Final = "自评报告.docx"

#: The same for the report of one project.
PROJECT_REPORT_TEMPLATE: Final = "项目支出自评报告.docx"

#: File of the ribbon add-in.
ADDIN: Final = "xltool.xlam"

#: File of the extension for LibreOffice, beside the add-in.
EXTENSION: Final = "绩效自评.oxt"

#: File of the manual of rules as a workbook.
RULE_MANUAL: Final = "审核规则手册.xlsx"

_PACKAGE: Final = Path(__file__).resolve().parent


def template_path(form: str = DEFAULT_FORM, *, macros: bool = False) -> Path:
    """The template workbook of a form (.xlsx), or the same with buttons and macros in it (.xlsm).

    Raises:
        ProgramError: there is no such form, or the installation lacks its file.
    """
    if form not in TEMPLATES:
        raise ProgramError(f"没有名为「{form}」的表样，可选：{'、'.join(TEMPLATES)}。")
    name = Path(TEMPLATES[form])
    return _existing("templates", "templates", str(name.with_suffix(".xlsm")) if macros else str(name))


def report_template_path(*, project: bool = False) -> Path:
    """The template of the report in Word, which a unit may copy and edit; that of one ``project`` is another.

    Raises:
        ProgramError: the installation lacks it.
    """
    return _existing("templates", "templates", PROJECT_REPORT_TEMPLATE if project else REPORT_TEMPLATE)


def addin_path() -> Path:
    """The ribbon add-in for Excel.

    Raises:
        ProgramError: the installation lacks it.
    """
    return _existing("templates", "templates", ADDIN)


def rule_manual_path() -> Path:
    """The manual of rules as a workbook.

    Raises:
        ProgramError: the installation lacks it.
    """
    return _existing("templates", "templates", RULE_MANUAL)


def first_case_path(name: str = "") -> Path:
    """A file of the first case by its name; without a name, the folder that holds them.

    Raises:
        ProgramError: the installation lacks it.
    """
    return _existing("first-case", "examples/first-case", name)


def _existing(installed: str, checkout: str, name: str) -> Path:
    """The file where it is installed, else in the checkout around the package."""
    for folder in (_PACKAGE / "data" / installed, _PACKAGE.parent / checkout):
        if folder.is_dir() and (folder / name).exists():
            return folder / name
    raise ProgramError(f"程序安装不完整，缺少「{checkout}/{name}」，请重新安装 xltool。")
