"""Leaves without a word to Python."""

import os

print("adeus", flush=True)
os._exit(9)
