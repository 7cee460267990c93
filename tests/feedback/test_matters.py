"""The order in which it is worth mending."""

from __future__ import annotations

from xltool.batch.judgement import FindingRow
from xltool.feedback.matters import Matter, in_order

AMOUNT, RATE = "支出总额_本年决算", "在职人员控制率"


def matter(
    number: int, severity: str = "必改", cells: str = AMOUNT, size: float = 1.0, root: str = ""
) -> Matter:
    said = ("XT101", severity, f"{number}", "", cells, "", "", size, "", "", f"键{number}", root, "", "", "")
    return Matter(number, FindingRow(*said))


def order(*matters: Matter) -> list[tuple[int, list[int]]]:
    return [(each.root.number, [one.number for one in each.behind]) for each in in_order(matters)]


def test_what_must_be_mended_comes_first_and_then_the_money() -> None:
    found = order(
        matter(1, "须说明", size=900.0),
        matter(2, cells=RATE, size=50.0),
        matter(3, size=2.0),
        matter(4, size=70.0),
    )
    assert found == [(4, []), (3, []), (2, []), (1, [])]


def test_what_follows_stands_behind_its_root_and_gives_it_its_weight() -> None:
    found = order(
        matter(1, size=5.0),
        matter(2, size=1.0),
        matter(3, size=80.0, root="键2"),
        matter(4, size=2.0, root="键2"),
    )
    assert found == [(2, [3, 4]), (1, [])]


def test_what_must_be_mended_is_never_hidden_behind_what_may_be_explained() -> None:
    found = order(matter(1, "须说明", size=9.0), matter(2, size=1.0, root="键1"), matter(3, root="键不在"))
    assert found == [(2, []), (3, []), (1, [])]


def test_a_chain_of_roots_loses_nothing() -> None:
    found = order(matter(1), matter(2, root="键1"), matter(3, root="键2"), matter(4, root="键4"))
    assert sorted(n for head, behind in found for n in (head, *behind)) == [1, 2, 3, 4]
