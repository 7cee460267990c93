"""Texts that the Excel macros say too, made from the same source when the extension is built."""

from __future__ import annotations

import json
from pathlib import Path

_TEXTS: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("texts.json").read_text(encoding="utf-8")
)

#: What each button is called, by its verb.
LABELS = _TEXTS["labels"]
#: Sentences, and the defined names that going from finding to finding needs, as in ``macros/messages.toml``.
MESSAGES = _TEXTS["messages"]
