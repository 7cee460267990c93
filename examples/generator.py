"""Synthetic returns with known errors: ``python -m examples.generator OUT_DIR --count 50 --seed 1``.

``clean_return`` draws a unit without a mistake, ``inject`` makes one mistake in it, ``write_return`` and
``write_quickly`` make the workbook. The same seed gives the same return on every machine and at every time.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from examples.clean import clean_return
from examples.mistakes import MISTAKES, apply
from examples.returns import Content, Return, Spot
from examples.shown import shown_value
from examples.writing import PlainWorkbook, write_quickly, write_return
from xltool.contract.names import Kind

__all__ = [
    "Injection",
    "PlainWorkbook",
    "Return",
    "clean_return",
    "inject",
    "write_quickly",
    "write_return",
]


@dataclass(frozen=True, slots=True)
class Injection:
    """One mistake that was made: its kind, the cell (``row`` is 0 outside a table), what it held before and after."""

    kind: str
    label: str
    name: str
    row: int
    before: Content
    after: Content


def inject(clean: Return, seed: int, kind: str | None = None) -> tuple[Return, Injection]:
    """The return with one mistake of this kind (or any) made in a cell that the seed chooses.

    Raises ValueError where there is no such kind, or where this return offers no cell for it.
    """
    if kind is not None and kind not in MISTAKES:
        raise ValueError(f"no kind {kind!r}; there are {', '.join(MISTAKES)}")
    rng = Random(f"inject {kind} {seed}")
    kinds = [kind] if kind else rng.sample(sorted(MISTAKES), len(MISTAKES))
    # a scheme that is none stops the program, which is no finding
    spots = [spot for spot in clean.spots() if spot.kind is not Kind.CHOICE]
    for chosen in kinds:
        for spot in rng.sample(spots, len(spots)):
            broken = apply(clean, chosen, spot, rng)
            if broken is not None:
                return broken, _injection(clean, broken, chosen, spot)
    raise ValueError(f"no cell of this return can have the mistake {kind}")


def _injection(clean: Return, broken: Return, kind: str, spot: Spot) -> Injection:
    before, after = (
        shown_value(r, spot) if r.content(spot) is None else r.content(spot) for r in (clean, broken)
    )
    return Injection(kind, MISTAKES[kind].label, spot.name, spot.row, before, after)


def generate(folder: Path, count: int, seed: int, errors: int) -> Iterable[tuple[Path, list[Injection]]]:
    """Write ``count`` workbooks into a folder, each with that many mistakes; yields them with their mistakes."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(seed, seed + count):
        filed, injections = clean_return(number), []
        for nth in range(errors):
            filed, injection = inject(filed, number * 1000 + nth)
            injections.append(injection)
        path = folder / f"合成-{number:05d}.xlsx"
        write_quickly(path, filed)
        yield path, injections


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line: workbooks and a manifest of their mistakes."""
    parser = argparse.ArgumentParser(
        prog="python -m examples.generator", description="生成合成的自评工作簿及其差错清单。", add_help=False
    )
    parser.add_argument("folder", type=Path, metavar="目录", help="写到哪个目录")
    parser.add_argument("--count", type=int, default=50, metavar="份数", help="生成多少份（默认 50）")
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="种子",
        help="第一份的种子；相同的种子得到相同的工作簿（默认 1）",
    )
    parser.add_argument(
        "--errors", type=int, default=0, metavar="个数", help="每份埋入几处差错（默认 0，即没有差错）"
    )
    parser.add_argument("--help", action="help", help="显示这段说明")
    options = parser.parse_args(arguments)
    made = generate(options.folder, options.count, options.seed, options.errors)
    manifest = {path.name: [asdict(injection) for injection in injections] for path, injections in made}
    target = options.folder / "清单.json"
    target.write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1, default=_plain) + "\n", encoding="utf-8"
    )
    print(f"已在 {options.folder} 生成 {len(manifest)} 份工作簿，埋入的差错见 {target.name}。")


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)


if __name__ == "__main__":
    main()
