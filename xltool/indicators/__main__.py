"""``python -m xltool.indicators``: write the built-in schemes down as Python, which loads without a TOML reader."""

import tomllib
from decimal import Decimal
from pathlib import Path
from pprint import pformat

from xltool.indicators.scheme import built_in_files

PLACE = Path(__file__).with_name("built_in.py")

_HEAD = '''"""The built-in schemes as a TOML reader gives them: made by ``python -m xltool.indicators``, never changed by hand.

Loading the reader and reading one scheme would take a click longer than all its rates and scores. The key is the
whole text of the file, so that a file which was changed since is read afresh.
"""
# fmt: off

from decimal import Decimal

from xltool.typed import Any

READ: dict[str, dict[str, Any]] = '''


def source() -> str:
    """The text of the module that holds the built-in schemes."""
    texts = [Path(path).read_text(encoding="utf-8-sig") for path in built_in_files()]
    return f"{_HEAD}{{\n{''.join(map(_entry, texts))}}}\n"


def _entry(text: str) -> str:
    data = tomllib.loads(text, parse_float=Decimal)
    return f"{text!r}:\n{pformat(data, width=110, sort_dicts=False)},\n"


if __name__ == "__main__":
    PLACE.write_text(source(), encoding="utf-8")
