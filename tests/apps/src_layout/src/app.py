"""Its own folder is on sys.path, not the project's."""

from flask import Flask

from rotas import bp

app = Flask(__name__)
app.register_blueprint(bp)
