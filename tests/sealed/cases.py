"""Workbooks to be sealed, and changes made to sealed ones behind their back."""

from __future__ import annotations

import re
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from examples.first_case import CORRECTED, figures
from templatebuild.build import drawn
from templatebuild.macro_workbook import finish_with_macros
from templatebuild.macros import SHARED, standard_modules
from tests.book.packages import MAIN, OFFICE, PACKAGE, parts, png, replacing, rezip
from xltool.book.file.package import Package, edited, open_package
from xltool.book.port import Area, Cell, Edits, Snapshot, Value
from xltool.sealed.verify import Verdict
from xltool.verbs.check import check
from xltool.verbs.explain import explain
from xltool.verbs.seal import seal
from xltool.verbs.verify import verdict_of

REASON = "经核实，数字属实，系年中追加的专项和人员经费，已报财政局备案。"


def corrected(folder: Path, name: str = "自评.xlsx") -> Path:
    """The first case as corrected, its reasons written."""
    return Path(shutil.copy(CORRECTED, folder / name))


@cache
def sealed_data(folder: Path) -> bytes:
    """The bytes of its sealed copy."""
    return seal(corrected(folder)).data


def with_macros(path: Path) -> Path:
    """The corrected case as a workbook with macros and buttons, its reasons written."""
    finish_with_macros(drawn(path, values=figures(corrected=True)), standard_modules(*SHARED))
    for finding in check(path).findings:
        if finding.severity == "须说明":
            explain(path, finding.key, REASON)
    return path


def verdict(data: bytes) -> Verdict:
    """What verify says of these bytes."""
    return verdict_of(open_package(data, "上报件.xlsx"))


def changed(package: Package, values: Mapping[Cell, Value]) -> bytes:
    """The file with these cells changed and nothing else."""
    data = edited(package, Edits(values))
    assert data is not None, f"nothing changes: {values}"
    return data


def cell(snapshot: Snapshot, name: str, row: int = 0) -> Cell:
    """The cell of a name, or of a row of its block."""
    area = snapshot.names[name]
    assert isinstance(area, Area)
    return Cell(area.sheet, area.top + row, area.left)


#: Marks that stand in parts of a burdened workbook and must not be in a sealed one.
SECRETS = ("某某某", "内部意见", "nowhere", "机密", "XtRecalculate", "HP-LaserJet", "C:\\\\Users", "woProps")
_SHEET = "xl/worksheets/sheet2.xml"
_RELATIONS = "xl/worksheets/_rels/sheet2.xml.rels"
_SHAPES = f"""<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<xdr:oneCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>40</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="9525" cy="9525"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="公章" descr="D:\\某某某\\公章.png"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>
<xdr:oneCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>40</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="9525" cy="9525"/><xdr:sp macro="[0]!XtRecalculate" textlink=""><xdr:nvSpPr><xdr:cNvPr id="3" name="按钮"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:sp><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"""

#: Parts that a workbook gathers in an office: name, content type, owner's relationships, kind, content.
_BURDEN: tuple[tuple[str, str, str, str, bytes], ...] = (
    (
        "xl/comments1.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml", _RELATIONS,
        f"{OFFICE}/comments",
        f'<comments xmlns="{MAIN}"><authors><author>某某某</author></authors><commentList><comment ref="E5" authorId="0"><text><t>内部意见</t></text></comment></commentList></comments>'.encode(),
    ),
    (
        "xl/persons/person.xml", "application/vnd.ms-excel.person+xml", "xl/_rels/workbook.xml.rels",
        "http://schemas.microsoft.com/office/2017/10/relationships/person",
        '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="某某某" id="{00000000-0000-0000-0000-000000000001}" userId="x" providerId="None"/></personList>'.encode(),
    ),
    (
        "xl/externalLinks/externalLink1.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
        "xl/_rels/workbook.xml.rels", f"{OFFICE}/externalLink",
        f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook r:id="rId1"><sheetNames><sheetName val="机密"/></sheetNames></externalBook></externalLink>'.encode(),
    ),
    (
        "xl/printerSettings/printerSettings1.bin", "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings",
        _RELATIONS, f"{OFFICE}/printerSettings", b"HP-LaserJet",
    ),
    (
        "xl/drawings/drawing1.xml", "application/vnd.openxmlformats-officedocument.drawing+xml", _RELATIONS,
        f"{OFFICE}/drawing", _SHAPES.encode(),
    ),
    (
        "xl/ctrlProps/ctrlProp1.xml", "application/vnd.ms-excel.controlproperties+xml", _RELATIONS,
        f"{OFFICE}/ctrlProp",
        b'<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="Button" fmlaMacro="XtRecalculate"/>',
    ),
    (
        "customXml/item1.xml", "", "xl/_rels/workbook.xml.rels", f"{OFFICE}/customXml", '<a xmlns="urn:x">机密</a>'.encode(),
    ),
    (
        "docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml", "_rels/.rels",
        f"{OFFICE}/custom-properties",
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="经办"><vt:lpwstr>某某某</vt:lpwstr></property></Properties>'.encode(),
    ),
    ("customUI/customUI14.xml", "application/xml", "_rels/.rels", "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
     b'<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon/></customUI>'),
    ("xl/woProps.xml", "application/xml", "xl/_rels/workbook.xml.rels", "http://www.wps.cn/officeDocument/2020/woProps", b"<woProps/>"),
)  # fmt: skip


