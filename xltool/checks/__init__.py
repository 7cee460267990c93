"""Findings: the rules, their registry and the causes they offer."""
