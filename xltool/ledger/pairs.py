"""Which 校验单 belongs to which form: by the digest that it holds of the form, or by their names side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final, NamedTuple

from xltool.batch.judgement import FileKind
from xltool.ledger.rows import FileRow
from xltool.sealed.verify import SealState
from xltool.verbs.pair import SEALED_MARK, SLIP_MARK

#: What a form that was paired says of itself.
_PAIRED: Final = FileKind.SEALED


class SlipPair(NamedTuple):
    """A form and its 校验单."""

    form: FileRow
    slip: FileRow


def forms_of_slips(files: Iterable[FileRow]) -> dict[str, FileRow]:
    """By the origin of each 校验单 the form that it belongs to; one without a form is left out."""
    every = list(files)
    forms = [file for file in every if file.judgement.kind is not FileKind.SLIP]
    by_digest = {file.digest: file for file in forms}
    by_origin = {file.origin: file for file in forms}
    found = {}
    for slip in every:
        if slip.judgement.kind is FileKind.SLIP:
            form = by_digest.get(digest_in(slip)) or by_origin.get(form_beside(slip.origin))
            if form is not None:
                found[slip.origin] = form
    return found


def pairs_of(files: Iterable[FileRow]) -> list[SlipPair]:
    """The pairs that have not been judged together, or whose form was judged with a slip that was not its own."""
    every = list(files)
    forms = forms_of_slips(every)
    pairs = (SlipPair(forms[slip.origin], slip) for slip in every if slip.origin in forms)
    return [pair for pair in pairs if _is_due(pair)]


def _is_due(pair: SlipPair) -> bool:
    said = pair.form.judgement
    own = digest_in(pair.slip) == pair.form.digest
    return said.kind is not _PAIRED or (own and said.seal != SealState.INTACT.value)


def digest_in(slip: FileRow) -> str:
    """The digest that a 校验单 holds of its form; empty where it holds none."""
    return str(json.loads(slip.judgement.outcome or "{}").get("form", ""))


def form_beside(origin: str) -> str:
    """Where the form lies that was sealed together with a 校验单, if nobody has renamed either."""
    head, mark, tail = origin.rpartition(SLIP_MARK)
    return f"{head}{SEALED_MARK}{tail}" if mark else ""
