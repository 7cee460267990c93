"""Is a sealed copy what it was when it was sealed? The sheets against the hidden list, the list against the code."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from xltool.book.looks.book import Looks
from xltool.book.port import Snapshot
from xltool.book.sealed import CHECK_SHEET, CODE, PUBLIC_KEY, SIGNATURE, is_sealed
from xltool.errors import UnreadableContentError, WorkbookError
from xltool.sealed import signing
from xltool.sealed.content import FORMATS, LOOKS, OTHER_TEXTS, SealedContent, looked, sealed_content
from xltool.sealed.differences import Difference, differences
from xltool.sealed.lastdigit import settled
from xltool.sealed.sealedrows import code_of, content_of, sealed_rows
from xltool.sealed.visible import oddities


class SealState(StrEnum):
    """What became of a sealed copy; the value is what a user reads."""

    INTACT = "完好"
    CHANGED = "有改动"
    NOT_SEALED = "未封存"


class Signature(StrEnum):
    """What is known of a signature; the value is what a user reads."""

    NONE = "没有签名"
    UNCHECKED = "有签名，未核对（请用 --public-key 给出对方的公钥）"
    VALID = "签名有效"
    INVALID = "签名无效"
    OTHER = "由别的密钥签名"
    MISSING = "没有签名，无从用公钥核对"
    UNREADABLE = "内容读不了，没有核对签名"


#: What an intact copy proves, and what it does not.
LIMITS: Final = "内容校验码不用密钥，只能发现误改，不能防止有意伪造。"


#: Changes that are listed for a reader; the others are counted.
_LISTED: Final = 50
_UNPROVEN: Final = (Signature.INVALID, Signature.OTHER, Signature.MISSING)


class Verdict(NamedTuple):
    """One file: its state, what changed, what is wrong with the list or the code, and its signature.

    ``notes`` are the comments (address, text), which change nothing of what was sealed. ``fingerprint`` is that of the key by which the file says that it was signed, empty where it was not.
    """

    title: str
    state: SealState
    differences: tuple[Difference, ...] = ()
    problems: tuple[str, ...] = ()
    code: str = ""
    signature: Signature = Signature.NONE
    fingerprint: str = ""
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def good(self) -> bool:
        """Intact, and not signed by somebody else or wrongly."""
        return self.state is SealState.INTACT and self.signature not in _UNPROVEN

    def record(self) -> dict[str, object]:
        """The verdict as plain data."""
        return {
            "workbook": self.title,
            "state": self.state.value,
            "code": self.code or None,
            "changes": [
                {
                    "name": d.name,
                    "cell": d.cell or None,
                    "where": d.where.strip() or None,
                    "before": d.before or None,
                    "now": d.now,
                }
                for d in self.differences
            ],
            "comments": [{"cell": cell, "text": text} for cell, text in self.notes],
            "problems": list(self.problems),
            "signature": self.signature.value,
            "key": self.fingerprint or None,
        }

    def short(self) -> str:
        """The verdict in one line: the first change, how many there are, and a signature."""
        first, *_ = [line.strip() for line in self.lines()]
        found = [*self.problems, *(difference.sentence for difference in self.differences)]
        more = f"：{found[0]}{' 等' if len(found) > 1 else ''}" if found else ""
        signed = f"　{self.signature.value}" if self.signature is not Signature.NONE else ""
        notes = f"　批注 {len(self.notes)} 条" if self.notes else ""
        return f"{first}{more}{signed}{notes}"

    def lines(self) -> Iterator[str]:
        """The verdict as a reader sees it."""
        if self.state is SealState.NOT_SEALED:
            yield f"{self.title}：未封存（不是 xltool seal 生成的上报件，没有内容校验码）"
            return
        count = len(self.differences) + len(self.problems)
        yield f"{self.title}：{self.state}" + (f"，{count} 处" if count else f"（校验码 {self.code[:16]}…）")
        yield from (f"    {problem}" for problem in self.problems)
        yield from (f"    {difference.sentence}" for difference in self.differences[:_LISTED])
        if len(self.differences) > _LISTED:
            yield f"    ……另有 {len(self.differences) - _LISTED} 处，加 --json 可全部列出"
        yield from (f"    批注（不在封存内容之内）{cell}：{text}" for cell, text in self.notes)
        if self.signature is not Signature.NONE:
            mark = f"，密钥指纹 {self.fingerprint}" if self.fingerprint else ""
            yield f"    {self.signature.value}{mark}"


def verify(snapshot: Snapshot, looks: Looks, key: bytes | None = None) -> Verdict:
    """The verdict over a workbook with all its sheets (see :mod:`xltool.book.file.whole`) and how they are seen.

    ``key`` is a public key.
    """
    rows = _rows(snapshot)
    if not is_sealed(snapshot) and (not rows or rows[0] not in FORMATS):
        return Verdict(snapshot.title, SealState.NOT_SEALED)
    sealed = content_of(rows)
    code = "".join(_text(snapshot, CODE).split()).lower()
    problems = []
    if sealed is None:
        problems.append(
            "隐藏的工作表“校验”缺失、残缺，或由更新的程序生成：无法逐项核对，请向填报单位重新要一份。"
        )
    elif code_of(rows) != code:
        problems.append("封面上的内容校验码与隐藏的工作表“校验”不符：两者之一被改过。")
    now = None if sealed is None else settled(sealed_content(snapshot, looks, sealed), sealed)
    found = (
        () if sealed is None or now is None else (*differences(sealed, now), *_odd(snapshot, looks, sealed))
    )
    actual = "" if now is None else code_of(sealed_rows(now))
    state = SealState.CHANGED if problems or found or actual != code else SealState.INTACT
    if state is SealState.CHANGED and not problems and not found:
        problems.append("内容与校验码不符：工作表“校验”的行被改动过顺序。")
    signature, mark = _signature(snapshot, actual, key)
    return Verdict(snapshot.title, state, found, tuple(problems), code, signature, mark, _notes(looks))


def unreadable(title: str, error: WorkbookError) -> Verdict:
    """The verdict over a sealed copy of which a part cannot be read, or is read differently by different programs."""
    if not isinstance(error, UnreadableContentError) or not error.sheet:
        return Verdict(title, SealState.CHANGED, problems=(str(error),), signature=Signature.UNREADABLE)
    cell = f"{error.sheet}!{error.cell}" if error.cell else error.sheet
    said = f"此处{error.problem.removeprefix('里')}" if error.problem[:1] in "的里之" else error.problem
    found = Difference(f"{OTHER_TEXTS}{error.sheet}", "", "", said, cell)
    return Verdict(title, SealState.CHANGED, (found,), signature=Signature.UNREADABLE)


def _odd(snapshot: Snapshot, looks: Looks, sealed: SealedContent) -> Iterator[Difference]:
    """What is not seen as it counts any more, which is the same as having changed it."""
    known = looked(sealed)
    for odd in oddities(snapshot, looks):
        before = known.get(f"{LOOKS}{odd.place}", "")
        if odd.why in before.removeprefix("t:").split("；"):
            continue
        name = odd.name.name if odd.name else f"{OTHER_TEXTS}{odd.sheet}" if odd.cell else ""
        where = f" 第 {odd.row} 行" if odd.row else ""
        yield Difference(name, where, "", odd.why, odd.place)


def _notes(looks: Looks) -> tuple[tuple[str, str], ...]:
    """The comments that somebody wrote into the copy, by address."""
    return tuple(
        (f"{sheet}!{note.address}", note.text)
        for sheet, look in looks.sheets.items()
        for note in look.overlays.notes
    )


def _rows(snapshot: Snapshot) -> list[tuple[str, str]]:
    """The rows of the hidden sheet below its head."""
    grid = snapshot.grids.get(CHECK_SHEET, [])
    padded = ([*row[:2], "", ""][:2] for row in grid[1:])
    return [(str(key or ""), str(value or "")) for key, value in padded]


def _text(snapshot: Snapshot, name: str) -> str:
    area = snapshot.names.get(name)
    return str(snapshot.raw(area.first) or "") if area else ""


def _signature(snapshot: Snapshot, code: str, key: bytes | None) -> tuple[Signature, str]:
    """What the signature is worth for the content as it is now, and the fingerprint of the key that it names."""
    signature = "".join(_text(snapshot, SIGNATURE).split())
    own = signing.decoded_key(_text(snapshot, PUBLIC_KEY))
    if not signature and not own:
        return (Signature.NONE if key is None else Signature.MISSING), ""
    mark = signing.key_fingerprint(own)
    if key is None:
        return Signature.UNCHECKED, mark
    if signing.holds(signature, code, key):
        return Signature.VALID, signing.key_fingerprint(key)
    return (Signature.OTHER if signing.holds(signature, code, own) else Signature.INVALID), mark
