"""What was recalculated needs no second time, whatever had been done to the file before."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examples.generator import clean_return, inject, write_return
from tests.book.packages import parts, rezip
from xltool import recalc
from xltool.errors import WorkbookError

_SHEETS = tuple(f"xl/worksheets/sheet{number}.xml" for number in range(2, 6))
_TOKEN = re.compile(rb"<[^<>]*>|[^<>]+")


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filed") / "表.xlsx"
    write_return(path, inject(clean_return(41), 8)[0])
    return path


def torn(part: bytes, chance: random.Random, times: int) -> bytes:
    """The part with a few of its tags and texts lost, doubled or in another place."""
    tokens = _TOKEN.findall(part)
    for _ in range(times):
        place, other = chance.randrange(5, len(tokens)), chance.randrange(5, len(tokens))
        if chance.random() < 0.4:
            del tokens[place]
        elif chance.random() < 0.5:
            tokens.insert(other, tokens[place])
        else:
            tokens[place], tokens[other] = tokens[other], tokens[place]
    return b"".join(tokens)


@given(seed=st.integers(0, 2**32), name=st.sampled_from(_SHEETS), times=st.integers(1, 2))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_second_time_changes_nothing(filed: Path, tmp_path: Path, seed: int, name: str, times: int) -> None:
    chance = random.Random(seed)
    path = rezip(filed, tmp_path / "坏.xlsx", {name: lambda part: torn(part, chance, times) + b"\n"})
    try:
        recalc(path)
    except WorkbookError:
        return
    once = path.read_bytes()
    recalc(path)
    assert parts(once) == parts(path)
