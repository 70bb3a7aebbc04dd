"""Rules for hosts, a websocket rule and a rule that Flask did not make."""

from flask import Flask
from werkzeug.routing import Rule

app = Flask(__name__, static_folder=None, host_matching=True)


@app.route("/", host="loja.example")
def loja():
    return "loja"


@app.route("/", host="<inquilino>.example")
def inquilino(inquilino):
    return inquilino


app.url_map.add(Rule("/ws", endpoint="ws", websocket=True, host="loja.example"))
app.url_map.add(Rule("/qualquer", endpoint="loja", host="loja.example", merge_slashes=False))
