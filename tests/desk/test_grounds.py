"""Which files an inbox may read: below what was named, and no other computer is asked for its opinion."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltool.desk.grounds import Grounds


@pytest.fixture
def grounds(tmp_path: Path) -> Grounds:
    (tmp_path / "收件" / "乡镇").mkdir(parents=True)
    found = Grounds()
    found.add(tmp_path / "收件")
    return found


def test_what_lies_below_a_named_folder_is_read(grounds: Grounds, tmp_path: Path) -> None:
    assert grounds.may_read(tmp_path / "收件" / "乡镇" / "1.xlsx")
    assert not grounds.may_read(tmp_path / "别处.xlsx")
    assert not grounds.may_read(tmp_path / "收件" / ".." / "别处.xlsx")
    (tmp_path / "收件" / "链接.xlsx").symlink_to(tmp_path / "别处.xlsx")
    assert not grounds.may_read(tmp_path / "收件" / "链接.xlsx")


@pytest.mark.parametrize("place", ["//server/share/1.xlsx", "\\\\server\\share\\1.xlsx", "/\\server\\1.xlsx"])
def test_a_path_of_another_computer_is_not_even_looked_at(
    grounds: Grounds, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def asked(self: Path, strict: bool = False) -> Path:
        raise AssertionError(f"{self} was looked for ({strict})")

    monkeypatch.setattr(Path, "resolve", asked)
    assert not grounds.may_read(Path(place))


def test_an_inbox_is_a_folder_with_what_lies_beside_it(grounds: Grounds, tmp_path: Path) -> None:
    (inbox,) = grounds.inboxes()
    assert inbox.folder == tmp_path / "收件"
    assert inbox.places.ledger == tmp_path / "收件-汇总.账本.sqlite"
    assert not any(place.is_relative_to(tmp_path / "收件") for place in inbox.places)
