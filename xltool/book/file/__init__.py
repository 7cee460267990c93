"""A workbook that is a file: the file port, and how a file is written so that nothing is lost."""
