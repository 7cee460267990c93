"""The page of the worksheet functions for the manual, written out from their own descriptions."""

from __future__ import annotations

from xltool.addin import functions
from xltool.addin.functions.wizard import FUNCTIONS, Described

_HEAD = """\
# 工作表函数

本页由各函数自己的说明生成（`python -m xltool.addin.functions.manual`），请勿手工修改。

安装 xltool 后，在 Excel（Windows）任何工作簿的单元格里都可以使用下列函数；在“插入函数”对话框的“绩效自评”类别里可以看到同样的说明。
模板里的公式不依赖这些函数：没有安装 xltool 的电脑、WPS 和手机照样能算。"""

_RULES = """\
## 通用规则

- 给一片区域就得到同样大小的一片结果，逐格计算；一格对一片时，这一格用于每一格。几片区域形状不同时为 `#VALUE!`。
- 中文名只在系统语言（非 Unicode 程序的语言）为简体中文的 Windows 上有，参数相同；宏的名称只能用本机的编码。发给别人的工作簿请用英文名。前面都有“算”字，因为“执行率”等是工作簿里单元格的名称。
- `SUGGESTED_TOTAL` 只看给它的各列；工作簿里的“建议总分”还看指标名称、表内的比率和本地公式，两者可能不同，以工作簿的为准。
- Excel 2019 及更早的版本没有动态数组：先选中放结果的区域，输入公式后按 Ctrl+Shift+Enter。
- 数据多时给一片区域比逐格写公式快得多：每写一个公式，Excel 就要找一次 Python。
- 可以给整列：`=SHARE(A:A,B:B)` 只算到工作表用到的最后一行，结果也只有这么多行（超过一万行或一千列的区域都这样）。
- 空白、`""` 和表示“没有”的“—”“无”都算空白。空白和分母为零的结果看上去是空白，与模板里的公式一样其实是空文本 `""`：`SUM`、`COUNT` 不计它，
  `=A1+1` 这样直接相加得到 `#VALUE!`，`ISBLANK` 为假。
- 文字写的数字（如 `1,033.5`、`96.5%`）按数字算；其他文字和 `TRUE`、`FALSE` 为 `#VALUE!`。模板里的公式不读文字，遇到文字返回空白。
- 单元格本身是错误值（如 `#DIV/0!`）时，结果是同一个错误值，新版 Excel 才有的错误值（如 `#SPILL!`）变成 `#VALUE!`；模板里的公式此时返回空白。
- 比率保留到 0.01%，得分保留到 0.01 分，四舍五入；计算过程用精确的十进制数，没有二进制误差。超出 Excel 能存的范围时为 `#NUM!`。
- 比率是小数：`=SHARE(50,200)` 显示 0.25，单元格设成百分比格式（两位小数）才显示 25.00%。函数不改单元格的格式。
- 电脑上的 Python 没有装好或启动不了时，单元格显示 `#VALUE!`；没有装工作表函数加载项（或宏被禁止）时显示 `#NAME?`。单元格里都不说原因：请运行
  `xltool doctor`。每天第一次计算要启动 Python，会慢几秒。"""


def listing() -> str:
    """All worksheet functions as Markdown: what each gives, its arguments, and what holds for all of them."""
    return "\n\n".join((_HEAD, _table(), *map(_arguments, FUNCTIONS.values()), _RULES))


def _table() -> str:
    lines = [f"| `{_call(one)}` | `{one.chinese}` | {one.text} |" for one in FUNCTIONS.values()]
    return "\n".join(["| 函数 | 中文名 | 结果 |", "|---|---|---|", *lines])


def _arguments(function: Described) -> str:
    lines = [f"- `{name}`：{text}" for name, text in function.arguments.items()]
    return "\n".join([f"## {function.name}", "", *lines])


def _call(function: Described) -> str:
    optional = getattr(functions, function.name).__defaults__ or ()
    names = list(function.arguments)
    required = names[: len(names) - len(optional)]
    shown = required + [f"[{name}]" for name in names[len(required) :]]
    return f"{function.name}({', '.join(shown)})"


if __name__ == "__main__":
    print(listing())
