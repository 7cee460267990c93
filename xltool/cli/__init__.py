"""The verbs on the command line, for everyone who works without Excel or with macros blocked.

Each verb stands in a module of its name, which is loaded when it is called, and with it the rooms that it needs: a
start of the program stays quick however many verbs there are. The page that lists them asks the table alone.
"""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword

import click

from xltool import __version__
from xltool.console import ChineseGroup

#: The verbs in the order of the help page, each with the first sentence of its own page.
VERBS = {
    "new": "新建一份空白模板，或按去年的工作簿新建今年的。",
    "import": "导入公开的或上年的自评报告，填成工作簿。",
    "annotate": "标注本单位的表样：按标签认出哪一格是哪一个名称，先列出来看。",
    "forms": "列出认得的表样和各能核对什么；给出一种则列出它的名称和规则。",
    "repair": "修复：把损坏的工作簿里还能读出的，填进一份新模板。",
    "recalc": "计算、审核、标记，写回工作簿。",
    "check": "只审核，不改动工作簿。",
    "clear": "清除标记、核算值和审核结果；人工说明保留。",
    "restore": "恢复被改写的模板公式（不给名称则全部恢复），补回被删除的“在此行上方插入”一行。",
    "adopt": "采用建议得分（先列出，确认后写入；不给则全部采用）。",
    "explain": "给一条审核结果写说明。",
    "locate": "错误定位：按表内、表间关系找出有误的格。",
    "coverage": "可核对性：哪些数字没有、或只有一条关系可以核对，再要哪些数字就能核对。",
    "strip": "去掉标注，还原本单位原来的表：除改过的数以外，与原表一样。",
    "seal": "生成上报件：公式换成数值，清除标记，加封面和内容校验码。",
    "verify": "核对上报件：完好、有改动（列出哪些），还是未封存。",
    "keygen": "生成签名用的一对密钥：名称.私钥.pem（自己保管）和 名称.公钥.pem（交给核对的人）。",
    "mail": "写邮件：先生成上报件，再写成附有上报件的邮件草稿（.eml）。",
    "merge": "合并：主管部门和下属单位的自评表相加成一份，列出每个数由哪些单位的数组成。",
    "consolidate": "汇总收到的自评表：逐份审核，列出谁没有报、哪些数对不上，写成一个汇总工作簿。",
    "feedback": "给各单位写审核意见：每个单位一封邮件草稿，附上带标记的副本；没有报的写催报。",
    "rules": "列出审核规则；给出代码则显示该规则的说明。",
    "report": "生成自评报告（Word），或更新已有报告里的数字。",
    "demo": "用公开的真实案例演示一遍：生成、计算、审核、标记。",
    "install": "为当前用户安装 Excel 加载项和右键菜单（不需要管理员权限）。",
    "desk": "工作台：在浏览器里看表、改数、写说明、生成上报件，不用宏。",
    "doctor": "检查安装：Excel、加载项、宏策略、解释器，并说明怎么修。",
}


class _Verbs(ChineseGroup):
    """The verbs, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's own signature)
        """The names of all verbs."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The verb of this name; None where there is none."""
        if cmd_name not in VERBS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        verb: click.Command = getattr(import_module(f"{__name__}.{name}"), name)
        return verb

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of verbs, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, expose_value=False, help="出错时显示详细的调用过程。")
@click.version_option(__version__, "--version", message="xltool %(version)s", help="显示版本。")
def main() -> None:
    """部门整体支出绩效自评：计算执行率、控制率和得分，标出每一处异常。

    一般用法：先 xltool new -o 自评.xlsx 得到空白模板，填好后运行 xltool recalc 自评.xlsx，
    再打开工作簿，从“审核结果”逐条处理。
    """
