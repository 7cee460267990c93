"""An outcome on the screen, the heads of its findings in colour."""

from __future__ import annotations

import click

from xltool.verbs.outcome import Outcome
from xltool.verbs.outcome_lines import outcome_lines

_COLOURS = {"▲": "red", "◆": "blue"}


def print_outcome(outcome: Outcome) -> None:
    """The whole outcome, the heads of its findings in colour."""
    for line in outcome_lines(outcome):
        click.echo(_coloured(line))


def _coloured(line: str) -> str:
    """The head of a finding in its colour; the sign in it says the same without colour."""
    sign = line.partition(" ")[2][:1]
    return click.style(line, fg=_COLOURS[sign], bold=sign == "▲") if sign in _COLOURS else line
