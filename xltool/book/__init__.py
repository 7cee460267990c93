"""Workbook <-> values: the only room that knows that Excel or files exist."""
