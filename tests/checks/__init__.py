"""The room of the checks: causes."""
