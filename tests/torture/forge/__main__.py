"""``python -m tests.torture.forge [--count 200] [--seed 1] [--list]``: exit 1 where a forgery got through."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.torture.forge.campaign import campaign, chosen


def main() -> int:
    """Run the campaign and say what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="say what verify found of each")
    asked = parser.parse_args()
    said: Counter[str] = Counter()
    escaped = []
    with tempfile.TemporaryDirectory() as folder:
        for result in campaign(Path(folder), chosen(asked.count, asked.seed)):
            said[result.said] += 1
            if result.escaped:
                escaped.append(f"{result.name}：{result.escaped}")
            if asked.list or not result.found:
                lines = [line.strip() for line in result.lines if not line.startswith("    有签名")]
                print(
                    f"{result.name}：{'；'.join(lines[:3])}{'　逃过：' + result.escaped if result.escaped else ''}",
                    flush=True,
                )
    print(
        "，".join(f"{state} {count}" for state, count in sorted(said.items())),
        f"，逃过 {len(escaped)}",
        sep="",
    )
    print("\n".join(escaped))
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
