"""The extension for LibreOffice, from the sources in ``extension/`` and what the Excel ribbon says."""

from __future__ import annotations

import json
import tomllib
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from templatebuild.macros import MESSAGES, ribbon
from xltool import __version__

#: What ``python -m templatebuild`` builds, from the root of the repository.
EXTENSION: Final = Path("templates/绩效自评.oxt")
SOURCES: Final = Path(__file__).resolve().parents[1] / "extension"
#: The name by which LibreOffice knows it.
IDENTIFIER: Final = "cn.xltool.calc"

_NAMESPACE: Final = "{http://schemas.microsoft.com/office/2009/07/customui}"
_CALLBACK: Final = "XtOn"
#: Sentences of the macros that going from finding to finding says here too, and the names that it needs.
_SHARED: Final = (
    *("NameNumbers", "NameTargets", "NameSeverities", "NameProblems"),
    *("MsgNotOurs", "MsgNoFindings", "MsgSheetHidden"),
    *("MsgFinding", "MsgTargetGone", "MsgTargetHidden", "MsgFirstFinding", "MsgLastFinding"),
)
_ADDONS: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="Addons" oor:package="org.openoffice.Office">
<node oor:name="AddonUI">
<node oor:name="OfficeToolBar"><node oor:name="{identifier}.toolbar" oor:op="replace">
{toolbar}
</node></node>
<node oor:name="OfficeMenuBar"><node oor:name="{identifier}.menu" oor:op="replace">
{title}
<prop oor:name="Context" oor:type="xs:string"><value>{context}</value></prop>
<node oor:name="Submenu">
{menu}
</node></node></node>
</node></oor:component-data>
"""
_LINE: Final = '<prop oor:name="URL" oor:type="xs:string"><value>private:separator</value></prop>'
_CONTEXT: Final = "com.sun.star.sheet.SpreadsheetDocument"
_DESCRIPTION: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006">
<identifier value="{identifier}"/>
<version value="{version}"/>
<display-name><name lang="en">绩效自评</name><name lang="zh-CN">绩效自评</name></display-name>
</description>
"""


class Command(NamedTuple):
    """One command: the verb it presses, what it is called, and the ribbon's group that it stands in."""

    verb: str
    label: str
    group: str


def commands() -> list[Command]:
    """The commands of the toolbar and the menu: the ribbon's, in its order. Raises OSError where that is missing."""
    return [
        Command(button.get("onAction", "").removeprefix(_CALLBACK).lower(), button.get("label", ""), name)
        for group in ET.fromstring(ribbon().encode()).iter(f"{_NAMESPACE}group")
        for name in [group.get("id", "")]
        for button in group.iter(f"{_NAMESPACE}button")
    ]


def build_extension(path: Path) -> None:
    """Write the extension; the same sources give the same bytes. Raises OSError where a source is missing."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, data in sorted(_parts().items()):
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def _parts() -> dict[str, bytes]:
    sources = (path for path in SOURCES.rglob("*") if path.suffix in (".py", ".xml", ".xcu"))
    made = {
        "Addons.xcu": _addons(),
        "description.xml": _DESCRIPTION.format(identifier=IDENTIFIER, version=__version__),
        "pythonpath/xltool_calc/texts.json": _texts(),
    }
    return {
        **{path.relative_to(SOURCES).as_posix(): path.read_bytes() for path in sources},
        **{name: text.encode() for name, text in made.items()},
    }


def _texts() -> str:
    messages = tomllib.loads(MESSAGES.read_text(encoding="utf-8"))
    shared = {name: messages[name]["text"] for name in _SHARED}
    labels = {command.verb: command.label for command in commands()}
    return json.dumps({"labels": labels, "messages": shared}, ensure_ascii=False, indent=1) + "\n"


def _addons() -> str:
    return _ADDONS.format(
        identifier=IDENTIFIER,
        context=_CONTEXT,
        title=_title("绩效自评"),
        toolbar="\n".join(_items()),
        menu="\n".join(_items()),
    )


def _items() -> Iterator[str]:
    """One node a command, and a line between groups."""
    before, number = "", 0
    for command in commands():
        if before and command.group != before:
            yield _node(number, _LINE)
            number += 1
        yield _node(number, _command(command))
        before, number = command.group, number + 1


def _command(command: Command) -> str:
    properties = {
        "URL": f"service:{IDENTIFIER}.Buttons?{command.verb}",
        "Context": _CONTEXT,
        "Target": "_self",
    }
    plain = (
        f'<prop oor:name="{name}" oor:type="xs:string"><value>{value}</value></prop>'
        for name, value in properties.items()
    )
    return "".join((*plain, _title(command.label)))


def _title(text: str) -> str:
    """A text in Chinese whatever language LibreOffice itself speaks."""
    values = "".join(
        f'<value xml:lang="{language}">{escape(text)}</value>' for language in ("en-US", "zh-CN")
    )
    return f'<prop oor:name="Title" oor:type="xs:string">{values}</prop>'


def _node(number: int, content: str) -> str:
    """One node; LibreOffice takes them by the length of their names, then by the alphabet."""
    return f'<node oor:name="n{number:02d}" oor:op="replace">{content}</node>'
