"""The verbs on the command line, for everyone who works without Excel or with macros blocked.

Each verb stands in a module of its kind and is loaded when it is called: a start of the program stays quick however
many verbs there are.
"""

from __future__ import annotations

import click

from xltool import __version__
from xltool.console import ChineseGroup

#: Where each verb stands, in the order of the help page.
_VERBS = {
    "new": "new_verbs",
    "import": "intake_verbs",
    "repair": "rescue_verbs",
    "recalc": "review_verbs",
    "check": "review_verbs",
    "clear": "review_verbs",
    "restore": "review_verbs",
    "adopt": "review_verbs",
    "explain": "review_verbs",
    "locate": "finding_verbs",
    "coverage": "finding_verbs",
    "seal": "sending_verbs",
    "verify": "sending_verbs",
    "keygen": "sending_verbs",
    "mail": "mail_verbs",
    "rules": "finding_verbs",
    "report": "report_verbs",
    "demo": "new_verbs",
    "install": "setup_verbs",
    "doctor": "setup_verbs",
}


class _Verbs(ChineseGroup):
    """The verbs, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's own signature)
        """The names of all verbs."""
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The verb of this name; None where there is none."""
        if cmd_name not in _VERBS:
            return None
        from importlib import import_module
        from keyword import iskeyword

        module = import_module(f"{__name__}.{_VERBS[cmd_name]}")
        function = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        verb: click.Command = getattr(module, function)
        return verb


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, expose_value=False, help="出错时显示详细的调用过程。")
@click.version_option(__version__, "--version", message="xltool %(version)s", help="显示版本。")
def main() -> None:
    """部门整体支出绩效自评：计算执行率、控制率和得分，标出每一处异常。

    一般用法：先 xltool new -o 自评.xlsx 得到空白模板，填好后运行 xltool recalc 自评.xlsx，
    再打开工作簿，从“审核结果”逐条处理。
    """
