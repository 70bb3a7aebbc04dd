"""Relatórios: páginas, CSV em fluxo e arquivos para baixar."""

import io

from fastapi import Depends

from generated_app.blueprints.movimentacoes import filtro_da_url
from generated_app.compat.blueprint import Blueprint
from generated_app.compat.context import request
from generated_app.compat.files import send_file
from generated_app.compat.login import current_user, login_required
from generated_app.compat.responses import Response
from generated_app.compat.streaming import stream_with_context
from generated_app.compat.templates import render_template
from generated_app.decorators import permissao_requerida
from generated_app.services.relatorios import (
    consumo_por_mes,
    csv_de_saldos,
    curva_abc,
    gerar_csv_movimentacoes,
    gerar_inventario,
)

relatorios_bp = Blueprint("relatorios", __name__, url_prefix="/relatorios")


@relatorios_bp.get("/", dependencies=[Depends(login_required)])
async def index():
    return await render_template("relatorios/index.html")


@relatorios_bp.get("/consumo", dependencies=[Depends(login_required)])
@permissao_requerida("relatorios.ver")
async def consumo():
    filtro = filtro_da_url()
    filtro["cancelada"] = False
    return await render_template("relatorios/consumo.html", meses=await consumo_por_mes(filtro))


@relatorios_bp.get("/abc", dependencies=[Depends(login_required)])
@permissao_requerida("relatorios.ver")
async def abc():
    classe = request.args.get("classe", "").upper()
    itens = [item for item in await curva_abc() if not classe or item["classe"] == classe]
    return await render_template("relatorios/abc.html", itens=itens, classe=classe)


@relatorios_bp.get("/movimentacoes.csv", dependencies=[Depends(login_required)])
@permissao_requerida("relatorios.ver")
async def csv_movimentacoes():
    linhas = gerar_csv_movimentacoes(filtro_da_url())
    return Response(
        stream_with_context(linhas),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=movimentacoes.csv"},
    )


@relatorios_bp.get("/saldos.csv", dependencies=[Depends(login_required)])
@permissao_requerida("relatorios.ver")
async def csv_saldos():
    conteudo = await csv_de_saldos(await current_user.locais_permitidos)
    return send_file(
        io.BytesIO(conteudo), mimetype="text/csv", as_attachment=True, download_name="saldos.csv"
    )


@relatorios_bp.get("/inventario.ndjson", dependencies=[Depends(login_required)])
@permissao_requerida("relatorios.ver")
async def inventario():
    return Response(gerar_inventario(), mimetype="application/x-ndjson")
