"""Gives up when its settings are not there."""

import sys

from flask import Flask

app = Flask(__name__)

if not app.config.get("LICENCA"):
    print("sem licença")
    sys.exit(3)
