"""What a reviewer sees of a ledger and decides on it: units with their states, one unit, differences, as plain data without a page."""
