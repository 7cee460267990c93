"""The mail that takes a sealed copy along."""
