"""Programs for the installed Windows Python: what Excel would do with our add-ins, without Excel.

They are copied to the machine and run there; nothing here is imported by a test.
"""
