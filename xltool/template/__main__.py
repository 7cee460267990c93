"""``python -m xltool.template``: rebuild the committed artefacts."""

from __future__ import annotations

from xltool.template.build import ARTEFACT, build

if __name__ == "__main__":
    ARTEFACT.parent.mkdir(exist_ok=True)
    build(ARTEFACT)
    print(f"已生成 {ARTEFACT}")
