"""Profiles of forms (表样): what a person decided of one form once, by its labels, so that every copy of it is annotated like it."""
