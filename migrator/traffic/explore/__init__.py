"""Requests that nobody recorded: drawn by Hypothesis from rules, documents, code and recordings."""
