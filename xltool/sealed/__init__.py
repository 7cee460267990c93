"""The sealed copy (上报件): what it says, how it is seen, and whether it is still what it was."""
