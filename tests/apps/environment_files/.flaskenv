NOME_DA_LOJA=filial
FLASK_APP=app.py
