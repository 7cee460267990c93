"""The 自评报告 in Word: a document with tagged content controls, into which the workbook's figures are put.

Making a report and bringing one up to date are the same operation, on a template or on the report as a person left it.
"""
