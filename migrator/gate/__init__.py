"""Decide what may be cut over, from evidence: pure."""
