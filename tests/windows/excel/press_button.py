"""Presses a button as the functions add-in does: WScript.Shell runs the command line that its VBA puts together.

    python press_button.py COMMAND WORKBOOK WINDOW ANSWER

Writes one line of JSON into the file ANSWER: the exit code, and what came into the log of errors. What is started may
stay (工作台), and would hold a pipe open that somebody reads to its end.
"""

import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import win32com.client
from command_lines import button_command

python, book, window, answer = sys.argv[1:]
# of another name each time, as the add-in's: Wine hands it on to 工作台, which stays, and would refuse it to the next click
log = os.path.join(tempfile.gettempdir(), f"xlwings-{{0F2C1A6B-{os.getpid()}}}.log")
command = button_command(python, book, window, log)
code = win32com.client.Dispatch("WScript.Shell").Run(command, 0, True)
with open(log, encoding="mbcs", errors="replace") as stream:
    told = {"code": code, "errors": stream.read(), "command": command}
os.unlink(log)
with open(answer, "w", encoding="utf-8") as stream:
    json.dump(told, stream)
