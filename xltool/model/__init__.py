"""What a person stated, what it may stand for, and the report as a frozen tree."""
