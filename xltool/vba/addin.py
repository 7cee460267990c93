"""Excel add-ins (.xlam) as packages: a VBA project, a blank sheet and, perhaps, a ribbon tab.

``xltool install`` writes an add-in on the user's machine. Deterministic: the same modules give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from xltool.book.parts.opc import DECLARATION, OFFICE, PACKAGE, new_package, written_relations
from xltool.book.parts.relationships import Relationship
from xltool.vba.project import Module, ModuleKind, vba_project

_PROJECT: Final = "xltool"
_TITLE: Final = "绩效自评（xltool）"
_SHEET: Final = "Sheet1"

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CONTENT: Final = "application/vnd.openxmlformats-officedocument"

_TYPES: Final = {
    "xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "xl/worksheets/sheet1.xml": f"{_CONTENT}.spreadsheetml.worksheet+xml",
    "xl/styles.xml": f"{_CONTENT}.spreadsheetml.styles+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
}
_ROOT: Final = {
    "xl/workbook.xml": f"{OFFICE}/officeDocument",
    "docProps/core.xml": f"{PACKAGE}/relationships/metadata/core-properties",
}
_BOOK: Final = {
    "xl/worksheets/sheet1.xml": f"{OFFICE}/worksheet",
    "xl/styles.xml": f"{OFFICE}/styles",
    "xl/vbaProject.bin": "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
}
_RIBBON_PART: Final = "customUI/customUI14.xml"
_RIBBON: Final = {_RIBBON_PART: "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"}


def write_addin(
    path: Path,
    modules: Sequence[Module],
    ribbon: str | None = None,
    *,
    name: str = _PROJECT,
    title: str = _TITLE,
) -> None:
    """Write an add-in of these modules; ``ribbon`` is a customUI of 2009/07, ``name`` that of the VBA project.

    Modules of the workbook and its one sheet are added where they are not given; ``title`` is what the list of
    add-ins shows. Raises ProgramError as :func:`~xltool.vba.project.vba_project` does, OSError where the
    file cannot be written.
    """
    path.write_bytes(addin_package(modules, ribbon, name=name, title=title))


def addin_package(
    modules: Sequence[Module], ribbon: str | None = None, *, name: str = _PROJECT, title: str = _TITLE
) -> bytes:
    """The bytes that :func:`write_addin` writes."""
    parts = {
        "_rels/.rels": _relationships("", _ROOT | (_RIBBON if ribbon else {})),
        "docProps/core.xml": _properties(title),
        "xl/workbook.xml": _workbook(),
        "xl/_rels/workbook.xml.rels": _relationships("xl/workbook.xml", _BOOK),
        "xl/worksheets/sheet1.xml": _sheet(),
        "xl/styles.xml": _styles(),
        "xl/vbaProject.bin": vba_project(_complete(modules), name),
    }
    if ribbon:
        parts[_RIBBON_PART] = ribbon.encode()
    return new_package(parts, _TYPES)


def _complete(modules: Sequence[Module]) -> list[Module]:
    """The modules with those that every project of a workbook has, in Excel's order: documents first."""
    given = {module.kind: module for module in modules}
    book = given.get(ModuleKind.WORKBOOK) or Module("ThisWorkbook", ModuleKind.WORKBOOK, "")
    sheet = given.get(ModuleKind.SHEET) or Module(_SHEET, ModuleKind.SHEET, "")
    return [book, sheet, *(module for module in modules if module not in (book, sheet))]


def _relationships(part: str, targets: Mapping[str, str]) -> bytes:
    return written_relations(
        part,
        [
            Relationship(f"rId{number}", kind, target)
            for number, (target, kind) in enumerate(targets.items(), 1)
        ],
    )


def _part(xml: str) -> bytes:
    return DECLARATION + xml.encode()


def _properties(title: str) -> bytes:
    return _part(
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>xltool</dc:creator></cp:coreProperties>"
    )


def _workbook() -> bytes:
    return _part(
        f'<workbook xmlns="{_MAIN}" xmlns:r="{OFFICE}">'
        '<workbookPr codeName="ThisWorkbook"/>'
        f'<sheets><sheet name="{_SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet() -> bytes:
    return _part(f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="{_SHEET}"/><sheetData/></worksheet>')


def _styles() -> bytes:
    """The least that a workbook has: one font, the two fills that Excel presumes, one border, one format."""
    return _part(
        f'<styleSheet xmlns="{_MAIN}">'
        '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
