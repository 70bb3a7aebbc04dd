"""Imagem do produto: validação e gravação em disco."""

import os

from werkzeug.utils import secure_filename

from generated_app.compat.context import current_app
from generated_app.errors import DadosInvalidos

EXTENSOES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


def salvar_imagem(produto, arquivo):
    """Grava a imagem enviada e devolve o nome do arquivo, sempre o mesmo para o produto."""
    if arquivo is None or not arquivo.filename:
        raise DadosInvalidos({"imagem": "Escolha um arquivo."})
    extensao = EXTENSOES.get(arquivo.mimetype)
    if extensao is None:
        raise DadosInvalidos({"imagem": "Envie PNG, JPEG ou WebP."})
    conteudo = arquivo.read()
    if len(conteudo) > current_app.config["IMAGEM_TAMANHO_MAXIMO"]:
        raise DadosInvalidos({"imagem": "A imagem passa de 1 MB."})

    nome = secure_filename(f"{produto['codigo']}.{extensao}".lower())
    remover_imagem(produto)
    with open(os.path.join(current_app.config["UPLOAD_FOLDER"], nome), "wb") as destino:
        destino.write(conteudo)
    return nome


def remover_imagem(produto):
    if not produto.get("imagem"):
        return
    caminho = os.path.join(current_app.config["UPLOAD_FOLDER"], produto["imagem"])
    if os.path.exists(caminho):
        os.remove(caminho)
