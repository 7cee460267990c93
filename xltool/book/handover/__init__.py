"""The copy that leaves the house: a new package of what is to be sent, and of nothing else."""
