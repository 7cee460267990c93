"""Findings -> edits: computed values, marks and the sheet 审核结果."""
