"""The dialogs: one look, Chinese buttons whatever language LibreOffice itself speaks."""

from __future__ import annotations

import unicodedata
from typing import Any

import unohelper
from com.sun.star.awt import XActionListener

TITLE = "绩效自评"
#: Sizes in dialog units: a Latin letter is about four wide, a line nine high.
_WIDTH, _EDGE, _LINE, _BUTTON_WIDTH, _BUTTON_HEIGHT = 280, 8, 9, 48, 16
_COLUMNS = 64
#: Lines that a dialog shows at once; a longer text scrolls.
_TALLEST = 22
_OK, _CANCEL = 1, 2  # com.sun.star.awt.PushButtonType


class Dialogs:
    """Shows dialogs in front of one window of LibreOffice's."""

    def __init__(self, context: Any, window: Any) -> None:
        self._context = context
        self.window = window

    def tell(self, text: str) -> None:
        """Show a text until it is closed."""
        self._box(text, [("确定", _OK)]).run()

    def agrees(self, question: str) -> bool:
        """Ask; True for 是."""
        return self._box(question, [("是", _OK), ("否", _CANCEL)]).run()

    def ask(self, question: str, default: str, about: str) -> str | None:
        """A text from the person; None where they would rather not."""
        box = self._box(
            f"{about}\n\n{question}" if about else question, [("确定", _OK), ("取消", _CANCEL)], default
        )
        return box.text if box.run() else None

    def working(self, text: str) -> Working:
        """A small window that stays while work goes on."""
        return Working(self._context, self.window, text)

    def _box(self, text: str, buttons: list[tuple[str, int]], default: str | None = None) -> _Box:
        return _Box(self._context, self.window, text, buttons, default)


class _Box:
    """A dialog as it is laid out: a text, perhaps a field below it, and a row of buttons."""

    def __init__(
        self, context: Any, window: Any, text: str, buttons: list[tuple[str, int]], default: str | None
    ) -> None:
        make = context.ServiceManager.createInstanceWithContext
        self._model = make("com.sun.star.awt.UnoControlDialogModel", context)
        self._model.Title, self._model.Width = TITLE, _WIDTH
        height = self._text(text)
        if default is not None:
            field = {"Text": default, "MultiLine": True, "VScroll": True, "TabIndex": 0}
            height = self._add("Edit", "field", height + 4, 4 * _LINE + 4, **field)
        self._buttons(buttons, height + 8)
        self._model.Height = height + 8 + _BUTTON_HEIGHT + _EDGE
        self.dialog = make("com.sun.star.awt.UnoControlDialog", context)
        self.dialog.setModel(self._model)
        self.dialog.createPeer(make("com.sun.star.awt.Toolkit", context), window)
        self._in_the_middle(window)

    def run(self) -> bool:
        """Show it until it is closed; True for the first button."""
        try:
            if self._model.hasByName("field"):
                self.dialog.getControl("field").setFocus()
            done = bool(self.dialog.execute() == 1)
            if done and self._model.hasByName("field"):
                self.text = self.dialog.getControl("field").getText()
            return done
        finally:
            self.dialog.dispose()

    def _text(self, text: str) -> int:
        """The text, and the height at which it ends."""
        lines = _lines(text)
        height = min(lines, _TALLEST) * _LINE + 2
        if lines <= _TALLEST:
            return self._add("FixedText", "text", _EDGE, height, Label=text, MultiLine=True, NoLabel=True)
        scrolled = {"Text": text, "MultiLine": True, "ReadOnly": True, "VScroll": True}
        return self._add("Edit", "text", _EDGE, height, **scrolled)

    def _buttons(self, buttons: list[tuple[str, int]], top: int) -> None:
        left = _WIDTH - _EDGE - len(buttons) * (_BUTTON_WIDTH + 4) + 4
        for number, (label, kind) in enumerate(buttons):
            place = {"PositionX": left + number * (_BUTTON_WIDTH + 4), "Width": _BUTTON_WIDTH}
            more = {
                "Label": label,
                "PushButtonType": kind,
                "DefaultButton": not number,
                "TabIndex": 1 + number,
            }
            self._add("Button", label, top, _BUTTON_HEIGHT, **place, **more)

    def _add(self, kind: str, name: str, top: int, height: int, **more: Any) -> int:
        made = self._model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
        place = {"PositionX": _EDGE, "PositionY": top, "Width": _WIDTH - 2 * _EDGE, "Height": height}
        for key, value in {**place, **more}.items():
            setattr(made, key, value)
        self._model.insertByName(name, made)
        return top + height

    def _in_the_middle(self, window: Any) -> None:
        if window is None:
            return
        around, own = window.getPosSize(), self.dialog.getPosSize()
        left, top = (around.Width - own.Width) // 2, (around.Height - own.Height) // 3
        self.dialog.setPosSize(max(left, 0), max(top, 0), 0, 0, 3)  # com.sun.star.awt.PosSize.POS


class Working(_Box):
    """What goes on, in a window that does not hold LibreOffice up, with a button to stop it."""

    def __init__(self, context: Any, window: Any, text: str) -> None:
        super().__init__(context, window, f"{text}\n", [("停止(~S)", 0)], None)
        self.pressed = 0
        self.dialog.getControl("停止(~S)").addActionListener(_OnClick(self._stop))
        self.dialog.setVisible(True)

    def say(self, text: str) -> None:
        """What goes on by now."""
        self.dialog.getControl("text").setText(text)

    def close(self) -> None:
        """Take it away."""
        self.dialog.dispose()

    def _stop(self) -> None:
        self.pressed += 1
        self.say("正在停止…")


class _OnClick(unohelper.Base, XActionListener):  # type: ignore[misc]
    def __init__(self, call: Any) -> None:
        self._call = call

    def actionPerformed(self, _event: Any) -> None:  # noqa: N802 (the listener's own name)
        self._call()

    def disposing(self, _event: Any) -> None:
        """Nothing is kept."""


def _lines(text: str) -> int:
    """The lines that a text takes, an ideograph as wide as two letters."""
    return sum(max(1, -(-_columns(line) // _COLUMNS)) for line in text.split("\n"))


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)
