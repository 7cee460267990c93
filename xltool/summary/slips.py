"""The 校验单 of a run whose form did not come."""

from __future__ import annotations

from xltool.ledger.pairs import slip_pairs
from xltool.summary.gathered import Gathered


def slips_alone(found: Gathered) -> frozenset[int]:
    """The numbers of the files that are a 校验单 without a form."""
    return frozenset(pair.slip for pair in slip_pairs(found.data, found.run) if pair.form is None)
