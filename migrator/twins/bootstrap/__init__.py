"""Scripts put in front of an app in its own process: standard library only, Python 3.8 or later.

They are run by path and never imported by the toolkit.
"""
