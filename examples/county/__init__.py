"""A county bureau's inbox of any size, with the truth about it: ``python -m examples.county 目录 --count 300 --seed 1``.

Units file in three forms, as files, in archives, mails and mailboxes; some nothing, some twice, some what is broken.
"""

from examples.county.making import County, make_county
from examples.county.truth import TrueRow, Truth, read_truth

__all__ = ["County", "TrueRow", "Truth", "make_county", "read_truth"]
