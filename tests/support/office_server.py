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
}
EXCEL_SPELLING = 1  # com.sun.star.sheet.AddressConvention.XL_A1
CONTENT = 1 + 2 + 4 + 16  # com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING, FORMULA
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
        document = load(desktop, request["path"], read_only=request["do"] != "edit")
        try:
            return {"answer": ANSWERS[request["do"]](document, request)}
        finally:
            document.close(True)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def load(desktop: Any, path: str, read_only: bool) -> Any:
    """The document; read-only leaves no lock file behind, but some edits silently do nothing then."""
    options = properties(Hidden=True, ReadOnly=read_only, MacroExecutionMode=0, UpdateDocMode=0)
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, options)
    if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        raise ValueError(f"not opened as a spreadsheet: {path}")
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
    document.calculateAll()
    extension = Path(request["to"]).suffix.lower()
    document.storeToURL(
        uno.systemPathToFileUrl(request["to"]), properties(FilterName=FILTERS[extension], Overwrite=True)
    )
    return str(request["to"])


def edit(document: Any, request: dict[str, Any]) -> str:
    for operation, *arguments in request["script"]:
        OPERATIONS[operation](document, *arguments)
    return save(document, request)


ANSWERS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {"values": values, "save": save, "edit": edit}


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


if __name__ == "__main__":
    main(*sys.argv[1:])
