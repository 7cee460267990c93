"""The button 工作台 in LibreOffice: the line to the desk is laid, or, where it lies already, the page is opened once more."""

from __future__ import annotations

import json

from xltool.addin.beside.bridge import bridge, is_known, show, streams
from xltool.errors import XltoolError


def main(document: str, link: str, verb: str) -> None:
    """Be that line, unless ``link`` lies already, and open the page on a document unless the line alone was asked for.

    What goes wrong is said in LibreOffice.
    """
    requests, answers = streams()
    try:
        shown = document if verb == "desk" else ""
        if not link or not is_known(link):
            bridge(shown, requests, answers)
        elif shown:
            show(link, shown)
    except XltoolError as error:
        requests.write(json.dumps({"id": 0, "do": "tell", "text": str(error)}).encode("ascii") + b"\n")
        requests.flush()
