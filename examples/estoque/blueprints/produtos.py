"""Cadastro de produtos: páginas, imagem e API."""

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask_login import login_required

import extensions
from dao.movimentacao_dao import movimentacoes_dao
from dao.produto_dao import produtos_dao
from dao.saldo_dao import saldos_dao
from decorators import auditar, permissao_requerida
from errors import DadosInvalidos, RegraDeNegocio
from services.estoque import completar
from services.imagens import remover_imagem, salvar_imagem
from services.produtos import UNIDADES, ler_produto
from utils import Paginacao, contendo, corpo_json, pagina_e_tamanho, serializar

produtos_bp = Blueprint("produtos", __name__)

TAGS = ("fragil", "importado", "inflamavel", "perecivel")


def buscar_produtos():
    """Aplica os filtros da query string; serve à página e à API."""
    pagina, por_pagina = pagina_e_tamanho()
    filtro = produtos_dao.filtro(
        busca=request.args.get("busca"),
        categoria=request.args.get("categoria"),
        ativo=None if request.args.get("inativos") == "1" else True,
        tags=request.args.getlist("tag"),
    )
    itens, total = produtos_dao.buscar(filtro, pagina, por_pagina)
    totais = saldos_dao.totais_por_produto(p["_id"] for p in itens)
    for produto in itens:
        produto["total"] = totais.get(produto["_id"], 0)
    return Paginacao(itens, total, pagina, por_pagina)


def tem_movimentacao(produto_id):
    return movimentacoes_dao.existe({"produto_id": produto_id})


@produtos_bp.route("/produtos")
@login_required
def listar():
    return render_template(
        "produtos/lista.html",
        resultado=buscar_produtos(),
        categorias=produtos_dao.categorias(),
        busca=request.args.get("busca", ""),
    )


@produtos_bp.route("/produtos/novo", methods=["GET", "POST"])
@login_required
@permissao_requerida("produtos.editar")
def novo():
    if request.method == "GET":
        return render_formulario({"unidade": "UN", "tags": []})
    try:
        campos = ler_produto(request.form, request.form.getlist("tags"))
        campos.update(ativo=True, imagem=None, criado_em=g.agora, atualizado_em=g.agora)
        produto_id = produtos_dao.criar(campos)
    except DadosInvalidos as erro:
        return render_formulario(request.form.to_dict(), erro.campos), 400
    flash("Produto cadastrado.", "sucesso")
    return redirect(url_for("produtos.ver", produto_id=produto_id))


def render_formulario(produto, erros=None):
    return render_template(
        "produtos/formulario.html",
        produto=produto,
        erros=erros or {},
        unidades=UNIDADES,
        tags=TAGS,
        categorias=produtos_dao.categorias(),
    )


@produtos_bp.route("/produtos/<produto_id>")
@login_required
def ver(produto_id):
    produto = produtos_dao.obter_ou_404(produto_id)
    historico = movimentacoes_dao.colecao.find({"produto_id": produto["_id"]})
    historico = completar(list(historico.sort(movimentacoes_dao.ORDEM).limit(10)))
    return render_template(
        "produtos/detalhe.html",
        produto=produto,
        saldos=saldos_dao.do_produto(produto["_id"]),
        total=saldos_dao.total_do_produto(produto["_id"]),
        historico=historico,
    )


@produtos_bp.route("/produtos/<produto_id>/editar", methods=["GET", "POST"])
@login_required
@permissao_requerida("produtos.editar")
def editar(produto_id):
    produto = produtos_dao.obter_ou_404(produto_id)
    if request.method == "POST":
        try:
            campos = ler_produto(request.form, request.form.getlist("tags"))
            produtos_dao.salvar(produto["_id"], {**campos, "atualizado_em": g.agora})
        except DadosInvalidos as erro:
            return render_formulario({**produto, **request.form.to_dict()}, erro.campos), 400
        flash("Produto atualizado.", "sucesso")
        return redirect(url_for("produtos.ver", produto_id=produto_id))
    return render_formulario(produto)


@produtos_bp.route("/produtos/<produto_id>/desativar", methods=["POST"])
@login_required
@permissao_requerida("produtos.editar")
@auditar("produto.desativado")
def desativar(produto_id):
    produto = produtos_dao.obter_ou_404(produto_id)
    if saldos_dao.total_do_produto(produto["_id"]) > 0:
        flash("O produto ainda tem saldo e não pode ser desativado.", "erro")
        return redirect(url_for("produtos.ver", produto_id=produto_id))
    if produtos_dao.desativar(produto["_id"], g.agora):
        flash(f"{produto['nome']} foi desativado.", "sucesso")
    return redirect(url_for("produtos.listar", busca=produto["codigo"], inativos=1))


