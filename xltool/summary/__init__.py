"""What a bureau gets of a run: one workbook to work with, its tables as CSV, and sums that may be published."""
