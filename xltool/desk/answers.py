"""What the desk answers: data, in which a text may hold signs that no page can show, and files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.responses import JSONResponse, Response


class DataAnswer(JSONResponse):
    """Data as JSON. Half a sign becomes a question mark: a name from an old archive, which is no UTF-8, brings such halves along."""

    def render(self, content: Any) -> bytes:
        """The bytes of the answer."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def download(data: bytes, name: str) -> Response:
    """A file to be kept, never to be shown."""
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, errors='replace')}"}
    return Response(data, media_type="application/octet-stream", headers=headers)


def made_file(files: Sequence[Path], number: int) -> Response:
    """One of the files that were made, by its number."""
    # a link is none of ours: somebody who may write into a shared folder put it there, and it may lead anywhere
    if number >= len(files) or files[number].is_symlink() or not files[number].is_file():
        return DataAnswer({"error": "这个文件已经不在了。"})
    return download(files[number].read_bytes(), files[number].name)
