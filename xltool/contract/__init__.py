"""What a form is: the names by which a workbook is known, and what ties them together."""
