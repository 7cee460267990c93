"""A county's whole inbox through ``xltool consolidate``, held against what is known of it, and run in every way there is.

``python -m tests.campaign --count 5000`` takes its time; the quick suite runs a small county (``test_small.py``).
"""
