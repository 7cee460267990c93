"""Many returns: what one costs beside what others take to read it, what more workers cost, what a run holds in memory."""
