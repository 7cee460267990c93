"""Whether the program took a damaged file for what it is.

Of every file it must say one sentence or an answer. An answer is wrong where an independent reader
(:mod:`tests.torture.eyes`) calls the file unreadable, where that reader sees what the honest file says and the program
answers otherwise, or where the program reads another figure than stands there.
"""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import xltool
from tests.torture import eyes
from tests.torture.differing import misread, shown_otherwise
from tests.torture.failure import Failure, kind_of
from tests.torture.sources import BOOK, DOCUMENT, SEALED, Mutant, Source
from xltool.book.port import Snapshot
from xltool.errors import XltoolError
from xltool.sealed.verify import SealState
from xltool.verbs.import_report import import_report
from xltool.verbs.verify import verify

#: Seconds of the processor's time that one verb may take.
LONGEST: Final = 10.0
#: What no reader may let pass, whatever the rest of the file says: matched against an UnreadableError of the other reader.
_NEVER: Final = re.compile(
    r"no XML(?!: (?:Invalid XML encoding name|[Uu]nsupported encoding))|address|\w+ twice|two contents|two tables|row .*[^ -~]|row [^0-9]"
)


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
        if _NEVER.search(str(why)) and not _elsewhere(str(why), snapshot):
            yield Failure("not refused", kind_of(str(why)), repr(str(why)[:80]))
        elif outcome.record() != record and not str(why).startswith("no text"):  # a cell that did change
            yield Failure("silent", f"{kind_of(str(why))}, and the answer is another")
        return
    if seen._replace(rest="") == view._replace(rest=""):
        if outcome.record() != record:
            yield Failure("silent", "the same cells, another answer", _differing(record, outcome.record()))
        return
    if seen.sheets == view.sheets and seen.date1904 == view.date1904:
        yield from misread(view, seen, snapshot, outcome.snapshot)


def _elsewhere(why: str, snapshot: Snapshot) -> bool:
    """Whether what cannot be read is a sheet with none of the contract's names, which no check looks at."""
    sheet = re.search(r"\(sheet (.*)\)$", why)
    return sheet is not None and sheet[1] not in snapshot.grids


def _differing(before: dict[str, Any], now: dict[str, Any]) -> str:
    """Which entries of two records differ, and for findings the rules."""
    codes = [{(f["code"], f["key"]) for f in record["findings"]} for record in (before, now)]
    changed = sorted({code for code, _ in codes[0] ^ codes[1]})
    keys = [key for key in before if before[key] != now[key]]
    return ", ".join(changed or keys)


def _kept(path: Path) -> Path:
    kept = path.parent / "honest"
    kept.mkdir(exist_ok=True)
    return kept


# Sealed copies


def _sealed(source: Source, data: bytes, path: Path) -> Iterator[Failure]:
    answer = _asked("verify", lambda: verify(path))
    yield from answer.failures
    if answer.result is not None:
        yield from _verified(source, data, path, answer.result.state)
    checked = _asked("check", lambda: xltool.check(path))
    yield from checked.failures
    if checked.result is not None:
        yield from _compared(source, data, path, checked.result)


def _verified(source: Source, data: bytes, path: Path, state: SealState) -> Iterator[Failure]:
    view, _, snapshot = _honest(source, _kept(path))
    intact = state is SealState.INTACT
    try:
        seen = eyes.view(data)
    except eyes.TooLargeError:
        return
    except eyes.UnreadableError as why:
        if intact and _NEVER.search(str(why)):
            yield Failure("called intact", kind_of(str(why)), repr(str(why)[:80]))
        return
    if seen == view and not intact and data == source.data:
        yield Failure("false alarm", f"verify says {state.value} of the copy as it was")
    for at in shown_otherwise(view, seen, snapshot) if intact else ():
        yield Failure("called intact", "a cell shows another content", f"{at[0]}!{at[1]}")
        return


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
            yield Failure("not refused", kind_of(str(why)), repr(str(why)[:80]))
        elif _reading(answer.result) != reading:
            yield Failure("silent", f"import of {source.ending}: {kind_of(str(why))}, and other figures")
        return
    if seen == words and _reading(answer.result) != reading:
        yield Failure("silent", f"import of {source.ending}: the same words, other figures")
