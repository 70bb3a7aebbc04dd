"""Frozen values that all rooms share; standard library only."""
