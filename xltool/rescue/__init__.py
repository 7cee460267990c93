"""What can still be read of a workbook that lost rows, columns, sheets or names: by its names and by its labels."""
