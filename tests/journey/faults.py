"""Mistakes that a person may make in a generated application, one route each."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """A mistake put into the generated application: where, what, and what a replay has to say.

    ``route`` is a rule or an endpoint, ``aspect`` what differs there.
    """

    name: str
    file: str
    right: str
    wrong: str
    route: str
    aspect: str


def spoil(project: Path, faults: Iterable[Fault]) -> None:
    """Put mistakes into the generated application of a project."""
    for fault in faults:
        path = project / "generated_app" / fault.file
        text = path.read_text()
        assert text.count(fault.right) == 1, f"{fault.name}: {text.count(fault.right)} places"
        path.write_text(text.replace(fault.right, fault.wrong))


def rounds(faults: Iterable[Fault]) -> list[list[Fault]]:
    """The faults in as few rounds as possible, with one fault for each route in a round."""
    found: list[list[Fault]] = []
    for fault in faults:
        free = (batch for batch in found if fault.route not in {item.route for item in batch})
        batch = next(free, None)
        if batch is None:
            found.append(batch := [])
        batch.append(fault)
    return found


MAIN = "blueprints/main.py"
AUTH = "blueprints/auth.py"
STOCK = "blueprints/movimentacoes.py"
PRODUCTS = "blueprints/produtos.py"
USERS = "blueprints/usuarios.py"
REPORTS = "blueprints/relatorios.py"

_ANSWERS = (
    Fault("another word", MAIN, '{"status": "ok"}', '{"status": "OK"}', "main.saude", "body"),
    Fault(
        "another cookie age",
        MAIN,
        "max_age=365 * 24 * 3600",
        "max_age=364 * 24 * 3600",
        "main.mudar_tema",
        "cookie",
    ),
    Fault(
        "a cookie that scripts can read",
        MAIN,
        "httponly=True",
        "httponly=False",
        "main.mudar_tema",
        "cookie",
    ),
    Fault(
        "a number that became text",
        MAIN,
        "jsonify(serializar(await resumo(g.agora, dias)))",
        'jsonify({**serializar(await resumo(g.agora, dias)), "dias": str(dias)})',
        "main.api_dashboard",
        "body",
    ),
    Fault(
        "an integer that became a float",
        MAIN,
        "jsonify(serializar(await resumo(g.agora, dias)))",
        'jsonify({**serializar(await resumo(g.agora, dias)), "dias": float(dias)})',
        "main.api_dashboard",
        "body",
    ),
    Fault(
        "another status for a bad value",
        MAIN,
        'jsonify(erro="Use de 1 a 365 dias.", status=400), 400',
        'jsonify(erro="Use de 1 a 365 dias.", status=400), 422',
        "main.api_dashboard",
        "status",
    ),
    Fault(
        "a filter turned round",
        MAIN,
        'request.args.get("com_saldo") == "1"',
        'request.args.get("com_saldo") != "1"',
        "main.api_hierarquia",
        "commands",
    ),
    Fault(
        "another order",
        MAIN,
        'ordem = [("quantidade", -1)',
        'ordem = [("quantidade", 1)',
        "main.api_saldos",
        "body",
    ),
    Fault("another refusal", MAIN, "abort(403)", "abort(404)", "main.api_saldos", "status"),
    Fault(
        "a range that ends too early",
        MAIN,
        "not in range(1, 5)",
        "not in range(1, 4)",
        "main.locais",
        "status",
    ),
    Fault(
        "an empty list on a page",
        MAIN,
        'filhos=await locais_dao.filhos(local["_id"])',
        "filhos=[]",
        "main.ver_local",
        "body",
    ),
    Fault(
        "a condition turned round",
        MAIN,
        'somente_abertos=request.args.get("todos") != "1"',
        'somente_abertos=request.args.get("todos") == "1"',
        "main.api_alertas",
        "body",
    ),
    Fault(
        "another status",
        MAIN,
        '{"marcados": await marcar_lidos(ids)}',
        '{"marcados": await marcar_lidos(ids)}, 202',
        "main.api_marcar_alertas",
        "status",
    ),
    Fault(
        "a missing status",
        MAIN,
        '{"criados": await sincronizar(g.agora)}, 201',
        '{"criados": await sincronizar(g.agora)}',
        "main.api_sincronizar_alertas",
        "status",
    ),
    Fault(
        "a refusal that looks like success",
        AUTH,
        'render_template("login.html", email=email), 401',
        'render_template("login.html", email=email), 200',
        "auth.login",
        "status",
    ),
    Fault(
        "another redirect",
        AUTH,
        'flash("Você saiu.", "info")\n    return redirect(url_for("auth.login"))',
        'flash("Você saiu.", "info")\n    return redirect(url_for("main.painel"))',
        "auth.logout",
        "header",
    ),
    Fault(
        "a count off by one",
        AUTH,
        "total=await current_user.total_movimentacoes",
        "total=await current_user.total_movimentacoes + 1",
        "auth.conta",
        "body",
    ),
    Fault(
        "another order on a page",
        AUTH,
        "locais=await locais_dao.permitidos(current_user)",
        "locais=(await locais_dao.permitidos(current_user))[::-1]",
        "auth.conta",
        "body",
    ),
    Fault(
        "false that became null",
        AUTH,
        '"autenticado": False',
        '"autenticado": None',
        "auth.sessao",
        "body",
    ),
    Fault(
        "another id",
        AUTH,
        '"id": current_user.get_id()',
        '"id": current_user.get_id()[::-1]',
        "auth.sessao",
        "body",
    ),
    Fault(
        "a lost field",
        AUTH,
        '            "email": current_user.email,\n',
        "",
        "auth.sessao",
        "body",
    ),
    Fault(
        "a choice that is forgotten",
        STOCK,
        'escolhidos=request.args.getlist("tipo")',
        "escolhidos=[]",
        "movimentacoes.listar",
        "body",
    ),
    Fault(
        "a rule broken with success",
        STOCK,
        "erros, status = erro.detalhes, erro.status",
        "erros, status = erro.detalhes, 200",
        "movimentacoes.nova",
        "status",
    ),
    Fault(
        "a header more",
        STOCK,
        "jsonify((await pagina_de_movimentacoes()).como_dict())",
        'jsonify((await pagina_de_movimentacoes()).como_dict()), 200, {"X-Total": "1"}',
        "movimentacoes.api_listar",
        "header",
    ),
    Fault(
        "created that became ok",
        STOCK,
        "await registrar(await ler_movimentacao(corpo_json()))\n"
        "    return jsonify(serializar((await completar([mov]))[0])), 201",
        "await registrar(await ler_movimentacao(corpo_json()))\n"
        "    return jsonify(serializar((await completar([mov]))[0])), 200",
        "movimentacoes.api_criar",
        "status",
    ),
    Fault(
        "a number as text",
        STOCK,
        "    return serializar((await completar([mov]))[0])\n",
        '    return {**serializar((await completar([mov]))[0]), "numero": str(numero)}\n',
        "movimentacoes.api_ver",
        "body",
    ),
    Fault(
        "a field more",
        STOCK,
        "    return serializar((await completar([mov]))[0])\n",
        '    return {**serializar((await completar([mov]))[0]), "versao": 1}\n',
        "movimentacoes.api_ver",
        "body",
    ),
    Fault(
        "a total of nothing",
        PRODUCTS,
        '        total=await saldos_dao.total_do_produto(produto["_id"]),\n',
        "        total=0,\n",
        "produtos.ver",
        "body",
    ),
    Fault(
        "another query in a redirect",
        PRODUCTS,
        'busca=produto["codigo"], inativos=1',
        'busca=produto["codigo"], inativos=0',
        "produtos.desativar",
        "header",
    ),
    Fault(
        "a file that may be cached longer",
        PRODUCTS,
        'send_from_directory(current_app.config["UPLOAD_FOLDER"], nome)',
        'send_from_directory(current_app.config["UPLOAD_FOLDER"], nome, max_age=60)',
        "produtos.imagem",
        "header",
    ),
    Fault(
        "a file that is saved and not shown",
        PRODUCTS,
        'send_from_directory(current_app.config["UPLOAD_FOLDER"], nome)',
        'send_from_directory(current_app.config["UPLOAD_FOLDER"], nome, as_attachment=True)',
        "produtos.imagem",
        "header",
    ),
    Fault(
        "an object with its keys as a list",
        PRODUCTS,
        "jsonify((await buscar_produtos()).como_dict())",
        "jsonify(list((await buscar_produtos()).como_dict()))",
        "produtos.api_listar",
        "body",
    ),
    Fault(
        "letters lost in an encoding",
        PRODUCTS,
        "\"texto\": f\"{p['codigo']} - {p['nome']}\"",
        '"texto": f"{p[\'codigo\']} - {p[\'nome\']}".encode("ascii", "ignore").decode()',
        "produtos.api_sugestoes",
        "body",
    ),
    Fault(
        "a boundary off by one",
        PRODUCTS,
        "len(termo.strip()) < 2",
        "len(termo.strip()) < 4",
        "produtos.api_sugestoes",
        "body",
    ),
    Fault(
        "an absolute Location",
        PRODUCTS,
        'url_for("produtos.api_ver", produto_id=produto_id)}',
        'url_for("produtos.api_ver", produto_id=produto_id, _external=True)}',
        "produtos.api_criar",
        "header",
    ),
    Fault(
        "no content with a status for content",
        PRODUCTS,
        'return "", 204',
        'return "", 200',
        "produtos.api_excluir",
        "status",
    ),
    Fault(
        "a search box that forgets",
        PRODUCTS,
        'busca=request.args.get("busca", ""),',
        'busca="",',
        "produtos.listar",
        "body",
    ),
    Fault(
        "a filter that is not used",
        USERS,
        "await usuarios_dao.listar(perfil)",
        "await usuarios_dao.listar(None)",
        "usuarios.listar",
        "body",
    ),
    Fault(
        "another order of choices",
        USERS,
        'sorted(await colecao.distinct("acao"))',
        'sorted(await colecao.distinct("acao"), reverse=True)',
        "usuarios.auditoria",
        "body",
    ),
    Fault(
        "another sentence",
        USERS,
        "Você não pode desativar o próprio usuário.",
        "Voce nao pode desativar o proprio usuario.",
        "usuarios.alternar_ativo",
        "body",
    ),
    Fault(
        "a page that may not be cached",
        REPORTS,
        'return await render_template("relatorios/index.html")',
        'return await render_template("relatorios/index.html"), 200, {"Cache-Control": "no-store"}',
        "relatorios.index",
        "header",
    ),
    Fault(
        "the wrong half of the data",
        REPORTS,
        'filtro["cancelada"] = False',
        'filtro["cancelada"] = True',
        "relatorios.consumo",
        "body",
    ),
    Fault(
        "another comparison",
        REPORTS,
        'item["classe"] == classe',
        'item["classe"] >= classe',
        "relatorios.abc",
        "body",
    ),
    Fault(
        "another type of text",
        REPORTS,
        'stream_with_context(linhas),\n        mimetype="text/csv"',
        'stream_with_context(linhas),\n        mimetype="text/plain"',
        "relatorios.csv_movimentacoes",
        "header",
    ),
    Fault(
        "a lost byte order mark",
        REPORTS,
        "io.BytesIO(conteudo)",
        "io.BytesIO(conteudo[3:])",
        "relatorios.csv_saldos",
        "body",
    ),
    Fault(
        "another download name",
        REPORTS,
        'download_name="saldos.csv"',
        'download_name="saldo.csv"',
        "relatorios.csv_saldos",
        "header",
    ),
    Fault(
        "lines that claim to be one document",
        REPORTS,
        'mimetype="application/x-ndjson"',
        'mimetype="application/json"',
        "relatorios.inventario",
        "header",
    ),
)

_PLACES = (
    Fault(
        "the page after the one that was asked for",
        USERS,
        "registros.skip((pagina - 1) * por_pagina)",
        "registros.skip(pagina * por_pagina)",
        "usuarios.auditoria",
        "body",
    ),
    Fault(
        "two ids that changed places",
        STOCK,
        "    return serializar((await completar([mov]))[0])\n",
        "    dados = serializar((await completar([mov]))[0])\n"
        '    ids = {"produto_id": dados["usuario_id"], "usuario_id": dados["produto_id"]}\n'
        "    return {**dados, **ids}\n",
        "movimentacoes.api_ver",
        "body",
    ),
    Fault(
        "a date in local time",
        PRODUCTS,
        'produtos_dao.desativar(produto["_id"], g.agora)',
        'produtos_dao.desativar(produto["_id"], g.agora.replace(hour=(g.agora.hour - 3) % 24))',
        "produtos.desativar",
        "database",
    ),
)

_DATABASE = (
    Fault(
        "a lost index",
        MAIN,
        "    return jsonify(serializar(local)), 201",
        "    await extensions.db.locais.drop_indexes()\n    return jsonify(serializar(local)), 201",
        "main.api_criar_local",
        "database",
    ),
    Fault(
        "a double write to the audit",
        MAIN,
        '@auditar("local.criado")',
        '@auditar("local.criado")\n@auditar("local.criado")',
        "main.api_criar_local",
        "database",
    ),
    Fault(
        "an integer stored as a double",
        MAIN,
        "    return jsonify(serializar(local)), 201",
        '    await extensions.db.locais.update_one({"_id": local["_id"]}, '
        '{"$set": {"nivel": float(local["nivel"])}})\n'
        "    return jsonify(serializar(local)), 201",
        "main.api_criar_local",
        "database",
    ),
    Fault(
        "a date without its time",
        MAIN,
        "await sincronizar(g.agora)",
        "await sincronizar(g.agora.replace(hour=0, minute=0, second=1))",
        "main.api_sincronizar_alertas",
        "database",
    ),
    Fault(
        "a lost write",
        AUTH,
        "        await current_user.trocar_senha(nova)\n",
        "",
        "auth.trocar_senha",
        "database",
    ),
    Fault(
        "a line that is skipped",
        STOCK,
        "in zip(ids, quantidades)",
        "in zip(ids[1:], quantidades[1:])",
        "movimentacoes.lote",
        "database",
    ),
    Fault(
        "another case of letters",
        STOCK,
        "await cancelar(numero, motivo)",
        "await cancelar(numero, motivo.upper())",
        "movimentacoes.api_cancelar",
        "database",
    ),
    Fault(
        "a date that is not stored",
        PRODUCTS,
        '{"imagem": nome, "atualizado_em": g.agora}',
        '{"imagem": nome}',
        "produtos.enviar_imagem",
        "database",
    ),
    Fault(
        "null stored as empty text",
        PRODUCTS,
        'dados.get("tags") or [])\n    campos.update(ativo=True, imagem=None',
        'dados.get("tags") or [])\n    campos.update(ativo=True, imagem=""',
        "produtos.api_criar",
        "database",
    ),
    Fault(
        "the old values over the new ones",
        PRODUCTS,
        "dados = {**produto, **dados}",
        "dados = {**dados, **produto}",
        "produtos.api_atualizar",
        "database",
    ),
    Fault(
        "a wrong upsert",
        PRODUCTS,
        "        produto_id = await produtos_dao.criar(campos)\n",
        "        produto_id = await produtos_dao.criar(campos)\n"
        '        await produtos_dao.colecao.update_one({"codigo": "-"}, '
        '{"$set": {"nome": "x", "ativo": False}}, upsert=True)\n',
        "produtos.novo",
        "database",
    ),
    Fault(
        "a user who cannot enter",
        USERS,
        "ativo=True, criado_em=g.agora)",
        "ativo=False, criado_em=g.agora)",
        "usuarios.novo",
        "database",
    ),
)

_COMMANDS = (
    Fault(
        "the same question ten times",
        MAIN,
        "    if not 1 <= dias <= 365:\n",
        "    for _ in range(10):\n"
        "        await extensions.db.locais.find_one({})\n"
        "    if not 1 <= dias <= 365:\n",
        "main.api_dashboard",
        "commands",
    ),
    Fault(
        "a question for each line (N+1)",
        MAIN,
        'locais = await locais_dao.mapa_por_id({s["local_id"] for s in saldos})',
        'locais = {s["local_id"]: await locais_dao.por_id(s["local_id"]) for s in saldos}',
        "main.api_saldos",
        "commands",
    ),
    Fault(
        "a write made twice with the same end",
        MAIN,
        '    return {"marcados": await marcar_lidos(ids)}',
        "    marcados = await marcar_lidos(ids)\n"
        "    await marcar_lidos(ids)\n"
        '    return {"marcados": marcados}',
        "main.api_marcar_alertas",
        "commands",
    ),
    Fault(
        "a document read again",
        STOCK,
        '    return await render_template("movimentacoes/detalhe.html"',
        '    await produtos_dao.por_id(mov["produto_id"])\n'
        '    return await render_template("movimentacoes/detalhe.html"',
        "movimentacoes.ver",
        "commands",
    ),
    Fault(
        "an update made twice",
        USERS,
        '        await usuarios_dao.atualizar(usuario["_id"], campos)\n',
        '        await usuarios_dao.atualizar(usuario["_id"], campos)\n'
        '        await usuarios_dao.atualizar(usuario["_id"], campos)\n',
        "usuarios.editar",
        "commands",
    ),
    Fault(
        "names read one by one (N+1)",
        USERS,
        '    nomes = await usuarios_dao.nomes({r["usuario_id"] for r in registros})\n',
        "    nomes = {}\n"
        "    for r in registros:\n"
        '        nomes |= await usuarios_dao.nomes({r["usuario_id"]})\n',
        "usuarios.auditoria",
        "commands",
    ),
    Fault(
        "a clean-up that is left out",
        PRODUCTS,
        '    await saldos_dao.colecao.delete_many({"produto_id": produto["_id"]})\n',
        "",
        "produtos.api_excluir",
        "commands",
    ),
)

_LOOP = (
    Fault(
        "a view that sleeps on the event loop",
        MAIN,
        '    return {"status": "ok"}',
        '    __import__("time").sleep(0.01)\n    return {"status": "ok"}',
        "main.saude",
        "loop",
    ),
    Fault(
        "a helper that asks another server and waits",
        AUTH,
        '"autenticado": False',
        '"autenticado": not __import__("socket").getaddrinfo("localhost", 80)',
        "auth.sessao",
        "loop",
    ),
    Fault(
        "a password that is checked on the event loop",
        "models/usuario.py",
        'await in_thread(check_password_hash, doc["senha_hash"], senha)',
        'check_password_hash(doc["senha_hash"], senha)',
        "auth.login",
        "loop",
    ),
    Fault(
        "a file that is read for each answer",
        REPORTS,
        '    return await render_template("relatorios/index.html")',
        '    open(__file__).close()\n    return await render_template("relatorios/index.html")',
        "relatorios.index",
        "loop",
    ),
    Fault(
        "a tenth of a second of computing",
        MAIN,
        '    return {"status": "ok"}',
        '    __import__("zlib").compress(bytes(30_000_000))\n    return {"status": "ok"}',
        "main.saude",
        "loop",
    ),
)

RACE = Fault(
    "a balance that is read, thought about and written",
    "dao/saldo_dao.py",
    """        await self.colecao.update_one(
            {"produto_id": produto_id, "local_id": local_id},
            {"$inc": {"quantidade": quantidade}, "$set": {"atualizado_em": momento}},
            upsert=True,
        )

    async def retirar""",
    """        antes = await self.disponivel(produto_id, local_id)
        await __import__("asyncio").sleep(4)
        await self.colecao.update_one(
            {"produto_id": produto_id, "local_id": local_id},
            {"$set": {"quantidade": antes + quantidade, "atualizado_em": momento}},
            upsert=True,
        )

    async def retirar""",
    "movimentacoes.api_criar",
    "database",
)
"""Two requests at once lose a write; one after the other all is well, but for a question more."""

FAULTS = (*_ANSWERS, *_PLACES, *_DATABASE, *_COMMANDS, *_LOOP)
