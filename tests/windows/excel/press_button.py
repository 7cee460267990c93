"""Presses a button as the functions add-in does: WScript.Shell runs the command line that its VBA puts together.

    python press_button.py COMMAND WORKBOOK WINDOW

Writes one line of JSON: the exit code, and what came into the log of errors.
"""

import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import win32com.client
from command_lines import button_command

python, book, window = sys.argv[1:]
log = os.path.join(tempfile.gettempdir(), "xlwings-{0F2C1A6B-button}.log")
command = button_command(python, book, window, log)
code = win32com.client.Dispatch("WScript.Shell").Run(command, 0, True)
with open(log, encoding="mbcs", errors="replace") as stream:
    print(json.dumps({"code": code, "errors": stream.read(), "command": command}))
os.unlink(log)
