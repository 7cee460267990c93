"""Published reports of every kind -> figures by the names of the contract, each with its source.

A source (Word, a page, pasted text, a sheet without our names) becomes one plain :class:`~xltool.intake.document.Document`;
from there one reader goes by labels, never by positions.
"""
