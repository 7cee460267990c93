"""说明: the reasons that people write beside findings, kept by the finding's key across every run."""

import zlib

from xltool.book.port import exact
from xltool.checks.empty_words import own_words
from xltool.checks.finding import Finding, Severity
from xltool.contract.names import RESULTS
from xltool.model.form import Form
from xltool.model.number import text_of
from xltool.typed import NamedTuple


class Reason(NamedTuple):
    """A reason as it stands in the sheet 审核结果: its text, and the seal that was written beside it."""

    text: str
    seal: str = ""


class Explanation(NamedTuple):
    """A reason that counts: the name of the cell it is about, what was found there, and the words."""

    name: str
    title: str
    words: str


#: States of a finding, as a user reads them.
OPEN = {Severity.MUST: "待改", Severity.EXPLAIN: "待说明", Severity.HINT: "请核对"}
EXPLAINED = "已说明"
STALE = "说明失效"
USELESS = "说明无效"
#: What to do about a reason that does not count.
MORE = {
    STALE: "（说明写后数字变了：请改写“说明”栏，再审核一次。）",
    USELESS: "（说明没有写明原因：请至少写 8 个字，写出是什么事、为什么；“属实”“见附件”“按规定办理”这类话不算。）",
}
GONE = "多余的说明"
#: State, and beginning of the key, of what a person wrote beside no finding.
NOTE = "另记"


#: The columns in which reasons are kept: which finding, what was written, and for which figures.
KEPT_IN = tuple(f"{RESULTS}_{column}" for column in ("键", "说明", "指纹"))


def read_reasons(form: Form) -> dict[str, Reason]:
    """Every reason in the workbook by the key of its finding; one beside no finding gets a key of its own.

    None on a form that has no place for them.
    """
    if not form.carries(*KEPT_IN):
        return {}
    keys, texts, seals = (form.snapshot.column(form.area(column)) for column in KEPT_IN)
    written = (
        (key, text_of(exact(raw)), sealed)
        for key, raw, sealed in zip(keys, texts, seals, strict=True)
        if raw is not None
    )
    return {
        key if isinstance(key, str) else f"{NOTE}|{_digest(text)}": Reason(
            text, sealed if isinstance(sealed, str) else ""
        )
        for key, text, sealed in written
        if text.strip()
    }


def seal(finding: Finding, reason: Reason | None) -> str:
    """What ties a reason to the figures it was written for: the fingerprint, and a digest of the text.

    A text that has changed since the last run was written for the figures as they are; one that has not holds
    only as long as the fingerprint does.
    """
    if reason is None:
        return f"{finding.fingerprint}:"
    digest = _digest(reason.text)
    if reason.seal.endswith(f":{digest}"):
        return reason.seal
    return f"{finding.fingerprint}:{digest}"


def state(finding: Finding, reason: Reason | None) -> str:
    """The state of a finding; 必改 cannot be explained away, and a reason has to say something."""
    if reason is None or finding.severity is Severity.MUST:
        return OPEN[finding.severity]
    if says_nothing(reason.text):
        return USELESS
    valid = seal(finding, reason).startswith(f"{finding.fingerprint}:")
    return EXPLAINED if valid else STALE


#: Fewest letters, characters and digits of a reason, and fewest different ones of its own.
LEAST = 8
_LEAST_OWN = 3


def says_nothing(text: str) -> bool:
    """A reason that gives none: too short, digits alone, or made up of words that fit every finding, as 见文件 and 属实."""
    letters = sum(character.isalnum() for character in text)
    return letters < LEAST or len(set(own_words(text))) < _LEAST_OWN


def _digest(text: str) -> str:
    return f"{zlib.crc32(''.join(text.split()).encode()):08x}"
