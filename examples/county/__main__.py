"""The command line of the generated county."""

from __future__ import annotations

from collections.abc import Sequence

from examples.county.command import made_county
from examples.county.making import TRUTH


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a county into a folder."""
    county = made_county("examples.county", "生成一个县的收件文件夹、单位名单和真相。", arguments)
    truth = county.truth
    print(
        f"收件 {county.inbox}：{len(truth.rows)} 行；单位名单 {county.units}：{truth.listed} 个单位，"
        f"其中 {len(truth.missing)} 个没有报；真相见 {county.inbox.with_name(TRUTH)}。"
    )


if __name__ == "__main__":
    main()
