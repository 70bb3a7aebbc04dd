from flask import Blueprint, g, jsonify, request

loja = Blueprint("loja", __name__, url_prefix="/loja")


@loja.get("/produtos")
def produtos():
    from servicos.catalogo import Catalogo

    catalogo = Catalogo(request)
    return jsonify(itens=catalogo.listar(), total=catalogo.total(), usuario=catalogo.usuario())


@loja.get("/produtos/<sku>")
def produto(sku):
    from servicos.catalogo import Catalogo

    return jsonify(Catalogo(request).detalhe(sku))


@loja.post("/produtos/<sku>/baixa")
def baixa(sku):
    from servicos.estoque import baixar

    resto = baixar(sku, request.get_json().get("n", 1))
    return jsonify(resto=resto, passos=g.passos)


@loja.get("/resumo")
def resumo():
    from servicos import estoque

    return jsonify(
        estoque.resumo(),
    )
