"""The outcomes of several returns in one workbook on the screen, each under the title of its sheet."""

from __future__ import annotations

import click

from xltool.cli.colours import print_outcome
from xltool.verbs.returns import SeveralOutcomes


def print_outcomes(done: SeveralOutcomes) -> None:
    """Every outcome, and last what the projects come to."""
    for each in done.returns:
        click.echo(f"【{each.sheet}】")
        print_outcome(each.outcome)
    if done.line:
        click.echo(done.line)
