"""A workbook that was judged, seen once more as it was judged: a form of others with the names that its profile gives it."""

from __future__ import annotations

from xltool.batch.judge import is_ours, known_profiles
from xltool.book.file.given import GivenWorkbook
from xltool.book.file.package import open_package
from xltool.model.form import Form
from xltool.verbs.examine import form_of
from xltool.verbs.profiled import annotated_as_known


def as_judged(data: bytes, name: str, profiles: tuple[str, ...]) -> bytes:
    """The bytes of a workbook with names of ours. Raises WorkbookError where it has none and no profile fits."""
    if is_ours(open_package(data, name)):
        return data
    return annotated_as_known(data, name, known_profiles(profiles))[0]


def form_in(data: bytes, name: str, sheet: str, profiles: tuple[str, ...]) -> Form:
    """The form in a workbook; ``sheet`` is the one of several returns. Raises WorkbookError where it cannot be read."""
    return form_of(GivenWorkbook(as_judged(data, name, profiles), name, sheet))
