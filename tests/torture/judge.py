"""Whether the program took a damaged file for what it is.

Of every file it must say one sentence or an answer. An answer is wrong where an independent reader
(:mod:`tests.torture.eyes`) calls the file unreadable, where that reader sees what the honest file says and the program
answers otherwise, or where the program reads another figure than stands there.
"""

from __future__ import annotations

import datetime
import re
import time
import traceback
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import xltool
from tests.torture import eyes
from tests.torture.sources import BOOK, DOCUMENT, SEALED, Mutant, Source
from xltool import sealing
from xltool.book.port import Area, Cell, ErrorValue, Snapshot, exact
from xltool.errors import XltoolError
from xltool.importing.job import import_report
from xltool.outputs.verify import State

#: Seconds of the processor's time that one verb may take.
LONGEST: Final = 10.0
#: What no reader may let pass, whatever the rest of the file says: matched against an UnreadableError of the other reader.
_NEVER: Final = re.compile(r"no XML|address|\w+ twice|two contents|two tables|row .*[^ -~]|row [^0-9]")
_ERRORS_SPELT: Final = re.compile(r"#[A-Z0-9/_?!]+")
_LETTERS: Final = re.compile(r"[\W_]+")


class Failure(NamedTuple):
    """What is wrong with an answer: its kind, what tells its cause from another's, and what is this file's alone."""

    kind: str
    cause: str
    detail: str = ""


class Answer(NamedTuple):
    """What a verb said: a result, or a refusal; ``failures`` where it said neither, or too late."""

    result: Any
    failures: tuple[Failure, ...] = ()


def judged(mutant: Mutant, folder: Path) -> list[Failure]:
    """Everything that is wrong with what the program says of a file."""
    path = folder / mutant.source.name
    path.write_bytes(mutant.data)
    judges = {BOOK: _book, SEALED: _sealed, DOCUMENT: _document}
    return list(judges[mutant.source.kind](mutant.source, mutant.data, path))


def _asked(verb: str, act: Callable[[], Any]) -> Answer:
    begun = time.process_time()
    try:
        result, failures = act(), []
    except XltoolError as error:
        result, failures = (
            None,
            []
            if re.search("[一-鿿].*[。？！]", str(error), re.DOTALL)
            else [Failure("no sentence", verb, repr(str(error)[:80]))],
        )
    except MemoryError:
        result, failures = None, [Failure("memory", f"{verb}: {_where(traceback.format_exc())}")]
    except BaseException as error:  # a panic of compiled code is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        result, failures = (
            None,
            [Failure("traceback", f"{verb}: {type(error).__name__} in {_where(traceback.format_exc())}")],
        )
    if time.process_time() - begun > LONGEST:
        failures.append(Failure("slow", verb))
    return Answer(result, tuple(failures))


def _where(trace: str) -> str:
    """The innermost function of the program in a traceback."""
    frames = re.findall(r'/(xltool/[\w/]+\.py)", line \d+, in (\w+)', trace)
    return ":".join(frames[-1]) if frames else trace.strip().splitlines()[-1][:80]


# Workbooks


@cache
def _honest(source: Source, folder: Path) -> tuple[eyes.View, dict[str, Any], Snapshot]:
    """What the honest file says, to the other reader and to the program."""
    path = folder / source.name
    path.write_bytes(source.data)
    outcome = xltool.check(path)
    return eyes.view(source.data), outcome.record(), outcome.snapshot


def _book(source: Source, data: bytes, path: Path) -> Iterator[Failure]:
    answer = _asked("check", lambda: xltool.check(path))
    yield from answer.failures
    if answer.result is not None:
        yield from _compared(source, data, path, answer.result)
    target = path.with_name(f"结果{path.suffix}")
    target.unlink(missing_ok=True)
    written = _asked("recalc", lambda: xltool.recalc(path, target=target))
    yield from written.failures
    if written.result is None:
        if target.exists():
            yield Failure("half done", "recalc refused and left a file")
        return
    if answer.result is None and not answer.failures:
        yield Failure("contradiction", "recalc writes what check refuses")
    again = _asked("recalc again", lambda: xltool.recalc(target))
    yield from again.failures
    if again.result is None or again.result.changed:
        yield Failure(
            "not idempotent",
            "a second recalc refuses" if again.result is None else "a second recalc changes the file",
        )


