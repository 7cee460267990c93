"""A sample of the damaged files, and that the judge sees what it is there to see. All of them: ``-m tests.torture.mutants``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.torture import eyes, judge, mutants, workers
from tests.torture.packing import entry, packed
from tests.torture.sources import BOOK, DOCUMENT, SEALED, Mutant, Source, mutant, sources
from xltool.errors import WorkbookError

SEED = 9
COUNT = 5000 if os.environ.get("XLTOOL_FULL") else 200


def source(kind: str) -> Source:
    return next(each for each, _ in sources() if each.kind == kind)


def replaced(whole: Source, part: str, old: bytes, new: bytes) -> Mutant:
    """An honest package with one text in one part replaced."""
    entries = []
    for each in whole.entries:
        data = eyes._Package(whole.data).raw(part) if each.name.decode() == part else b""
        entries.append(entry(part, data.replace(old, new, 1)) if data else each)
        assert not data or old in data
    return Mutant(0, 0, whole, "by hand", packed(entries))


@pytest.mark.slow
def test_none_of_them_breaks_the_program_or_deceives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # ten seconds hold where the campaign is run; a machine that is slow today is no fault of what is tested
    monkeypatch.setattr(judge, "LONGEST", 60.0)
    monkeypatch.setattr(workers, "CPU", 180.0)
    found = mutants.failures(SEED, range(COUNT))
    assert not found, "\n".join(mutants.report(found))


def test_honest_files_are_judged_sound(tmp_path: Path) -> None:
    for each, _ in sources():
        assert judge.judged(Mutant(0, 0, each, "nothing", each.data), tmp_path) == []


def test_the_same_number_makes_the_same_file() -> None:
    for number in range(40):
        assert mutant(SEED, number) == mutant(SEED, number)
    assert len({mutant(SEED, number).data for number in range(40)}) > 35
    assert mutant(SEED + 1, 3).data != mutant(SEED, 3).data


def test_every_kind_of_file_is_damaged() -> None:
    assert {mutant(SEED, number).source.name for number in range(200)} == {each.name for each, _ in sources()}


# The judge


def _answers(monkeypatch: pytest.MonkeyPatch, **verbs: Any) -> None:
    for name, answer in verbs.items():
        where = judge if name in ("verify", "import_report") else judge.xltool
        monkeypatch.setattr(where, name, answer)


def _refuse(*_given: object, **_named: object) -> None:
    raise WorkbookError("这个文件打不开：请重新取得。")


def _crash(*_given: object, **_named: object) -> None:
    raise IndexError


def _exhaust(*_given: object, **_named: object) -> None:
    raise MemoryError


@pytest.mark.parametrize(("act", "kind"), [(_crash, "traceback"), (_exhaust, "memory")])
def test_what_is_no_answer_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Any, kind: str
) -> None:
    _answers(monkeypatch, check=act, recalc=act, verify=act, import_report=act)
    for file in (BOOK, SEALED, DOCUMENT):
        whole = source(file)
        found = judge.judged(Mutant(0, 0, whole, "nothing", whole.data), tmp_path)
        assert {failure.kind for failure in found} == {kind}


def test_a_refusal_is_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch, check=_refuse, recalc=_refuse, verify=_refuse, import_report=_refuse)
    for file in (BOOK, SEALED, DOCUMENT):
        whole = source(file)
        assert judge.judged(Mutant(0, 0, whole, "nothing", whole.data), tmp_path) == []


def test_another_answer_to_the_same_cells_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = source(BOOK)
    judge._honest(whole, judge._kept(tmp_path / whole.name))
    honest = judge.xltool.check

    def fewer(path: Path) -> Any:
        outcome = honest(path)
        return outcome._replace(findings=outcome.findings[1:])

    _answers(monkeypatch, check=fewer)
    found = judge.judged(
        replaced(whole, "xl/worksheets/sheet2.xml", b"<sheetData>", b"<sheetData >"), tmp_path
    )
    assert [failure.kind for failure in found] == ["silent"]


def test_a_reader_that_sees_another_figure_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried is written; what is read is always the honest file."""
    whole = source(BOOK)
    honest = judge.xltool.check(_written(tmp_path, whole))
    _answers(monkeypatch, check=lambda _path: honest)
    changed = replaced(whole, "xl/worksheets/sheet2.xml", b"<v>39</v>", b"<v>40</v>")
    found = judge.judged(changed, tmp_path)
    assert [failure.kind for failure in found] == ["misread"] and "'40' reads '39" in found[0].detail


def _written(folder: Path, whole: Source) -> Path:
    path = folder / f"原{whole.ending}"
    path.write_bytes(whole.data)
    return path


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b"</sheetData>", b"</sheetdata>", "no XML"),
        (b"</row>", b'<c r="ZZ9"/></row>', "address ZZ9 in row"),
        (b"</row>", b'<c r="XFE4"/></row>', "address"),
        (b"<v>39</v>", b"<v>39</v><v>40</v>", "two contents"),
        (b"<sheetData>", b"<sheetData/><sheetData>", "two tables"),
        (b"<?xml", b"<!DOCTYPE x><?xml", "no XML"),
    ],
)
def test_the_other_reader_is_strict(old: bytes, new: bytes, why: str) -> None:
    with pytest.raises(eyes.UnreadableError, match=why):
        eyes.view(replaced(source(BOOK), "xl/worksheets/sheet2.xml", old, new).data)


def test_the_other_reader_sees_what_stands_there() -> None:
    whole = source(BOOK)
    view = eyes.view(whole.data)
    assert (
        eyes.view(replaced(whole, "xl/worksheets/sheet2.xml", b"<sheetData>", b"<sheetData\n>").data) == view
    )
    other = eyes.view(replaced(whole, "xl/worksheets/sheet2.xml", b"<v>39</v>", b"<v>40</v>").data)
    differing = {at for at in view.cells if view.cells[at] != other.cells[at]}
    assert differing == {("基础数据表", "E5")} and other.cells["基础数据表", "E5"][1] == "40"


# The workers


def _trial(number: int, folder: Path) -> Any:
    if number == 3:
        os.kill(os.getpid(), 6)
    if number == 5:
        while True:
            pass
    if number == 7:
        bytearray(3 << 30)
    return [folder.is_dir()]


def test_a_process_that_dies_or_hangs_costs_no_other_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CPU", 1.0)
    found = dict(workers.tried(_trial, range(7), 2))
    assert found[3][0][:2] == ("death", "SIGABRT") and found[5][0].kind == "slow"
    assert [found[number] for number in (0, 1, 2, 4, 6)] == [[True]] * 5


def test_a_process_gets_no_more_memory_than_its_share() -> None:
    ((_, (failure,)),) = workers.tried(_trial, [7], 1)
    assert failure.kind == "death"
