"""What a request says, read strictly: a text where a text belongs, a number where a number belongs."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from starlette.requests import Request

from xltool.errors import WorkbookError

#: The largest whole number that a page may say: what JavaScript holds exactly.
_LARGEST: Final = 2**53


class MalformedError(WorkbookError):
    """A request that our page would never send."""


class Body(NamedTuple):
    """The object that a request holds."""

    held: dict[str, Any]

    def text(self, name: str) -> str:
        """A text. Raises MalformedError where there is none."""
        found = self.held.get(name)
        if not isinstance(found, str):
            raise MalformedError("请求的写法不对，没有处理。")
        return found

    def number(self, name: str) -> int:
        """A whole number. Raises MalformedError where there is none."""
        found = self.held.get(name)
        if not isinstance(found, int) or isinstance(found, bool) or abs(found) > _LARGEST:
            raise MalformedError("请求的写法不对，没有处理。")
        return found

    def texts(self, name: str) -> list[str]:
        """A list of texts, none by default. Raises MalformedError where it is anything else."""
        found = self.held.get(name, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise MalformedError("请求的写法不对，没有处理。")
        return found


async def body_of(request: Request) -> Body:
    """The object in a request. Raises MalformedError where it holds none."""
    try:
        held = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise MalformedError("请求的写法不对，没有处理。") from error
    if not isinstance(held, dict):
        raise MalformedError("请求的写法不对，没有处理。")
    return Body(held)
