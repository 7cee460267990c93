"""One worksheet part: rows and cells as bytes with an index, read and changed in place."""
