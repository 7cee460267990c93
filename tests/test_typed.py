"""The named tuples and words of our own make against those of typing and enum: the same classes, made by both."""

import copy
import enum
import json
import pickle
import shutil
import subprocess
import sys
import typing
from pathlib import Path
from types import ModuleType

import pytest

from xltool import typed
from xltool.resources import first_case_path

_SOURCE = '''
class Nothing(NamedTuple):
    """No field at all."""

class One(NamedTuple):
    value: int

class Row(NamedTuple):
    """A row."""

    number: int
    title: str
    parts: "tuple[One, ...]" = ()
    end: "int | None" = None

    @property
    def named(self):
        """The number and the title."""
        return f"{self.number} {self.title}"

    def ended(self, at):
        return self._replace(end=at)
'''


_WORDS = '''
class Way(StrEnum):
    """How rates are written."""

    POINTS = "百分数"  # 76
    RATIO = "比值"
    SIGNED = "带%"
    PERCENT = "带%"

    @property
    def shift(self):
        """Decimal places."""
        return 2 if self is Way.POINTS else 0

    def told(self, more):
        return f"{self}{more}"
'''


def _made(tuples: object, words: object, name: str) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update(NamedTuple=tuples, StrEnum=words)
    exec(_SOURCE + _WORDS, module.__dict__)
    return module


OURS = _made(typed.NamedTuple, typed.StrEnum, "ours")
THEIRS = _made(typing.NamedTuple, enum.StrEnum, "theirs")


def _told(row_of: typing.Callable[[ModuleType], object]) -> tuple[str, str]:
    """What comes of the same piece of work on both; an error with its words."""
    told = []
    for module in (OURS, THEIRS):
        try:
            told.append(repr(row_of(module)))
        except (TypeError, ValueError, AttributeError) as error:
            told.append(f"{type(error).__name__}: {error}")
    return told[0], told[1]


@pytest.mark.parametrize(
    "work",
    [
        lambda m: m.Nothing(),
        lambda m: m.One(3),
        lambda m: m.Row(1, "支出"),
        lambda m: m.Row(title="支出", number=1, end=4),
        lambda m: m.Row(1, "支出").named,
        lambda m: m.Row(1, "支出").ended(7),
        lambda m: m.Row(1, "支出")._asdict(),
        lambda m: m.Row(1, "支出", (m.One(2),))[2][0].value,
        lambda m: m.Row._make([1, "支出", (), None]),
        lambda m: m.Row._make([1]),
        lambda m: m.Row(1, "支出")._replace(other=1),
        lambda m: m.Row(),
        lambda m: m.Row(1, "支出", (), None, 5),
        lambda m: m.Row(1, "支出", other=5),
        lambda m: setattr(m.One(1), "another", 2),
        lambda m: (
            m.Row._fields,
            m.Row._field_defaults,
            m.Row.__match_args__,
            m.Row.__doc__,
            m.Row.__slots__,
        ),
        lambda m: (m.Row.__name__, m.Row.__qualname__, type(m.Row), m.Row.named.__doc__),
        lambda m: (m.One(1) == (1,), hash(m.One(1)) == hash((1,)), m.One(1) < m.One(2)),
        lambda m: copy.copy(m.Row(1, "支出")),
        lambda m: hasattr(m.Row(1, "支出"), "__dict__"),
        lambda m: [*m.Row(1, "支出")],
    ],
)
def test_does_what_typings_does(work: typing.Callable[[ModuleType], object]) -> None:
    ours, theirs = _told(work)
    assert ours == theirs


@pytest.mark.parametrize(
    "work",
    [
        lambda m: [*m.Way],
        lambda m: (*reversed(m.Way), len(m.Way), m.Way),
        lambda m: (m.Way.PERCENT is m.Way.SIGNED, m.Way.PERCENT.name, m.Way.RATIO.value),
        lambda m: (m.Way("比值") is m.Way.RATIO, m.Way["RATIO"] is m.Way.RATIO, m.Way(m.Way.RATIO)),
        lambda m: m.Way("别的"),
        lambda m: m.Way(""),
        lambda m: m.Way(2),
        lambda m: m.Way(["比值"]),
        lambda m: (hasattr(m.Way, "OTHER"), hasattr(m.Way.RATIO, "other")),
        lambda m: setattr(m.Way, "RATIO", "1"),
        lambda m: (m.Way.POINTS.shift, m.Way.RATIO.shift, m.Way.POINTS.told("。"), m.Way.shift.__doc__),
        lambda m: (
            str(m.Way.RATIO),
            f"{m.Way.RATIO:>4}",
            "比".join([m.Way.RATIO, "值"]),
            json.dumps([m.Way.RATIO]),
        ),
        lambda m: (type(str(m.Way.RATIO)), type(m.Way.RATIO.value), isinstance(m.Way.RATIO, str)),
        lambda m: (m.Way.RATIO == "比值", hash(m.Way.RATIO) == hash("比值"), {"比值": 1}[m.Way.RATIO]),
        lambda m: (m.Way.RATIO in m.Way, sorted(m.Way), m.Way.RATIO < m.Way.POINTS, bool(m.Way.RATIO)),
        lambda m: (copy.copy(m.Way.RATIO) is m.Way.RATIO, copy.deepcopy([m.Way.RATIO])[0] is m.Way.RATIO),
        lambda m: (m.Way.__name__, m.Way.__qualname__, m.Way.__doc__, [*m.Way.__members__]),
    ],
)
def test_words_do_what_enums_do(work: typing.Callable[[ModuleType], object]) -> None:
    ours, theirs = _told(work)
    assert ours == theirs


class KeptWord(typed.StrEnum):
    SPENT = "支出"


def test_is_kept_as_it_is() -> None:
    assert pickle.loads(pickle.dumps([KeptWord.SPENT]))[0] is KeptWord.SPENT
    row = Kept(1, "支出")
    assert pickle.loads(pickle.dumps(row)) == row
    assert type(pickle.loads(pickle.dumps(row))) is Kept


class Kept(typed.NamedTuple):
    number: int
    title: str


def test_a_default_before_a_field_without_one_is_refused() -> None:
    with pytest.raises(TypeError):
        _wrong()


def _wrong() -> None:
    class Wrong(typed.NamedTuple):  # type: ignore[misc]
        first: int = 1
        second: int  # type: ignore[misc]


def test_a_field_is_taken_by_its_pattern() -> None:
    match OURS.Row(1, "支出"):
        case OURS.Row(number, title, end=end):
            assert (number, title, end) == (1, "支出", None)
        case _:
            pytest.fail("no such row")


def test_a_recalculation_loads_nothing_that_it_can_do_without(tmp_path: Path) -> None:
    book = shutil.copy(first_case_path("资阳2022-原样.xlsx"), tmp_path / "自评.xlsx")
    work = "before = {*sys.modules}; import xltool; xltool.recalc(sys.argv[1]); print(*sys.modules.keys() - before)"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {work}", str(book)], capture_output=True, text=True, check=True
    )
    slow = {
        "typing",
        "contextlib",
        "dataclasses",
        "inspect",
        "pathlib",
        "tempfile",
        "tomllib",
        "importlib.metadata",
    }
    loaded = set(done.stdout.split())
    assert "xltool.typed" in loaded
    assert not loaded & slow
