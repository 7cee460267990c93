"""Who may import whom: the rooms of the design and their one-way doors, checked by reading the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "xltool"

#: What is open to everyone: the errors, the words of types and the search for cycles, which import nothing of the package, and its version.
BASE = frozenset({"cycles", "errors", "typed", "__version__"})

#: Every room (and ``resources``), and what it may import of the package besides the base.
DOORS: dict[str, frozenset[str]] = {
    "errors": frozenset(),
    "cycles": frozenset(),
    "typed": frozenset(),
    "resources": frozenset(),
    "programs": frozenset(),
    "contract": frozenset(),
    "book": frozenset({"contract"}),
    "model": frozenset({"contract", "book"}),
    "indicators": frozenset({"contract", "book", "model"}),
    "checks": frozenset({"contract", "book", "model", "indicators"}),
    "locate": frozenset({"contract", "book", "model", "indicators", "checks"}),
    "review": frozenset({"contract", "book", "model", "indicators", "checks", "locate"}),
    "sealed": frozenset({"programs", "contract", "book", "model", "indicators", "checks", "review"}),
    "sent": frozenset({"contract", "book", "model", "checks", "sealed"}),
    "wordreport": frozenset({"resources", "contract", "book", "model", "indicators", "checks", "review"}),
    "vba": frozenset({"book"}),
    "rescue": frozenset({"contract", "book", "model"}),
    "intake": frozenset({"resources", "programs", "contract", "book", "model"}),
    "drawing": frozenset({"book"}),
    "annotate": frozenset({"contract", "book", "model", "intake", "drawing"}),
}
#: The verbs stand on all rooms that know no person, and below whatever shows them to one.
DOORS["verbs"] = frozenset(DOORS) - {"errors", "vba"}
DOORS["inbox"] = frozenset({"book"})
#: Many workbooks: the run, and what it remembers.
DOORS["batch"] = DOORS["verbs"] | {"verbs"}
DOORS["ledger"] = DOORS["batch"] | {"batch", "inbox"}
DOORS["summary"] = frozenset({"contract", "batch", "ledger"})
#: What a bureau answers: the marking goes through the ledger's room, as the judging does.
DOORS["feedback"] = frozenset({"book", "batch", "inbox", "ledger", "sent", "summary", "verbs"})
#: What a reviewer sees of a ledger and decides on it, without a page.
DOORS["bureau"] = DOORS["feedback"] | {"contract", "feedback", "model"}
#: The page beside the workbook: what it shows is drawn from an outcome, what it changes a verb does.
DOORS["desk"] = frozenset(
    {"contract", "book", "model", "indicators", "checks", "locate", "review", "drawing", "verbs"}
    | {"ledger", "summary", "bureau"}
)

#: The top: the public API, the command line (a module or a folder), the add-in and its installation.
TOP = frozenset(
    {
        "__init__",
        "__main__",
        "console",
        "streams",
        "cli",
        "addin",
        "setup",
    }
)

#: Other people's packages, and the modules (or rooms) that alone may import them.
OUTSIDE: dict[str, tuple[str, ...]] = {
    "xlwings": ("book.live", "addin", "setup.probe"),
    "pandas": ("ledger.frames",),
    "duckdb": ("ledger.parquet",),
    "numpy": (),
    "openpyxl": (),
    "lxml": (),
    "xlsxwriter": ("summary",),
    "templatebuild": (),
    "python_calamine": ("book", "intake.sources.sheets"),
    "click": ("cli", "console"),
    "rich": ("cli",),
    "distributed": ("batch.office",),
    "cryptography": ("sealed.signing", "verbs", "cli"),
    "keyring": ("sent.smtp",),
    "fsspec": ("inbox.remote",),
    "s3fs": (),
    "uno": (),
    "starlette": ("desk",),
    "uvicorn": ("desk",),
}

#: Rooms within a room ("" are its own modules), and which of them each may enter.
INSIDE: dict[str, dict[str, frozenset[str]]] = {
    "book": {
        "": frozenset(),
        "parts": frozenset({""}),
        "formula": frozenset({""}),
        "sheet": frozenset({"", "parts", "formula"}),
        "file": frozenset({"", "parts", "formula", "sheet"}),
        "live": frozenset({"", "parts", "formula", "sheet", "file"}),
        "handover": frozenset({"", "parts", "formula", "sheet", "file"}),
        "looks": frozenset({"", "parts", "sheet", "file"}),
        "additions": frozenset({"", "parts", "formula", "sheet", "file"}),
    },
    "checks": {"": frozenset({"causes", "rules"}), "causes": frozenset({""}), "rules": frozenset({""})},
    "intake": {
        "": frozenset({"forms", "prose"}),
        "forms": frozenset({""}),
        "prose": frozenset({""}),
        "pasted": frozenset({"", "forms"}),
        "sources": frozenset({"", "pasted"}),
        "recognise": frozenset({"", "forms", "sources"}),
    },
}

#: The adapters: only the verbs, what judges files one after the other, and the top say whether a workbook is a file or
#: open in Excel.
ADAPTERS = ("book.file.workbook", "book.file.package", "book.live")


def wrong_doors(folder: Path) -> list[str]:
    """Every import under the package folder that goes through a wrong door; one line each."""
    return [
        f"{path.relative_to(folder)}:{line}: {module_name(folder, path)} imports {target}: {reason}"
        for path in sorted(folder.rglob("*.py"))
        for line, target in imports(folder, path)
        if (reason := why_wrong(module_name(folder, path), target))
    ]


def module_name(folder: Path, path: Path) -> str:
    """The dotted name inside the package; ``book`` for ``book/__init__.py``, ``__init__`` for the package itself."""
    parts = path.relative_to(folder).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def imports(folder: Path, path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import, those inside functions and ``import_module("…")`` too."""
    inside = [PACKAGE, *path.relative_to(folder).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = inside[: len(inside) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _imports_by_name(node.func):
            yield from (
                (node.lineno, argument.value)
                for argument in node.args[:1]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )


def _imports_by_name(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in {"import_module", "__import__"}


def why_wrong(importer: str, target: str) -> str | None:
    """Why a module (name inside the package) must not import a target (full dotted name); None when it may."""
    first, _, rest = target.partition(".")
    room = importer.partition(".")[0]
    if first != PACKAGE:
        owners = OUTSIDE.get(first)
        if owners is None or any(_is_or_in(importer, owner) for owner in owners):
            return None
        return f"only {' and '.join(owners) or 'nobody'} may"
    if room in TOP:
        return None
    if room not in DOORS:
        return "this room is not on the plan (tests/support/doors.py)"
    entered = rest.partition(".")[0]
    if entered == room:
        return _why_wrong_inside(room, importer, rest)
    if entered not in DOORS[room] | BASE:
        return f"no door leads from {room} to {entered if entered in DOORS else 'the top'}"
    if room not in ("verbs", "batch") and any(_is_or_in(rest, adapter) for adapter in ADAPTERS):
        return "only the top chooses an adapter"
    return None


def _why_wrong_inside(room: str, importer: str, target: str) -> str | None:
    doors = INSIDE.get(room)
    if doors is None:
        return None
    one, other = (_part(doors, name) for name in (importer, target))
    if other == one or other in doors[one]:
        return None
    return f"no door leads from {room}.{one or '…'} to {room}.{other or '…'}"


def _part(doors: dict[str, frozenset[str]], name: str) -> str:
    part = [*name.split("."), ""][1]
    return part if part in doors else ""


def _is_or_in(name: str, owner: str) -> bool:
    return name == owner or name.startswith(f"{owner}.")


#: Imports inside functions, "importer -> imported": why they stand there. Milliseconds as a start of `xltool recalc` would pay them.
LATE: dict[str, str] = {
    "addin.buttons -> xltool.addin.buttons.desk": "60 ms; the status bar has to say first that work has begun",
    "addin.buttons -> xltool.addin.buttons.error_log": "only for what went wrong inside the program",
    "addin.buttons -> xltool.addin.buttons.undo_notice": "with the desk, which brings what it needs",
    "addin.buttons.beside -> xltool.addin.beside.starting": "10 ms; the status bar has to say first that work has begun",
    "addin.passing -> ctypes": "Windows alone",
    "addin.functions.assembled -> xlwings": "its udfs are there on Windows alone",
    "cli.progress_line -> rich": "a bureau's alone, on a terminal",
    "cli.consolidate -> xltool.ledger.parquet": "140 ms, where it is asked for: says that it is not installed",
    "cli.desk -> xltool.desk.serve": "an extra: says that it is not installed",
    "cli.desk -> xltool.desk.wayin": "with the extra",
    "cli.desk -> xltool.addin.beside.programs": "with the extra",
    "cli.desk -> xltool.addin.beside.starting": "with the extra",
    "summary.installed -> xltool.summary.write": "an extra: says that it is not installed",
    "xltool -> xltool.cycles": "0.2 ms, for the first function that is asked for",
    "book.file.package -> xltool.book.file.calcchain": "0.6 ms, where formulas come or go and Excel keeps their order",
    "book.file.workbook -> xltool.book.file.insertion": "0.9 ms, where 审核结果 has to grow",
    "book.file.workbook -> xltool.book.file.returns": "0.6 ms, for a workbook with several returns",
    "book.sheet.celledit -> xltool.book.sheet.rowedit": "0.9 ms, for a cell that is spelled in no usual way, or that is new",
    "book.sheet.sheetpart -> xltool.book.sheet.strictrows": "2.2 ms, for a sheet that is spelled in no usual way",
    "model.gates -> xltool.model.foreign": "0.6 ms, for a foreign form",
    "model.contents -> xltool.model.shares": "0.4 ms, for a foreign form whose weights are shares",
    "model.contents -> xltool.model.samecell": "0.5 ms, for a foreign form with labels in its cells",
    "review.marks -> xltool.model.instant": "5 ms, for a workbook that has something to be corrected",
    "verbs.recalc -> xltool.checks.needs": "1.6 ms, for a foreign form",
    "verbs.examine -> xltool.checks.needs": "1.6 ms, for a foreign form",
    "book.parts.relationships -> urllib.parse": "3.1 ms, for a target with an escape in it",
    "checks.registry -> xltool.checks.causes": "3.5 ms, for a figure that differs",
    "checks.registry -> xltool.checks.rules": "which stand on this module",
    "checks.rules.tables -> xltool.checks.projects": "0.6 ms, for a workbook with several returns",
    "checks.rules.text -> xltool.checks.report_text": "2.3 ms, for a check with a report",
    "checks.rules.text -> xltool.checks.text_statements": "2.3 ms, for a check with a report",
    "checks.settings -> tomllib": "2.2 ms, for settings of a bureau's own",
    "checks.text_reading -> xltool.checks.report_text": "which stands on this module",
    "cli.check -> xltool.cli.several": "for a workbook with several returns",
    "cli.check -> xltool.verbs.returns": "3 ms, for a workbook with several returns",
    "cli.clear -> xltool.verbs.returns": "3 ms, for a workbook with several returns",
    "cli.options -> json": "1.3 ms, for --json",
    "cli.recalc -> xltool.cli.several": "for a workbook with several returns",
    "cli.recalc -> xltool.verbs.returns": "3 ms, for a workbook with several returns",
    "console -> traceback": "1.1 ms, for --debug",
    "inbox.remote -> fsspec": "100 ms and an extra, for a URL",
    "indicators.scheme -> tomllib": "2.2 ms, for a scheme of one's own",
    "model.report -> xltool.model.composed": "1.2 ms, for a form with sense and unit in columns of their own",
    "review.places -> xltool.book.file.insertion": "0.9 ms, where 审核结果 has to grow",
    "sealed.signing -> cryptography": "14 ms and an extra, for a signature",
    "sent.smtp -> keyring": "68 ms and an extra, for a password",
    "setup.functions_file -> xltool.addin.functions.assembled": "needs xlwings, which says in its own words that it is missing",
    "setup.launch -> ctypes": "Windows alone",
    "setup.probe -> xlwings": "what is looked for",
    "setup.probe -> xltool": "what is looked for",
    "setup.probe -> xltool.cli": "what is looked for",
    "setup.probe -> xltool.book.file.workbook": "what is looked for",
    "setup.profile -> ctypes": "Windows alone",
    "verbs.examine -> xltool.book.live.excel": "6.5 ms, for a book open in Excel",
    "verbs.check -> xltool.verbs.pair": "40 ms, for a sealed form without names",
    "verbs.examine -> xltool.verbs.returns": "3 ms, for a workbook with several returns",
    "verbs.examine -> xltool.verbs.report_text": "167 ms, for a check with a report",
}


def late(folder: Path) -> set[str]:
    """Every import inside a function, "importer -> imported" as in LATE."""
    return {
        f"{_shown(module_name(folder, path))} -> {_imported(node)}"
        for path in sorted(folder.rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }


def _shown(module: str) -> str:
    return PACKAGE if module == "__init__" else module


def _imported(node: ast.Import | ast.ImportFrom) -> str:
    """The module that is loaded: of others' packages the name alone."""
    if isinstance(node, ast.Import):
        name = node.names[0].name
    else:
        name = node.module or ""
        if name in (PACKAGE, f"{PACKAGE}.verbs"):
            name = f"{name}.{node.names[0].name}"
    first = name.partition(".")[0]
    whole = first == PACKAGE or (isinstance(node, ast.ImportFrom) and first == "urllib")
    return name if whole else first
