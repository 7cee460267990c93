"""Rates and scores as pure functions, and the scoring schemes as data."""
