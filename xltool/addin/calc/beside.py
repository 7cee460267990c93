"""The button 工作台 in LibreOffice: the line to the desk is laid, or, where it lies already, the page is opened once more."""

from __future__ import annotations

import json

from xltool.addin.beside.bridge import bridge, is_known, show, streams
from xltool.errors import XltoolError


def main(document: str, link: str = "") -> None:
    """Be that line for a document; with ``link``, which lies already, open the page alone. What goes wrong is said in LibreOffice."""
    requests, answers = streams()
    try:
        if link and is_known(link):
            show(link, document)
        else:
            bridge(document, requests, answers)
    except XltoolError as error:
        requests.write(json.dumps({"id": 0, "do": "tell", "text": str(error)}).encode("ascii") + b"\n")
        requests.flush()
