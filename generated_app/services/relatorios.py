"""Conteúdo dos relatórios: linhas de CSV, consumo e curva ABC."""

import csv
import io
import json

from generated_app import extensions
from generated_app.compat.login import current_user
from generated_app.dao.local_dao import locais_dao
from generated_app.dao.movimentacao_dao import movimentacoes_dao
from generated_app.dao.produto_dao import produtos_dao
from generated_app.dao.saldo_dao import saldos_dao
from generated_app.filters import data_br, nome_tipo

# O Excel só reconhece UTF-8 com esta marca no início do arquivo.
BOM = "\ufeff"


def linha_csv(valores):
    texto = io.StringIO()
    csv.writer(texto, delimiter=";", lineterminator="\r\n").writerow(valores)
    return texto.getvalue()


async def gerar_csv_movimentacoes(filtro):
    """Linhas do CSV, uma a uma, sem carregar o resultado inteiro na memória."""
    produtos = {p["_id"]: p async for p in produtos_dao.colecao.find({}, {"codigo": 1, "nome": 1})}
    locais = {d["_id"]: d["codigo"] async for d in locais_dao.colecao.find({}, {"codigo": 1})}
    yield BOM + linha_csv(
        ["numero", "data", "tipo", "codigo", "produto", "origem", "destino", "quantidade", "status"]
    )
    total = 0
    async for mov in movimentacoes_dao.colecao.find(filtro).sort("numero", 1):
        produto = produtos.get(mov["produto_id"], {})
        yield linha_csv(
            [
                mov["numero"],
                data_br(mov["data"], com_hora=True),
                nome_tipo(mov["tipo"]),
                produto.get("codigo", ""),
                produto.get("nome", ""),
                locais.get(mov["origem_id"], ""),
                locais.get(mov["destino_id"], ""),
                mov["quantidade"],
                "cancelada" if mov["cancelada"] else "ok",
            ]
        )
        total += 1
    yield linha_csv(["total", total, "gerado por", current_user.nome])


async def csv_de_saldos(local_ids):
    """Arquivo inteiro, em bytes: posição de cada produto em cada local."""
    locais = await locais_dao.mapa_por_id(local_ids)
    produtos = {p["_id"]: p async for p in produtos_dao.colecao.find()}
    saldos = saldos_dao.colecao.find({"local_id": {"$in": local_ids}, "quantidade": {"$gt": 0}})
    linhas = sorted(
        [
            [
                locais[s["local_id"]]["codigo"],
                produtos[s["produto_id"]]["codigo"],
                produtos[s["produto_id"]]["nome"],
                s["quantidade"],
                f"{s['quantidade'] * produtos[s['produto_id']]['preco_custo']:.2f}".replace(
                    ".", ","
                ),
            ]
            async for s in saldos
            if s["produto_id"] in produtos
        ]
    )
    cabecalho = linha_csv(["local", "codigo", "produto", "quantidade", "valor"])
    return (BOM + cabecalho + "".join(linha_csv(linha) for linha in linhas)).encode()


async def gerar_inventario():
    """Um JSON por linha, para a integração com o ERP."""
    async for produto in extensions.db.produtos.find({"ativo": True}).sort("codigo", 1):
        total = await saldos_dao.total_do_produto(produto["_id"])
        item = {"codigo": produto["codigo"], "nome": produto["nome"], "total": total}
        yield json.dumps(item, ensure_ascii=False) + "\n"


async def consumo_por_mes(filtro):
    """Tabela mês a mês: ``[{"mes": "2026-01", "entrada": 10, "saida": 4, ...}]``."""
    meses = {}
    for grupo in await movimentacoes_dao.por_mes(filtro):
        mes = grupo["_id"]["mes"]
        linha = meses.setdefault(mes, {"mes": mes, "entrada": 0, "saida": 0, "transferencia": 0})
        linha[grupo["_id"]["tipo"]] = grupo["quantidade"]
    return list(meses.values())


async def curva_abc():
    """Classifica os produtos pelo valor que saiu: A até 80%, B até 95%, C o resto."""
    saidas = {
        g["_id"]: g["quantidade"]
        async for g in extensions.db.movimentacoes.aggregate(
            [
                {"$match": {"tipo": "saida", "cancelada": False}},
                {"$group": {"_id": "$produto_id", "quantidade": {"$sum": "$quantidade"}}},
            ]
        )
    }
    itens = [
        {
            "codigo": p["codigo"],
            "nome": p["nome"],
            "quantidade": saidas[p["_id"]],
            "valor": round(saidas[p["_id"]] * p["preco_custo"], 2),
        }
        async for p in produtos_dao.colecao.find({"_id": {"$in": list(saidas)}})
    ]
    itens.sort(key=lambda item: (-item["valor"], item["codigo"]))
    total = sum(item["valor"] for item in itens)
    acumulado = 0
    for item in itens:
        acumulado += item["valor"]
        parte = acumulado / total if total else 0
        item["acumulado"] = round(100 * parte, 2)
        item["classe"] = "A" if parte <= 0.8 else "B" if parte <= 0.95 else "C"
    return itens
