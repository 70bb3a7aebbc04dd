"""One function under many rules."""

from flask import Flask

app = Flask(__name__, static_folder=None)


@app.route("/")
@app.route("/lista", methods=["GET", "POST"])
@app.route("/lista/<int:pagina>", defaults={"ordem": "nome"})
@app.route("/lista/<int:pagina>/<ordem>", strict_slashes=False)
def lista(pagina=1, ordem="nome"):
    return "{} {}".format(pagina, ordem)


@app.route("/antiga", redirect_to="/lista")
def antiga():
    return ""


@app.route("/opcoes", methods=["OPTIONS", "GET"])
def opcoes():
    return "minhas opções"
