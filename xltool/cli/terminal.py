"""The desk of the command line: how a verb asks and tells there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

import click

#: Where the passphrase of a key may stand instead of being asked for.
PASSPHRASE: Final = "XLTOOL_KEY_PASSPHRASE"


class Terminal:
    """The person at a terminal.

    With ``yes`` they have agreed already, be it by --yes or by asking for what they named; ``quiet`` leaves the output
    to JSON, in which all that would be listed stands.
    """

    def __init__(self, *, yes: bool = False, quiet: bool = False) -> None:
        self._yes = yes
        self._quiet = quiet

    def say(self, text: str, listed: Sequence[str] = (), *, hindered: bool = False) -> None:
        """Lines of the output; what hinders goes where errors go, and all beside JSON."""
        for line in (text, *listed):
            click.echo(line, err=hindered or self._quiet)

    def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str | None:
        """A line of the input; a secret may stand in the environment, and who has agreed already takes what is proposed."""
        if self._yes and default:
            self.say(f"{question}{default}")
            return default
        if about:
            click.echo(about, err=self._quiet)
        if secret and (known := os.environ.get(PASSPHRASE)):
            return known
        answer: str = click.prompt(
            question,
            default=None if secret else default,
            hide_input=secret,
            show_default=bool(default),
            prompt_suffix="",
            err=self._quiet,
        )
        return answer

    def agree(self, question: str, listed: Sequence[str] = ()) -> bool:
        """What is listed is shown first; 否 where nothing is said."""
        for line in () if self._quiet else listed:
            click.echo(line)
        return self._yes or self._agreed(f"{question}（是/否）")

    def _agreed(self, question: str) -> bool:
        answer: str = click.prompt(
            question, default="否", show_default=False, prompt_suffix=" ", err=self._quiet
        )
        return answer.strip().casefold() in ("是", "y", "yes")

    def progress(self, step: str) -> None:
        """A line beside the output."""
        if not self._quiet:
            click.echo(step, err=True)

    def cancelled(self) -> bool:
        """Never: Ctrl-C ends a search."""
        return False

    @property
    def way_out(self) -> str:
        """Ctrl-C, after which what was found is shown."""
        return "（按 Ctrl+C 停止）"
