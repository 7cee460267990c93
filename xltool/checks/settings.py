"""What a finance bureau sets for all its units: rules switched off, other severities, other thresholds.

A TOML file, each change with its reason; who set it stands at the top. Everything that was changed is listed in the
workbook, so that nobody is judged by rules that cannot be seen::

    who = "某某市财政局绩效股"

    [rules.XT503]
    off = true
    why = "政府采购另行填报"

    [rules.XT505]
    severity = "提示"
    why = "本年起由主管部门核实"

    [rules.XT707]
    trial = false
    severity = "须说明"
    why = "试行一年，指出的都属实"

    [thresholds.adjustment_rate]
    value = 0.20
    why = "市级要求比省级严"

``trial = true`` puts a rule on trial (试行): what it finds is a hint and blocks nothing; ``trial = false`` ends that.
"""

import os
import re
from collections.abc import Iterator, Mapping, Set
from decimal import Decimal
from fractions import Fraction

from xltool.checks.case import Case
from xltool.checks.finding import Finding, Severity, together
from xltool.checks.registry import CRASHED, Rule, rules, run
from xltool.checks.roots import with_roots
from xltool.checks.unread import softened
from xltool.errors import ProgramError, reason
from xltool.indicators.scheme import Scheme, Thresholds
from xltool.model.stated import trimmed
from xltool.typed import Any, NamedTuple

#: What a user reads of a threshold, by its name in schemes and settings.
THRESHOLDS = {
    "control_rate": "控制率的上限",
    "change_rate": "三公经费变动率的上限",
    "adjustment_rate": "预算调整率的上限",
    "execution_rate_low": "预算执行率的下限",
    "deviation": "完成值偏离指标值的上限",
    "implausible_amount": "金额量级的上限",
    "project_sum_change": "项目支出变动的上限",
}


class RuleChange(NamedTuple):
    """One change, as a user reads it: the code of its rule ("" for a threshold), what was changed, and why."""

    code: str
    what: str
    why: str


class Settings(NamedTuple):
    """What somebody set. ``severities``, ``off`` and ``trials`` are by the codes of rules, ``thresholds`` by their names.

    ``trials`` holds why a rule is on trial, empty for one that no longer is.
    """

    who: str = ""
    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = {}
    thresholds: Mapping[str, Fraction] = {}
    changes: tuple[RuleChange, ...] = ()
    trials: Mapping[str, str] = {}

    def scheme(self, scheme: Scheme) -> Scheme:
        """The scheme with these thresholds in place of its own."""
        if not self.thresholds:
            return scheme
        return scheme._replace(thresholds=scheme.thresholds._replace(**self.thresholds))

    def findings(self, case: Case) -> tuple[Finding, ...]:
        """What the rules that are not switched off find, at the severities set here, the gravest and largest first.

        What one rule finds stands together, what follows from one wrong cell behind the finding about it.
        """
        found = run(case, self._rules() if self.off or self.trials else None)
        if self.severities:
            judged = (one._replace(severity=self.severities.get(one.code, one.severity)) for one in found)
            found = tuple(sorted(judged, key=lambda one: one.order))
        found = softened(found, case.unread)
        if sum(one.severity is not Severity.HINT for one in found) < 2:
            return together(found)  # nothing that could follow from anything
        return together(with_roots(case, found))

    def _rules(self) -> tuple[Rule, ...]:
        """The rules that run, each on trial or not as it is set here."""
        return tuple(
            rule._replace(trial=self.trials.get(rule.code, rule.trial))
            for rule in rules()
            if rule.code not in self.off
        )

    def sentences(self) -> list[tuple[str, str]]:
        """Every change as (code or "", Chinese sentence)."""
        return [(change.code, f"{self.who}：{change.what}。原因：{change.why}") for change in self.changes]


#: Nothing was set.
NONE = Settings()


def load(path: str | os.PathLike[str]) -> Settings:
    """The settings in a TOML file. Raises ProgramError, in Chinese, where it is missing, no TOML, or says what is unknown."""
    import tomllib

    name = os.path.basename(path)
    try:
        with open(path, encoding="utf-8-sig") as stream:
            data = tomllib.loads(stream.read(), parse_float=Decimal)
    except OSError as error:
        raise ProgramError(f"读不到审核设置文件 {name}：{reason(error)}。") from error
    except UnicodeDecodeError as error:
        raise ProgramError(
            f"审核设置文件 {name} 不是 UTF-8 编码：请在记事本里“另存为”，编码选 UTF-8。"
        ) from error
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        line = f"第 {where[1]} 行" if where else "末尾"
        raise ProgramError(
            f"审核设置文件 {name} {line}不合 TOML 的写法：请对照使用手册里的例子改正。"
        ) from error
    try:
        return _settings(data)
    except ValueError as error:
        raise ProgramError(f"审核设置文件 {name} 写法有误：{error}。") from error


