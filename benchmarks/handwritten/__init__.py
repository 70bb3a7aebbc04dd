"""The example as a senior would write it for FastAPI: what the generated app is measured against.

Eight routes of `examples/estoque`, with the same questions to the database, the same templates and
the same bodies; no Flask and none of its behaviour anywhere else.
"""
