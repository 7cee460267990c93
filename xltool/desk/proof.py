"""Two processes of the same user's show each other that they know a secret, which itself never travels.

Whoever listens at the port of a desk that was killed, another user's program say, learns nothing from what it is asked
and cannot answer it. The proof is a keyed hash (HMAC, RFC 2104) of a number used once; the same at
:mod:`xltool.addin.passing`, which loads nothing but this.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from xltool.typed import Final

#: The header in which a request shows that its sender knows the secret, and an answer that it comes from the one meant.
PROOF: Final = "x-xltool-proof"


def asking(secret: str, path: str) -> str:
    """What a request to a path shows; another one every time."""
    once = os.urandom(16).hex()
    return f"{once}.{_keyed(secret, once, path)}"


def is_asking(secret: str, shown: str, path: str) -> bool:
    """Whether what a request to a path shows was made by one who knows the secret."""
    once, _, proof = shown.partition(".")
    return hmac.compare_digest(proof.encode(), _keyed(secret, once, path).encode())


def answering(secret: str, asked: str, body: bytes) -> str:
    """What the answer of this body shows to a request that showed ``asked``."""
    return _keyed(secret, asked, hashlib.sha256(body).hexdigest())


def is_answering(secret: str, asked: str, body: bytes, shown: str) -> bool:
    """Whether an answer comes from one who knows the secret, and to this very request."""
    return hmac.compare_digest(shown.encode(), answering(secret, asked, body).encode())


def _keyed(secret: str, *said: str) -> str:
    return hmac.new(secret.encode(), "\n".join(said).encode(), "sha256").hexdigest()
