"""The template of the report in Word: built from the contract and a layout, as the workbook is."""
