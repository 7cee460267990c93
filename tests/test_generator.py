"""The generator of synthetic returns: clean ones raise nothing, broken ones say what was broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from examples.generator import (
    Injection,
    PlainWorkbook,
    Return,
    clean_return,
    inject,
    main,
    write_quickly,
    write_return,
)
from examples.mistakes import MISTAKES
from examples.returns import Spot
from examples.shown import shown_value
from examples.traits import TRAITS, count, lines, schemes, traits_of
from tests.support.schemes import BUILT_IN
from xltool.book.file.workbook import FileWorkbook
from xltool.checks.finding import Finding, Severity
from xltool.verbs.check import check

REPOSITORY = Path(__file__).resolve().parents[1]
CLEAN = 2000 if os.environ.get("XLTOOL_FULL") else 300
SAMPLE = [clean_return(seed) for seed in range(300)]

#: Mistakes that no return can hide, whatever else stands in it.
ALWAYS_FOUND = (
    "yuan_for_wan",
    "sign_flipped",
    "number_as_text",
    "words_for_number",
    "score_above_weight",
    "heading_points",
)


def grave(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(f.code, f.message) for f in findings if f.severity is not Severity.HINT]


@pytest.mark.parametrize("first", range(0, CLEAN, 100))
def test_clean_returns_have_nothing_to_mend_or_explain(first: int) -> None:
    """Under the scheme that each names, under every other, and with the settings that localities add."""
    assert count(range(first, first + 100)).grave == []


@pytest.mark.parametrize("seed", range(20))
def test_clean_returns_in_files(tmp_path: Path, seed: int) -> None:
    """Built from scratch or filled quickly, the workbook shows the same and raises nothing."""
    filed = clean_return(seed)
    paths = tmp_path / "built.xlsx", tmp_path / "filled.xlsx"
    write_return(paths[0], filed)
    write_quickly(paths[1], filed)
    built, filled = (FileWorkbook(path).snapshot() for path in paths)
    assert built.formulas == filled.formulas
    assert built.names == filled.names
    for sheet, grid in built.grids.items():
        assert _trimmed(grid) == _trimmed(filled.grids[sheet]), sheet
    for path in paths:
        assert grave(check(path).findings) == []


def _trimmed(grid: list[list[object]]) -> dict[tuple[int, int], object]:
    return {
        (row, column): value
        for row, line in enumerate(grid)
        for column, value in enumerate(line)
        if value not in ("", None)
    }


def test_returns_are_varied() -> None:
    """Each trait appears often enough to be tested, and no return is like another."""
    seen = Counter(trait for filed in SAMPLE for trait in traits_of(filed))
    assert {trait: seen[trait] for trait in TRAITS if seen[trait] < 3} == {}
    assert len({tuple(map(str, filed.values.items())) for filed in SAMPLE}) == len(SAMPLE)


def test_every_built_in_scheme_and_its_local_settings_are_tried() -> None:
    counted = count(range(3))
    assert counted.grave == []
    assert set(counted.schemes.values()) == {3}
    assert counted.schemes.keys() >= {scheme.id for scheme in BUILT_IN}
    assert {filed.scheme for filed in SAMPLE} == {scheme.title for scheme in BUILT_IN if not scheme.project}
    assert any(scheme.execution_cap for scheme in schemes()) and any(s.over_target_deduct for s in schemes())
    assert "必改和须说明 0 条" in next(lines(counted))


def test_the_same_seed_gives_the_same_return_everywhere() -> None:
    script = (
        "from examples.generator import *\n"
        "print([(dict(r.values), str(inject(r, s))) for s in range(8) for r in [clean_return(s)]])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": salt, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for salt in ("1", "2")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("kind", MISTAKES)
def test_every_mistake_can_be_made(kind: str) -> None:
    made = [made for seed in range(60) if (made := _try(seed, kind))]
    assert len(made) >= 3
    for clean, broken, injection in made:
        assert injection.kind == kind and injection.label == MISTAKES[kind].label
        assert broken.values != clean.values
        if kind != "row_deleted":
            assert broken.content(Spot(injection.name, injection.row)) != clean.content(
                Spot(injection.name, injection.row)
            )
            assert injection.before != injection.after
            assert _changed(clean, broken) <= {
                injection.name, "总分", "正文_预算内收入", *_swapped(kind, clean, broken)
            }  # fmt: skip


def _try(seed: int, kind: str) -> tuple[Return, Return, Injection] | None:
    try:
        return SAMPLE[seed], *inject(SAMPLE[seed], seed, kind)
    except ValueError:  # this unit has no cell for it
        return None


def _changed(clean: Return, broken: Return) -> set[str]:
    return {name for name in broken.values if broken.values[name] != clean.values.get(name)}


def _swapped(kind: str, clean: Return, broken: Return) -> set[str]:
    changed = _changed(clean, broken)
    return changed if kind == "cells_swapped" and len(changed) <= 2 else set()


def test_an_unknown_mistake_is_refused() -> None:
    with pytest.raises(ValueError, match="digit_changed"):
        inject(SAMPLE[0], 0, "nonsense")


@pytest.mark.parametrize("kind", ALWAYS_FOUND)
def test_mistakes_that_no_return_can_hide(kind: str) -> None:
    tried = 0
    for seed in range(100, 125):
        if (made := _try(seed, kind)) is None:
            continue
        tried += 1
        clean, broken, injection = made
        before = {f.key for f in check(PlainWorkbook(clean)).findings}
        named = {
            (cell.place.name, cell.place.row)
            for finding in check(PlainWorkbook(broken)).findings
            if finding.key not in before
            or (finding.code == "XT002" and shown_value(clean, Spot(injection.name)) is not None)
            for cell in finding.cells
        }
        assert (injection.name, injection.row) in named, (seed, injection)
    assert tried >= 5


def test_the_command_writes_workbooks_and_what_was_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(tmp_path), "--count", "3", "--seed", "7", "--errors", "2"])
    assert "生成 3 份" in capsys.readouterr().out
    manifest = json.loads((tmp_path / "清单.json").read_text(encoding="utf-8"))
    assert sorted(manifest) == sorted(path.name for path in tmp_path.glob("*.xlsx"))
    assert all(len(injections) == 2 for injections in manifest.values())
    for name, injections in manifest.items():
        assert check(tmp_path / name).snapshot.title == name
        assert {"kind", "label", "name", "row", "before", "after"} == injections[0].keys()


def test_the_command_speaks_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    assert "种子" in capsys.readouterr().out


def test_a_cell_shows_what_its_formula_gives() -> None:
    filed = Return({"编制数": 39, "在职人数": 57, "全年预算数": 0, "全年执行数": 5})
    assert shown_value(filed, Spot("在职人员控制率")) == Decimal("1.4615")
    assert shown_value(filed, Spot("执行率")) is None
