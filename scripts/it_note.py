"""Put the table of buttons into the IT note, from the ribbon and the macros themselves.

python -m scripts.it_note
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
NOTE = CHECKOUT / "docs" / "it-note.md"
_BEGIN, _END = "<!-- 下表由 python -m scripts.it_note 生成 -->\n", "<!-- 表完 -->\n"
_NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"


def table() -> str:
    """One row a button: its caption, the macro that runs, whether Python is started, what it is for."""
    macros = CHECKOUT / "macros"
    ribbon, buttons = _subs(macros / "XtRibbon.bas"), _subs(macros / "XtButtons.bas")
    rows = ["| 按钮 | 宏 | 启动 Python | 作用 |", "|---|---|---|---|"]
    for button in ElementTree.parse(macros / "customUI14.xml").iter(f"{_NAMESPACE}button"):
        macro = ribbon[button.attrib["onAction"]].strip()
        started = re.search(r'XtPress "(\w+)"', buttons[macro])
        python = f"是（`{started[1]}`）" if started else "否"
        rows.append(f"| {button.attrib['label']} | `{macro}` | {python} | {button.attrib['screentip']} |")
    return "\n".join(rows) + "\n"


def with_table(note: str) -> str:
    """The note with the table as it is now."""
    before, _, rest = note.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{table()}\n{_END}{after}"


def _subs(module: Path) -> dict[str, str]:
    """Name -> body of the public Subs of a VBA module."""
    text = module.read_text(encoding="ascii").replace("\r\n", "\n")
    return dict(re.findall(r"^Public Sub (\w+)\(.*?\)\n(.*?)^End Sub", text, re.MULTILINE | re.DOTALL))


if __name__ == "__main__":
    NOTE.write_text(with_table(NOTE.read_text(encoding="utf-8")), encoding="utf-8")
