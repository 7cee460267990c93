"""A stand-in for Excel on Windows: xlwings' own Windows engine, driving a real LibreOffice.

No machine of the project has Excel. xlwings' engine for it (``xlwings._xlwindows``) is plain Python over pywin32; here
pywin32 is replaced by :mod:`tests.excel.pywin32` and ``Excel.Application`` by :mod:`tests.excel.objects`, which keep
Excel's rules (error numbers, apostrophes, retries, ``RefersTo`` texts) over a LibreOffice that holds the workbook,
calculates and runs the macros. What the program under test sees is the genuine engine; every call that crosses what
would be the COM boundary is counted, and may be made to fail with the result codes of a real Excel.
"""
