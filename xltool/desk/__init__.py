"""The page beside the workbook: the form, its findings and every verb in the person's own browser, from her own computer."""
