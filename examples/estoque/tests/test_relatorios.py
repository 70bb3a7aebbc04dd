import csv
import io
import json


def linhas(resposta):
    texto = resposta.get_data(as_text=True)
    assert texto.startswith("\ufeff")
    return list(csv.reader(io.StringIO(texto[1:]), delimiter=";"))


def test_csv_de_movimentacoes(consulta):
    resposta = consulta.get("/relatorios/movimentacoes.csv?tipo=entrada")
    assert resposta.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert resposta.headers["Content-Disposition"] == "attachment; filename=movimentacoes.csv"
    cabecalho, *corpo, rodape = linhas(resposta)
    assert cabecalho[0] == "numero"
    assert {linha[2] for linha in corpo} == {"Entrada"}
    assert rodape == ["total", str(len(corpo)), "gerado por", "Elisa Nunes"]


def test_csv_de_saldos(gestor, banco):
    resposta = gestor.get("/relatorios/saldos.csv")
    assert resposta.headers["Content-Disposition"] == "attachment; filename=saldos.csv"
    corpo = linhas(resposta)[1:]
    assert corpo == sorted(corpo)
    assert len(corpo) == banco.saldos.count_documents({"quantidade": {"$gt": 0}})


def test_csv_de_saldos_so_dos_locais_do_gestor(entrar_como):
    corpo = linhas(entrar_como("fabio").get("/relatorios/saldos.csv"))[1:]
    assert corpo
    assert all(linha[0].startswith("C1") for linha in corpo)


def test_inventario(consulta, banco):
    resposta = consulta.get("/relatorios/inventario.ndjson")
    itens = [json.loads(linha) for linha in resposta.text.splitlines()]
    assert len(itens) == banco.produtos.count_documents({"ativo": True})
    assert sum(i["total"] for i in itens) == sum(s["quantidade"] for s in banco.saldos.find())


def test_consumo_por_mes(gestor):
    pagina = gestor.get("/relatorios/consumo?de=2026-01-01&ate=2026-01-31").text
    assert "2026-01" in pagina
    assert "2026-02" not in pagina


def test_curva_abc(gestor):
    completa = gestor.get("/relatorios/abc").text
    so_a = gestor.get("/relatorios/abc?classe=a").text
    assert "<td>C</td>" in completa
    assert "<td>C</td>" not in so_a


def test_operador_nao_ve_relatorios(operador):
    assert operador.get("/relatorios/").status_code == 200
    assert operador.get("/relatorios/saldos.csv").status_code == 403
