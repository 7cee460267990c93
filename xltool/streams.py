"""What the program says reaches every console and pipe, whatever characters its encoding lacks.

A console or a pipe of Chinese Windows holds GBK, which has neither ✓ nor 𠮷; others hold cp437 or latin-1. The one
place that sets this for the whole program is :func:`speak_anywhere`.
"""

from __future__ import annotations

import codecs
import sys
from typing import Final

#: Beginning of the name of the error handler by which a stream writes what its encoding lacks.
_HANDLER: Final = "xltool-spoken"
#: Our signs and the nearest that more encodings have, the first that does.
_NEAREST: Final = {"✓": "√", "✗": "×x", "㎡": "²", "…": ".", "—": "-", "‑": "-", "\u00a0": " "}


def speak_anywhere() -> None:
    """Let the standard streams of this process take any text: a sign that one lacks is written another way.

    That is the nearest sign where there is one, else its escape (``\\u364d``); what cannot be read of an answer is
    read as a question mark.
    """
    for stream in (sys.stdout, sys.stderr):
        _reconfigure(stream, _handler(getattr(stream, "encoding", None) or "utf-8"))
    _reconfigure(sys.stdin, "replace")


def _reconfigure(stream: object, errors: str) -> None:
    reconfigure = getattr(stream, "reconfigure", None)  # a program without a console has no streams
    if reconfigure is not None:
        reconfigure(errors=errors)


def speaks_all() -> bool:
    """Whether the standard output takes every character."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return codecs.lookup(encoding).name.startswith("utf")


def _handler(encoding: str) -> str:
    """Name of the error handler of a stream; an error itself may call its encoding "charmap", which says nothing."""

    def written_otherwise(error: UnicodeError) -> tuple[str | bytes, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        lacking = error.object[error.start : error.end]
        return "".join(_sign(sign, encoding) for sign in lacking), error.end

    name = f"{_HANDLER}-{encoding}"
    codecs.register_error(name, written_otherwise)
    return name


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
