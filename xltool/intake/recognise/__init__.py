"""A bureau's own form: which of its cells carries which name of the contract, told by labels and never by position."""
