"""The two forms in the wordings of several provinces and years: rows of tables to figures by the names of the contract."""
