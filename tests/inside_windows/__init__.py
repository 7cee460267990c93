"""What only a Python for Windows can show of files: run by scripts/test_windows.sh in such a Python, under Wine."""
