"""What holds for the repository as a whole: doors between rooms, docstrings, no traces of machines or people."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from xltool.cli import VERBS

from .support.doors import DOORS, LATE, OUTSIDE, TOP, imports, late, wrong_doors

REPOSITORY = Path(__file__).resolve().parents[1]
SOURCE = REPOSITORY / "xltool"


# Doors


def test_every_import_goes_through_a_door() -> None:
    assert wrong_doors(SOURCE) == []


def test_an_import_stands_in_a_function_only_where_a_start_pays_for_it() -> None:
    assert late(SOURCE) == LATE.keys()


def test_what_builds_the_templates_stands_on_few_rooms() -> None:
    entered = {
        ".".join(target.split(".")[1:3])
        for path in (REPOSITORY / "templatebuild").rglob("*.py")
        for _, target in imports(REPOSITORY, path)
        if target.startswith("xltool.")
    }
    rooms = {name.partition(".")[0] for name in entered - {"verbs.row_heights", "__version__"}}
    assert rooms == {"book", "checks", "contract", "errors", "model", "vba"}


def test_every_room_stands_in_the_readme() -> None:
    table = {line.split("|")[1] for line in _text("README.md").splitlines() if line.startswith("| `")}
    named = set(re.findall(r"`(?:xltool/)?(\w+)/?`", "".join(table)))
    assert {path.parent.name for path in SOURCE.glob("*/__init__.py")} <= named


def test_every_verb_stands_in_the_users_readme() -> None:
    assert {verb for verb in VERBS if f"`xltool {verb}" not in _text("README.zh-CN.md")} == set()


def _text(name: str) -> str:
    return (REPOSITORY / name).read_text("utf-8")


def test_every_room_is_on_the_plan() -> None:
    rooms = {path.stem for path in SOURCE.glob("*.py")} | {
        path.parent.name for path in SOURCE.glob("*/__init__.py")
    }
    assert "book" in rooms
    assert rooms <= DOORS.keys() | TOP


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("book/port.py", "from xltool.model.report import Report"),
        ("book/port.py", "from ..model import report"),
        ("book/port.py", "import xltool.model.report"),
        ("book/port.py", "from xltool import recalc"),
        ("book/port.py", "from .. import checks"),
        ("model/report.py", "def f():\n    from xltool.indicators.rates import rate"),
        ("model/report.py", "if TYPE_CHECKING:\n    from xltool.checks.finding import Finding"),
        ("indicators/rates.py", "import importlib\nimportlib.import_module('xltool.checks')"),
        ("checks/rules/sums.py", "from ...review import marks"),
        ("review/marks.py", "from xltool.sealed.seal import seal"),
        ("sealed/seal.py", "from xltool.sent import mail"),
        ("vba/project.py", "from xltool.model.report import Report"),
        ("intake/text.py", "from templatebuild import build"),
        ("review/marks.py", "from xltool.book.file.workbook import open_file"),
        ("review/marks.py", "from xltool.book.file import package"),
        ("errors.py", "from xltool.book import names"),
        ("review/marks.py", "from xltool.resources import template_path"),
        ("newroom/thing.py", "from xltool.errors import XltoolError"),
        ("book/sheet/lines.py", "from xltool.book.file.saving import replace"),
        ("book/port.py", "from xltool.book.parts import archive"),
        ("book/parts/opc.py", "from ..formula import text"),
        ("checks/rules/sums.py", "from xltool.checks.causes import ratios"),
        ("book/file/workbook.py", "import xlwings"),
        ("cli.py", "import pandas as pd"),
        ("review/marks.py", "from pandas import DataFrame"),
        ("vba/project.py", "import xlsxwriter"),
        ("book/file/workbook.py", "import xlsxwriter"),
        ("model/report.py", "def f():\n    import python_calamine"),
        ("checks/registry.py", "import rich.console"),
        ("verbs/seal.py", "from xltool.cli.terminal import Terminal"),
        ("verbs/seal.py", "import click"),
        ("verbs/recalc.py", "from xltool.addin.buttons.desk import ExcelDesk"),
        ("verbs/recalc.py", "import xlwings"),
        ("review/marks.py", "from xltool.verbs.desk import Desk"),
    ],
)
def test_a_wrong_door_is_found(tmp_path: Path, module: str, line: str) -> None:
    source = tmp_path / "xltool" / module
    source.parent.mkdir(parents=True)
    source.write_text(line + "\n", encoding="utf-8")
    assert len(wrong_doors(tmp_path / "xltool")) == 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("book/live/workbook.py", "import xlwings"),
        ("addin/buttons.py", "import xlwings\nfrom xltool.book import live"),
        ("sent/mail.py", "from xltool.sealed import verify\nfrom ..book import port\nfrom .smtp import send"),
        ("book/file/workbook.py", "from python_calamine import load_workbook\nfrom . import package"),
        ("cli.py", "import click, rich\nfrom xltool import recalc\nfrom xltool.book.file import workbook"),
        ("cli/main.py", "from . import colours\nfrom xltool.sent import mail"),
        ("__init__.py", "from xltool.verbs.recalc import recalc\nfrom .book.file import open_file"),
        ("checks/rules/sums.py", "from ..registry import rule\nfrom xltool.contract.names import NAMES\nimport decimal"),
        ("verbs/seal.py", "from xltool.sealed import seal\nfrom ..book.file.workbook import FileWorkbook\nfrom .desk import Desk"),
        ("review/marks.py", "from xltool.book.filed_of_old import nothing"),
        ("review/marks.py", "from xltool import __version__"),
    ],
)  # fmt: skip
def test_a_right_door_is_let_through(tmp_path: Path, module: str, line: str) -> None:
    source = tmp_path / "xltool" / module
    source.parent.mkdir(parents=True)
    source.write_text(line + "\n", encoding="utf-8")
    assert wrong_doors(tmp_path / "xltool") == []


def test_starting_the_command_line_loads_nothing_heavy() -> None:
    script = "import sys, xltool.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "xltool" in loaded
    assert not loaded & ({"rich", "numpy"} | OUTSIDE.keys() - {"click", "python_calamine"})


# Names


def homonyms(folder: Path) -> dict[str, list[str]]:
    """Public classes of one name, with the modules that they stand in."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(str(path.relative_to(folder)))
    return {name: modules for name, modules in found.items() if len(modules) > 1}


