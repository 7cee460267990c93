"""What a person asks for: one verb a module, each the sentence of its work on the port of a workbook.

``desk`` is how a verb asks and tells; ``examine``, ``outcome``, ``outcome_lines``, ``sealing``, ``filling`` and
``row_heights`` are what several verbs share. A verb knows neither a terminal nor Excel: these are the rooms above.
"""
