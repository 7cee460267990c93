"""Build the two workbooks of the first real case from their figures: ``python -m examples.first_case``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from templatebuild.build import build

FOLDER = Path(__file__).parent / "first-case"
AS_FILED = FOLDER / "资阳2022-原样.xlsx"
CORRECTED = FOLDER / "资阳2022-改正.xlsx"

#: Instead of a value: the cell holds the template's formula.
_FORMULA = "公式"


def figures(corrected: bool = False) -> dict[str, object]:
    """Name of the contract -> what was filed; a blank is None, names with a formula are left out."""
    filed = tomllib.loads((FOLDER / "as-filed.toml").read_text(encoding="utf-8"))
    if corrected:
        filed |= tomllib.loads((FOLDER / "corrected.toml").read_text(encoding="utf-8"))
    return {name: _blank(value) for name, value in filed.items() if value != _FORMULA}


def reasons() -> dict[str, object]:
    """The reasons beside what has to be explained in the corrected case: key and 说明 by row of 审核结果."""
    written = tomllib.loads((FOLDER / "reasons.toml").read_text(encoding="utf-8"))
    return {"审核结果_键": list(written), "审核结果_说明": list(written.values())}


def _blank(value: object) -> object:
    if isinstance(value, list):
        return [_blank(item) for item in value]
    return value if value != "" else None


def build_first_case(folder: Path = FOLDER) -> tuple[Path, Path]:
    """Write both workbooks into a folder; their paths."""
    paths = folder / AS_FILED.name, folder / CORRECTED.name
    for path, corrected in zip(paths, (False, True), strict=True):
        build(path, values=figures(corrected) | (reasons() if corrected else {}))
    return paths


if __name__ == "__main__":
    for built in build_first_case():
        print(f"已生成 {built}")
