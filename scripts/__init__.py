"""What maintainers and IT run from a checkout."""
