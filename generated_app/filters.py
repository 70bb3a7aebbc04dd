"""Filtros e funções globais dos templates."""

from markupsafe import Markup, escape

from generated_app.compat.context import request
from generated_app.compat.urls import url_for

NOMES_DOS_NIVEIS = {
    1: "Central",
    2: "Almoxarifado",
    3: "Sub-almoxarifado",
    4: "Setor",
}
NOMES_DOS_TIPOS = {"entrada": "Entrada", "saida": "Saída", "transferencia": "Transferência"}


def moeda(valor):
    """1234.5 vira "R$ 1.234,50"."""
    if valor is None:
        return "-"
    texto = f"{valor:,.2f}"
    return "R$ " + texto.replace(",", "_").replace(".", ",").replace("_", ".")


def quantidade(valor, unidade=""):
    """Quantidade com separador de milhar e a unidade, quando houver."""
    texto = f"{valor or 0:,}".replace(",", ".")
    return f"{texto} {unidade}".strip()


def data_br(valor, com_hora=False):
    if not valor:
        return "-"
    return valor.strftime("%d/%m/%Y %H:%M" if com_hora else "%d/%m/%Y")


def nome_nivel(nivel):
    return NOMES_DOS_NIVEIS.get(nivel, "?")


def nome_tipo(tipo):
    return NOMES_DOS_TIPOS.get(tipo, tipo)


def destacar(texto, busca):
    """Marca no texto a parte que casou com a busca."""
    posicao = texto.lower().find(busca.lower()) if busca else -1
    if posicao < 0:
        return escape(texto)
    fim = posicao + len(busca)
    return Markup("{}<mark>{}</mark>{}").format(texto[:posicao], texto[posicao:fim], texto[fim:])


def url_pagina(pagina):
    """A URL atual, com os mesmos filtros, em outra página."""
    argumentos = request.args.to_dict()
    argumentos.update(request.view_args or {})
    argumentos["pagina"] = pagina
    return url_for(request.endpoint, **argumentos)


def registrar_filtros(app):
    app.add_template_filter(moeda)
    app.add_template_filter(quantidade)
    app.add_template_filter(data_br)
    app.add_template_filter(nome_nivel)
    app.add_template_filter(nome_tipo)
    app.add_template_filter(destacar)

    @app.template_global("url_pagina")
    def _url_pagina(pagina):
        return url_pagina(pagina)
