"""The files that are damaged: our template filled in, with macros too, a sealed copy, and reports of every kind."""

from __future__ import annotations

import csv
import html
import io
import random
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from examples.first_case import AS_FILED, CORRECTED, figures
from templatebuild.build import drawn
from templatebuild.macro_workbook import finish_with_macros
from templatebuild.macros import SHARED, standard_modules
from tests.intake import dialects
from tests.intake.cases import report
from tests.intake.forms import Form
from tests.torture import bytelevel, textlevel, xmllevel, ziplevel
from tests.torture.packing import Entry, entry, packed, unpacked
from xltool.verbs.seal import seal

BOOK, SEALED, DOCUMENT = "book", "sealed", "document"


class Source(NamedTuple):
    """An honest file: what kind it is, its name, its bytes, and its entries where it is a package."""

    kind: str
    name: str
    data: bytes
    entries: tuple[Entry, ...] = ()

    @property
    def ending(self) -> str:
        return Path(self.name).suffix


class Mutant(NamedTuple):
    """A damaged file; ``seed`` and ``number`` make it again, ``how`` says what was done to it."""

    seed: int
    number: int
    source: Source
    how: str
    data: bytes

    @property
    def id(self) -> str:
        return f"{self.seed}:{self.number}"


#: What is damaged, how often compared with the others, and how it is made.
_KINDS: Final[tuple[tuple[str, str, int, Callable[[], bytes]], ...]] = (
    (BOOK, "自评.xlsx", 9, lambda: AS_FILED.read_bytes()),
    (BOOK, "带宏.xlsm", 3, lambda: _with_macros()),
    (SEALED, "自评-上报件.xlsx", 7, lambda: _sealed()),
    (DOCUMENT, "报告.docx", 3, lambda: dialects.as_docx(report())),
    (DOCUMENT, "报告.html", 2, lambda: dialects.as_html(report()).encode()),
    (DOCUMENT, "报告.txt", 2, lambda: dialects.as_text_by_tab(report()).encode()),
    (DOCUMENT, "逐格.txt", 1, lambda: dialects.as_text_bare(report(), blanks=True).encode()),
    (DOCUMENT, "报告.csv", 1, lambda: _as_csv(report())),
    (DOCUMENT, "报告.odt", 1, lambda: _as_odt(report())),
    (DOCUMENT, "附件.xlsx", 1, lambda: dialects.as_xlsx(report())),
)


@cache
def sources() -> tuple[tuple[Source, int], ...]:
    """Every honest file, and its weight."""
    return tuple((_source(kind, name, make()), weight) for kind, name, weight, make in _KINDS)


def mutant(seed: int, number: int) -> Mutant:
    """The damaged file of this number."""
    rng = random.Random(f"{seed}:{number}")
    known = sources()
    (source,) = rng.choices([each for each, _ in known], [weight for _, weight in known])
    how, data = _damaged(source, rng)
    return Mutant(seed, number, source, how, data)


def _damaged(source: Source, rng: random.Random) -> tuple[str, bytes]:
    if not source.entries:
        return textlevel.damaged(source.data, rng)
    way = rng.random()
    if way < 0.12:
        return bytelevel.damaged(source.data, rng)
    if way < 0.3:
        return ziplevel.damaged(list(source.entries), rng)
    parts = unpacked(source.data)
    name = _chosen(list(parts), rng)
    how, data = xmllevel.damaged(parts[name], rng)
    damaged = [entry(name, data) if each.name.decode() == name else each for each in source.entries]
    return f"{how} {name}", packed(damaged)


def _chosen(names: list[str], rng: random.Random) -> str:
    """A part to damage: most often one with figures in it."""
    figured = [
        name
        for name in names
        if "/worksheets/sheet" in name or name.endswith(("document.xml", "content.xml"))
    ]
    about = [
        name
        for name in names
        if name.endswith(("workbook.xml", "sharedStrings.xml", "styles.xml", ".rels", "Types].xml"))
    ]
    return rng.choice(rng.choices((figured, about or names, names), (6, 3, 1))[0])


def _source(kind: str, name: str, data: bytes) -> Source:
    entries = tuple(entry(*part) for part in unpacked(data).items()) if data.startswith(b"PK") else ()
    return Source(kind, name, packed(entries) if entries else data, entries)


def _with_macros() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "带宏.xlsm")
        finish_with_macros(drawn(path, values=figures()), standard_modules(*SHARED))
        return path.read_bytes()


def _sealed() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "自评.xlsx")
        book.write_bytes(CORRECTED.read_bytes())
        return seal(book).data


def _as_csv(form: Form) -> bytes:
    """The report as a spreadsheet program saves it: a line a row, what has a comma or a line end in quotes."""
    text = io.StringIO()
    writer = csv.writer(text)
    for block in form.blocks:
        if isinstance(block, str):
            writer.writerow([block])
        else:
            for row in dialects.grid(block):
                cells = [[cell.text if begins else "", *[""] * (cell.span - 1)] for cell, begins in row]
                writer.writerow([each for several in cells for each in several])
    return text.getvalue().encode()


_ODT_SPACES: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)


def _as_odt(form: Form) -> bytes:
    """The report as an OpenDocument text."""
    body = []
    for block in form.blocks:
        if isinstance(block, str):
            body.append(f"<text:p>{html.escape(block)}</text:p>")
            continue
        body.append("<table:table>")
        for row in block:
            cells = (
                f'<table:table-cell table:number-columns-spanned="{c.span}"><text:p>{html.escape(c.text)}</text:p></table:table-cell>'
                for c in row
            )
            body.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        body.append("</table:table>")
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODT_SPACES}><office:body><office:text>{"".join(body)}</office:text></office:body></office:document-content>'
    kind = "application/vnd.oasis.opendocument.text"
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in (("mimetype", kind), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            archive.writestr(name, text)
    return data.getvalue()
