"""Editions of the template: what of the contract it carries, and how many rows it has for what is found."""

from __future__ import annotations

from typing import Final, NamedTuple

from xltool.contract.names import INSTANT_SINCE, RESULT_ROWS, TEMPLATE_VERSION, names_of, version_number


class Edition(NamedTuple):
    """``rows`` of 审核结果; ``prepared`` says whether their cells and links are there before anything is found."""

    version: str
    rows: int
    prepared: bool

    def carries(self, name: str) -> bool:
        """Whether this edition has a place for the name of the contract."""
        return any(each.name == name for each in names_of(self.version))

    @property
    def instant(self) -> bool:
        """Whether it tells by itself what is wrong while people type (see :mod:`xltool.contract.instant`)."""
        return version_number(self.version) >= version_number(INSTANT_SINCE)


#: What is given to people.
CURRENT: Final = Edition(TEMPLATE_VERSION, RESULT_ROWS, prepared=False)
#: Like the template before: what is measured stays comparable, and workbooks of its kind are still about.
BEFORE: Final = Edition("1.1", 300, prepared=True)
#: The first of all, without a place for what 错误定位 finds.
FIRST: Final = BEFORE._replace(version="1.0")
