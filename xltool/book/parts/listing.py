"""The lists of a workbook part: its sheets, its names."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.book.parts.xmltext import Element, damaged


def listed(root: Element, name: str, where: str = "") -> Iterator[Element]:
    """The entries of the lists of this name in a workbook part.

    Raises WorkbookError where one is of another namespace than the workbook: some programs would not see it.
    """
    for part in root.children:
        if part.tag == name:
            for child in part.children:
                if part.space != root.space or child.space != root.space:
                    raise damaged(where)
                yield child
