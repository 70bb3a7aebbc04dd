"""Cadastro de usuários e auditoria; só para administradores."""

from bson import ObjectId
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_login import current_user, login_required

import extensions
from dao.local_dao import locais_dao
from dao.usuario_dao import usuarios_dao
from decorators import auditar, perfil_requerido
from errors import DadosInvalidos, RegraDeNegocio
from models.usuario import PERFIS, gerar_hash
from services.perfis import nomes_dos_perfis
from utils import Paginacao, pagina_e_tamanho

usuarios_bp = Blueprint("usuarios", __name__)


@usuarios_bp.before_request
@login_required
@perfil_requerido("admin")
def exigir_admin():
    """Vale para todas as rotas deste blueprint."""


@usuarios_bp.context_processor
def perfis():
    return {"perfis": nomes_dos_perfis()}


def ler_usuario(form):
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
    if len(locais_dao.mapa_por_id(campos["locais"])) != len(set(campos["locais"])):
        erros["locais"] = "Um dos locais não existe."
    if erros:
        raise DadosInvalidos(erros)
    return campos


def render_formulario(usuario, erros=None):
    return render_template(
        "usuarios/formulario.html",
        usuario=usuario,
        erros=erros or {},
        locais=list(locais_dao.colecao.find({"ativo": True}).sort(locais_dao.ORDEM)),
    )


@usuarios_bp.route("/")
def listar():
    perfil = request.args.get("perfil")
    return render_template("usuarios/lista.html", usuarios=usuarios_dao.listar(perfil))


@usuarios_bp.route("/novo", methods=["GET", "POST"])
def novo():
    if request.method == "GET":
        return render_formulario({"perfil": "operador", "locais": []})
    try:
        campos = ler_usuario(request.form)
        senha = request.form.get("senha", "")
        if len(senha) < 6:
            raise DadosInvalidos({"senha": "Use ao menos 6 caracteres."})
        campos.update(senha_hash=gerar_hash(senha), ativo=True, criado_em=g.agora)
        usuarios_dao.criar(campos)
    except DadosInvalidos as erro:
        return render_formulario({**request.form.to_dict(), "locais": []}, erro.campos), 400
    flash(f"Usuário {campos['nome']} criado.", "sucesso")
    return redirect(url_for("usuarios.listar"))


@usuarios_bp.route("/<usuario_id>/editar", methods=["GET", "POST"])
def editar(usuario_id):
    usuario = usuarios_dao.obter_ou_404(usuario_id)
    if request.method == "POST":
        try:
            campos = ler_usuario(request.form)
            outro = {"email": campos["email"], "_id": {"$ne": usuario["_id"]}}
            if usuarios_dao.existe(outro):
                raise DadosInvalidos({"email": "Este e-mail já está em uso."})
        except DadosInvalidos as erro:
            return render_formulario({**usuario, **request.form.to_dict()}, erro.campos), 400
        usuarios_dao.atualizar(usuario["_id"], campos)
        flash("Usuário atualizado.", "sucesso")
        return redirect(url_for("usuarios.listar", perfil=campos["perfil"]))
    return render_formulario(usuario)


@usuarios_bp.route("/<usuario_id>/ativo", methods=["POST"])
@auditar("usuario.ativo")
def alternar_ativo(usuario_id):
    usuario = usuarios_dao.obter_ou_404(usuario_id)
    if usuario["_id"] == current_user.oid:
        raise RegraDeNegocio("Você não pode desativar o próprio usuário.")
    ativo = not usuario["ativo"]
    usuarios_dao.definir_ativo(usuario["_id"], ativo)
    flash("Usuário ativado." if ativo else "Usuário desativado.", "sucesso")
    return redirect(url_for("usuarios.listar"))


@usuarios_bp.route("/auditoria")
def auditoria():
    pagina, por_pagina = pagina_e_tamanho()
    filtro = {}
    if request.args.get("acao"):
        filtro["acao"] = request.args["acao"]
    colecao = extensions.db.auditoria
    registros = colecao.find(filtro).sort([("data", -1), ("_id", -1)])
    registros = list(registros.skip((pagina - 1) * por_pagina).limit(por_pagina))
    nomes = usuarios_dao.nomes({r["usuario_id"] for r in registros})
    for registro in registros:
        registro["usuario"] = nomes.get(registro["usuario_id"], "?")
    return render_template(
        "usuarios/auditoria.html",
        resultado=Paginacao(registros, colecao.count_documents(filtro), pagina, por_pagina),
        acoes=sorted(colecao.distinct("acao")),
    )
