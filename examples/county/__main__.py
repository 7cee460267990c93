"""The command line of the generated county."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from examples.county.making import TRUTH, make_county


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a county into a folder."""
    parser = argparse.ArgumentParser(
        prog="python -m examples.county",
        description="生成一个县的收件文件夹、单位名单和真相。",
        add_help=False,
    )
    parser.add_argument("folder", type=Path, metavar="目录", help="写到哪个目录")
    parser.add_argument(
        "--count", type=int, default=300, metavar="个数", help="多少个单位报了东西（默认 300）"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="种子", help="相同的种子得到相同的文件（默认 1）"
    )
    parser.add_argument("--help", action="help", help="显示这段说明")
    options = parser.parse_args(arguments)
    county = make_county(options.folder, options.count, options.seed)
    truth = county.truth
    print(
        f"收件 {county.inbox}：{len(truth.rows)} 行；单位名单 {county.units}：{truth.listed} 个单位，"
        f"其中 {len(truth.missing)} 个没有报；真相见 {county.inbox.with_name(TRUTH)}。"
    )


if __name__ == "__main__":
    main()
