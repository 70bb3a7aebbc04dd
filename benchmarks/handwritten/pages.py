"""Pages: the example's own templates, with what they find in every context."""

from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup, escape

from handwritten import clock
from handwritten.database import db
from handwritten.users import User, csrf_token

TEMPLATES = Path(__file__).parents[2] / "examples" / "estoque" / "templates"
PATHS = {
    "static": "/static/{filename}",
    "main.painel": "/painel",
    "main.locais": "/locais/",
    "main.ver_local": "/locais/{local_id}",
    "main.mudar_tema": "/preferencias/tema",
    "auth.login": "/login",
    "auth.conta": "/conta",
    "auth.logout": "/logout",
    "produtos.listar": "/produtos",
    "produtos.novo": "/produtos/novo",
    "produtos.ver": "/produtos/{produto_id}",
    "produtos.editar": "/produtos/{produto_id}/editar",
    "produtos.desativar": "/produtos/{produto_id}/desativar",
    "produtos.enviar_imagem": "/produtos/{produto_id}/imagem",
    "produtos.imagem": "/uploads/{nome}",
    "movimentacoes.listar": "/movimentacoes/",
    "movimentacoes.ver": "/movimentacoes/{numero}",
    "relatorios.index": "/relatorios/",
    "usuarios.listar": "/usuarios/",
}
NIVEIS = {1: "Central", 2: "Almoxarifado", 3: "Sub-almoxarifado", 4: "Setor"}
TIPOS = {"entrada": "Entrada", "saida": "Saída", "transferencia": "Transferência"}


def url_for(name: str, **values: Any) -> str:
    """The path of a page; what the path has no place for becomes its query."""
    path = PATHS[name]
    url = path.format_map(values)
    query = {
        key: value
        for key, value in values.items()
        if value is not None and f"{{{key}}}" not in path
    }
    return f"{url}?{urlencode(query)}" if query else url


def moeda(value: float | None) -> str:
    """1234.5 as "R$ 1.234,50"."""
    if value is None:
        return "-"
    return "R$ " + f"{value:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")


def quantidade(value: float | None, unit: str = "") -> str:
    """With dots between thousands, and its unit."""
    return f"{f'{value or 0:,}'.replace(',', '.')} {unit}".strip()


def data_br(value: Any, com_hora: bool = False) -> str:  # noqa: FBT001, FBT002 (as templates call)
    """Day, month, year."""
    if not value:
        return "-"
    return value.strftime("%d/%m/%Y %H:%M" if com_hora else "%d/%m/%Y")


def destacar(text: str, search: str) -> Markup:
    """Mark what was searched for."""
    start = text.lower().find(search.lower()) if search else -1
    if start < 0:
        return escape(text)
    end = start + len(search)
    return Markup("{}<mark>{}</mark>{}").format(text[:start], text[start:end], text[end:])


environment = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(), auto_reload=False
)
environment.globals["url_for"] = url_for
# Macros see no context: they find the session of the page that is being rendered here.
_session: ContextVar[dict[str, Any]] = ContextVar("session")
environment.globals["csrf_token"] = lambda: csrf_token(_session.get())
environment.filters |= {
    "moeda": moeda,
    "quantidade": quantidade,
    "data_br": data_br,
    "destacar": destacar,
    "nome_nivel": lambda level: NIVEIS.get(level, "?"),
    "nome_tipo": lambda kind: TIPOS.get(kind, kind),
}


async def page(
    request: Request, user: User, endpoint: str, template: str, values: Mapping[str, Any]
) -> HTMLResponse:
    """A page with its menu, the messages that waited for it and the alerts to be read."""

    def url_pagina(number: int) -> str:
        return url_for(
            endpoint, **{**request.query_params, **request.path_params, "pagina": number}
        )

    return render(
        request,
        endpoint,
        template,
        current_user=user,
        url_pagina=url_pagina,
        total_alertas=await db.alertas.count_documents({"lido": False}),
        **values,
    )


def render(request: Request, endpoint: str, template: str, /, **values: Any) -> HTMLResponse:
    """A page, and the messages that waited for it."""
    session = request.session
    theme = request.cookies.get("tema", "claro")

    def get_flashed_messages(with_categories: bool = False) -> list[Any]:  # noqa: FBT001, FBT002
        waiting = session.pop("_flashes", [])
        return waiting if with_categories else [text for _, text in waiting]

    _session.set(session)
    text = environment.get_template(template).render(
        request=SimpleNamespace(endpoint=endpoint, args=request.query_params),
        get_flashed_messages=get_flashed_messages,
        tema=theme if theme in {"claro", "escuro"} else "claro",
        ano=clock.now().year,
        **values,
    )
    return HTMLResponse(text)
