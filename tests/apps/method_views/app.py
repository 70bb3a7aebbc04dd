"""Class views: MethodView, View, decorators on the class and around it."""

from functools import wraps

from flask import Flask
from flask.views import MethodView, View

app = Flask(__name__)


def marcar(view):
    @wraps(view)
    def marcada(*args, **kwargs):
        return view(*args, **kwargs)

    return marcada


def sem_wraps(view):
    def invocar(*args, **kwargs):
        return view(*args, **kwargs)

    return invocar


class ProdutoAPI(MethodView):
    decorators = [marcar]

    def get(self, produto_id):
        return {"id": produto_id}

    @marcar
    def put(self, produto_id):
        return {"id": produto_id}


class Pagina(View):
    methods = ["GET", "POST"]

    def dispatch_request(self):
        return "pagina"


app.add_url_rule("/produtos/<int:produto_id>", view_func=ProdutoAPI.as_view("produto"))
app.add_url_rule("/pagina", view_func=Pagina.as_view("pagina"))
app.add_url_rule(
    "/embrulhada/<produto_id>", "embrulhada", sem_wraps(ProdutoAPI.as_view("por_dentro"))
)
