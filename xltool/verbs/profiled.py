"""A bureau's own form that came back without names: annotated in memory as the profile says that fits it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from xltool.annotate.alike.printed import similarity
from xltool.annotate.alike.profile import FormProfile
from xltool.annotate.alike.reading import read_profile
from xltool.book.file.package import open_package
from xltool.errors import WorkbookError
from xltool.verbs.annotated import with_names
from xltool.verbs.profiles import APART, LIKE, as_profiled, opened, same_profile, shipped

#: What a bureau does about a form that no profile fits.
_REMEDY: Final = "请先用 xltool annotate 标注一份空白表，把表样放在收件文件夹的“表样”里"


def annotated_as_known(
    data: bytes, title: str, profiles: Sequence[FormProfile] = (), remedy: str = _REMEDY
) -> tuple[bytes, FormProfile]:
    """The workbook with the names of the profile that fits it, of these or of the program's own; and the profile.

    Raises WorkbookError where none fits, which says which is nearest and the ``remedy``, where several do, and where the
    workbook cannot be read as a form.
    """
    found = opened(data, title)
    texts = found.printed
    known = (*profiles, *_shipped())
    ranked = sorted(
        ((similarity(each.fingerprint, texts), each) for each in known), key=lambda pair: -pair[0]
    )
    score, best = ranked[0]
    if score < LIKE:
        raise WorkbookError(
            f"“{title}”不是绩效自评表，也没有相符的表样（最接近的是“{best.title}”，标签相同 {score:.0%}）："
            f"{remedy}。"
        )
    rivals = [(other, each) for other, each in ranked[1:] if not same_profile(each, best)]
    if rivals and score - rivals[0][0] < APART:
        raise WorkbookError(
            f"“{title}”与表样“{best.title}”（{score:.0%}）和“{rivals[0][1].title}”（{rivals[0][0]:.0%}）都相近，分不清是哪一种："
            f"{remedy if remedy != _REMEDY else '请把其中一个移出“表样”文件夹'}。"
        )
    by = as_profiled(best, found)
    return with_names(open_package(data, title), by.form).data, best


@cache
def _shipped() -> tuple[FormProfile, ...]:
    return tuple(read_profile(path) for path in shipped().values())
