"""Leitura e validação do cadastro de produtos."""

import math

from generated_app.errors import DadosInvalidos

UNIDADES = ("UN", "CX", "PC", "KG", "L", "M")


def decimal(valor):
    """Aceita número do JSON e texto do formulário, com vírgula ou ponto."""
    if isinstance(valor, bool) or valor is None:
        return None
    try:
        numero = float(str(valor).strip().replace(",", "."))
    except ValueError:
        return None
    return round(numero, 2) if math.isfinite(numero) else None


def ler_produto(dados, tags):
    """Valida os campos e devolve o que vai para o banco."""
    campos = {
        "codigo": str(dados.get("codigo") or "").strip().upper(),
        "nome": str(dados.get("nome") or "").strip(),
        "descricao": str(dados.get("descricao") or "").strip(),
        "categoria": str(dados.get("categoria") or "").strip(),
        "unidade": dados.get("unidade") or "UN",
        "preco_custo": decimal(dados.get("preco_custo")),
        "estoque_minimo": decimal(dados.get("estoque_minimo") or 0),
        "tags": sorted({str(tag).strip().lower() for tag in tags if str(tag).strip()}),
    }
    erros = {}
    for campo in ("codigo", "nome", "categoria"):
        if not campos[campo]:
            erros[campo] = "Campo obrigatório."
    if campos["unidade"] not in UNIDADES:
        erros["unidade"] = "Unidade desconhecida."
    if campos["preco_custo"] is None or campos["preco_custo"] < 0:
        erros["preco_custo"] = "Preço inválido."
    if campos["estoque_minimo"] is None or campos["estoque_minimo"] < 0:
        erros["estoque_minimo"] = "Valor inválido."
    if erros:
        raise DadosInvalidos(erros)
    campos["estoque_minimo"] = int(campos["estoque_minimo"])
    return campos
