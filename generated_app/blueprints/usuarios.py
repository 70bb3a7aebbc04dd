"""Cadastro de usuários e auditoria; só para administradores."""

from bson import ObjectId

from generated_app import extensions
from generated_app.compat.blueprint import Blueprint
from generated_app.compat.context import g, request
from generated_app.compat.flashing import flash
from generated_app.compat.login import current_user, login_required
from generated_app.compat.responses import redirect
from generated_app.compat.templates import render_template
from generated_app.compat.urls import url_for
from generated_app.dao.local_dao import locais_dao
from generated_app.dao.usuario_dao import usuarios_dao
from generated_app.decorators import auditar, perfil_requerido
from generated_app.errors import DadosInvalidos, RegraDeNegocio
from generated_app.models.usuario import PERFIS, gerar_hash
from generated_app.services.perfis import nomes_dos_perfis
from generated_app.utils import Paginacao, pagina_e_tamanho

usuarios_bp = Blueprint("usuarios", __name__)


@usuarios_bp.before_request
@login_required
@perfil_requerido("admin")
async def exigir_admin():
    """Vale para todas as rotas deste blueprint."""


@usuarios_bp.context_processor
async def perfis():
    return {"perfis": await nomes_dos_perfis()}


async def ler_usuario(form):
    erros = {}
    campos = {
        "nome": form.get("nome", "").strip(),
        "email": form.get("email", "").strip().lower(),
        "perfil": form.get("perfil", "consulta"),
        "locais": [ObjectId(i) for i in form.getlist("locais") if ObjectId.is_valid(i)],
    }
    if not campos["nome"]:
        erros["nome"] = "Campo obrigatório."
    if "@" not in campos["email"]:
        erros["email"] = "E-mail inválido."
    if campos["perfil"] not in PERFIS:
        erros["perfil"] = "Perfil desconhecido."
    if len(await locais_dao.mapa_por_id(campos["locais"])) != len(set(campos["locais"])):
        erros["locais"] = "Um dos locais não existe."
    if erros:
        raise DadosInvalidos(erros)
    return campos


async def render_formulario(usuario, erros=None):
    return await render_template(
        "usuarios/formulario.html",
        usuario=usuario,
        erros=erros or {},
        locais=await locais_dao.colecao.find({"ativo": True}).sort(locais_dao.ORDEM).to_list(None),
    )


@usuarios_bp.get("/")
async def listar():
    perfil = request.args.get("perfil")
    return await render_template("usuarios/lista.html", usuarios=await usuarios_dao.listar(perfil))


@usuarios_bp.api_route("/novo", methods=["GET", "POST"])
async def novo():
    if request.method == "GET":
        return await render_formulario({"perfil": "operador", "locais": []})
    try:
        campos = await ler_usuario(request.form)
        senha = request.form.get("senha", "")
        if len(senha) < 6:
            raise DadosInvalidos({"senha": "Use ao menos 6 caracteres."})
        campos.update(senha_hash=await gerar_hash(senha), ativo=True, criado_em=g.agora)
        await usuarios_dao.criar(campos)
    except DadosInvalidos as erro:
        return await render_formulario({**request.form.to_dict(), "locais": []}, erro.campos), 400
    flash(f"Usuário {campos['nome']} criado.", "sucesso")
    return redirect(url_for("usuarios.listar"))


@usuarios_bp.api_route("/{usuario_id}/editar", methods=["GET", "POST"])
async def editar(usuario_id: str):
    usuario = await usuarios_dao.obter_ou_404(usuario_id)
    if request.method == "POST":
        try:
            campos = await ler_usuario(request.form)
            outro = {"email": campos["email"], "_id": {"$ne": usuario["_id"]}}
            if await usuarios_dao.existe(outro):
                raise DadosInvalidos({"email": "Este e-mail já está em uso."})
        except DadosInvalidos as erro:
            return await render_formulario({**usuario, **request.form.to_dict()}, erro.campos), 400
        await usuarios_dao.atualizar(usuario["_id"], campos)
        flash("Usuário atualizado.", "sucesso")
        return redirect(url_for("usuarios.listar", perfil=campos["perfil"]))
    return await render_formulario(usuario)


@usuarios_bp.post("/{usuario_id}/ativo")
@auditar("usuario.ativo")
async def alternar_ativo(usuario_id: str):
    usuario = await usuarios_dao.obter_ou_404(usuario_id)
    if usuario["_id"] == current_user.oid:
        raise RegraDeNegocio("Você não pode desativar o próprio usuário.")
    ativo = not usuario["ativo"]
    await usuarios_dao.definir_ativo(usuario["_id"], ativo)
    flash("Usuário ativado." if ativo else "Usuário desativado.", "sucesso")
    return redirect(url_for("usuarios.listar"))


@usuarios_bp.get("/auditoria")
async def auditoria():
    pagina, por_pagina = pagina_e_tamanho()
    filtro = {}
    if request.args.get("acao"):
        filtro["acao"] = request.args["acao"]
    colecao = extensions.db.auditoria
    registros = colecao.find(filtro).sort([("data", -1), ("_id", -1)])
    registros = await registros.skip((pagina - 1) * por_pagina).limit(por_pagina).to_list(None)
    nomes = await usuarios_dao.nomes({r["usuario_id"] for r in registros})
    for registro in registros:
        registro["usuario"] = nomes.get(registro["usuario_id"], "?")
    return await render_template(
        "usuarios/auditoria.html",
        resultado=Paginacao(registros, await colecao.count_documents(filtro), pagina, por_pagina),
        acoes=sorted(await colecao.distinct("acao")),
    )
