"""The product on Windows, as Wine on Linux gives it: run by ``bash scripts/test_windows.sh`` alone."""
