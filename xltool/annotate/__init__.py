"""A bureau's own form becomes a form of ours, in its own workbook, and the bureau's form again."""
