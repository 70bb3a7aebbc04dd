import pytest

from filters import data_br, destacar, moeda, quantidade
from services import painel


def test_404_em_html_e_json(cliente):
    pagina = cliente.get("/nao-existe")
    assert (pagina.status_code, pagina.mimetype) == (404, "text/html")
    api = cliente.get("/api/nao-existe")
    assert (api.status_code, api.json["status"]) == (404, 404)


def test_405(admin):
    resposta = admin.enviar("DELETE", "/api/movimentacoes")
    assert resposta.status_code == 405
    assert resposta.json == {"erro": "Method Not Allowed", "status": 405}
    assert "GET" in resposta.headers["Allow"]
    assert admin.enviar("DELETE", "/produtos").mimetype == "text/html"


@pytest.mark.parametrize(("url", "tipo"), [("/painel", "text/html"), ("/api/dashboard", None)])
def test_500(app, admin, monkeypatch, url, tipo):
    def quebrar():
        raise RuntimeError("sem banco")

    monkeypatch.setattr(painel, "valor_em_estoque", quebrar)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    resposta = admin.get(url)
    assert resposta.status_code == 500
    assert resposta.mimetype == (tipo or "application/json")
    assert "A equipe já foi avisada." in (resposta.text if tipo else resposta.json["erro"])


def test_estaticos(cliente):
    assert cliente.get("/static/css/estilo.css").status_code == 200
    assert "X-CSRF-Token" in cliente.get("/static/js/app.js").text


def test_filtros(banco):
    assert moeda(1234567.891) == "R$ 1.234.567,89"
    assert moeda(None) == "-"
    assert quantidade(12345, "UN") == "12.345 UN"
    assert data_br(None) == "-"
    assert data_br(banco.usuarios.find_one()["criado_em"], com_hora=True) == "05/01/2026 08:00"
    assert destacar("<b> cabo", "CABO") == "&lt;b&gt; <mark>cabo</mark>"
