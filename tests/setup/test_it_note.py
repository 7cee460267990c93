"""The IT note says what is true: its table of buttons is the ribbon's, and it names every file that is laid down."""

from __future__ import annotations

from pathlib import Path

from scripts.it_note import NOTE, table, with_table
from tests.setup.profiles import SOURCE, assembled, lay_quickly, linux, windows
from xltool.setup import install as installer
from xltool.setup.excel_policy import _RULES
from xltool.setup.records import read_records


def test_the_table_of_buttons_is_up_to_date() -> None:
    note = NOTE.read_text(encoding="utf-8")
    assert note == with_table(note), "run: python -m scripts.it_note"
    ribbon = (NOTE.parents[1] / "macros" / "customUI14.xml").read_text(encoding="utf-8")
    assert table().count("\n") == 2 + ribbon.count("<button ") and "| 否 |" in table()


def test_every_file_that_is_laid_down_is_named(tmp_path: Path) -> None:
    note = NOTE.read_text(encoding="utf-8")
    for profile in (windows(tmp_path / "w"), linux(tmp_path / "l")):
        list(installer.install(profile, SOURCE, lay_quickly, assembled))
        for name in [*read_records(profile.record).files, str(profile.record), str(profile.environment)]:
            assert Path(name).name in note, name
        for rule in _RULES:
            assert rule in note
