"""Run both apps, each on its own copy of the database."""
