"""The campaign: a county is generated, run, held against the truth and the single check, then run in all the other ways."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from examples.county import County, Truth, make_county, read_truth
from examples.county.making import INBOX, TRUTH, UNITS
from tests.campaign import ways
from tests.campaign.against_truth import faults, held
from tests.campaign.outcomes import cells, digest, lines, outcomes
from tests.campaign.single import compared

#: Of a run so much is written down when it, or one of its workers, is killed.
_SHARE: Final = 0.3
_SHOWN: Final = 20

Say = Callable[[str], None]


def campaign(folder: Path, count: int, seed: int, say: Say, share: float = _SHARE) -> int:
    """0 where everything is as it is in truth, and the same in all ways."""
    begun = time.monotonic()
    county = _made(folder) or make_county(folder, count, seed)
    truth = county.truth
    say(
        f"生成：{len(truth.rows)} 行，{truth.listed} 个单位，未报 {len(truth.missing)}，迟报 {len(truth.late)}（{time.monotonic() - begun:.0f} 秒）"
    )
    task = ways.Task(county.inbox.absolute(), county.units.absolute(), truth, folder.absolute())
    first = ways.plain(task, "一个进程", "--workers", "1")
    say(f"一个进程：{first.said}（{first.seconds:.0f} 秒）")
    wrong = against_truth(task, first, say)
    wrong += against_single_check(task, first, say)
    runs: dict[str, Callable[[], ways.Ran]] = {
        "两个进程": lambda: ways.plain(task, "两个进程", "--workers", "2"),
        "Dask": lambda: ways.on_cluster(task, "Dask", share),
        "杀死后再运行": lambda: ways.resumed(task, "杀死后再运行", share),
        "s3": lambda: ways.from_store(task, "s3"),
    }
    for name, run in runs.items():
        wrong += against_first(truth, first, name, run(), say)
    say(f"不对的 {wrong} 处")
    return 1 if wrong else 0


def _made(folder: Path) -> County | None:
    """The county that lies in a folder already."""
    truth = folder / TRUTH
    return County(folder / INBOX, folder / UNITS, read_truth(truth)) if truth.is_file() else None


def _listed(say: Say, title: str, found: Sequence[str]) -> int:
    say(f"{title}：{len(found)} 处不对")
    for each in found[:_SHOWN]:
        say(f"  {each}")
    return len(found)


def against_truth(task: ways.Task, ran: ways.Ran, say: Say) -> int:
    """How much is not as it is in truth."""
    done = outcomes(ran.ledger, task.truth.year)
    broken = [row for row in task.truth.rows if row.case]
    say(f"处理不了的和特殊的 {len(broken)} 行，{len({row.case for row in broken})} 种")
    return _listed(say, "与真相", faults(held(task.truth, task.units, done, ran.inbox, ran.summary)))


def against_single_check(task: ways.Task, ran: ways.Ran, say: Say) -> int:
    """How many returns were judged otherwise than by a check of their own."""
    found = compared(task.inbox, task.truth, outcomes(ran.ledger, task.truth.year))
    say(
        f"逐份单独审核 {found.returns} 份；埋入差错 {found.mistakes} 处，有结果点名那一格的 {found.named} 处（与单独审核一样）"
    )
    return _listed(say, "与单独审核", found.differing)


def against_first(truth: Truth, first: ways.Ran, name: str, ran: ways.Ran, say: Say) -> int:
    """How much another way comes to that the first did not; from a store without what only a disk can hold."""
    disk = frozenset(row.origin for row in truth.rows if row.on_disk)
    without = disk if ran.inbox != first.inbox else frozenset()
    one, other = (lines(outcomes(each.ledger, truth.year), each.inbox, without) for each in (first, ran))
    say(f"{name}：结果摘要 {digest(other)}（一个进程 {digest(one)}）{ran.remark}（{ran.seconds:.0f} 秒）")
    wrong = _listed(say, f"{name}的结果", sorted(set(one) ^ set(other)))
    if without:
        return wrong + _listed(say, f"{name}的汇总", _other_tables(first, ran, disk))
    return wrong + _listed(
        say, f"{name}的汇总", sorted({*cells(first.summary, first.inbox)} ^ {*cells(ran.summary, ran.inbox)})
    )


def _other_tables(first: ways.Ran, ran: ways.Ran, disk: frozenset[str]) -> list[str]:
    """Of a store: the sheets in which no file stands that only a disk can hold."""
    kept = ("单位明细 ", "问题清单 ", "指标对比 ", "离群 ", "分组合计 ", "规则效果 ", "说明汇总 ")
    one, other = (
        {cell for cell in cells(each.summary, each.inbox) if cell.startswith(kept)} for each in (first, ran)
    )
    return sorted(one ^ other)
