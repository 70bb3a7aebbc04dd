"""Scripts that record inside the team's own process: standard library only, Python 3.8 or later.

They are run by path, or copied into a project, and never imported by the toolkit.
"""
