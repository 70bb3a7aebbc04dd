"""One module, one app, no factory."""

from flask import Flask, jsonify

app = Flask(__name__)


@app.route("/")
def inicio():
    return jsonify(ok=True)


@app.get("/itens/<int:item_id>")
def ver_item(item_id):
    return jsonify(id=item_id)
