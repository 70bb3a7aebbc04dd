"""The part of ``inspect`` that runs inside the app's own Python, next to Flask.

Started as a script (``python .../probe request.json``) in an environment of which only Flask is
known: so it needs the standard library alone, runs on Python 3.8 and later and Flask 1.1 to 3.1,
and imports nothing of migrator. Its modules are loaded as the package ``_migrator_probe``, so that
they cannot stand in the way of a project's own ``rules.py`` or ``hooks.py``.
"""
