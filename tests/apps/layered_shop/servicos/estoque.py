from flask import abort, g, request

from extensoes import banco
from modelos import Loja


def registrar(passo):
    g.passos.append(passo)
    banco.passos.insert_one({"passo": passo, "usuario": request.usuario})


def baixar(sku, n):
    registrar("ler")
    produto = Loja().produto(sku)
    if produto["qtd"] < n:
        abort(409)
    registrar("baixar")
    feito = banco.produtos.find_one_and_update(
        {"sku": sku, "qtd": {"$gte": n}}, {"$inc": {"qtd": -n}}, return_document=True
    )
    return feito["qtd"]


def resumo():
    loja = Loja()
    return {
        "por_tag": {t: sum(p["qtd"] for p in loja.produtos(t)) for t in sorted(loja.tags())},
        "ativos": sum(1 for p in loja.produtos() if p["ativo"]),
        "maior": max(loja.produtos(), key=lambda p: p["preco"])["nome"],
        "existe": bool(loja.produto_ou_nada("zz")),
    }
