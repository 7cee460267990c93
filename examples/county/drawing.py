"""Returns of one year, drawn for one unit after the other."""

from __future__ import annotations

from itertools import count
from typing import Final, NamedTuple

from examples.county.forms import CountyForm, drawn_return
from examples.returns import Return

#: Seeds that a county and a unit have for themselves.
_A_COUNTY, _A_UNIT = 10_000_000, 100
_PER_RETURN: Final = 1_000_003


class Drawing(NamedTuple):
    """How the returns of a unit are drawn: by the county's seed and the unit's number, of a year."""

    county: int
    unit: int
    year: int

    @property
    def seed(self) -> int:
        """A number of the unit's own."""
        return self.county * _A_COUNTY + self.unit * _A_UNIT

    def clean(self, form: CountyForm = CountyForm.OURS, nth: int = 0) -> Return:
        """One of its returns without a mistake; each ``nth`` is another."""
        return self.of_year(self.year, form, nth)

    def of_year(self, year: int, form: CountyForm = CountyForm.OURS, nth: int = 0) -> Return:
        """The same of another year."""
        seeds = count(self.seed + nth * _PER_RETURN)
        return next(one for seed in seeds if (one := drawn_return(seed, form)).values["年度"] == year)
