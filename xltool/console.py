"""Click in Chinese: its help pages, its own complaints and ours, each as one sentence."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

from xltool.cycles import search_seldom
from xltool.errors import XltoolError
from xltool.streams import speak_anywhere

#: Exit code where a workbook could not be processed or the command was written wrongly.
FAILED = 2

#: Said where the person was asked and would rather not.
_CANCELLED = "已取消，没有改动。"

#: What click says by itself, and what our users read instead.
_WORDS = {
    "Options": "选项",
    "Commands": "命令",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "[default: ": "[默认：",
    "[required]": "[必填]",
    "Show this message and exit.": "显示这段帮助。",
}


def _in_chinese(text: str) -> str:
    for english, chinese in _WORDS.items():
        text = text.replace(english, chinese)
    return text


class _ChineseFormatter(click.HelpFormatter):
    """Help pages without a word of English."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line with the arguments."""
        super().write_usage(prog, _in_chinese(args), prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """The line above a list."""
        self.write(f"{_in_chinese(heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """The list of options or commands."""
        super().write_dl([(term, _in_chinese(text)) for term, text in rows], col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _ChineseFormatter


class _Command(click.Command):
    """One verb; ``--debug`` is understood in it too."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(click.Option(["--debug"], is_flag=True, expose_value=False, hidden=True))


class ChineseGroup(click.Group):
    """Our errors and click's own as one Chinese sentence with exit code 2; ``--debug`` shows the traceback."""

    context_class = _Context
    debug = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The command itself, whose process is ours from start to end.

        Nothing that loads is garbage, and at the end all of it goes at once: that the collector of cycles does not look
        through it again and again is 13 % of ``xltool recalc``.
        """
        search_seldom()
        atexit.register(gc.freeze)
        return self.main(*args, **kwargs)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **kwargs: Any) -> Any:
        """Run the command line and leave with its exit code; ``--debug`` may stand anywhere in it."""
        speak_anywhere()
        self.debug = "--debug" in (sys.argv if args is None else args)
        kwargs["standalone_mode"] = False
        try:
            code = super().main(args, *rest, **kwargs)
        except XltoolError as error:
            code = complain(str(error) or _CANCELLED, self.debug)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            code = FAILED
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "xltool"
            code = complain(f"命令写法有误：{_chinese(error)}（用 {command} --help 看用法）。", self.debug)
        except click.Abort:
            code = complain(_CANCELLED)
        except SystemExit:  # click's answer where the reader of a pipe went away: nothing to complain about
            code = 0
        except Exception as error:
            code = complain(
                f"程序内部出错（{type(error).__name__}: {error}）：请加 --debug 重试，并把输出发给维护人员。",
                self.debug,
            )
        sys.exit(code if isinstance(code, int) else 0)


def verb(name: str | None = None) -> Callable[[Callable[..., Any]], click.Command]:
    """The decorator that makes a function a verb of the command line, of its own name or of this one."""
    return click.command(name, cls=_Command)


def debugging() -> bool:
    """Whether the whole trace of an error was asked for."""
    group = click.get_current_context().find_root().command
    return isinstance(group, ChineseGroup) and group.debug


def complain(sentence: str, debug: bool = False) -> int:
    """Say what is wrong; called while the error is being handled, so that --debug can show where it came from."""
    if debug:
        import traceback  # slow to load

        traceback.print_exc()
    click.echo(sentence, err=True)
    return FAILED


def _chinese(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 的用法不对"
    if isinstance(error, click.BadParameter) and error.param is not None:
        names = (error.param.metavar or "").strip("[].")
        what = names if isinstance(error.param, click.Argument) else "、".join(error.param.opts)
        return f"缺少 {what}" if isinstance(error, click.MissingParameter) else f"{what} 的值不对"
    if error.message.startswith("No such command"):
        return f"没有这个命令 {error.message.split(chr(39))[1]}"
    if error.message.startswith("Got unexpected extra argument"):
        return f"多出了参数 {error.message.partition('(')[2].rstrip(').')}"
    return "参数不对"