def _compared(source: Source, data: bytes, path: Path, outcome: Any) -> Iterator[Failure]:
    """Whether what was computed and found is what the file says, as the other reader reads it."""
    view, record, snapshot = _honest(source, _kept(path))
    try:
        seen = eyes.view(data)
    except eyes.TooLargeError:
        return
    except eyes.UnreadableError as why:
        if _NEVER.search(str(why)):
            yield Failure("not refused", _kind_of(str(why)), repr(str(why)[:80]))
        elif outcome.record() != record:
            yield Failure("silent", f"{_kind_of(str(why))}, and the answer is another")
        return
    if seen._replace(rest="") == view._replace(rest=""):
        if outcome.record() != record:
            yield Failure("silent", "the same cells, another answer", _differing(record, outcome.record()))
        return
    if seen.sheets == view.sheets and seen.date1904 == view.date1904:
        yield from _misread(view, seen, snapshot, outcome.snapshot)


def _misread(view: eyes.View, seen: eyes.View, before: Snapshot, now: Snapshot) -> Iterator[Failure]:
    """Cells in which the program sees another content than the other reader."""
    for (sheet, at), cell in seen.cells.items():
        place = _place(sheet, at)
        if sheet not in now.grids or cell[2] is not None:
            continue
        if view.cells.get((sheet, at)) == cell:
            if now.stored(place) != before.stored(place):
                yield Failure(
                    "misread",
                    "an unchanged cell reads otherwise",
                    f"{sheet}!{at} {str(now.stored(place))[:20]!r}",
                )
                return
        elif not _agree(cell, now.stored(place)):
            yield Failure(
                "misread",
                f"a changed cell of kind {cell[0][:9]!r}",
                f"{sheet}!{at} {cell[1][:20]!r} reads {str(now.stored(place))[:20]!r}",
            )
            return
    for (sheet, at), cell in view.cells.items():
        if (
            (sheet, at) not in seen.cells
            and sheet in now.grids
            and cell[2] is None
            and now.stored(_place(sheet, at)) is not None
        ):
            yield Failure(
                "misread",
                "a cell that is gone still reads",
                f"{sheet}!{at} {str(now.stored(_place(sheet, at)))[:20]!r}",
            )
            return


def _agree(cell: eyes.Cell, read: object) -> bool:
    """Whether a raw value may be what stands in the cell; where readers may differ in good faith, they do not differ."""
    kind, text = cell[0], cell[1]
    value = exact(read)
    if kind == "n" and isinstance(value, Decimal):
        try:
            return float(text) == float(value)
        except (ValueError, InvalidOperation):
            return False
    if kind in ("n", "d"):
        good_faith = (
            isinstance(value, (datetime.date, datetime.timedelta, datetime.time, ErrorValue)) or value is None
        )
        return good_faith or (isinstance(value, str) and _bare(value) == _bare(text))
    if kind == "b":
        return isinstance(value, (bool, ErrorValue)) or value is None
    if kind == "e":
        return isinstance(value, ErrorValue) or value is None
    if kind == "str":
        return (
            _bare("" if value is None else str(value)) == _bare(text)
            or "_x" in text
            or isinstance(value, ErrorValue)
        )
    return True


def _bare(text: str) -> str:
    return _LETTERS.sub("", text)


def _place(sheet: str, at: str) -> Cell:
    letters = at.rstrip("0123456789")
    return Cell(sheet, int(at[len(letters) :]), eyes._number(letters))


def _differing(before: dict[str, Any], now: dict[str, Any]) -> str:
    """Which entries of two records differ, and for findings the rules."""
    codes = [{(f["code"], f["key"]) for f in record["findings"]} for record in (before, now)]
    changed = sorted({code for code, _ in codes[0] ^ codes[1]})
    keys = [key for key in before if before[key] != now[key]]
    return ", ".join(changed or keys)


