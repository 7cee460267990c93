"""Forged sealed copies: each shows or holds something else than what was sealed, or tries to.

``python -m tests.torture.forge --count 200 --seed 1`` makes them from a freshly sealed copy and asks ``verify``. One that is called
intact is shown to LibreOffice and to ``check``: where either sees another thing than in the sealed copy, it is an escape.
"""
