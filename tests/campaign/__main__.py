"""The command line of the campaign; ends with 1 where the program is at fault."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.campaign.whole import campaign


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate a county, run it in every way, say what is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    return campaign(options.folder, options.count, options.seed, lambda line: print(line, flush=True))


if __name__ == "__main__":
    sys.exit(main())
