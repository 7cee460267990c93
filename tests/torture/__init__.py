"""Files that nobody would make on purpose, or only with bad intent: what the program makes of them."""
