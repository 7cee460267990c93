"""Work that was not saved and whose file is not there any more: it can be opened as a copy, or thrown away."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final, NamedTuple

from xltool.book.file.saving import read_file
from xltool.desk.workcopy import Draft, draft_in
from xltool.errors import WorkbookError

#: What the folder of a draft is called that is one; others were put aside since they could not be read.
_FOLDER: Final = re.compile(r"[0-9a-f]{16}")


class LostDraft(NamedTuple):
    """A draft without its file: what the file was called, and when something was changed last (seconds since 1970)."""

    id: str
    name: str
    when: float


def lost_drafts(drafts: Path, taken: frozenset[str]) -> list[LostDraft]:
    """The drafts whose files were deleted or moved, the newest first; without those that are open (``taken``)."""
    found = [
        LostDraft(folder.name, draft.work.name, draft.work.stat().st_mtime)
        for folder, draft in _drafts(drafts)
        if folder.name not in taken and draft.changed and not (draft.origin and draft.origin.exists())
    ]
    return sorted(found, key=lambda each: -each.when)


def lost_data(drafts: Path, taken: frozenset[str], id: str) -> tuple[str, bytes]:
    """What such a file was called, and the draft of it. Raises WorkbookError where there is none of this id."""
    found = _of(drafts, taken, id)
    draft = draft_in(drafts / found.id)
    assert draft is not None
    return found.name, read_file(draft.work)


def throw_away(drafts: Path, taken: frozenset[str], id: str) -> None:
    """Take such a draft away for good. Raises WorkbookError where there is none of this id."""
    shutil.rmtree(drafts / _of(drafts, taken, id).id, ignore_errors=True)


def _of(drafts: Path, taken: frozenset[str], id: str) -> LostDraft:
    found = next((each for each in lost_drafts(drafts, taken) if each.id == id), None)
    if found is None:
        raise WorkbookError("没有这一份没保存的改动，或者它的文件又在了：请刷新页面再看。")
    return found


def _drafts(drafts: Path) -> list[tuple[Path, Draft]]:
    try:
        folders = [
            each for each in drafts.iterdir() if _FOLDER.fullmatch(each.name) and not each.is_symlink()
        ]
    except OSError:  # nothing was left yet
        return []
    return [(folder, draft) for folder in folders if (draft := draft_in(folder))]
