"""Mail goes out over SMTP, as long as the other side takes."""

import os
import smtplib
from email.message import EmailMessage

from banco import db

REGISTRO = os.environ.get("REGISTRO_DE_AVISOS", "avisos.log")


def servidor():
    return "127.0.0.1", int(os.environ.get("PORTA_SMTP", "25"))


def enviar(destino, texto):
    mensagem = EmailMessage()
    mensagem["To"], mensagem["From"] = destino, "loja@exemplo.local"
    mensagem.set_content(texto)
    with smtplib.SMTP(*servidor(), timeout=10) as smtp:
        smtp.send_message(mensagem)


def avisar(pedido):
    enviar(pedido["email"], f"pedido {pedido['numero']} recebido")


def enviar_pendentes():
    with smtplib.SMTP(*servidor(), timeout=10) as smtp, open(REGISTRO, "a") as registro:
        for aviso in db.avisos.find({"enviado": False}):
            smtp.sendmail("loja@exemplo.local", [aviso["email"]], aviso["texto"])
            print(aviso["email"], file=registro)
