"""What the desk answers: data, in which a text may hold signs that no page can show."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import JSONResponse


class DataAnswer(JSONResponse):
    """Data as JSON. Half a sign becomes a question mark: a name from an old archive, which is no UTF-8, brings such halves along."""

    def render(self, content: Any) -> bytes:
        """The bytes of the answer."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")
