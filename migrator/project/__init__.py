"""A migration on disk: its paths, its settings, its files."""
