"""Movimentações de estoque: páginas e API."""

from fastapi import Depends

from generated_app.compat.blueprint import Blueprint
from generated_app.compat.context import request
from generated_app.compat.flashing import flash
from generated_app.compat.login import current_user, login_required
from generated_app.compat.responses import abort, jsonify, redirect
from generated_app.compat.templates import render_template
from generated_app.compat.urls import url_for
from generated_app.dao.local_dao import locais_dao
from generated_app.dao.movimentacao_dao import movimentacoes_dao
from generated_app.dao.produto_dao import produtos_dao
from generated_app.decorators import auditar, perfil_requerido, permissao_requerida
from generated_app.errors import RegraDeNegocio
from generated_app.services.estoque import (
    TIPOS,
    cancelar,
    completar,
    ler_movimentacao,
    ler_quantidade,
    registrar,
    registrar_lote,
)
from generated_app.utils import (
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


async def pagina_de_movimentacoes():
    pagina, por_pagina = pagina_e_tamanho()
    itens, total = await movimentacoes_dao.pagina(
        filtro_da_url(), movimentacoes_dao.ORDEM, pagina, por_pagina
    )
    return Paginacao(await completar(itens), total, pagina, por_pagina)


@movimentacoes_bp.get("/movimentacoes/", dependencies=[Depends(login_required)])
async def listar():
    return await render_template(
        "movimentacoes/lista.html",
        resultado=await pagina_de_movimentacoes(),
        tipos=TIPOS,
        escolhidos=request.args.getlist("tipo"),
    )


@movimentacoes_bp.get("/movimentacoes/{numero:int}", dependencies=[Depends(login_required)])
async def ver(numero: int):
    mov = await movimentacoes_dao.por_numero_ou_404(numero)
    return await render_template("movimentacoes/detalhe.html", mov=(await completar([mov]))[0])


@movimentacoes_bp.api_route(
    "/movimentacoes/nova", methods=["GET", "POST"], dependencies=[Depends(login_required)]
)
@permissao_requerida("movimentacoes.criar")
async def nova():
    erros, status = {}, 200
    if request.method == "POST":
        try:
            mov = await registrar(await ler_movimentacao(request.form))
        except RegraDeNegocio as erro:
            flash(erro.mensagem, "erro")
            erros, status = erro.detalhes, erro.status
        else:
            flash(f"Movimentação {mov['numero']} registrada.", "sucesso")
            return redirect(url_for("movimentacoes.ver", numero=mov["numero"]))
    pagina = await render_template(
        "movimentacoes/formulario.html",
        dados=request.form,
        erros=erros,
        tipos=TIPOS,
        produtos=produtos_dao.ativos(),
        meus_locais=await locais_dao.permitidos(current_user),
        todos_locais=await locais_dao.colecao.find({"ativo": True})
        .sort(locais_dao.ORDEM)
        .to_list(None),
    )
    return pagina, status


@movimentacoes_bp.post("/movimentacoes/lote", dependencies=[Depends(login_required)])
@permissao_requerida("movimentacoes.criar")
@auditar("movimentacao.lote")
async def lote():
    """Baixa vários produtos de um local; os campos repetidos vêm em paralelo."""
    origem = await locais_dao.obter_ou_404(request.form["origem_id"])
    ids = request.form.getlist("produto_id")
    quantidades = request.form.getlist("quantidade")
    if len(ids) != len(quantidades):
        abort(400, description="Cada produto precisa de uma quantidade.")
    produtos = await produtos_dao.mapa_por_id(object_id_ou_none(i) for i in ids)
    itens = {}
    for produto_id, texto in zip(ids, quantidades):
        produto = produtos.get(object_id_ou_none(produto_id))
        quantidade = ler_quantidade(texto)
        if produto is None or quantidade is None:
            abort(400, description="Produto ou quantidade inválida no lote.")
        # O mesmo produto em duas linhas do formulário é uma saída só.
        _, anterior = itens.get(produto["_id"], (produto, 0))
        itens[produto["_id"]] = (produto, anterior + quantidade)
    criadas = await registrar_lote(origem, list(itens.values()), request.form.get("observacao", ""))
    flash(f"{len(criadas)} saídas registradas.", "sucesso")
    return redirect(url_for("movimentacoes.listar", tipo="saida", local_id=origem["_id"]))


@movimentacoes_bp.get("/api/movimentacoes", dependencies=[Depends(login_required)])
async def api_listar():
    """Movimentações, mais novas primeiro.

    Filtros: ``tipo`` (repetível), ``produto_id``, ``local_id``, ``de``, ``ate`` e ``abertas=1``.
    """
    return jsonify((await pagina_de_movimentacoes()).como_dict())


@movimentacoes_bp.post("/api/movimentacoes", dependencies=[Depends(login_required)])
@permissao_requerida("movimentacoes.criar")
async def api_criar():
    mov = await registrar(await ler_movimentacao(corpo_json()))
    return jsonify(serializar((await completar([mov]))[0])), 201


@movimentacoes_bp.post("/api/movimentacoes/transferencia", dependencies=[Depends(login_required)])
@permissao_requerida("movimentacoes.criar")
async def api_transferir():
    mov = await registrar(await ler_movimentacao(corpo_json(), tipo="transferencia"))
    return jsonify(serializar((await completar([mov]))[0])), 201


@movimentacoes_bp.get("/api/movimentacoes/{numero:int}", dependencies=[Depends(login_required)])
async def api_ver(numero: int):
    mov = await movimentacoes_dao.por_numero_ou_404(numero)
    return serializar((await completar([mov]))[0])


@movimentacoes_bp.post(
    "/api/movimentacoes/{numero:int}/cancelar", dependencies=[Depends(login_required)]
)
@perfil_requerido("admin", "gestor")
@auditar("movimentacao.cancelada")
async def api_cancelar(numero: int):
    dados = request.get_json(silent=True) or {}
    motivo = str(dados.get("motivo") or "").strip()
    if not motivo:
        return jsonify(erro="Informe o motivo do cancelamento.", status=400), 400
    mov = await cancelar(numero, motivo)
    return jsonify(serializar((await completar([mov]))[0]))
