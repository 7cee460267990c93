"""Each count over all findings: the same from SQLite and from DuckDB, and what a plain count in Python gives."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.summary.county import YEAR, county
from xltool.batch.judgement import FileKind, FindingRow, Judgement
from xltool.ledger.aggregates import Ask, RuleCount, SeverityCount, of_ledger, rule_counts, severity_counts
from xltool.ledger.parquet import of_parquet, open_parquet, write_parquet
from xltool.ledger.rows import FileRow
from xltool.ledger.store import opened_ledger
from xltool.summary.gathered import gathered
from xltool.summary.wanted import Wanted

SEVERITIES = ("必改", "须说明", "提示")
STATES = ("待处理", "已说明", "说明失效", "说明无效", "")


def drawn(seed: int) -> list[FileRow]:
    """A run as it might be: returns with none to twenty findings of forty rules, twins, other years, broken files."""
    some = random.Random(seed)
    rows = []
    for number in range(some.randint(0, 60)):
        kind = some.choices((FileKind.RETURN, FileKind.SEALED, FileKind.BROKEN), (6, 3, 1))[0]
        unit = f"第{some.randint(1, 40)}局"
        findings = tuple(finding(some, place) for place in range(some.choice((0, 1, 3, 20))))
        said = Judgement(
            kind, unit=unit, year=some.choice((2024, 2024, 2023)), outcome="{}", findings=findings
        )
        rows.append(
            FileRow(f"/收件/{number}.xlsx", f"{number}.xlsx", f"{number}", said, some.random(), "邮件日期")
        )
    return rows  # fmt: skip


def finding(some: random.Random, place: int) -> FindingRow:
    code = some.randint(1, 40)
    state = some.choice(STATES)
    said = ("", "", "", 0.5, "", "", f"{code}|{place}", "", state, "理由" if state else "", "")
    return FindingRow(f"XT{code:03}", some.choice(SEVERITIES), some.choice("甲乙") + str(code), "说", *said)


def counted(rows: list[FileRow], standings: dict[str, str]) -> tuple[list[SeverityCount], list[RuleCount]]:
    """The same, counted one by one."""
    every = [(r.origin, f) for r in rows if standings[r.origin] == "计入" for f in r.judgement.findings]
    by_severity, by_rule = defaultdict(list), defaultdict(list)
    for origin, one in every:
        by_severity[one.severity].append((origin, one))
        by_rule[one.code].append((origin, one))
    return (
        [
            SeverityCount(severity, len({o for o, _ in of}), len(of), sum(f.state == "已说明" for _, f in of))
            for severity, of in sorted(by_severity.items())
        ],
        [_of_rule(code, of) for code, of in sorted(by_rule.items())],
    )


def _of_rule(code: str, found: list[tuple[str, FindingRow]]) -> RuleCount:
    serious = [(origin, one) for origin, one in found if one.severity != "提示"]
    severities, states = (Counter(getattr(one, name) for _, one in found) for name in ("severity", "state"))
    return RuleCount(
        code,
        min(one.title for _, one in found),
        len({origin for origin, _ in found}),
        len(found),
        len({origin for origin, _ in serious}),
        min((one.title for _, one in serious), default=None),
        *(severities[severity] for severity in SEVERITIES),
        states["已说明"],
        states["说明失效"] + states["说明无效"],
    )


def told(ask: Ask) -> tuple[list[SeverityCount], list[RuleCount]]:
    return list(severity_counts(ask)), list(rule_counts(ask))


@pytest.mark.parametrize("seed", range(8))
def test_both_engines_count_what_there_is(tmp_path: Path, seed: int) -> None:
    rows, ledger = drawn(seed), tmp_path / "账本.sqlite"
    with opened_ledger(ledger, "规则", []) as opened:
        opened.add(rows)
    write_parquet(ledger, tmp_path, year=2024)
    with gathered(Wanted(ledger, year=2024)) as found:
        query = "SELECT f.origin, p.standing FROM placed p JOIN files f ON f.id = p.file"
        wanted = counted(rows, dict(found.data.execute(query)))
        assert told(found.ask) == told(of_ledger(found.data, "temp.placed")) == wanted
    with open_parquet(tmp_path) as data:
        assert told(of_parquet(data)) == wanted


def test_both_engines_say_the_same_of_a_county(tmp_path: Path) -> None:
    made = county(tmp_path / "县", units=30)
    write_parquet(made.ledger, tmp_path / "各表", year=YEAR)
    with gathered(Wanted(made.ledger, year=YEAR)) as found, open_parquet(tmp_path / "各表") as data:
        of_both = told(found.ask), told(of_parquet(data))
    assert of_both[0] == of_both[1] and all(of_both[0])
