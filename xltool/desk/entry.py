"""Who is let in: keys that open the door once, and the two halves of a pass that a browser shows from then on."""

from __future__ import annotations

import hmac
import secrets
import threading
from typing import Final, NamedTuple

#: Where another process of the same person's knocks; what it asks beyond that lies below.
KNOCK: Final = "/knock"
LINK: Final = f"{KNOCK}/link"
#: Keys that were given out and not used yet: older ones are forgotten.
_WAITING: Final = 20


class Pass(NamedTuple):
    """What a browser that was let in shows: the cookie, and a half that only a page of this very port can know.

    A cookie goes to every port of a computer, so another person's server here may be sent it; what a page has stored
    goes to no other port.
    """

    cookie: str
    half: str


def new_pass() -> Pass:
    """A pass that nobody can guess."""
    return Pass(secrets.token_urlsafe(32), secrets.token_urlsafe(32))


class EntryKeys:
    """Single-use keys. A key that is refused for another reason is not used up: only :meth:`use` spends it."""

    def __init__(self) -> None:
        self._waiting: list[str] = []
        self._lock = threading.Lock()

    def new(self) -> str:
        """A key that opens once."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._waiting = [*self._waiting, key][-_WAITING:]
        return key

    def use(self, key: str) -> bool:
        """Whether the key opens; it does not a second time."""
        with self._lock:
            known = [each for each in self._waiting if same(each, key)]
            self._waiting = [each for each in self._waiting if each not in known]
        return bool(known)


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
