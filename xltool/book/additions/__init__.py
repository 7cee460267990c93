"""What is put into somebody else's workbook and taken out of it again: sheets, names, columns beside a form, looks."""
