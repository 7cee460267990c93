"""Where launchers that were installed before look for the program; leaves with the next release.

``xltool install`` writes launchers that call :mod:`xltool.setup.launch` itself.
"""

from xltool.setup.launch import main

if __name__ == "__main__":
    raise SystemExit(main())
