"""What the words read so far in a sentence, and the lines above it, say of the figures still to come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from xltool.intake.prose.labels import Basis, Subject, Year


class Slot(NamedTuple):
    """One amount: what of, of which year, and of which kind."""

    subject: Subject
    year: Year = Year.THIS
    basis: Basis = Basis.FINAL


class Whole(NamedTuple):
    """What a list after 其中 breaks down; ``foreign`` why it is none of the form's own; ``changed`` it may be a change."""

    slot: Slot
    foreign: str = ""
    changed: bool = False
    also: tuple[
        Slot, ...
    ] = ()  # the other amounts of it that the sentence above stated: 执行数15万元，预算数17.5万元。


class Reference(NamedTuple):
    """What a comparison compares with."""

    year: Year | None = None
    basis: Basis | None = None


class Before(NamedTuple):
    """What the heading and the sentences above leave to a sentence.

    ``subject`` is what they spoke of last (None: of nothing yet), ``level`` the amount that a list may break down,
    ``year``, ``basis`` and ``foreign`` what a heading or lead-in says of all that stands below it.
    """

    subject: Subject | None = None
    level: Whole | None = None
    year: Year = Year.THIS
    basis: Basis | None = None
    foreign: str = ""
    whole_department: bool = True
    narrow: bool = False  # a heading speaks of 财政拨款 only
    headed: bool = False  # a heading speaks of the whole department's money
    others: str = ""  # why the figures above were not the unit's own: 该中心 is that other unit
    led: bool = False  # the sentences above are about another unit until the own one is named again


@dataclass
class State:
    """The state of one sentence while it is read.

    ``year`` and ``basis`` are those of the words before; ``firm`` where a lead-in or 其中 makes them certain for what
    follows. ``foreign`` says why figures are not the unit's own, or not of the whole year. ``fresh`` is set where
    something was named and no figure of it has come yet; ``noise`` where words came that name nothing known.
    """

    subject: Subject | None = None
    part: Subject | None = None  # of the item before, where the subject is what the list breaks down
    year: Year = Year.THIS
    basis: Basis | None = None
    firm: bool = False
    foreign: str = ""
    part_of_year: bool = False
    narrow: bool = False
    one_fund: bool = False  # an account of 一般公共预算 alone
    narrow_above: bool = False
    planned: bool = False
    reason: bool = False
    noise: bool = False
    fresh: bool = False
    reference: Reference | None = None
    from_base: bool = False  # 由…: the figure that it fell or rose to comes next
    stated: list[Slot] = field(default_factory=list)  # the levels so far, of what was stated last
    ahead: str = ""  # the label behind the first figure: 较上年的4.1万元，公务接待费减少
    named_last: bool = False  # 决算数11.9万元（三公经费）: what the figures are of stands behind them
    members: tuple[Subject, ...] = ()  # of the last list with 分别
    level: Whole | None = None
    last: Whole | None = None  # the level right before, of whatever year or kind: a bracket breaks that down
    wholes: list[Whole] = field(default_factory=list)
    after_change: bool = False
    verb_first: bool = False  # 追加基本支出6.2万元、项目支出5万元: the verb holds for the next ones too
    share_of: str = ""  # what the last share was said to be of: the next ones are of it too
    rate: str = ""  # the rate that was named last
    above: Subject | None = None  # what the headings and sentences above are about
    changed_later: bool = (
        False  # 编制14名，核减2名后: a change comes behind, and what was before it is no more
    )
    strange_item: bool = (
        False  # 抽查公务接待费1.2万元、公用经费2万元: the strange words may be meant of the next one too
    )
    next_clause: str = ""  # the words up to the next mark, where no figure stands among them
    year_behind: str = ""  # that a bracket behind the clause begins with: 下降3.1%（上年58.2万元）
    sharing: str = ""  # 占总支出640.3万元的: the share of it comes next
    aside: bool = False  # the words stand in brackets
    measured_by: Basis | None = None  # 为预算的85.71%，节约2.5万元: the budget of the last completion rate
    completing: str = ""  # 完成年初预算17.5万元: the rate comes next

    def copy(self) -> State:
        """The same again, for words in brackets."""
        return State(**{**self.__dict__, "wholes": list(self.wholes), "stated": list(self.stated)})

    def restore(self, kept: State) -> None:
        """Be again what was copied."""
        self.__dict__.update(kept.__dict__)
