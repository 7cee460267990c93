"""What a bureau answers: to each unit a letter of its own with its own workbook marked, as drafts that nobody sends."""
