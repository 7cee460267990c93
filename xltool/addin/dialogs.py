"""The one look of every dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import xlwings

TITLE: Final = "绩效自评"


def tell(app: xlwings.App, text: str, warning: bool = False) -> None:
    """Show a text to the person at the screen, who closes it with one button."""
    app.alert(text, TITLE, "ok", "critical" if warning else "info")
