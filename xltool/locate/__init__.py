"""Which cells are wrong: relations of the form, their smallest repairs, and the groups that remain in doubt."""
