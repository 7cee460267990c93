"""How a workbook shows what it holds: cell formats, rows and columns, conditional formats, what lies over the cells.

Everything here is read by an XML parser from the parts of a package, and only told; what may stay is decided above.
"""
