"""Painel, hierarquia de locais, saldos e alertas."""

from fastapi import Depends
from pymongo.errors import PyMongoError

from generated_app import extensions
from generated_app.compat.blueprint import Blueprint
from generated_app.compat.context import current_app, g, request
from generated_app.compat.login import current_user, login_required
from generated_app.compat.responses import abort, jsonify, make_response, redirect
from generated_app.compat.templates import render_template
from generated_app.compat.urls import url_for
from generated_app.dao.local_dao import locais_dao
from generated_app.dao.produto_dao import produtos_dao
from generated_app.dao.saldo_dao import saldos_dao
from generated_app.decorators import auditar, local_da_url, perfil_requerido, permissao_requerida
from generated_app.errors import DadosInvalidos
from generated_app.services.alertas import listar_alertas, marcar_lidos, sincronizar
from generated_app.services.hierarquia import filtro_de_locais, montar_hierarquia, totais_por_local
from generated_app.services.painel import resumo
from generated_app.utils import (
    Paginacao,
    corpo_json,
    object_id_ou_none,
    pagina_e_tamanho,
    para_object_id,
    serializar,
)

main_bp = Blueprint("main", __name__)


@main_bp.get("/saude")
async def saude():
    """Usada pelo Render para saber se o serviço está de pé."""
    try:
        await extensions.client.admin.command("ping")
    except PyMongoError:
        current_app.logger.exception("MongoDB fora do ar")
        return {"status": "erro"}, 503
    return {"status": "ok"}


@main_bp.get("/", dependencies=[Depends(login_required)])
@main_bp.get("/painel", dependencies=[Depends(login_required)])
async def painel():
    dias = min(max(request.args.get("dias", 30, type=int), 1), 365)
    return await render_template("painel.html", resumo=await resumo(g.agora, dias))


@main_bp.post("/preferencias/tema")
async def mudar_tema():
    """Guarda o tema em um cookie, por um ano."""
    tema = request.form.get("tema", "claro")
    if tema not in ("claro", "escuro"):
        abort(400, description="Tema desconhecido.")
    resposta = make_response(redirect(url_for("main.painel")))
    resposta.set_cookie("tema", tema, max_age=365 * 24 * 3600, httponly=True, samesite="Lax")
    return resposta


@main_bp.get("/api/dashboard", dependencies=[Depends(login_required)])
async def api_dashboard():
    dias = request.args.get("dias", 30, type=int)
    if not 1 <= dias <= 365:
        return jsonify(erro="Use de 1 a 365 dias.", status=400), 400
    return jsonify(serializar(await resumo(g.agora, dias)))


@main_bp.get("/api/estoque/hierarquia", dependencies=[Depends(login_required)])
async def api_hierarquia():
    """Locais com o estoque próprio e o da subárvore.

    Filtros: ``nivel``, ``pai_id``, ``busca``, ``produto_id`` e ``com_saldo=1``.
    """
    pagina, por_pagina = pagina_e_tamanho()
    produto_id = request.args.get("produto_id")
    if produto_id:
        produto_id = (await produtos_dao.obter_ou_404(produto_id))["_id"]
    pai_id = request.args.get("pai_id")
    filtro = await filtro_de_locais(
        current_user,
        nivel=request.args.get("nivel", type=int),
        pai_id=para_object_id(pai_id) if pai_id else None,
        busca=request.args.get("busca", "").strip(),
    )
    itens, total = await montar_hierarquia(
        filtro,
        pagina,
        por_pagina,
        produto_id=produto_id,
        com_saldo=request.args.get("com_saldo") == "1",
    )
    return jsonify(Paginacao(itens, total, pagina, por_pagina).como_dict())


