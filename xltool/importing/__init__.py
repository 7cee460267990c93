"""From documents to workbooks: a report becomes a filled workbook, last year's figures go into this year's."""