def test_the_name_of_a_class_says_whose_it_is() -> None:
    assert homonyms(SOURCE) == {}


def test_a_homonym_is_found(tmp_path: Path) -> None:
    for module, text in (("a", "class Row: ...\nclass _Own: ..."), ("b", "class Row: ...\nclass _Own: ...")):
        (tmp_path / f"{module}.py").write_text(text, encoding="utf-8")
    assert homonyms(tmp_path) == {"Row": ["a.py", "b.py"]}


# Docstrings


def undocumented(folder: Path) -> list[str]:
    """Modules, public classes and public functions without a docstring (ruff looks at methods)."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        nodes = [
            node
            for node in tree.body
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        if not ast.get_docstring(tree):
            found.append(f"{path.relative_to(folder)}: the module itself")
        found += [
            f"{path.relative_to(folder)}: {node.name}"
            for node in nodes
            if not node.name.startswith("_") and not ast.get_docstring(node)
        ]
    return found


def test_everything_public_is_documented() -> None:
    assert undocumented(SOURCE) == []


def test_what_is_undocumented_is_found(tmp_path: Path) -> None:
    (tmp_path / "rates.py").write_text(
        'def rate(): ...\nclass Rate: ...\nclass Share:\n    """One."""\ndef _own(): ...\n', encoding="utf-8"
    )
    assert undocumented(tmp_path) == ["rates.py: the module itself", "rates.py: rate", "rates.py: Rate"]


# Traces

# put together, so that this file does not accuse itself
TRACES: dict[str, re.Pattern[str]] = {
    "a path of some machine": re.compile(
        r"(?<![\w.~$}*-])/(?:wo" + r"rk|tm" + r"p|ro" + r"ot|mn" + r"t)/" + r"|[A-Z]:\\Us" + r"ers\\"
    ),
    "a package registry": re.compile(
        r"https?://[\w.:@-]*(?:pypi|npmjs|regis" + r"try|arti" + r"factory|nexus|mirrors?)[\w.-]*\.|index-" + r"url|find-" + r"links",
        re.IGNORECASE,
    ),
    "a mobile number": re.compile(r"(?<![\d.])1[3-9]\d{9}(?![\d.])"),
}  # fmt: skip


def traces(name: str, content: bytes) -> list[str]:
    """Traces of machines and people in a text file, or in the parts of a workbook."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [entry for entry in archive.namelist() if entry.endswith((".xml", ".rels"))]
            return [line for part in parts for line in traces(f"{name}!{part}", archive.read(part))]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return []
    return [
        f"{name}: {kind}: {match.group()}"
        for kind, pattern in TRACES.items()
        for match in [pattern.search(text)]
        if match
    ]


def repository_files() -> list[Path]:
    """Files under version control, or about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := REPOSITORY / name).is_file()]


def test_no_file_tells_of_a_machine_or_a_person() -> None:
    files = repository_files()
    assert SOURCE / "errors.py" in files
    found = [line for path in files for line in traces(str(path.relative_to(REPOSITORY)), path.read_bytes())]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "see /wo" + "rk/main/x", "'/tm" + "p/a.xlsx'", "cp a /ro" + "ot/b", "/mn" + "t/a", "C:\\Us" + "ers\\me",
        "https://regis" + "try.npmjs.org/x", "http://pypi" + ".local.example/simple", "--index-" + "url x",
        "电话：139" + "12345678", "139" + "12345678\n",
    ],
)  # fmt: skip
def test_a_trace_is_found(text: str) -> None:
    assert len(traces("notes.txt", text.encode())) == 1
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", text)
    assert len(traces("book.xlsx", packed.getvalue())) == 1


@pytest.mark.parametrize(
    "text", ["a/work/b", "0.13912345678", "2139123456789", "framework/x", "${TMPDIR}/tmp/x", "tmp/x", "worksheets/"]
)  # fmt: skip
def test_what_is_no_trace_is_let_through(text: str) -> None:
    assert traces("notes.txt", text.encode()) == []
