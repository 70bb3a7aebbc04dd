"""Movimentações de estoque: páginas e API."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from dao.local_dao import locais_dao
from dao.movimentacao_dao import movimentacoes_dao
from dao.produto_dao import produtos_dao
from decorators import auditar, perfil_requerido, permissao_requerida
from errors import RegraDeNegocio
from services.estoque import (
    TIPOS,
    cancelar,
    completar,
    ler_movimentacao,
    ler_quantidade,
    registrar,
    registrar_lote,
)
from utils import (
    Paginacao,
    corpo_json,
    ler_data,
    object_id_ou_none,
    pagina_e_tamanho,
    para_object_id,
    serializar,
)

movimentacoes_bp = Blueprint("movimentacoes", __name__)


def filtro_da_url():
    """Filtro das listagens e dos relatórios, montado com a query string."""
    tipos = request.args.getlist("tipo")
    if any(tipo not in TIPOS for tipo in tipos):
        abort(400, description="Tipo de movimentação desconhecido.")
    produto_id = request.args.get("produto_id")
    local_id = request.args.get("local_id")
    return movimentacoes_dao.filtro(
        tipos=tipos,
        produto_id=para_object_id(produto_id) if produto_id else None,
        local_id=para_object_id(local_id) if local_id else None,
        de=ler_data("de"),
        ate=ler_data("ate"),
        abertas=request.args.get("abertas") == "1",
    )


def pagina_de_movimentacoes():
    pagina, por_pagina = pagina_e_tamanho()
    itens, total = movimentacoes_dao.pagina(
        filtro_da_url(), movimentacoes_dao.ORDEM, pagina, por_pagina
    )
    return Paginacao(completar(itens), total, pagina, por_pagina)


@movimentacoes_bp.route("/movimentacoes/")
@login_required
def listar():
    return render_template(
        "movimentacoes/lista.html",
        resultado=pagina_de_movimentacoes(),
        tipos=TIPOS,
        escolhidos=request.args.getlist("tipo"),
    )


@movimentacoes_bp.route("/movimentacoes/<int:numero>")
@login_required
def ver(numero):
    mov = movimentacoes_dao.por_numero_ou_404(numero)
    return render_template("movimentacoes/detalhe.html", mov=completar([mov])[0])


@movimentacoes_bp.route("/movimentacoes/nova", methods=["GET", "POST"])
@login_required
@permissao_requerida("movimentacoes.criar")
def nova():
    erros, status = {}, 200
    if request.method == "POST":
        try:
            mov = registrar(ler_movimentacao(request.form))
        except RegraDeNegocio as erro:
            flash(erro.mensagem, "erro")
            erros, status = erro.detalhes, erro.status
        else:
            flash(f"Movimentação {mov['numero']} registrada.", "sucesso")
            return redirect(url_for("movimentacoes.ver", numero=mov["numero"]))
    pagina = render_template(
        "movimentacoes/formulario.html",
        dados=request.form,
        erros=erros,
        tipos=TIPOS,
        produtos=produtos_dao.ativos(),
        meus_locais=locais_dao.permitidos(current_user),
        todos_locais=list(locais_dao.colecao.find({"ativo": True}).sort(locais_dao.ORDEM)),
    )
    return pagina, status


@movimentacoes_bp.route("/movimentacoes/lote", methods=["POST"])
@login_required
@permissao_requerida("movimentacoes.criar")
@auditar("movimentacao.lote")
def lote():
    """Baixa vários produtos de um local; os campos repetidos vêm em paralelo."""
    origem = locais_dao.obter_ou_404(request.form["origem_id"])
    ids = request.form.getlist("produto_id")
    quantidades = request.form.getlist("quantidade")
    if len(ids) != len(quantidades):
        abort(400, description="Cada produto precisa de uma quantidade.")
    produtos = produtos_dao.mapa_por_id(object_id_ou_none(i) for i in ids)
    itens = {}
    for produto_id, texto in zip(ids, quantidades):
        produto = produtos.get(object_id_ou_none(produto_id))
        quantidade = ler_quantidade(texto)
        if produto is None or quantidade is None:
            abort(400, description="Produto ou quantidade inválida no lote.")
        # O mesmo produto em duas linhas do formulário é uma saída só.
        _, anterior = itens.get(produto["_id"], (produto, 0))
        itens[produto["_id"]] = (produto, anterior + quantidade)
    criadas = registrar_lote(origem, list(itens.values()), request.form.get("observacao", ""))
    flash(f"{len(criadas)} saídas registradas.", "sucesso")
    return redirect(url_for("movimentacoes.listar", tipo="saida", local_id=origem["_id"]))


@movimentacoes_bp.route("/api/movimentacoes", methods=["GET"])
@login_required
def api_listar():
    """Movimentações, mais novas primeiro.

    Filtros: ``tipo`` (repetível), ``produto_id``, ``local_id``, ``de``, ``ate`` e ``abertas=1``.
    """
    return jsonify(pagina_de_movimentacoes().como_dict())


@movimentacoes_bp.route("/api/movimentacoes", methods=["POST"])
@login_required
@permissao_requerida("movimentacoes.criar")
def api_criar():
    mov = registrar(ler_movimentacao(corpo_json()))
    return jsonify(serializar(completar([mov])[0])), 201


@movimentacoes_bp.route("/api/movimentacoes/transferencia", methods=["POST"])
@login_required
@permissao_requerida("movimentacoes.criar")
def api_transferir():
    mov = registrar(ler_movimentacao(corpo_json(), tipo="transferencia"))
    return jsonify(serializar(completar([mov])[0])), 201


@movimentacoes_bp.route("/api/movimentacoes/<int:numero>")
@login_required
def api_ver(numero):
    mov = movimentacoes_dao.por_numero_ou_404(numero)
    return serializar(completar([mov])[0])


@movimentacoes_bp.route("/api/movimentacoes/<int:numero>/cancelar", methods=["POST"])
@login_required
@perfil_requerido("admin", "gestor")
@auditar("movimentacao.cancelada")
def api_cancelar(numero):
    dados = request.get_json(silent=True) or {}
    motivo = str(dados.get("motivo") or "").strip()
    if not motivo:
        return jsonify(erro="Informe o motivo do cancelamento.", status=400), 400
    mov = cancelar(numero, motivo)
    return jsonify(serializar(completar([mov])[0]))