def _settings(data: dict[str, Any]) -> Settings:
    _only(data, {"who", "rules", "thresholds"}, "文件")
    known = {rule.code: rule for rule in rules()}
    changed: dict[str, Rule] = {}
    off: list[str] = []
    severities: dict[str, Severity] = {}
    changes: list[RuleChange] = []
    for code, entry in _entries(data, "rules"):
        if code == CRASHED:
            raise ValueError(f"{CRASHED} 说的是程序自身出了错，不能停用或改级别")
        if code not in known:
            raise ValueError(f"没有规则 {code}")
        changes.append(_rule_change(known[code], entry))
        if entry.get("off"):
            off.append(code)
        if "severity" in entry:
            severities[code] = Severity(entry["severity"])
        if "trial" in entry:
            changed[code] = _on_trial(known[code], entry)
    thresholds = {}
    for name, entry in _entries(data, "thresholds"):
        if name not in Thresholds._fields:
            raise ValueError(f"没有门槛 {name}（可以设：{'、'.join(Thresholds._fields)}）")
        thresholds[name] = _threshold(name, entry)
        what = f"{THRESHOLDS[name]}改为 {_told(name, Decimal(entry['value']))}"
        changes.append(RuleChange("", what, _text(entry, "why")))
    trials = {code: rule.trial for code, rule in changed.items()}
    return Settings(_text(data, "who"), frozenset(off), severities, thresholds, tuple(changes), trials)


def _only(entry: Mapping[str, Any], allowed: Set[str], where: str) -> None:
    """A misspelt word would silently change nothing. Raises ValueError."""
    unknown = entry.keys() - allowed
    if unknown:
        raise ValueError(f"{where}里没有“{min(unknown)}”这一项（可以写：{'、'.join(sorted(allowed))}）")


def _entries(data: dict[str, Any], part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is set of each rule or threshold. Raises ValueError where a section is something else."""
    entries = data.get(part, {})
    if not isinstance(entries, dict):
        raise ValueError(f"{part} 应分段写，如 [{part}.{_SAMPLES[part]}]")
    for name, entry in entries.items():
        if not isinstance(entry, dict):
            raise ValueError(f"{name} 应写成一段，以 [{part}.{name}] 开头")
        yield name, entry


_SAMPLES = {"rules": "XT503", "thresholds": "adjustment_rate"}
#: The largest ratio that can be meant: 20 for 20 % would switch a rule off unseen.
_LARGEST_RATIO = 10
#: Of the thresholds, the amount; the others are ratios, of which one is the only one that may be below zero.
_AMOUNT, _SIGNED = "implausible_amount", "change_rate"


def _threshold(name: str, entry: dict[str, Any]) -> Fraction:
    """The new value of a threshold. Raises ValueError for what cannot be one."""
    _only(entry, {"value", "why"}, name)
    if "value" not in entry:
        raise ValueError(f"{name} 缺少 value")
    value = entry["value"]
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise ValueError(f"{name} 的 value 应是数，不加引号，如 0.3")
    number = Fraction(value)
    if number < 0 and name != _SIGNED:
        raise ValueError(f"{name} 的 value 不能是负数")
    if name != _AMOUNT and abs(number) > _LARGEST_RATIO:
        raise ValueError(f"{name} 的 value {value} 太大：写成小数，如 20% 写 0.20")
    return number


def _told(name: str, value: Decimal) -> str:
    """A threshold as a user reads it: ratios in percent."""
    return f"{trimmed(value)}万元" if name == _AMOUNT else f"{trimmed(value * 100)}%"


def _rule_change(rule: Rule, entry: dict[str, Any]) -> RuleChange:
    """One rule's change, in words. Raises ValueError for one that cannot be made."""
    _only(entry, {"off", "severity", "trial", "why"}, rule.code)
    why = _text(entry, "why")
    if entry.get("off") is True and not entry.keys() & {"severity", "trial"}:
        return RuleChange(rule.code, f"停用“{rule.title}”", why)
    trial = entry.get("trial")
    wrong = entry.get("severity", Severity.HINT) not in list(Severity) or not (
        trial is None or isinstance(trial, bool)
    )
    if "off" in entry or wrong or not entry.keys() & {"severity", "trial"}:
        raise ValueError(
            f"{rule.code} 应写 off = true，或 severity = {'、'.join(Severity)} 之一，或 trial = true、false 之一"
        )
    if "severity" in entry and _on_trial(rule, entry).trial:
        raise ValueError(f"{rule.code} 试行期间只作提示，不能改级别：请另写 trial = false 结束试行")
    what = [f"“{rule.title}”{_TRIALS[trial]}"]
    if "severity" in entry:
        what.append(f"改为{entry['severity']}")
    return RuleChange(rule.code, "，".join(what) if "trial" in entry else "".join(what), why)


#: What a user reads of ``trial``, by its value; it may be left out.
_TRIALS = {None: "", True: "改为试行，只作提示", False: "结束试行"}


def _on_trial(rule: Rule, entry: dict[str, Any]) -> Rule:
    """The rule, on trial or not as the entry says."""
    if "trial" not in entry:
        return rule
    return rule._replace(trial=_text(entry, "why") if entry["trial"] else "")


def _text(data: dict[str, Any], key: str) -> str:
    if key not in data:
        raise ValueError(f"缺少 {key}：{_WANTED[key]}")
    value = data[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} 应写明（加引号的文字）")
    return " ".join(value.split())


_WANTED = {"who": "请写明是谁设的", "why": "每处改动都要写明原因"}
