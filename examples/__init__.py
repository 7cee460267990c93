"""The first real case, as filed and corrected, and a generator of synthetic returns."""
