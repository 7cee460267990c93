"""What the tests do with a report: make it, read it as Word would show it, change it as a person would."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import docx
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from examples.returns import Return
from examples.writing import write_quickly
from xltool.verbs.check import check
from xltool.wordreport.write import Written, write_report

Node = etree._Element


def made(output: Path, book: Path, template: Path | None = None) -> Written:
    """The report of a workbook, made or brought up to date."""
    outcome = check(book)
    return write_report(output, outcome.report, outcome.computed, template, outcome.explanations)


def book_of(path: Path, filed: Return, **values: object) -> Path:
    """A workbook of this return with some names filled in otherwise."""
    titles = values.get("项目明细_名称")
    rows = max(filed.project_rows, len(titles) if isinstance(titles, list) else 0)
    changed = replace(filed, values=MappingProxyType({**filed.values, **values}), project_rows=rows)
    write_quickly(path, changed)
    return path


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def said(path: Path) -> dict[str, list[str]]:
    """Tag -> what each control with it says, read by python-docx."""
    found: dict[str, list[str]] = {}
    for control in docx.Document(str(path)).element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if tag is not None:
            found.setdefault(tag.get(qn("w:val")), []).append(words(control.find(qn("w:sdtContent"))))
    return found


def words(node: Node) -> str:
    """The text of an element; a line break is one."""
    pieces = {qn("w:t"): lambda each: each.text or "", qn("w:br"): lambda each: "\n"}
    return "".join(pieces[each.tag](each) for each in node.iter(*pieces))


def paragraphs(path: Path) -> list[str]:
    """What each paragraph of the text says, controls included; tables left out."""
    body = docx.Document(str(path)).element.body
    return [words(each) for each in body.findall(qn("w:p"))]


def edited(path: Path, change: Callable[[Document], None]) -> None:
    """Change the document as a person would, and save it."""
    document = docx.Document(str(path))
    change(document)
    document.save(str(path))


def controls(document: Document, tag: str) -> list[Node]:
    """The controls with this tag."""
    return [
        control
        for control in document.element.body.iter(qn("w:sdt"))
        if (found := control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")) is not None
        and found.get(qn("w:val")) == tag
    ]


def paragraph_with(document: Document, text: str) -> Node:
    """The paragraph of the text that holds these words."""
    return next(each for each in document.element.body.findall(qn("w:p")) if text in words(each))


def set_words(paragraph: Node, before: str, after: str) -> None:
    """Replace words that stand in one run."""
    for each in paragraph.iter(qn("w:t")):
        if before in (each.text or ""):
            each.text = each.text.replace(before, after)
            return
    raise AssertionError(before)


def twin(node: Node) -> Node:
    """A copy of an element, put behind it."""
    new = copy.deepcopy(node)
    node.addnext(new)
    return new
