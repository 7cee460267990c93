"""The contract plus a layout -> the template workbooks in ``templates/``."""
