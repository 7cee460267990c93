"""Which unit the name of a file that cannot be read proves."""

from __future__ import annotations

import pytest

from xltool.feedback.cases import mail_of, named_in
from xltool.ledger.units import ListedUnit, folded

KEYS = {folded(name): name for name in ("县教育局", "县教育局机关", "县（水）利局", "2024")}


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("县教育局.xlsx", "县教育局"),
        ("县教育局-上报件.xlsx", "县教育局"),
        ("2023年度 县教育局 部门整体支出绩效自评表（终稿）.xlsx", "县教育局"),
        ("县教育局机关自评表.xlsx", "县教育局机关"),
        ("县(水)利局.xls", "县（水）利局"),
        ("县教育局幼儿园.xlsx", None),
        ("县教育局、县教育局机关.xlsx", None),
        ("1.xlsx", None),
        ("没有扩展名", None),
    ],
)
def test_a_name_proves_a_unit_or_none(name: str, unit: str | None) -> None:
    assert named_in(name, KEYS) == unit


@pytest.mark.parametrize("heading", ["邮箱", "电子邮箱", "电 子 邮 箱", "E-mail", "Email", "邮箱地址"])
def test_the_column_of_addresses(heading: str) -> None:
    assert mail_of(ListedUnit("甲", {"乡镇": "东", heading: " a@example.cn "})) == "a@example.cn"
    assert mail_of(ListedUnit("甲", {"联系人": "x"})) == "" == mail_of(None)
