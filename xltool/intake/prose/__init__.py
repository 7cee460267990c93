"""The running text of a report: sentences, clauses, and what every figure in them is a figure of."""
