"""The extension's own code: the open document as few operations, and the pipe to the installed program."""
