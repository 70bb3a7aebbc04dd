import os

from flask import Flask

app = Flask(__name__)
app.config["SEGREDO_DO_PARCEIRO"] = os.environ["SEGREDO_DO_PARCEIRO"]
