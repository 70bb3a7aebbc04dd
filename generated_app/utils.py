"""Pequenas ajudas usadas pelas views: ids, datas, paginação e serialização."""

import math
import re
from datetime import datetime

from bson import ObjectId
from bson.errors import InvalidId

from generated_app.compat.context import current_app, request
from generated_app.compat.responses import abort


def para_object_id(valor):
    """Converte o id da URL; um id impossível é o mesmo que não encontrado."""
    try:
        return ObjectId(valor)
    except (InvalidId, TypeError):
        abort(404)


def object_id_ou_none(valor):
    """Para filtros e corpos de pedido, onde o id inválido é só um valor ruim."""
    if not valor or not ObjectId.is_valid(valor):
        return None
    return ObjectId(valor)


def serializar(valor):
    """Troca ObjectId por texto, em qualquer profundidade; ``_id`` vira ``id``."""
    if isinstance(valor, ObjectId):
        return str(valor)
    if isinstance(valor, dict):
        return {"id" if k == "_id" else k: serializar(v) for k, v in valor.items()}
    if isinstance(valor, (list, tuple)):
        return [serializar(v) for v in valor]
    return valor


def corpo_json():
    """O objeto JSON do pedido; corpo vazio, ilegível ou de outro tipo é 400."""
    dados = request.get_json(silent=True)
    if not isinstance(dados, dict):
        abort(400, description="Envie um objeto JSON no corpo do pedido.")
    return dados


def ler_data(nome):
    """Data AAAA-MM-DD da query string; vazia é ``None`` e ilegível é 400."""
    texto = request.args.get(nome, "").strip()
    if not texto:
        return None
    try:
        return datetime.strptime(texto, "%Y-%m-%d")
    except ValueError:
        abort(400, description=f"Data inválida em '{nome}': use AAAA-MM-DD.")


def contendo(texto):
    """Expressão regular "contém", sem diferenciar maiúsculas e sem curingas do usuário."""
    return {"$regex": re.escape(texto.strip()), "$options": "i"}


def pagina_e_tamanho():
    pagina = max(request.args.get("pagina", 1, type=int), 1)
    por_pagina = request.args.get("por_pagina", current_app.config["ITENS_POR_PAGINA"], type=int)
    por_pagina = min(max(por_pagina, 1), current_app.config["ITENS_POR_PAGINA_MAXIMO"])
    return pagina, por_pagina


class Paginacao:
    """Uma página de resultados, para os templates e para a API."""

    def __init__(self, itens, total, pagina, por_pagina):
        self.itens = itens
        self.total = total
        self.pagina = pagina
        self.por_pagina = por_pagina

    @property
    def paginas(self):
        return max(math.ceil(self.total / self.por_pagina), 1)

    @property
    def tem_anterior(self):
        return self.pagina > 1

    @property
    def tem_proxima(self):
        return self.pagina < self.paginas

    def janela(self, raio=2):
        """Números de página em volta da atual."""
        inicio = max(self.pagina - raio, 1)
        return range(inicio, min(self.pagina + raio, self.paginas) + 1)

    def como_dict(self):
        return {
            "itens": serializar(self.itens),
            "total": self.total,
            "pagina": self.pagina,
            "paginas": self.paginas,
            "por_pagina": self.por_pagina,
        }
