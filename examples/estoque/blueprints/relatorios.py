"""Relatórios: páginas, CSV em fluxo e arquivos para baixar."""

import io

from flask import Blueprint, Response, render_template, request, send_file, stream_with_context
from flask_login import current_user, login_required

from blueprints.movimentacoes import filtro_da_url
from decorators import permissao_requerida
from services.relatorios import (
    consumo_por_mes,
    csv_de_saldos,
    curva_abc,
    gerar_csv_movimentacoes,
    gerar_inventario,
)

relatorios_bp = Blueprint("relatorios", __name__, url_prefix="/relatorios")


@relatorios_bp.route("/")
@login_required
def index():
    return render_template("relatorios/index.html")


@relatorios_bp.route("/consumo")
@login_required
@permissao_requerida("relatorios.ver")
def consumo():
    filtro = filtro_da_url()
    filtro["cancelada"] = False
    return render_template("relatorios/consumo.html", meses=consumo_por_mes(filtro))


@relatorios_bp.route("/abc")
@login_required
@permissao_requerida("relatorios.ver")
def abc():
    classe = request.args.get("classe", "").upper()
    itens = [item for item in curva_abc() if not classe or item["classe"] == classe]
    return render_template("relatorios/abc.html", itens=itens, classe=classe)


@relatorios_bp.route("/movimentacoes.csv")
@login_required
@permissao_requerida("relatorios.ver")
def csv_movimentacoes():
    linhas = gerar_csv_movimentacoes(filtro_da_url())
    return Response(
        stream_with_context(linhas),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=movimentacoes.csv"},
    )


@relatorios_bp.route("/saldos.csv")
@login_required
@permissao_requerida("relatorios.ver")
def csv_saldos():
    conteudo = csv_de_saldos(current_user.locais_permitidos)
    return send_file(
        io.BytesIO(conteudo), mimetype="text/csv", as_attachment=True, download_name="saldos.csv"
    )


@relatorios_bp.route("/inventario.ndjson")
@login_required
@permissao_requerida("relatorios.ver")
def inventario():
    return Response(gerar_inventario(), mimetype="application/x-ndjson")
