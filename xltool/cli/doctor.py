"""``xltool doctor``."""

from __future__ import annotations

import click

from xltool.cli.options import FOUND
from xltool.console import verb
from xltool.setup import doctor as examiner
from xltool.setup import libreoffice
from xltool.setup.check import SetupState
from xltool.setup.profile import this_profile
from xltool.setup.registry import this_registry


@verb()
def doctor() -> int:
    """检查安装：Excel、加载项、宏策略、解释器，并说明怎么修。"""
    profile = this_profile()
    checks = [*examiner.examine(profile, this_registry()), libreoffice.check(profile)]
    for line in examiner.report(checks):
        click.echo(line)
    return FOUND if any(check.state is SetupState.BAD for check in checks) else 0