@main_bp.get("/api/estoque/saldos", dependencies=[Depends(login_required)])
async def api_saldos():
    """Saldos por produto e local, filtrados por qualquer dos dois."""
    pagina, por_pagina = pagina_e_tamanho()
    filtro = {"quantidade": {"$gt": 0}}
    if request.args.get("produto_id"):
        filtro["produto_id"] = para_object_id(request.args["produto_id"])
    if request.args.get("local_id"):
        filtro["local_id"] = para_object_id(request.args["local_id"])
        if not await current_user.pode_acessar(filtro["local_id"]):
            abort(403)
    elif not current_user.ve_tudo:
        filtro["local_id"] = {"$in": await current_user.locais_permitidos}

    ordem = [("quantidade", -1), ("produto_id", 1), ("local_id", 1)]
    saldos, total = await saldos_dao.pagina(filtro, ordem, pagina, por_pagina)
    produtos = await produtos_dao.mapa_por_id({s["produto_id"] for s in saldos})
    locais = await locais_dao.mapa_por_id({s["local_id"] for s in saldos})
    itens = [
        {
            "produto_id": s["produto_id"],
            "produto": produtos[s["produto_id"]]["nome"],
            "local_id": s["local_id"],
            "local": locais[s["local_id"]]["nome"],
            "quantidade": s["quantidade"],
        }
        for s in saldos
    ]
    return jsonify(Paginacao(itens, total, pagina, por_pagina).como_dict())


@main_bp.get("/locais/", defaults={"nivel": None}, dependencies=[Depends(login_required)])
@main_bp.get("/locais/nivel/{nivel:int}", dependencies=[Depends(login_required)])
async def locais(nivel):
    """Lista simples de locais, que o template lê direto do cursor."""
    if nivel is not None and nivel not in range(1, 5):
        abort(404)
    filtro = {"ativo": True, "_id": {"$in": await current_user.locais_permitidos}}
    if nivel:
        filtro["nivel"] = nivel
    return await render_template(
        "locais/lista.html",
        locais=locais_dao.colecao.find(filtro).sort(locais_dao.ORDEM),
        nivel=nivel,
    )


@main_bp.get("/locais/{local_id}", dependencies=[Depends(login_required)])
@local_da_url()
async def ver_local(local_id: str):
    local = g.local
    saldos = saldos_dao.colecao.find({"local_id": local["_id"], "quantidade": {"$gt": 0}})
    saldos = await saldos.sort([("quantidade", -1), ("produto_id", 1)]).to_list(None)
    return await render_template(
        "locais/detalhe.html",
        local=local,
        caminho=await locais_dao.caminho(local),
        filhos=await locais_dao.filhos(local["_id"]),
        saldos=saldos,
        produtos=await produtos_dao.mapa_por_id({s["produto_id"] for s in saldos}),
        totais=(await totais_por_local([local["_id"]]))[local["_id"]],
    )


@main_bp.post("/api/locais", dependencies=[Depends(login_required)])
@permissao_requerida("locais.editar")
@auditar("local.criado")
async def api_criar_local():
    dados = corpo_json()
    codigo = str(dados.get("codigo") or "").strip().upper()
    nome = str(dados.get("nome") or "").strip()
    if not codigo or not nome:
        raise DadosInvalidos({"codigo": "Informe o código e o nome."})
    pai = None
    if dados.get("pai_id"):
        pai = await locais_dao.por_id(object_id_ou_none(dados["pai_id"]))
        if pai is None or pai["nivel"] == 4:
            raise DadosInvalidos({"pai_id": "O local superior não existe ou já é um setor."})
    local = await locais_dao.criar(codigo, nome, pai)
    return jsonify(serializar(local)), 201


@main_bp.get("/api/alertas", dependencies=[Depends(login_required)])
async def api_alertas():
    alertas = await listar_alertas(
        somente_abertos=request.args.get("todos") != "1",
        limite=min(max(request.args.get("limite", 50, type=int), 1), 200),
    )
    return jsonify(itens=serializar(alertas), total=len(alertas))


@main_bp.post("/api/alertas/lidos", dependencies=[Depends(login_required)])
@perfil_requerido("admin", "gestor", "operador")
async def api_marcar_alertas():
    """Marca como lidos os alertas de ``ids``; sem ``ids``, todos."""
    dados = request.get_json()
    ids = dados.get("ids")
    if ids is not None:
        ids = [para_object_id(valor) for valor in ids]
    return {"marcados": await marcar_lidos(ids)}


@main_bp.post("/api/alertas/sincronizar", dependencies=[Depends(login_required)])
@perfil_requerido("admin", "gestor")
async def api_sincronizar_alertas():
    return {"criados": await sincronizar(g.agora)}, 201
