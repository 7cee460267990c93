"""Scoring schemes: every weight, cap, grade and threshold is data in a TOML file, none is a constant in code."""

import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType

from xltool.errors import ProgramError, WorkbookError, reason
from xltool.indicators.built_in import READ
from xltool.indicators.local import LocalFormula, as_text, read_formula
from xltool.indicators.rates import bare_title
from xltool.model.parse import plain
from xltool.typed import Any, NamedTuple

#: Scheme of a workbook whose cell 评分办法 is blank.
DEFAULT = "hunan-2022"
#: That of somebody else's form that names none: it may be of any province.
NATIONAL = "mof-2020"


class Thresholds(NamedTuple):
    """Limits beyond which a figure has to be explained: ratios (0.3 = 30 %), amounts in 万元.

    Those of a whole department are None under a scheme for projects: then nothing is asked.
    """

    control_rate: Fraction | None
    change_rate: Fraction | None
    adjustment_rate: Fraction | None
    execution_rate_low: Fraction
    deviation: Fraction
    implausible_amount: Fraction
    project_sum_change: Fraction | None


#: What a scheme says of a limit that it does not have, and of which it may be said.
_NO_LIMIT = "不设"
_OF_DEPARTMENTS = frozenset({"control_rate", "change_rate", "adjustment_rate", "project_sum_change"})


class Tier(NamedTuple):
    """A tier of a qualitative indicator: the shares of its weight between which its score lies."""

    title: str
    highest: Fraction
    lowest: Fraction


class Scheme(NamedTuple):
    """One scoring scheme. Points throughout; ``execution_cap`` maps a rate to the highest total below it.

    ``formulas`` are the scheme's own ways to reckon indicators, by their bare titles; ``project`` says that it is for one
    project, and not for a whole department.
    """

    id: str
    title: str
    aliases: tuple[str, ...]
    basis: str
    weights: Mapping[str, Fraction]
    grades: tuple[tuple[str, Fraction], ...]
    tiers: tuple[Tier, ...]
    thresholds: Thresholds
    over_target_threshold: Fraction
    over_target_deduct: Fraction
    execution_cap: tuple[tuple[Fraction, Fraction], ...]
    formulas: Mapping[str, LocalFormula] = MappingProxyType({})
    project: bool = False

    def formula(self, title: str) -> LocalFormula | None:
        """The scheme's own formula of an indicator, quotation marks and spaces of its title apart; None for others."""
        return self.formulas.get(bare_title(title)) if self.formulas else None

    def grade(self, score: Fraction | Decimal | None) -> str:
        """等级 of a total score in points; empty where there is no score."""
        if score is None:
            return ""
        return next((title for title, lowest in self.grades if score >= lowest), self.grades[-1][0])


def find(name: str, own: Iterable[str | os.PathLike[str]] = ()) -> Scheme:
    """The scheme that the cell 评分办法 names (title, id or alias; blank: the default).

    ``own`` are TOML files of the user's; they come first. Raises WorkbookError where no scheme has that name.
    """
    wanted = plain(name).casefold() or DEFAULT
    known = []
    for path in (
        *own,
        *built_in_files(),
    ):  # one after the other: the first that fits is all that has to be read
        scheme = load(os.fspath(path))
        known.append(scheme.title)
        if wanted in (plain(title).casefold() for title in (scheme.id, scheme.title, *scheme.aliases)):
            return scheme
    raise WorkbookError(
        f"没有名为“{name}”的评分办法：请把“评分办法”一格改为 {'、'.join(known)} 之一，或用 --scheme 指定自己的办法文件。"
    )


_FOLDER = os.path.join(os.path.dirname(__file__), "schemes")


def _built_in(name: str) -> str:
    return os.path.join(_FOLDER, f"{name}.toml")


@cache
def built_in_files() -> tuple[str, ...]:
    """Their files, in the order in which they are looked through."""
    ids = sorted(name.removesuffix(".toml") for name in os.listdir(_FOLDER) if name.endswith(".toml"))
    return tuple(map(_built_in, ids))


@cache
def load(path: str) -> Scheme:
    """The scheme in a TOML file. Raises ProgramError, in Chinese, where the file is missing, no TOML or not whole."""
    name = os.path.basename(path)
    try:
        return _scheme(_with_base(_data(path)))
    except OSError as error:
        raise ProgramError(f"读不到评分办法文件 {name}：{reason(error)}。") from error
    except KeyError as error:
        raise ProgramError(f"评分办法文件 {name} 缺少 {error.args[0]}。") from error
    except (ValueError, TypeError, ArithmeticError, AttributeError) as error:
        raise ProgramError(f"评分办法文件 {name} 写法有误：{error}。") from error


def _data(path: str) -> dict[str, Any]:
    with open(path, encoding="utf-8") as stream:
        text = stream.read().removeprefix("\ufeff")
    return READ.get(text) or _read(text)


def _with_base(data: dict[str, Any]) -> dict[str, Any]:
    """What a scheme says, and what it does not say as the built-in one has it that it extends; limits one by one."""
    if "extends" not in data:
        return data
    name = as_text(data["extends"])
    if _built_in(name) not in built_in_files():
        raise ValueError(f"没有可以沿用的办法 {name}")
    base = {key: value for key, value in _data(_built_in(name)).items() if key not in _OWN}
    tables = {key: {**base[key], **data.get(key, {})} for key in ("thresholds", "over_target")}
    return {**base, **data, **tables}


#: What every scheme says of itself.
_OWN = frozenset({"extends", "id", "title", "aliases", "basis", "project"})


def _read(text: str) -> dict[str, Any]:
    import tomllib  # slow to load, and only a scheme of the user's own needs it

    return tomllib.loads(text, parse_float=Decimal)


def _scheme(data: dict[str, Any]) -> Scheme:
    limits = data["thresholds"]
    if not data["grades"] or isinstance(data.get("aliases"), str):
        raise ValueError("grades 不能为空，aliases 应为列表")
    return Scheme(
        id=as_text(data["id"]),
        title=as_text(data["title"]),
        aliases=tuple(as_text(alias) for alias in data.get("aliases", [])),
        basis=as_text(data["basis"]),
        weights={title: Fraction(points) for title, points in data["weights"].items()},
        grades=tuple(
            sorted(((t, Fraction(p)) for t, p in data["grades"].items()), key=lambda g: g[1], reverse=True)
        ),
        tiers=tuple(Tier(t, Fraction(high), Fraction(low)) for t, (high, low) in data["tiers"].items()),
        thresholds=Thresholds(**{key: _limit(key, limits[key]) for key in Thresholds._fields}),
        over_target_threshold=Fraction(data["over_target"]["threshold"]),
        over_target_deduct=Fraction(data["over_target"]["deduct"]),
        execution_cap=tuple(sorted((Fraction(r), Fraction(p)) for r, p in data["execution_cap"].items())),
        formulas=MappingProxyType(
            {title: each for each in map(read_formula, data.get("formulas", ())) for title in each.titles}
        ),
        project=data.get("project", False) is True,
    )


def _limit(name: str, value: Any) -> Any:
    """A limit as a fraction; None for one of departments that the scheme does not have."""
    return None if value == _NO_LIMIT and name in _OF_DEPARTMENTS else Fraction(value)
