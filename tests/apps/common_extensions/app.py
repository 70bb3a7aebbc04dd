"""The extensions that most projects have."""

from flask import Flask
from flask_cors import CORS
from flask_login import LoginManager, UserMixin
from flask_pymongo import PyMongo
from flask_wtf.csrf import CSRFProtect

login = LoginManager()
mongo = PyMongo()
csrf = CSRFProtect()


class Usuario(UserMixin):
    pass


@login.user_loader
def carregar(usuario_id):
    return None


def create_app():
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="o maior dos segredos",
        MONGO_URI="mongodb://alguem:segredo@127.0.0.1:1/loja",
        MAIL_PASSWORD="segredo",
        SENHA_PIN=1234,
        API_TOKEN=998877,
        JWT_HEADER_NAME="Authorization",
        ITENS=20,
    )
    login.init_app(app)
    login.login_view = "entrar"
    login.session_protection = "strong"
    mongo.init_app(app, connect=False)
    csrf.init_app(app)
    CORS(app, resources={r"/api/*": {"origins": "https://loja.example"}})

    @app.route("/entrar")
    @csrf.exempt
    def entrar():
        return "entrar"

    return app
