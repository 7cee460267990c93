"""The LibreOffice end of :mod:`tests.support.office`; runs under a Python that can import ``uno``.

Starts one soffice of its own, then answers requests: one JSON object a line on stdin, one a line on stdout.
Ends, and ends its soffice, when stdin ends. Uses nothing of the project and nothing newer than Python 3.10.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uno

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".pdf": "calc_pdf_Export",
    ".html": "HTML (StarCalc)",
}
#: The same for documents of Writer.
TEXT_FILTERS = {".docx": "MS Word 2007 XML", ".odt": "writer8", ".pdf": "writer_pdf_Export"}
SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
TEXT = "com.sun.star.text.TextDocument"
EXCEL_SPELLING = 1  # com.sun.star.sheet.AddressConvention.XL_A1
CONTENT = 1 + 2 + 4 + 16  # com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING, FORMULA
NO_MACROS, ALL_MACROS = 0, 4  # com.sun.star.document.MacroExecMode: NEVER_EXECUTE, ALWAYS_EXECUTE_NO_WARN
START_SECONDS = 90


def main(soffice: str, profile: str) -> None:
    process, context = start(soffice, profile)
    try:
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        print(json.dumps({"ready": True}), flush=True)
        for line in sys.stdin:
            print(json.dumps(answer(desktop, json.loads(line))), flush=True)
        with contextlib.suppress(Exception):
            desktop.terminate()
            process.wait(10)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def start(soffice: str, profile: str) -> tuple[subprocess.Popen[bytes], Any]:
    """A fresh soffice, headless, listening on a pipe that nobody else uses."""
    pipe = "xltool" + uuid.uuid4().hex
    process = subprocess.Popen(
        [
            soffice,
            f"-env:UserInstallation={uno.systemPathToFileUrl(profile)}",
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return process, connect(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext", process)


def connect(address: str, process: subprocess.Popen[bytes]) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return resolver.resolve(address)
        except Exception:
            if time.monotonic() > deadline or process.poll() not in (None, 0):
                os.killpg(process.pid, signal.SIGKILL)
                raise
            time.sleep(0.1)


def answer(desktop: Any, request: dict[str, Any]) -> dict[str, Any]:
    try:
        document = load(desktop, request)
        try:
            return {"answer": ANSWERS[request["do"]](document, request)}
        finally:
            document.close(True)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def load(desktop: Any, request: dict[str, Any]) -> Any:
    """The document; read-only leaves no lock file behind, but some edits silently do nothing then.

    Macros see a workbook as the active one only where it is shown.
    """
    path, macros = request["path"], request["do"] == "macros"
    options = {
        "Hidden": not macros,
        "ReadOnly": request["do"] not in ("edit", "macros"),
        "MacroExecutionMode": ALL_MACROS if macros else NO_MACROS,
        "UpdateDocMode": 0,
    }
    if Path(path).suffix.lower() == ".xlam":  # LibreOffice has no type of its own for add-ins
        options["FilterName"] = FILTERS[".xlsm"]
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, properties(**options))
    wanted = TEXT if Path(path).suffix.lower() in (".docx", ".doc", ".odt") else SPREADSHEET
    if document is None or not document.supportsService(wanted):
        raise ValueError(f"not opened as a {wanted.rpartition('.')[2]}: {path}")
    return document


def properties(**values: object) -> tuple[Any, ...]:
    return tuple(struct("beans.PropertyValue", Name=name, Value=value) for name, value in values.items())


def struct(kind: str, **fields: object) -> Any:
    made = uno.createUnoStruct(f"com.sun.star.{kind}")
    for name, value in fields.items():
        setattr(made, name, value)
    return made


# What can be asked


def values(document: Any, _request: dict[str, Any]) -> dict[str, Any]:
    document.calculateAll()
    return {sheet.Name: sheet_values(sheet) for sheet in document.Sheets}


def sheet_values(sheet: Any) -> list[list[Any]]:
    """[row, column, value] of each cell that is not blank; an error is {"error": "#REF!"}."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    used = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
    found = []
    rows = zip(used.getDataArray(), used.getFormulaArray(), strict=True)
    for row, (data, formulas) in enumerate(rows):
        for column, (value, formula) in enumerate(zip(data, formulas, strict=True)):
            if value is None:
                value = {"error": sheet.getCellByPosition(column, row).String}
            if formula != "":
                found.append([row + 1, column + 1, value])
    return found


def save(document: Any, request: dict[str, Any]) -> str:
    filters = TEXT_FILTERS
    if document.supportsService(SPREADSHEET):
        document.calculateAll()
        filters = FILTERS
    extension = Path(request["to"]).suffix.lower()
    document.storeToURL(
        uno.systemPathToFileUrl(request["to"]), properties(FilterName=filters[extension], Overwrite=True)
    )
    return str(request["to"])


def edit(document: Any, request: dict[str, Any]) -> str:
    for operation, *arguments in request["script"]:
        OPERATIONS[operation](document, *arguments)
    return save(document, request)


def macros(document: Any, request: dict[str, Any]) -> list[Any]:
    """What each step gives: an operation, or a question about the macros; another workbook may be the active one."""
    desktop = document.CurrentController.Frame.Creator
    other = load(desktop, {**request, "path": request["active"]}) if request.get("active") else None
    try:
        return [STEPS[step](document, *arguments) for step, *arguments in request["script"]]
    finally:
        if other is not None:
            other.close(True)


ANSWERS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    "values": values,
    "save": save,
    "edit": edit,
    "macros": macros,
}


# What an edit is made of


def insert_rows(document: Any, sheet: str, row: int, count: int) -> None:
    document.Sheets.getByName(sheet).Rows.insertByIndex(row - 1, count)


