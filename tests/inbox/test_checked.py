"""From the inbox to the findings: a return is judged alike, whatever it came in."""

from __future__ import annotations

from pathlib import Path

import pytest

import xltool
from examples.generator import clean_return, inject, write_return
from tests.inbox.making import Put, mail_of, mailbox_of, only, put, rows, workbook_part, zip_of
from xltool.errors import WorkbookError
from xltool.inbox import Item


@pytest.fixture
def filed(tmp_path: Path) -> Path:
    book = tmp_path / "单位" / "自评.xlsx"
    book.parent.mkdir()
    write_return(book, inject(clean_return(11), 11)[0])
    return book


def test_every_way_leads_to_the_same_findings(tmp_path: Path, filed: Path) -> None:
    data, expected = filed.read_bytes(), xltool.check(filed)
    packed = zip_of([Put("自评.xlsx".encode("gbk"), data)])
    mail = mail_of(workbook_part("自评.xlsx".encode("gbk"), data), workbook_part(b"a.zip", packed))
    inbox = tmp_path / "收件"
    put(inbox, "自评.xlsx", data)
    put(inbox, "a.zip", packed)
    put(inbox, "b.eml", mail)
    put(inbox, "c.mbox", mailbox_of(mail, mail))
    found = [each for each in rows(inbox) if isinstance(each, Item)]
    assert len(found) == 1 + 1 + 2 + 4
    assert expected.findings
    for each in found:
        outcome = xltool.check(each.read(), name=each.name)
        assert outcome == expected


def test_a_damaged_return_is_refused_by_the_way_it_came(tmp_path: Path, filed: Path) -> None:
    archive = put(tmp_path, "包.zip", zip_of([Put("坏.xlsx".encode("gbk"), filed.read_bytes()[:3000])]))
    found = only(archive)
    with pytest.raises(WorkbookError) as refused:
        xltool.check(found.read(), name=found.origin.text)
    assert str(refused.value).startswith(f"“压缩包 {archive} 里的 坏.xlsx”不完整或已损坏")
