"""A MongoDB wire player: answers recorded once are played from memory after a fixed delay.

``python -m migrator.twins.wire record|play|pass`` runs it as a process of its own. It needs neither
a server nor data files while it plays, answers ten thousand questions a second, and says "unknown"
to what was not recorded.
"""
