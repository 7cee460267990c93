"""Excel add-ins (.xlam) as packages: a VBA project, a blank sheet and, perhaps, a ribbon tab.

Needs nothing but the standard library: ``xltool install`` writes an add-in on the user's machine. Deterministic: the
same modules give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from xltool.vba.project import Module, ModuleKind, vba_project

_PROJECT: Final = "xltool"
_TITLE: Final = "绩效自评（xltool）"
_SHEET: Final = "Sheet1"
#: The earliest time that a zip file can tell: a package carries none.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_CONTENT: Final = "application/vnd.openxmlformats-officedocument"

_TYPES: Final = {
    "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "/xl/worksheets/sheet1.xml": f"{_CONTENT}.spreadsheetml.worksheet+xml",
    "/xl/styles.xml": f"{_CONTENT}.spreadsheetml.styles+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}
_ROOT: Final = {
    "xl/workbook.xml": f"{_OFFICE}/relationships/officeDocument",
    "docProps/core.xml": f"{_PACKAGE}/relationships/metadata/core-properties",
}
_BOOK: Final = {
    "worksheets/sheet1.xml": f"{_OFFICE}/relationships/worksheet",
    "styles.xml": f"{_OFFICE}/relationships/styles",
    "vbaProject.bin": "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
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
        "[Content_Types].xml": _content_types().encode(),
        "_rels/.rels": _relationships(_ROOT | (_RIBBON if ribbon else {})).encode(),
        "docProps/core.xml": _properties(title).encode(),
        "xl/workbook.xml": _workbook().encode(),
        "xl/_rels/workbook.xml.rels": _relationships(_BOOK).encode(),
        "xl/worksheets/sheet1.xml": _sheet().encode(),
        "xl/styles.xml": _styles().encode(),
        "xl/vbaProject.bin": vba_project(_complete(modules), name),
    }
    if ribbon:
        parts[_RIBBON_PART] = ribbon.encode()
    return _zipped(parts)


def _complete(modules: Sequence[Module]) -> list[Module]:
    """The modules with those that every project of a workbook has, in Excel's order: documents first."""
    given = {module.kind: module for module in modules}
    book = given.get(ModuleKind.WORKBOOK) or Module("ThisWorkbook", ModuleKind.WORKBOOK, "")
    sheet = given.get(ModuleKind.SHEET) or Module(_SHEET, ModuleKind.SHEET, "")
    return [book, sheet, *(module for module in modules if module not in (book, sheet))]


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every machine
            package.writestr(entry, data)
    return packed.getvalue()


def _content_types() -> str:
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in _TYPES.items()
    )
    return (
        f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        f"{overrides}</Types>"
    )


def _relationships(targets: Mapping[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _properties(title: str) -> str:
    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>xltool</dc:creator></cp:coreProperties>"
    )


def _workbook() -> str:
    return (
        f'{_DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships">'
        '<workbookPr codeName="ThisWorkbook"/>'
        f'<sheets><sheet name="{_SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet() -> str:
    return f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetPr codeName="{_SHEET}"/><sheetData/></worksheet>'


def _styles() -> str:
    """The least that a workbook has: one font, the two fills that Excel presumes, one border, one format."""
    return (
        f'{_DECLARATION}<styleSheet xmlns="{_MAIN}">'
        '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
