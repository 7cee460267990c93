"""Pasted text: where its tables are, and which of its lines are their rows and cells."""