def _kind_of(why: str) -> str:
    """A reason of the other reader without what belongs to one file alone."""
    if why.startswith("no XML"):
        return "no XML"
    return re.sub(r"[A-Z]*\d+|(?<=two contents in ).*|(?<=address).* |.* (?=twice)", "", why)[:60].strip()


def _kept(path: Path) -> Path:
    kept = path.parent / "honest"
    kept.mkdir(exist_ok=True)
    return kept


# Sealed copies


def _sealed(source: Source, data: bytes, path: Path) -> Iterator[Failure]:
    answer = _asked("verify", lambda: sealing.verify(path))
    yield from answer.failures
    if answer.result is not None:
        yield from _verified(source, data, path, answer.result.state)
    checked = _asked("check", lambda: xltool.check(path))
    yield from checked.failures
    if checked.result is not None:
        yield from _compared(source, data, path, checked.result)


def _verified(source: Source, data: bytes, path: Path, state: State) -> Iterator[Failure]:
    view, _, snapshot = _honest(source, _kept(path))
    intact = state is State.INTACT
    try:
        seen = eyes.view(data)
    except eyes.TooLargeError:
        return
    except eyes.UnreadableError as why:
        if intact and _NEVER.search(str(why)):
            yield Failure("called intact", _kind_of(str(why)), repr(str(why)[:80]))
        return
    if seen == view and not intact and data == source.data:
        yield Failure("false alarm", f"verify says {state.value} of the copy as it was")
    for at in _shown_otherwise(view, seen, snapshot) if intact else ():
        yield Failure("called intact", "a cell shows another content", f"{at[0]}!{at[1]}")
        return


def _shown_otherwise(view: eyes.View, seen: eyes.View, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Cells whose contents differ, marks and the tool's own columns beside the form apart."""
    tools = [
        area
        for name, area in snapshot.names.items()
        if isinstance(area, Area) and name.startswith(("标记_", "审核"))
    ]
    for at in view.cells.keys() | seen.cells.keys():
        old, new = view.cells.get(at), seen.cells.get(at)
        if _content(old) != _content(new) and not any(area.covers(_place(*at)) for area in tools):
            yield at


def _content(cell: eyes.Cell | None) -> tuple[str, str]:
    """What a cell says, so that good programs may spell it in their own ways."""
    if cell is None:
        return "", ""
    try:
        return ("n", f"{float(cell[1]):.15g}") if cell[0] == "n" else (cell[0], cell[1].strip())
    except ValueError:
        return cell[0], cell[1]


# Documents


@cache
def _honest_reading(source: Source, folder: Path) -> tuple[str, dict[str, str] | None]:
    path = folder / source.name
    path.write_bytes(source.data)
    answer = _asked("import", lambda: import_report(path, folder / "读出.xlsx"))
    return eyes.words(source.data, source.ending), _reading(answer.result)


def _reading(result: Any) -> dict[str, str] | None:
    return (
        None
        if result is None
        else {f"{name}#{row}": str(found.value) for (name, row), found in result.found.items()}
    )


def _document(source: Source, data: bytes, path: Path) -> Iterator[Failure]:
    output = path.with_name("读出.xlsx")
    output.unlink(missing_ok=True)
    answer = _asked("import", lambda: import_report(path, output))
    yield from answer.failures
    if answer.result is None:
        if output.exists():
            yield Failure("half done", "import refused and left a workbook")
        return
    yield from _asked("check of what was imported", lambda: xltool.check(output)).failures
    words, reading = _honest_reading(source, _kept(path))
    try:
        seen = eyes.words(data, source.ending)
    except eyes.TooLargeError:
        return
    except eyes.UnreadableError as why:
        if _NEVER.search(str(why)):
            yield Failure("not refused", _kind_of(str(why)), repr(str(why)[:80]))
        elif _reading(answer.result) != reading:
            yield Failure("silent", f"import of {source.ending}: {_kind_of(str(why))}, and other figures")
        return
    if seen == words and _reading(answer.result) != reading:
        yield Failure("silent", f"import of {source.ending}: the same words, other figures")
