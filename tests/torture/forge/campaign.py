"""All forgeries of one sealed copy, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.sealed.cases import sealed_data
from tests.torture.forge import faces, packages, parts, placing, sheetwide, spellings, styles
from tests.torture.forge.copied import Copy, Forgery
from tests.torture.forge.witness import Seen, seen
from xltool.errors import WorkbookError
from xltool.sealed.verify import SealState
from xltool.verbs.verify import verify


class Result(NamedTuple):
    """A forgery: what verify said (the state, or the refusal), its lines, and whether it got through seen otherwise."""

    name: str
    said: str
    lines: tuple[str, ...]
    escaped: str = ""

    @property
    def found(self) -> bool:
        """Whether it was called changed, or refused."""
        return self.said != SealState.INTACT


def every() -> list[Forgery]:
    """Every forgery that is known."""
    return [
        f
        for kind in (spellings, styles, placing, parts, faces, sheetwide, packages)
        for f in kind.forgeries()
    ]


def chosen(count: int, seed: int) -> list[Forgery]:
    """As many of them, each at most once, drawn by a seed; all where there are no more."""
    known = every()
    return Random(seed).sample(known, min(count, len(known)))


def campaign(folder: Path, forgeries: Sequence[Forgery]) -> Iterator[Result]:
    """Make and verify each; one that is called intact is shown to the witnesses."""
    data = sealed_data(folder)
    original = unpacked(data)
    honest: list[Seen] = []
    for number, forgery in enumerate(forgeries):
        copy = Copy(original, data)
        forgery.make(copy)
        assert copy.parts != original, forgery.name
        path = packed(copy.parts, folder / f"{number}.xlsx")
        said, lines = verified(path)
        escaped = ""
        if said == SealState.INTACT:
            honest = honest or [seen(packed(original, folder / "封存.xlsx"), folder / "看")]
            escaped = _differs(honest[0], seen(path, folder / "看"))
        yield Result(forgery.name, said, lines, escaped)
        path.unlink()


def verified(path: Path) -> tuple[str, tuple[str, ...]]:
    """What verify says of a file."""
    try:
        found = verify(path)
    except WorkbookError as error:
        return "拒绝", (str(error),)
    return found.state, tuple(found.lines())


def _differs(honest: Seen, forged: Seen) -> str:
    names = ("网页", "打印", "check")
    return "，".join(name for name, a, b in zip(names, honest, forged, strict=True) if a != b)


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], path: Path) -> Path:
    """A package of these parts."""
    import zipfile

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path
