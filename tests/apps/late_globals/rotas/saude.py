from flask import Blueprint

import extensoes

bp = Blueprint("saude", __name__)


@bp.get("/saude")
def saude():
    try:
        extensoes.cliente.admin.command("ping")
        situacao = "ok"
    except Exception as erro:
        return {"situacao": str(erro)}, 503
    return {"situacao": situacao, "indices": sorted(extensoes.db.produtos.index_information())}
