"""A verb at work for the page: it runs in a thread of its own, and says, asks and is cancelled through the page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from xltool.errors import DeclinedError, WorkbookError, XltoolError

#: Lines of a list that the page is given; the others are counted.
_LISTED: Final = 500

RUNNING, ASKING, DONE, REFUSED, DECLINED = "running", "asking", "done", "refused", "declined"


class PageQuestion(NamedTuple):
    """What the verb waits for: a line of text, or whether the person agrees to what is listed."""

    number: int
    agree: bool
    text: str
    default: str = ""
    about: str = ""
    listed: tuple[str, ...] = ()
    secret: bool = False


class Errand:
    """One verb at work: what it said so far, what it asks, how it ended. It is the verb's Desk.

    Every change is counted, so that a page can wait for the next one.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self.state = RUNNING
        self.step = ""
        self.said: list[tuple[str, tuple[str, ...], bool]] = []
        self.made: list[Path] = []
        self.question: PageQuestion | None = None
        self.changes = 0
        self.news: Mapping[str, object] = {}
        self._answer: str | bool | None = None
        self._cancelled = False
        self._asked = 0
        self._news = threading.Condition()

    # The verb's side

    def say(self, text: str, listed: Sequence[str] = (), *, hindered: bool = False) -> None:
        """A paragraph of the dialog, and a list below it."""
        with self._news:
            self.said.append((text, few(listed), hindered))
            self._changed()

    def ask(self, question: str, default: str = "", *, about: str = "", secret: bool = False) -> str | None:
        """A line of text from the page."""
        answer = self._answered(PageQuestion(self._next(), False, question, default, about, (), secret))
        return answer if isinstance(answer, str) else None

    def agree(self, question: str, listed: Sequence[str] = ()) -> bool:
        """The buttons 是 and 否 in the page."""
        return self._answered(PageQuestion(self._next(), True, question, listed=few(listed))) is True

    def progress(self, step: str) -> None:
        """The line that is shown while it goes on."""
        with self._news:
            self.step = step
            self._changed()

    def cancelled(self) -> bool:
        """Whether 停止 was pressed."""
        return self._cancelled

    @property
    def way_out(self) -> str:
        """The button."""
        return "（点“停止”可提前结束）"

    def _next(self) -> int:
        self._asked += 1
        return self._asked

    def _answered(self, question: PageQuestion) -> str | bool | None:
        with self._news:
            if self._cancelled:
                return None
            self.question, self.state, self._answer = question, ASKING, None
            self._changed()
            self._news.wait_for(lambda: self.question is None)
            self.state = RUNNING
            self._changed()
            return self._answer

    # The page's side

    def answer(self, number: int, answer: str | bool | None) -> None:
        """What the person says to a question. Raises WorkbookError where that is not asked any more."""
        with self._news:
            if self.question is None or self.question.number != number:
                raise WorkbookError("这个问题已经答过了（可能是在另一个页面里）。")
            self.question, self._answer = None, answer
            self._news.notify_all()

    def cancel(self) -> None:
        """End a search with what it has, and a question with no."""
        with self._news:
            self._cancelled = True
            self.question, self._answer = None, None
            self._changed()

    def run(self, work: Callable[[], None]) -> None:
        """Do the work; whatever goes wrong is a sentence of the errand."""
        try:
            work()
        except DeclinedError as error:
            self._end(DECLINED, str(error) or "已取消，没有改动。")
        except XltoolError as error:
            self._end(REFUSED, str(error))
        except Exception as error:
            self._end(REFUSED, inner_error(error))
        else:
            self._end(DONE, "")

    def _end(self, state: str, sentence: str) -> None:
        with self._news:
            if sentence:
                self.said.append((sentence, (), state == REFUSED))
            self.state, self.question, self.step = state, None, ""
            self._changed()

    def _changed(self) -> None:
        self.changes += 1
        self._news.notify_all()

    @property
    def hindered(self) -> bool:
        """Whether something stood in the way."""
        return any(hindered for _, _, hindered in self.said)

    @property
    def over(self) -> bool:
        """Whether the work has ended, one way or another."""
        return self.state not in (RUNNING, ASKING)

    def record(self) -> dict[str, object]:
        """The errand as the page is told."""
        with self._news:
            return {
                "title": self.title,
                "state": self.state,
                "over": self.over,
                "changes": self.changes,
                "step": self.step,
                "news": self.news,
                "said": [
                    {"text": text, "listed": listed, "hindered": bad} for text, listed, bad in self.said
                ],
                "question": None if self.question is None else self.question._asdict(),
                "made": [path.name for path in self.made],
            }


def few(items: Sequence[str]) -> tuple[str, ...]:
    """The first items of a list, and how many there are besides."""
    more = [f"……另有 {len(items) - _LISTED} 项"] if len(items) > _LISTED else []
    return (*items[:_LISTED], *more)


def inner_error(error: Exception) -> str:
    """The sentence for what went wrong inside the program: where, and nothing of any workbook."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = None if trace is None else trace.tb_frame.f_code
    where = (
        "" if trace is None or code is None else f"，{Path(code.co_filename).name} 第 {trace.tb_lineno} 行"
    )
    return f"程序内部出错（{type(error).__name__}{where}），工作簿没有动：请把这句话发给维护人员。"
