"""``python -I -m xltool.addin.calc BUTTON``: started by the extension, never by a person."""

import sys

from xltool.addin.calc import press
from xltool.book.live.pipe import standard_pipe

if __name__ == "__main__":
    press(sys.argv[1], standard_pipe())
