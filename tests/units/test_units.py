"""The same return in another unit, or with its rates written in another way, is judged alike."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

import xltool
from examples.clean import clean_return
from examples.first_case import AS_FILED, CORRECTED, figures
from examples.generator import inject, write_quickly
from examples.returns import Return, Spot
from templatebuild.build import build
from templatebuild.canvas import Formula
from tests.support.annotated import annotate, in_points, in_unit, said
from tests.support.held import Held, changed
from xltool import main_job
from xltool.book.file.workbook import FileWorkbook
from xltool.book.port import Area, Snapshot
from xltool.cli import main
from xltool.contract.names import CONTRACT, Kind, Role
from xltool.contract.units import MONEY, Way
from xltool.errors import WorkbookError
from xltool.outcome import Outcome
from xltool.review.review import review

UNITS = tuple(MONEY)
SEEDS = range(1, 25)
#: Amounts finer than 0.01 万元 are nothing to remark on a form in 元.
_OF_THE_UNIT = "XT007"


def snapshot_of(path: Path) -> Snapshot:
    return FileWorkbook(path).snapshot()


def judged(snapshot: Snapshot) -> tuple[object, ...]:
    """What the return comes to: rates, scores, and the findings with their cells."""
    outcome = main_job.check(Held(snapshot))
    findings = sorted(
        (f.code, f.severity, f.key, f.root, tuple((cell.place, cell.role) for cell in f.cells))
        for f in outcome.findings
        if f.code != _OF_THE_UNIT
    )
    return outcome.computed.rates, outcome.computed.scores, findings


def with_mistakes(seed: int) -> Return:
    """A synthetic return with up to three mistakes, of which none is a unit behind a figure or a formula."""
    found = clean_return(seed)
    for number in range(seed % 4):
        found, _ = inject(found, seed * 10 + number)
    constants = {
        spot: None for spot in found.spots() if isinstance(found.content(spot), Formula) and _moves(spot)
    }
    return found.with_cells(constants)


def _moves(spot: Spot) -> bool:
    return spot.kind in (Kind.AMOUNT, Kind.PERCENT)


def books(folder: Path) -> Iterator[tuple[str, Snapshot]]:
    yield "as filed", snapshot_of(AS_FILED)
    yield "corrected", snapshot_of(CORRECTED)
    for seed in SEEDS:
        path = folder / f"{seed}.xlsx"
        write_quickly(path, with_mistakes(seed))
        yield str(seed), snapshot_of(path)


def test_a_return_is_judged_alike_in_every_unit(tmp_path: Path) -> None:
    for label, snapshot in books(tmp_path):
        once = judged(snapshot)
        for unit in UNITS:
            assert judged(in_unit(snapshot, unit)) == once, (label, unit)


def test_a_return_is_judged_alike_however_its_rates_are_written(tmp_path: Path) -> None:
    for label, snapshot in books(tmp_path):
        # a formula of ours in 执行率得分 takes the rate for a ratio, as it stands on our own form only
        typed = changed(snapshot, {"执行率得分": 9, "执行率": 0.9123})
        once = judged(typed)
        assert judged(in_points(typed)) == once, label
        for way in (Way.RATIO, Way.SIGNED):
            assert judged(said(typed, {"比率写法": way.value})) == once, (label, way)
