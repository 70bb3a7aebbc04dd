"""The translated example answers as the original did, and a wrong one is found."""

import json

import pytest

from tests.journey.conftest import run
from tests.journey.faults import Fault, spoil

FAULTS = (
    Fault(
        "a wrong field",
        "blueprints/main.py",
        "total=len(alertas))",
        "quantidade=len(alertas))",
        "/api/alertas",
        "body",
    ),
    Fault(
        "a changed status",
        "blueprints/main.py",
        "return jsonify(serializar(local)), 201",
        "return jsonify(serializar(local)), 200",
        "/api/locais",
        "status",
    ),
    Fault(
        "a number that became text",
        "blueprints/main.py",
        'return {"marcados": await marcar_lidos(ids)}',
        'return {"marcados": str(await marcar_lidos(ids))}',
        "/api/alertas/lidos",
        "body",
    ),
    Fault(
        "another cookie attribute",
        "blueprints/main.py",
        'samesite="Lax"',
        'samesite="Strict"',
        "/preferencias/tema",
        "cookie",
    ),
    Fault(
        "a lost write",
        "blueprints/usuarios.py",
        'await usuarios_dao.definir_ativo(usuario["_id"], ativo)',
        'usuario["ativo"] = ativo',
        "/usuarios/<usuario_id>/ativo",
        "database",
    ),
    Fault(
        "a page off by one",
        "blueprints/usuarios.py",
        "registros.skip((pagina - 1) * por_pagina)",
        "registros.skip(pagina * por_pagina)",
        "/usuarios/auditoria",
        "body",
    ),
    Fault(
        "a double write",
        "blueprints/movimentacoes.py",
        'mov = await registrar(await ler_movimentacao(corpo_json(), tipo="transferencia"))',
        'await registrar(await ler_movimentacao(corpo_json(), tipo="transferencia"))\n'
        '    mov = await registrar(await ler_movimentacao(corpo_json(), tipo="transferencia"))',
        "/api/movimentacoes/transferencia",
        "database",
    ),
    Fault(
        "another redirect",
        "blueprints/movimentacoes.py",
        'tipo="saida", local_id=origem["_id"]))',
        'tipo="saida"))',
        "/movimentacoes/lote",
        "header",
    ),
    Fault(
        "an integer stored as a double",
        "blueprints/produtos.py",
        'await produtos_dao.salvar(produto["_id"], {**campos, "atualizado_em": g.agora})\n'
        "        except",
        'campos["estoque_minimo"] = float(campos["estoque_minimo"])\n'
        '            await produtos_dao.salvar(produto["_id"], {**campos, "atualizado_em": g.agora})\n'
        "        except",
        "/produtos/<produto_id>/editar",
        "database",
    ),
    Fault(
        "another order",
        "blueprints/produtos.py",
        "cursor.sort(produtos_dao.ORDEM).limit(10)",
        'cursor.sort("nome", -1).limit(10)',
        "/api/produtos/sugestoes",
        "body",
    ),
    Fault(
        "another file name",
        "blueprints/relatorios.py",
        "filename=movimentacoes.csv",
        "filename=mov.csv",
        "/relatorios/movimentacoes.csv",
        "header",
    ),
    Fault(
        "another order on a page",
        "blueprints/auth.py",
        "permissoes=sorted(await current_user.permissoes)",
        "permissoes=sorted(await current_user.permissoes, reverse=True)",
        "/conta",
        "body",
    ),
)


def test_every_exchange_of_the_day_is_answered_as_flask_answered(project):
    done = run(project, "replay", "--json")

    verdict = json.loads(done.stdout)["verdict"]
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert verdict["outcome"] == "same"
    assert verdict["compared"] >= 300
    assert {route["outcome"] for route in verdict["routes"]} == {"same"}
    assert not verdict.get("end_state")


@pytest.mark.slow
def test_twelve_faults_are_found_each_with_its_route_and_no_other_is_blamed(project):
    spoil(project, FAULTS)

    done = run(project, "replay", "--json")

    assert done.returncode == 1, done.stderr
    routes = json.loads(done.stdout)["verdict"]["routes"]
    blamed = {route["rule"]: route for route in routes if route["outcome"] != "same"}
    assert blamed.keys() == {fault.route for fault in FAULTS}
    for fault in FAULTS:
        route = blamed[fault.route]
        assert route["outcome"] == "different"
        assert route["source"].startswith(f"{fault.file}:")
        assert fault.aspect in {difference["aspect"] for difference in route["differences"]}

    asked = run(project, "cutover", FAULTS[0].route, "--without-bench")
    assert asked.returncode == 1
    assert FAULTS[0].route in asked.stdout
    assert not (project / "cutover.json").exists()

    moved = run(project, "cutover", "--without-bench", "--json")

    assert moved.returncode in {0, 1}, moved.stderr
    live = json.loads((project / "cutover.json").read_text())["patterns"]
    patterns = {route["rule"] for route in routes}
    assert live.keys() == patterns - blamed.keys()


@pytest.mark.slow
def test_the_other_driver_answers_the_same(project):
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text().replace("seed =", 'driver = "pymongo-async"\nseed ='))
    assert run(project, "scaffold").returncode == 0

    done = run(project, "replay", "--json")

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert "AsyncMongoClient" in (project / "generated_app" / "database.py").read_text()


@pytest.mark.slow
def test_flask_against_itself_has_no_noise(project):
    done = run(project, "replay", "--self", "--json")

    verdict = json.loads(done.stdout)["verdict"]
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert verdict["compared"] >= 300
