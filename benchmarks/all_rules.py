"""All rules together, causes included, without 错误定位: CPU seconds for each of many generated workbooks, one a line."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from examples.generator import PlainWorkbook, clean_return, inject
from xltool.checks.case import build_case
from xltool.checks.settings import NONE
from xltool.indicators import scheme
from xltool.indicators.compute import compute
from xltool.model.gates import check_gates
from xltool.model.read import read

#: Workbooks before the first that counts: they load the rules and fill what all workbooks share.
_WARMING = 10


def seconds(count: int) -> Iterator[float]:
    """What the rules take on each of as many returns with 0 to 3 mistakes, each seen for the first time."""
    for seed in range(1, _WARMING + count + 1):
        filed = clean_return(seed)
        for number in range(seed % 4):
            filed, _ = inject(filed, 100 * seed + number)
        report = read(check_gates(PlainWorkbook(filed).snapshot()))
        chosen = scheme.find("")
        computed = compute(report, chosen)
        start = time.process_time()
        NONE.findings(build_case(report, computed, chosen))
        taken = time.process_time() - start
        if seed > _WARMING:
            yield taken


if __name__ == "__main__":
    for each in seconds(int(sys.argv[1])):
        print(each)
