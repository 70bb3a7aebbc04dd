"""Cadastro de produtos: páginas, imagem e API."""

from fastapi import Depends

from generated_app import extensions
from generated_app.compat.blueprint import Blueprint
from generated_app.compat.context import current_app, g, request
from generated_app.compat.files import send_from_directory
from generated_app.compat.flashing import flash
from generated_app.compat.login import login_required
from generated_app.compat.responses import jsonify, redirect
from generated_app.compat.templates import render_template
from generated_app.compat.urls import url_for
from generated_app.dao.movimentacao_dao import movimentacoes_dao
from generated_app.dao.produto_dao import produtos_dao
from generated_app.dao.saldo_dao import saldos_dao
from generated_app.decorators import auditar, permissao_requerida
from generated_app.errors import DadosInvalidos, RegraDeNegocio
from generated_app.services.estoque import completar
from generated_app.services.imagens import remover_imagem, salvar_imagem
from generated_app.services.produtos import UNIDADES, ler_produto
from generated_app.utils import Paginacao, contendo, corpo_json, pagina_e_tamanho, serializar

produtos_bp = Blueprint("produtos", __name__)

TAGS = ("fragil", "importado", "inflamavel", "perecivel")


async def buscar_produtos():
    """Aplica os filtros da query string; serve à página e à API."""
    pagina, por_pagina = pagina_e_tamanho()
    filtro = produtos_dao.filtro(
        busca=request.args.get("busca"),
        categoria=request.args.get("categoria"),
        ativo=None if request.args.get("inativos") == "1" else True,
        tags=request.args.getlist("tag"),
    )
    itens, total = await produtos_dao.buscar(filtro, pagina, por_pagina)
    totais = await saldos_dao.totais_por_produto(p["_id"] for p in itens)
    for produto in itens:
        produto["total"] = totais.get(produto["_id"], 0)
    return Paginacao(itens, total, pagina, por_pagina)


async def tem_movimentacao(produto_id):
    return await movimentacoes_dao.existe({"produto_id": produto_id})


@produtos_bp.get("/produtos", dependencies=[Depends(login_required)])
async def listar():
    return await render_template(
        "produtos/lista.html",
        resultado=await buscar_produtos(),
        categorias=await produtos_dao.categorias(),
        busca=request.args.get("busca", ""),
    )


@produtos_bp.api_route(
    "/produtos/novo", methods=["GET", "POST"], dependencies=[Depends(login_required)]
)
@permissao_requerida("produtos.editar")
async def novo():
    if request.method == "GET":
        return await render_formulario({"unidade": "UN", "tags": []})
    try:
        campos = ler_produto(request.form, request.form.getlist("tags"))
        campos.update(ativo=True, imagem=None, criado_em=g.agora, atualizado_em=g.agora)
        produto_id = await produtos_dao.criar(campos)
    except DadosInvalidos as erro:
        return await render_formulario(request.form.to_dict(), erro.campos), 400
    flash("Produto cadastrado.", "sucesso")
    return redirect(url_for("produtos.ver", produto_id=produto_id))


async def render_formulario(produto, erros=None):
    return await render_template(
        "produtos/formulario.html",
        produto=produto,
        erros=erros or {},
        unidades=UNIDADES,
        tags=TAGS,
        categorias=await produtos_dao.categorias(),
    )


@produtos_bp.get("/produtos/{produto_id}", dependencies=[Depends(login_required)])
async def ver(produto_id: str):
    produto = await produtos_dao.obter_ou_404(produto_id)
    historico = movimentacoes_dao.colecao.find({"produto_id": produto["_id"]})
    historico = await completar(
        await historico.sort(movimentacoes_dao.ORDEM).limit(10).to_list(None)
    )
    return await render_template(
        "produtos/detalhe.html",
        produto=produto,
        saldos=await saldos_dao.do_produto(produto["_id"]),
        total=await saldos_dao.total_do_produto(produto["_id"]),
        historico=historico,
    )


@produtos_bp.api_route(
    "/produtos/{produto_id}/editar", methods=["GET", "POST"], dependencies=[Depends(login_required)]
)
@permissao_requerida("produtos.editar")
async def editar(produto_id: str):
    produto = await produtos_dao.obter_ou_404(produto_id)
    if request.method == "POST":
        try:
            campos = ler_produto(request.form, request.form.getlist("tags"))
            await produtos_dao.salvar(produto["_id"], {**campos, "atualizado_em": g.agora})
        except DadosInvalidos as erro:
            return await render_formulario({**produto, **request.form.to_dict()}, erro.campos), 400
        flash("Produto atualizado.", "sucesso")
        return redirect(url_for("produtos.ver", produto_id=produto_id))
    return await render_formulario(produto)


