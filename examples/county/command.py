"""The command line of whatever makes a county first."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from examples.county.making import County, make_county


def made_county(module: str, description: str, arguments: Sequence[str] | None = None) -> County:
    """The county that a command line asks for, made in the folder that it names."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description, add_help=False)
    parser.add_argument("folder", type=Path, metavar="目录", help="写到哪个目录")
    parser.add_argument(
        "--count", type=int, default=300, metavar="个数", help="多少个单位报了东西（默认 300）"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="种子", help="相同的种子得到相同的县（默认 1）"
    )
    parser.add_argument("--help", action="help", help="显示这段说明")
    options = parser.parse_args(arguments)
    return make_county(options.folder, options.count, options.seed)
