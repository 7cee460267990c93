"""A workbook that is open in Excel: the same port over xlwings."""