@produtos_bp.post("/produtos/{produto_id}/desativar", dependencies=[Depends(login_required)])
@permissao_requerida("produtos.editar")
@auditar("produto.desativado")
async def desativar(produto_id: str):
    produto = await produtos_dao.obter_ou_404(produto_id)
    if await saldos_dao.total_do_produto(produto["_id"]) > 0:
        flash("O produto ainda tem saldo e não pode ser desativado.", "erro")
        return redirect(url_for("produtos.ver", produto_id=produto_id))
    if await produtos_dao.desativar(produto["_id"], g.agora):
        flash(f"{produto['nome']} foi desativado.", "sucesso")
    return redirect(url_for("produtos.listar", busca=produto["codigo"], inativos=1))


@produtos_bp.post("/produtos/{produto_id}/imagem", dependencies=[Depends(login_required)])
@permissao_requerida("produtos.editar")
async def enviar_imagem(produto_id: str):
    produto = await produtos_dao.obter_ou_404(produto_id)
    try:
        nome = salvar_imagem(produto, request.files.get("imagem"))
    except DadosInvalidos as erro:
        flash(erro.campos["imagem"], "erro")
        return redirect(url_for("produtos.ver", produto_id=produto_id))
    await produtos_dao.atualizar(produto["_id"], {"imagem": nome, "atualizado_em": g.agora})
    current_app.logger.info("Imagem de %s gravada em %s", produto["codigo"], nome)
    flash("Imagem atualizada.", "sucesso")
    return redirect(url_for("produtos.ver", produto_id=produto_id))


@produtos_bp.get("/uploads/{nome:path}", dependencies=[Depends(login_required)])
async def imagem(nome: str):
    return send_from_directory(current_app.config["UPLOAD_FOLDER"], nome)


@produtos_bp.get("/api/produtos", dependencies=[Depends(login_required)])
async def api_listar():
    return jsonify((await buscar_produtos()).como_dict())


@produtos_bp.get("/api/produtos/sugestoes", dependencies=[Depends(login_required)])
async def api_sugestoes():
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
            async for p in cursor.sort(produtos_dao.ORDEM).limit(10)
        ]
    )


@produtos_bp.post("/api/produtos", dependencies=[Depends(login_required)])
@permissao_requerida("produtos.editar")
@auditar("produto.criado")
async def api_criar():
    dados = corpo_json()
    campos = ler_produto(dados, dados.get("tags") or [])
    campos.update(ativo=True, imagem=None, criado_em=g.agora, atualizado_em=g.agora)
    produto_id = await produtos_dao.criar(campos)
    resposta = jsonify(serializar(await produtos_dao.por_id(produto_id)))
    return resposta, 201, {"Location": url_for("produtos.api_ver", produto_id=produto_id)}


@produtos_bp.get("/api/produtos/{produto_id}", dependencies=[Depends(login_required)])
async def api_ver(produto_id: str):
    produto = await produtos_dao.obter_ou_404(produto_id)
    produto["total"] = await saldos_dao.total_do_produto(produto["_id"])
    produto["saldos"] = await saldos_dao.do_produto(produto["_id"])
    return jsonify(serializar(produto))


@produtos_bp.api_route(
    "/api/produtos/{produto_id}", methods=["PUT", "PATCH"], dependencies=[Depends(login_required)]
)
@permissao_requerida("produtos.editar")
@auditar("produto.alterado")
async def api_atualizar(produto_id: str):
    """PUT troca o cadastro inteiro; PATCH só os campos enviados."""
    produto = await produtos_dao.obter_ou_404(produto_id)
    dados = request.get_json()
    if request.method == "PATCH":
        dados = {**produto, **dados}
    campos = ler_produto(dados, dados.get("tags") or [])
    await produtos_dao.salvar(produto["_id"], {**campos, "atualizado_em": g.agora})
    return jsonify(serializar(await produtos_dao.por_id(produto["_id"])))


@produtos_bp.delete("/api/produtos/{produto_id}", dependencies=[Depends(login_required)])
@permissao_requerida("produtos.editar")
@auditar("produto.excluido")
async def api_excluir(produto_id: str):
    """Apaga de vez; só vale para produto que nunca foi movimentado."""
    produto = await produtos_dao.obter_ou_404(produto_id)
    if await tem_movimentacao(produto["_id"]):
        raise RegraDeNegocio("O produto já tem movimentações: desative em vez de excluir.")
    await produtos_dao.colecao.delete_one({"_id": produto["_id"]})
    await saldos_dao.colecao.delete_many({"produto_id": produto["_id"]})
    remover_imagem(produto)
    return "", 204
