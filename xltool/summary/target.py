"""The file that the summary is written to: after the disk has refused once, nothing is tried any more."""

from __future__ import annotations

import io
from typing import Any


class SummaryFile(io.FileIO):
    """A file for a ZipFile, which tries to end the archive when it is thrown away and would complain to the terminal."""

    _refused = False

    def write(self, data: Any) -> int:
        """All of the data, also where the system takes it in pieces. Raises OSError, once."""
        left = memoryview(data).cast("B")
        try:
            while left and not self._over:
                left = left[super().write(left) :]
        except OSError:
            self._refused = True
            raise
        return len(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place; nowhere where the file is given up."""
        return 0 if self._over else super().seek(offset, whence)

    def tell(self) -> int:
        """The place in the file; 0 where it is given up."""
        return 0 if self._over else super().tell()

    def flush(self) -> None:
        """Nothing is kept back."""
        if not self._over:
            super().flush()

    @property
    def _over(self) -> bool:
        return self._refused or self.closed