def burdened(source: Path, target: Path) -> Path:
    """A copy of a workbook with macros, with everything that has no business in a file that is sent."""
    content = parts(source)
    changes: dict[str, bytes] = {}
    types = content["[Content_Types].xml"].decode()
    types = types.replace("<Override", '<Default Extension="png" ContentType="image/png"/><Override', 1)
    for number, (name, kind, owner, relation, data) in enumerate(_BURDEN):
        if kind:
            types = types.replace("</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>')
        link = f'<Relationship Id="rIdB{number}" Type="{relation}" Target="/{name}"/></Relationships>'
        changes[owner] = changes.get(owner, content[owner]).replace(b"</Relationships>", link.encode())
        changes[name] = data
    changes["[Content_Types].xml"] = types.encode()
    note = "Author\0某某某".encode()
    text = len(note).to_bytes(4) + b"tEXt" + note + zlib.crc32(b"tEXt" + note).to_bytes(4)
    changes["xl/media/image1.png"] = png()[:33] + text + png()[33:]
    changes["xl/drawings/_rels/drawing1.xml.rels"] = _one_relation("image", "../media/image1.png")
    changes["xl/externalLinks/_rels/externalLink1.xml.rels"] = _one_relation(
        "externalLinkPath", "file:///nowhere/other.xlsx", ' TargetMode="External"'
    )
    drawing = next(n for n, b in enumerate(_BURDEN) if b[0].startswith("xl/drawings"))
    control = next(n for n, b in enumerate(_BURDEN) if b[0].startswith("xl/ctrlProps"))
    printer = next(n for n, b in enumerate(_BURDEN) if b[0].startswith("xl/printer"))
    changes[_SHEET] = replacing(
        (
            '<conditionalFormatting sqref="A30:G30"',
            '<protectedRanges><protectedRange name="区域" sqref="E5" securityDescriptor="O:WDG:WDD:(A;;CC;;;某某某)"/></protectedRanges><conditionalFormatting sqref="A30:G30"',
        ),
        ('<pageSetup paperSize="9"', f'<pageSetup r:id="rIdB{printer}" paperSize="9"'),
        ("<legacyDrawing ", f'<drawing r:id="rIdB{drawing}"/><legacyDrawing '),
        (
            "</worksheet>",
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
            f'<controls><control shapeId="1025" r:id="rIdB{control}" name="按钮"/></controls></mc:Choice></mc:AlternateContent></worksheet>',
        ),
    )(content[_SHEET])
    changes["xl/workbook.xml"] = replacing(
        (
            "<bookViews>",
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15" xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">'
            '<x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="C:\\\\Users\\\\某某某\\\\"/></mc:Choice></mc:AlternateContent><bookViews>',
        ),
        ("<definedNames>", '<definedNames><definedName name="别处">[1]机密!$A$1</definedName>'),
    )(content["xl/workbook.xml"])
    changes["docProps/core.xml"] = replacing(
        ("<dc:creator>xltool<", "<dc:creator>某某某<"),
        ("<cp:lastModifiedBy>xltool<", "<cp:lastModifiedBy>某某某<"),
    )(content["docProps/core.xml"])
    return rezip(source, target, changes)


def _one_relation(kind: str, target: str, mode: str = "") -> bytes:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/{kind}" '
        f'Target="{target}"{mode}/></Relationships>'
    ).encode()


def inside(path: Path) -> str:
    """Everything in a package that can be read as text, names of parts included."""
    with zipfile.ZipFile(path) as archive:
        return "\n".join(
            f"{name} {archive.read(name).decode('utf-8', 'replace')}" for name in archive.namelist()
        )


def formulas_in(path: Path) -> list[str]:
    """The cells with a formula, by a look at the bytes."""
    found = []
    for name, data in parts(path).items():
        if name.startswith("xl/worksheets/"):
            found += [f"{name} {text.decode()}" for text in re.findall(rb"<(?:\w+:)?f[ >/].{0,60}", data)]
    return found
