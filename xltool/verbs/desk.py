"""How a verb asks and tells: the person at a terminal, in Excel, or wherever the next surface sits them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol


class Desk(Protocol):
    """The person for whom a verb works.

    A verb says whole Chinese sentences; how they are shown is the surface's own. Of a list a surface shows as much as
    it has room for, and of each item at least the first line.
    """

    def say(self, text: str, listed: Sequence[str] = (), *, hindered: bool = False) -> None:
        """Tell what was done; with ``hindered``, what stands in the way of doing it."""

    def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str | None:
        """A line of text from the person, ``about`` says of what; None where they would rather not.

        A ``secret`` is not shown while it is typed. Raises WorkbookError where the default has no room.
        """

    def agree(self, question: str, listed: Sequence[str] = ()) -> bool:
        """Whether the person agrees to what is listed."""

    def progress(self, step: str) -> None:
        """Say what is going on, while it goes on."""

    def cancelled(self) -> bool:
        """Whether the person wants a long search to end with what it has; asked again and again."""

    @property
    def way_out(self) -> str:
        """How the person says so, in brackets; empty where they cannot."""


class Unattended:
    """Nobody sits there, as behind the public API: what is proposed is agreed to, and nothing is shown."""

    def say(self, text: str, listed: Sequence[str] = (), *, hindered: bool = False) -> None:
        """Nothing."""

    def ask(
        self,
        question: str,  # noqa: ARG002 (the protocol's own)
        default: str = "",
        *,
        about: str = "",  # noqa: ARG002
        secret: bool = False,  # noqa: ARG002
    ) -> str | None:
        """The default."""
        return default

    def agree(self, question: str, listed: Sequence[str] = ()) -> bool:  # noqa: ARG002
        """Yes."""
        return True

    def progress(self, step: str) -> None:
        """Nothing."""

    def cancelled(self) -> bool:
        """No."""
        return False

    @property
    def way_out(self) -> str:
        """None."""
        return ""


UNATTENDED: Final[Desk] = Unattended()
