"""What the program says reaches every console and pipe, whatever characters its encoding lacks.

A console or a pipe of Chinese Windows holds GBK, which has neither ✓ nor 𠮷; others hold cp437 or latin-1. The one
place that sets this for the whole program is :func:`speak_anywhere`.
"""

from __future__ import annotations

import codecs
import sys
from typing import Final

#: Name of the error handler by which a stream writes what its encoding lacks.
_HANDLER: Final = "xltool-spoken"
#: Our signs and the nearest that more encodings have, the first that does.
_NEAREST: Final = {"✓": "√", "✗": "×x", "㎡": "²", "…": ".", "—": "-", "‑": "-", "\u00a0": " "}


def speak_anywhere() -> None:
    """Let the standard streams of this process take any text: a sign that one lacks is written another way.

    That is the nearest sign where there is one, else its escape (``\\u364d``); what cannot be read of an answer is
    read as a question mark.
    """
    codecs.register_error(_HANDLER, _written_otherwise)
    for stream, errors in ((sys.stdout, _HANDLER), (sys.stderr, _HANDLER), (sys.stdin, "replace")):
        reconfigure = getattr(stream, "reconfigure", None)  # a program without a console has no streams
        if reconfigure is not None:
            reconfigure(errors=errors)


def speaks_all() -> bool:
    """Whether the standard output takes every character."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return codecs.lookup(encoding).name.startswith("utf")


def _written_otherwise(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_sign(sign, error.encoding) for sign in lacking), error.end


def _sign(sign: str, encoding: str) -> str:
    for near in _NEAREST.get(sign, ""):
        if _has(encoding, near):
            return near
    return sign.encode("ascii", "backslashreplace").decode()


def _has(encoding: str, sign: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
