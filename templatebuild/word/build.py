"""The template of the report, written without Word: the same bytes whenever it is built."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from templatebuild.layout import layout_named
from templatebuild.word.annexes import annexes
from templatebuild.word.markup import Writer
from templatebuild.word.styles import FORM_PAGE, font_table, footer, section, settings, styles
from templatebuild.word.text import text

#: What ``python -m templatebuild`` builds, from the root of the repository.
REPORT_TEMPLATE: Final = Path("templates/自评报告.docx")

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
#: A package carries no time of its own.
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_RELATED: Final = (
    ("rIdStyles", "styles", "styles.xml"),
    ("rIdSettings", "settings", "settings.xml"),
    ("rIdFonts", "fontTable", "fontTable.xml"),
    ("rIdOdd", "footer", "footer1.xml"),
    ("rIdEven", "footer", "footer2.xml"),
)


def build_report_template(path: Path, layout: str = "hunan-2022") -> None:
    """Write the template of the report with the annexes of that layout.

    Raises :class:`~xltool.errors.ProgramError` for an unknown layout.
    """
    with zipfile.ZipFile(path, "w") as package:
        for name, content in _parts(layout).items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)


def _parts(layout: str) -> dict[str, str]:
    return {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations(
            ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core(),
        "word/document.xml": _document(layout),
        "word/_rels/document.xml.rels": _relations(
            *((key, f"{_OFFICE}/{kind}", target) for key, kind, target in _RELATED)
        ),
        "word/styles.xml": styles(),
        "word/settings.xml": settings(),
        "word/fontTable.xml": font_table(),
        "word/footer1.xml": footer("right"),
        "word/footer2.xml": footer("left"),
    }


def _document(layout: str) -> str:
    writer = Writer()
    body = text(writer) + annexes(writer, layout_named(layout)) + section(FORM_PAGE, grid=False)
    return (
        f'{_HEAD}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        f' xmlns:r="{_OFFICE}"><w:body>{body}</w:body></w:document>'
    )


def _types() -> str:
    kinds = [("document.xml", "document.main"), *((target, kind) for _, kind, target in _RELATED)]
    parts = "".join(
        f'<Override PartName="/word/{target}" ContentType="{_WORD}.{kind}+xml"/>' for target, kind in kinds
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{parts}</Types>"
    )


def _relations(*relations: tuple[str, str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in relations
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _core() -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>部门整体支出绩效自评报告</dc:title>'
        "<dc:creator>xltool</dc:creator></cp:coreProperties>"
    )
