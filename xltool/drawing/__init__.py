"""Sheets of a workbook as tables of a page, as they look: for the preview of a form, and for the desk."""
