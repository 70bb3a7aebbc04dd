"""Move a Flask + PyMongo application to async FastAPI + Motor, one proven route at a time."""

__version__ = "0.1.0"
