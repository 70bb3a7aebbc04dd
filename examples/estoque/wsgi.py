"""Ponto de entrada do gunicorn: ``gunicorn wsgi:app``."""

from app import create_app

app = create_app()
