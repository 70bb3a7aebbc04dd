"""Flask + PyMongo source in, async FastAPI + Motor source out, or a refusal."""