@produtos_bp.route("/produtos/<produto_id>/imagem", methods=["POST"])
@login_required
@permissao_requerida("produtos.editar")
def enviar_imagem(produto_id):
    produto = produtos_dao.obter_ou_404(produto_id)
    try:
        nome = salvar_imagem(produto, request.files.get("imagem"))
    except DadosInvalidos as erro:
        flash(erro.campos["imagem"], "erro")
        return redirect(url_for("produtos.ver", produto_id=produto_id))
    produtos_dao.atualizar(produto["_id"], {"imagem": nome, "atualizado_em": g.agora})
    current_app.logger.info("Imagem de %s gravada em %s", produto["codigo"], nome)
    flash("Imagem atualizada.", "sucesso")
    return redirect(url_for("produtos.ver", produto_id=produto_id))


@produtos_bp.route("/uploads/<path:nome>")
@login_required
def imagem(nome):
    return send_from_directory(current_app.config["UPLOAD_FOLDER"], nome)


@produtos_bp.route("/api/produtos")
@login_required
def api_listar():
    return jsonify(buscar_produtos().como_dict())


@produtos_bp.route("/api/produtos/sugestoes")
@login_required
def api_sugestoes():
    """Autocompletar das telas de movimentação: os dez primeiros que contêm ``q``."""
    termo = request.args["q"]
    if len(termo.strip()) < 2:
        return jsonify([])
    cursor = extensions.db.produtos.find(
        {"ativo": True, "$or": [{"nome": contendo(termo)}, {"codigo": contendo(termo)}]}
    )
    return jsonify(
        [
            {"id": str(p["_id"]), "texto": f"{p['codigo']} - {p['nome']}"}
            for p in cursor.sort(produtos_dao.ORDEM).limit(10)
        ]
    )


@produtos_bp.route("/api/produtos", methods=["POST"])
@login_required
@permissao_requerida("produtos.editar")
@auditar("produto.criado")
def api_criar():
    dados = corpo_json()
    campos = ler_produto(dados, dados.get("tags") or [])
    campos.update(ativo=True, imagem=None, criado_em=g.agora, atualizado_em=g.agora)
    produto_id = produtos_dao.criar(campos)
    resposta = jsonify(serializar(produtos_dao.por_id(produto_id)))
    return resposta, 201, {"Location": url_for("produtos.api_ver", produto_id=produto_id)}


@produtos_bp.route("/api/produtos/<produto_id>")
@login_required
def api_ver(produto_id):
    produto = produtos_dao.obter_ou_404(produto_id)
    produto["total"] = saldos_dao.total_do_produto(produto["_id"])
    produto["saldos"] = saldos_dao.do_produto(produto["_id"])
    return jsonify(serializar(produto))


@produtos_bp.route("/api/produtos/<produto_id>", methods=["PUT", "PATCH"])
@login_required
@permissao_requerida("produtos.editar")
@auditar("produto.alterado")
def api_atualizar(produto_id):
    """PUT troca o cadastro inteiro; PATCH só os campos enviados."""
    produto = produtos_dao.obter_ou_404(produto_id)
    dados = request.get_json()
    if request.method == "PATCH":
        dados = {**produto, **dados}
    campos = ler_produto(dados, dados.get("tags") or [])
    produtos_dao.salvar(produto["_id"], {**campos, "atualizado_em": g.agora})
    return jsonify(serializar(produtos_dao.por_id(produto["_id"])))


@produtos_bp.route("/api/produtos/<produto_id>", methods=["DELETE"])
@login_required
@permissao_requerida("produtos.editar")
@auditar("produto.excluido")
def api_excluir(produto_id):
    """Apaga de vez; só vale para produto que nunca foi movimentado."""
    produto = produtos_dao.obter_ou_404(produto_id)
    if tem_movimentacao(produto["_id"]):
        raise RegraDeNegocio("O produto já tem movimentações: desative em vez de excluir.")
    produtos_dao.colecao.delete_one({"_id": produto["_id"]})
    saldos_dao.colecao.delete_many({"produto_id": produto["_id"]})
    remover_imagem(produto)
    return "", 204
