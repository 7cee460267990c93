"""Many workbooks, one judgement each: on this process, on the cores of this machine, or on those of an office."""
