"""The command line of what is measured over many generated workbooks."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def seeds(
    module: str, description: str, count: int, seed: int, arguments: Sequence[str] | None = None
) -> range:
    """The seeds that a command line asks for with ``--count`` and ``--seed``, else these many from this one on."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description, add_help=False)
    parser.add_argument(
        "--count", type=int, default=count, metavar="份数", help=f"多少份工作簿（默认 {count}）"
    )
    parser.add_argument("--seed", type=int, default=seed, metavar="种子", help=f"第一份的种子（默认 {seed}）")
    parser.add_argument("--help", action="help", help="显示这段说明")
    options = parser.parse_args(arguments)
    return range(options.seed, options.seed + options.count)
