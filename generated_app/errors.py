"""Exceções do projeto e tratadores de erro (JSON em /api/, HTML no resto)."""

from werkzeug.exceptions import HTTPException

from generated_app.compat.context import current_app, request
from generated_app.compat.flashing import flash
from generated_app.compat.responses import jsonify, redirect
from generated_app.compat.templates import render_template
from generated_app.compat.urls import url_for
from generated_app.extensions import login_manager


class RegraDeNegocio(Exception):
    """Pedido bem formado que as regras do estoque não permitem."""

    status = 422
    codigo = "regra_de_negocio"

    def __init__(self, mensagem, **detalhes):
        super().__init__(mensagem)
        self.mensagem = mensagem
        self.detalhes = detalhes

    def como_dict(self):
        corpo = {"erro": self.mensagem, "codigo": self.codigo}
        if self.detalhes:
            corpo["detalhes"] = self.detalhes
        return corpo


class EstoqueInsuficiente(RegraDeNegocio):
    status = 409
    codigo = "estoque_insuficiente"

    def __init__(self, disponivel, solicitado):
        super().__init__(
            f"Estoque insuficiente: disponível {disponivel}, solicitado {solicitado}.",
            disponivel=disponivel,
            solicitado=solicitado,
        )


class DadosInvalidos(RegraDeNegocio):
    """Um ou mais campos do pedido não passaram na validação."""

    status = 400
    codigo = "dados_invalidos"

    def __init__(self, campos):
        super().__init__("Confira os campos informados.", **campos)
        self.campos = campos


TITULOS = {
    400: "Pedido inválido",
    403: "Acesso negado",
    404: "Página não encontrada",
    500: "Erro interno",
}


def quer_json():
    return request.path.startswith("/api/")


async def responder_erro(status, mensagem):
    """Mesma resposta de erro para todo tratador: JSON na API, página no resto."""
    if quer_json():
        return jsonify(erro=mensagem, status=status), status
    titulo = TITULOS.get(status, "Não foi possível atender")
    return await render_template(
        "erro.html", status=status, titulo=titulo, mensagem=mensagem
    ), status


def registrar_erros(app):
    @app.errorhandler(400)
    async def pedido_invalido(erro):
        return await responder_erro(400, erro.description)

    @app.errorhandler(403)
    async def acesso_negado(erro):
        return await responder_erro(403, "Você não tem permissão para fazer isso.")

    @app.errorhandler(404)
    async def nao_encontrado(erro):
        return await responder_erro(404, "O que você procura não existe ou foi removido.")

    @app.errorhandler(500)
    async def erro_interno(erro):
        return await responder_erro(500, "Algo deu errado. A equipe já foi avisada.")

    @app.errorhandler(HTTPException)
    def outro_erro_http(erro):
        if quer_json():
            resposta = erro.get_response()
            resposta.data = jsonify(erro=erro.name, status=erro.code).data
            resposta.content_type = "application/json"
            return resposta
        return erro

    @app.errorhandler(RegraDeNegocio)
    async def regra_de_negocio(erro):
        current_app.logger.info("Regra de negócio em %s: %s", request.path, erro.mensagem)
        if quer_json():
            return erro.como_dict(), erro.status
        return await responder_erro(erro.status, erro.mensagem)


@login_manager.unauthorized_handler
def nao_autenticado():
    """A API responde 401; as páginas mandam para o login e voltam depois."""
    if quer_json():
        return jsonify(erro="Autenticação necessária.", status=401), 401
    flash(login_manager.login_message, login_manager.login_message_category)
    return redirect(url_for("auth.login", next=request.full_path.rstrip("?")))