def delete_rows(document: Any, sheet: str, row: int, count: int) -> None:
    document.Sheets.getByName(sheet).Rows.removeByIndex(row - 1, count)


def insert_columns(document: Any, sheet: str, column: int, count: int) -> None:
    document.Sheets.getByName(sheet).Columns.insertByIndex(column - 1, count)


def delete_columns(document: Any, sheet: str, column: int, count: int) -> None:
    document.Sheets.getByName(sheet).Columns.removeByIndex(column - 1, count)


def clear(document: Any, sheet: str, address: str) -> None:
    document.Sheets.getByName(sheet).getCellRangeByName(address).clearContents(CONTENT)


def put(document: Any, sheet: str, address: str, value: Any) -> None:
    cell = document.Sheets.getByName(sheet).getCellRangeByName(address).getCellByPosition(0, 0)
    if value is None:
        cell.clearContents(CONTENT)
    elif isinstance(value, str) and value.startswith("="):
        cell.setTokens(compiled(document, cell, value[1:]))
    elif isinstance(value, str):
        cell.setString(value)
    else:
        cell.setValue(value)


def compiled(document: Any, cell: Any, formula: str) -> Any:
    """A formula in Excel's spelling as LibreOffice's tokens."""
    parser = document.createInstance("com.sun.star.sheet.FormulaParser")
    parser.FormulaConvention = EXCEL_SPELLING
    parser.CompileEnglish = True
    # In English, LibreOffice wants semicolons whatever the spelling of addresses; strings keep their commas.
    pieces = formula.split('"')
    pieces[::2] = [piece.replace(",", ";") for piece in pieces[::2]]
    return parser.parseFormula('"'.join(pieces), cell.CellAddress)


def copy_rows(document: Any, sheet: str, row: int, count: int, target: int) -> None:
    """Rows copied over others, as a person does with Ctrl+C and Ctrl+V."""
    where = document.Sheets.getByName(sheet)
    index = where.RangeAddress.Sheet
    source = struct(
        "table.CellRangeAddress",
        Sheet=index,
        StartRow=row - 1,
        EndRow=row + count - 2,
        EndColumn=where.Columns.Count - 1,
    )
    where.copyRange(where.getCellByPosition(0, target - 1).CellAddress, source)


def rename_sheet(document: Any, sheet: str, name: str) -> None:
    document.Sheets.getByName(sheet).Name = name


def delete_name(document: Any, name: str) -> None:
    document.NamedRanges.removeByName(name)


OPERATIONS: dict[str, Callable[..., None]] = {
    "insert_rows": insert_rows,
    "delete_rows": delete_rows,
    "insert_columns": insert_columns,
    "delete_columns": delete_columns,
    "copy_rows": copy_rows,
    "set": put,
    "clear": clear,
    "rename_sheet": rename_sheet,
    "delete_name": delete_name,
}

# What can be asked about macros


def call(document: Any, name: str, *arguments: Any) -> Any:
    """Run a Sub or Function, e.g. ``XtButtons.XtReview``; what it returns."""
    project = document.BasicLibraries.ProjectName
    address = f"vnd.sun.star.script:{project}.{name}?language=Basic&location=document"
    return document.getScriptProvider().getScript(address).invoke(arguments, (), ())[0]


def modules(document: Any) -> dict[str, str]:
    """Every module as LibreOffice loaded it, by its name."""
    libraries = document.BasicLibraries
    libraries.loadLibrary(libraries.ProjectName)
    library = libraries.getByName(libraries.ProjectName)
    return {name: library.getByName(name) for name in library.ElementNames}


def buttons(document: Any) -> list[dict[str, Any]]:
    """Every form control: its sheet, what it says, what it runs, whether it is printed, and the cells it covers."""
    return [button for sheet in document.Sheets for button in sheet_buttons(sheet)]


def sheet_buttons(sheet: Any) -> list[dict[str, Any]]:
    found = []
    shapes = [sheet.DrawPage.getByIndex(index) for index in range(sheet.DrawPage.Count)]
    controls = [shape for shape in shapes if shape.supportsService("com.sun.star.drawing.ControlShape")]
    for shape in controls:
        found.append(
            {
                "sheet": sheet.Name,
                "label": shape.Control.Label,
                "macros": bound(sheet.DrawPage.Forms, shape.Control),
                "printed": shape.Control.Printable,
                "font": [shape.Control.FontName, shape.Control.FontHeight],
                "at": [shape.Position.X, shape.Position.Y, shape.Size.Width, shape.Size.Height],
            }
        )
    return found


def bound(forms: Any, control: Any) -> list[str]:
    """The scripts that the events of a control run."""
    found = []
    for form in (forms.getByIndex(index) for index in range(forms.Count)):
        for index in range(form.Count):
            if form.getByIndex(index) == control:
                found += [event.ScriptCode for event in form.getScriptEvents(index)]
    return found


def select(document: Any, sheet: str, address: str) -> None:
    controller = document.CurrentController
    controller.setActiveSheet(document.Sheets.getByName(sheet))
    controller.select(document.Sheets.getByName(sheet).getCellRangeByName(address))


def selected(document: Any) -> list[str]:
    """The active sheet and the address of what is selected there, e.g. ``["自评表", "$B$5"]``."""
    return [
        document.CurrentController.ActiveSheet.Name,
        document.CurrentSelection.AbsoluteName.rpartition(".")[2],
    ]


STEPS: dict[str, Callable[..., Any]] = {
    **OPERATIONS,
    "call": call,
    "modules": modules,
    "buttons": buttons,
    "select": select,
    "selected": selected,
}


if __name__ == "__main__":
    main(*sys.argv[1:])
