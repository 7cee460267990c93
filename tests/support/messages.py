"""Every sentence that a button, a macro, the installer or a refused workbook may show, read from the sources.

``python -m tests.support.messages`` writes them into docs/messages.md, a part of the manual; a test fails when that
page is stale, or where a sentence stands in a way that is not understood here.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "messages.md"
#: Calls whose argument (by its place) is shown to a user, or raised as an error that is shown.
SHOWN = {
    "WorkbookError": 0,
    "DeclinedError": 0,
    "UnreadableContentError": 0,
    "SeveralReturnsError": 0,
    "ProgramError": 0,
}
DIALOGS = {"say": 0, "agree": 0, "agrees": 0, "ask": 0, "tell": 0}
STEPS = {"progress": 0, "_progress": 0}
#: Builds the message boxes of the functions add-in, each with its own ``say``.
BOXES_OF_THE_ADDIN = "addin/functions/assembled.py"
_BUTTONS = (
    *("desk", "review", "locate", "changes", "documents", "forms", "place"),
    *("__init__", "selection", "error_log", "undo_notice", "draft"),
)
#: Sources whose every Chinese text is shown, whatever way it goes.
ALL_SHOWN = {
    "按钮": tuple(f"addin/buttons/{name}.py" for name in _BUTTONS),
    "LibreOffice 里的按钮": (
        "addin/calc/__init__.py",
        "addin/calc/desk.py",
        "../extension/pythonpath/xltool_calc/press.py",
    ),
    "右键菜单": ("setup/launch.py",),
    "收件箱": ("inbox/sentences.py",),
    "工作台": (
        *(f"desk/{name}.py" for name in ("guard", "routes", "errand", "errands", "session", "news")),
        *(f"desk/{name}.py" for name in ("turns", "beside", "link", "neighbours")),
        *(f"addin/beside/{name}.py" for name in ("excel", "wps", "calc", "programs", "bridge", "starting")),
        "../extension/pythonpath/xltool_calc/link.py",
    ),
}
#: Built for the developer's eyes: errors in what only we write.
_OURS = ("vba",)
_GAP = "…"


def sentences(source: Path, calls: Mapping[str, int]) -> Iterator[str]:
    """The sentences given to these calls in one file, each with … for what is filled in."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    constants = _constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and (name := _called(node.func)) in calls:
            yield from texts(node.args[calls[name]], constants)


def unread(source: Path, calls: Mapping[str, int]) -> list[str]:
    """The calls whose sentence is not in the source of that file; one line each."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    constants = _constants(tree)
    return [
        f"{source.relative_to(REPOSITORY)}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and (name := _called(node.func)) in calls
        if not any(texts(node.args[calls[name]], constants))
    ]


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def texts(node: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    """What an expression may say; nothing for a text that comes from elsewhere (another error's, a finding's)."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else _filled(part, constants)
            for part in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body, constants)
        yield from texts(node.orelse, constants)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        for left in texts(node.left, constants) or [_GAP]:
            yield from (left + right for right in texts(node.right, constants))
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from texts(constants[node.id], constants)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        yield from texts(node.func.value, constants)


def _filled(part: ast.expr, constants: dict[str, ast.expr]) -> str:
    """A part that is filled in: a constant of the module as it is, everything else as …"""
    value = part.value if isinstance(part, ast.FormattedValue) else part
    if isinstance(value, ast.Name) and value.id in constants:
        found = list(texts(constants[value.id], constants))
        if len(found) == 1:
            return found[0]
    return _GAP


def all_texts(source: Path) -> Iterator[str]:
    """Every Chinese sentence in a file but those of docstrings, each with … for what is filled in."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    inside = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    }
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        whole = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and id(node) not in inside)
        if whole and id(node) not in notes:
            yield from (text for text in texts(node, {}) if any(mark in text for mark in "。：，？；"))


def _tidy(found: Iterator[str]) -> list[str]:
    chinese = (" ".join(text.split()) for text in found if any("一" <= letter <= "鿿" for letter in text))
    return list(dict.fromkeys(chinese))


def files(room: str = "") -> list[Path]:
    """The sources of a room (or of all) whose sentences reach a user."""
    package = REPOSITORY / "xltool"
    found = sorted((package / room).rglob("*.py"))
    return [path for path in found if path.relative_to(package).parts[0] not in _OURS]


def page() -> str:
    """The page as Markdown."""
    package = REPOSITORY / "xltool"
    macros = tomllib.loads((REPOSITORY / "macros" / "messages.toml").read_text(encoding="utf-8"))
    parts = {
        **{
            heading: _tidy(text for name in names for text in all_texts(package / name))
            for heading, names in ALL_SHOWN.items()
        },
        "命令行和按钮都会说的": _tidy(text for path in files("verbs") for text in sentences(path, DIALOGS)),
        "启动计算程序时": _tidy(sentences(package / BOXES_OF_THE_ADDIN, {"say": 0})),
        "状态栏": _tidy(text for path in files() for text in sentences(path, STEPS)),
        "宏": [entry["text"] for name, entry in macros.items() if name.startswith("Msg")],
        "工作簿不能处理时": _tidy(text for path in files() for text in sentences(path, SHOWN)),
    }
    lines = [
        "# 会看到的提示",
        "",
        "本页由 `python -m tests.support.messages` 从程序里生成，请勿手工修改。“…”处是具体的名称、数字或位置。",
        "每句话都说明该怎么办；审核发现的问题不在这里，见[规则手册](rules.md)。",
    ]
    for heading, listed in parts.items():
        lines += ["", f"## {heading}", "", *(f"- {re.sub(r'{[0-9a-z]*}', _GAP, text)}" for text in listed)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
