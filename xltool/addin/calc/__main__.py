"""``python -I -m xltool.addin.calc BUTTON``: started by the extension, never by a person."""

import sys

from xltool.addin.calc import press
from xltool.book.live.pipe import standard_pipe

if __name__ == "__main__":
    if sys.argv[1] == "desk":
        from xltool.addin.calc.beside import main

        main(*sys.argv[2:])
    else:
        press(sys.argv[1], standard_pipe())
