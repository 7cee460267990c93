"""The contact line is taken out before anybody reads the document: names and telephone numbers are never stored."""

from __future__ import annotations

import re
from typing import Final

from xltool.intake.document import Document, Paragraph, Row, Table, TableCell

#: The one name of the contract that is a person's: it is never read out of a report.
PERSON: Final = "填表人"
_LABELS: Final = (
    r"填\s*表\s*人|填\s*报\s*人|制\s*表\s*人|经\s*办\s*人|联\s*系\s*人|审\s*核\s*人|联\s*系\s*电\s*话|联\s*系\s*方\s*式|电\s*话|手\s*机|传\s*真|邮\s*箱|电子邮箱"
    r"|(?:单\s*位|部\s*门|财\s*务|分\s*管|主\s*管)?\s*负\s*责\s*人(?:\s*[（(]?\s*签\s*[字章名]\s*[）)]?)?|签\s*[字章名]"
)
_CONTACT: Final = re.compile(rf"(?:{_LABELS})\s*(?:[（(][^）)\n]{{0,8}}[）)])?\s*[：:]")
#: More blanks in a row than any label has; and characters of the longest label.
_BLANKS: Final = re.compile(r"\s{12,}")
_LONGEST_LABEL: Final = 40
#: A line longer than this is text in which somebody is named by the way.
_LONG: Final = 100
_NAMED: Final = re.compile(_CONTACT.pattern + r"[^，。；,;\s]{0,20}")
_LABEL_CELL: Final = re.compile(rf"\s*(?:{_LABELS})\s*[：:]?\s*")
#: The date of filing, the one thing of that line that is kept; 发布日期, 成文日期 and the like are a page's own.
DATE: Final = re.compile(
    r"(?:(?:填\s*[报表写]|自\s*评|报\s*送|制\s*表|上\s*报)\s*|(?<![\u4e00-\u9fff]))(?:日\s*期|时\s*间)\s*[：:]\s*"
    r"(\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?|\d{4}\s*年\s*\d{1,2}\s*月)"
)
_TELEPHONE: Final = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|(?:0\d{2,3}[-—－ ]\s?|[（(]0\d{2,3}[）)]\s?)\d{7,8})(?!\d)"
)
#: What stands instead of a number of a person.
_LEFT_OUT: Final = "（电话略）"


def without_contacts(document: Document) -> Document:
    """The document with each contact line cut down to its date, contact cells emptied, numbers of telephones gone."""
    blocks: list[Paragraph | Table] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            text = _clean(block.text)
            if text.strip():
                blocks.append(block._replace(text=text))
        else:
            blocks.append(block._replace(rows=tuple(_clean_row(row) for row in block.rows)))
    leftovers = tuple(
        left._replace(label=_clean(left.label), contents=tuple(map(_clean, left.contents)))
        for left in document.leftovers
    )
    return document._replace(blocks=tuple(blocks), leftovers=leftovers)


def asks_for_a_person(text: str) -> bool:
    """Whether a line or cell is nothing but the label of a name or a number of a person."""
    words = text.strip()
    return len(words) <= _LONGEST_LABEL and _LABEL_CELL.fullmatch(words) is not None


def names_a_person(line: str) -> bool:
    """Whether a line is one for the names, numbers and signatures of people."""
    return _CONTACT.search(_BLANKS.sub(" ", line)) is not None or asks_for_a_person(line)


def _clean(text: str) -> str:
    return "\n".join(_TELEPHONE.sub(_LEFT_OUT, _clean_line(line)) for line in text.split("\n"))


def _clean_line(line: str) -> str:
    if not _CONTACT.search(_BLANKS.sub(" ", line)):
        return line
    line = _BLANKS.sub("    ", line)
    if len(line) > _LONG:
        return _NAMED.sub("", line)
    date = DATE.search(line)
    return f"填报日期：{date[1].strip()}" if date else ""


def _clean_row(row: Row) -> Row:
    """The cell behind a cell that asks for a name or a number is emptied, whatever it holds."""
    cells: list[TableCell] = []
    asked = False
    for cell in row:
        if asked and not DATE.search(cell.text) and not asks_for_a_person(cell.text):
            cells.append(cell._replace(text=""))
            asked = cell.blank
            continue
        asked = asks_for_a_person(cell.text)
        cells.append(cell._replace(text=_clean(cell.text) if not asked else cell.text))
    return tuple(cells)
