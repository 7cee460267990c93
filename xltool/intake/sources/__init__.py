"""Files of every kind as documents: paragraphs and tables of cells, each with the place where a person finds it."""
