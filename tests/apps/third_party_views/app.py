"""Views that the project borrows from its libraries."""

import mimetypes

from flask import Flask
from flask_login import login_required
from flask_login.utils import logout_user

app = Flask(__name__)
app.add_url_rule("/sair", "sair", logout_user)
app.add_url_rule("/sair-agora", "sair_agora", login_required(logout_user))
app.add_url_rule("/tipo", "tipo", mimetypes.guess_type)
app.add_url_rule("/so-regra", "so_regra")
app.add_url_rule("/nativa", "nativa", len)
