"""What is remembered of every file that came in: an SQLite file beside the inbox, and its contents as tables."""
