"""What leaves the house: the sealed copy, its check, the mail, the report."""
