"""Um dia de trabalho no estoque: ``python day.py http://127.0.0.1:5000``.

Cada pessoa é um navegador com os seus cookies. Como um navegador, ela lê da resposta anterior o
token CSRF, os ids e os números de que precisa; nada depende do relógio nem de sorteio. Espera a
carga de ``seed.py`` e passa por todas as rotas.
"""

import re
import struct
import sys
import zlib
from urllib.parse import urlsplit

import httpx

LOCAL = "estoque.local"
FORMULARIO_COM_ARQUIVO = {"Content-Type": "multipart/form-data; boundary=----dia-de-trabalho"}


class Pessoa:
    """Um navegador: cookies próprios, o token CSRF da última página e o endereço do site."""

    def __init__(self, url, nome):
        cabecalhos = {
            "Host": LOCAL,
            "User-Agent": "Mozilla/5.0 (dia de trabalho)",
            "Accept": "text/html,application/json;q=0.9,*/*;q=0.8",
            "Accept-Language": "pt-BR,pt;q=0.9",
            "X-Migrator-Session": nome,
        }
        self.http = httpx.Client(base_url=url, headers=cabecalhos, timeout=60)
        self.token = ""

    def pede(self, metodo, caminho, **resto):
        resposta = self.http.request(metodo, caminho, **resto)
        achado = re.search(r'name="csrf-token" content="([^"]+)"', resposta.text)
        if achado:
            self.token = achado[1]
        return resposta

    def ve(self, caminho, **parametros):
        return self.pede("GET", caminho, params=parametros or None)

    def envia(self, caminho, campos=None, **resto):
        """Um formulário, com o token da página, e depois a página para onde ele leva."""
        dados = {"_csrf": self.token, **(campos or {})}
        resposta = self.pede("POST", caminho, data=dados, **resto)
        return self.segue(resposta)

    def segue(self, resposta):
        if not resposta.is_redirect:
            return resposta
        destino = urlsplit(resposta.headers["Location"])
        return self.ve(destino.path + (f"?{destino.query}" if destino.query else ""))

    def api(self, metodo, caminho, corpo=None, **resto):
        """Uma chamada do JavaScript da página."""
        cabecalhos = {"X-CSRF-Token": self.token, "Accept": "application/json"}
        return self.pede(metodo, caminho, json=corpo, headers=cabecalhos, **resto)

    def cru(self, metodo, caminho, conteudo, tipo):
        """Um corpo que o navegador não mandaria assim."""
        cabecalhos = {"X-CSRF-Token": self.token, "Content-Type": tipo}
        return self.pede(metodo, caminho, content=conteudo, headers=cabecalhos)

    def entra(self, email, senha, **campos):
        self.ve("/login")
        return self.envia("/login", {"email": email, "senha": senha, **campos})

    def sai(self):
        return self.envia("/logout")


def png(lado, cor):
    """Uma imagem quadrada de uma cor só."""

    def bloco(tipo, dados):
        soma = zlib.crc32(tipo + dados)
        return struct.pack(">I", len(dados)) + tipo + dados + struct.pack(">I", soma)

    linha = b"\x00" + bytes(cor) * lado
    return (
        b"\x89PNG\r\n\x1a\n"
        + bloco(b"IHDR", struct.pack(">IIBBBBB", lado, lado, 8, 2, 0, 0, 0))
        + bloco(b"IDAT", zlib.compress(linha * lado, 9))
        + bloco(b"IEND", b"")
    )


def madrugada(url):
    """O monitor, um robô e alguém sem senha: nada disso passa do login."""
    monitor = Pessoa(url, "monitor")
    for _ in range(3):
        monitor.ve("/saude")
    monitor.pede("HEAD", "/saude")
    monitor.pede("OPTIONS", "/saude")
    monitor.pede("POST", "/saude")

    robo = Pessoa(url, "robo")
    robo.ve("/login")
    for caminho in (
        "/robots.txt", "/wp-login.php", "/.env", "/api/naoexiste", "/produto", "/login/",
        "/produtos/", "/saude/", "//saude", "/api//dashboard", "/static/", "/static/nada.css",
        "/static/../app.py", "/static/%2e%2e/app.py", "/api/movimentacoes/abc",
        "/api/movimentacoes/-1", "/movimentacoes/1.5", "/locais/nivel/dois", "/uploads/p0001.png",
        "/caf%C3%A9", "/%E0%A4%A",
    ):  # fmt: skip
        robo.ve(caminho)
    for metodo, caminho in (
        ("OPTIONS", "/"), ("OPTIONS", "/login"), ("OPTIONS", "/api/produtos"),
        ("OPTIONS", "/api/produtos/65a000020000000000000001"), ("OPTIONS", "/naoexiste"),
        ("OPTIONS", "/movimentacoes"), ("OPTIONS", "/api/movimentacoes/1/cancelar"),
        ("DELETE", "/api/dashboard"), ("PUT", "/login"), ("PATCH", "/produtos"),
        ("PUT", "/api/movimentacoes"), ("GET", "/logout"), ("GET", "/conta/senha"),
        ("GET", "/preferencias/tema"), ("POST", "/api/produtos"), ("DELETE", "/usuarios/novo"),
        ("POST", "/painel"), ("TRACE", "/saude"), ("HEAD", "/naoexiste"), ("HEAD", "/login"),
    ):  # fmt: skip
        robo.api(metodo, caminho)

    estranho = Pessoa(url, "estranho")
    for caminho in (
        "/", "/painel?dias=7", "/produtos?busca=cabo&pagina=2", "/conta", "/usuarios/", "/locais/",
        "/relatorios/", "/movimentacoes/nova", "/relatorios/saldos.csv", "/uploads/x/y.png",
        "/api/dashboard", "/api/alertas", "/api/produtos", "/api/estoque/hierarquia",
    ):  # fmt: skip
        estranho.ve(caminho)
    estranho.segue(estranho.ve("/movimentacoes/?tipo=entrada&tipo=saida"))
    estranho.ve("/api/sessao")
    estranho.entra("gilda@estoque.local", "operador123")
    estranho.entra("ninguem@estoque.local", "x")
    estranho.envia("/login", {"email": "ana@estoque.local"})
    estranho.envia("/login", {})
    estranho.pede("POST", "/login", data={"email": "ana@estoque.local", "senha": "admin123"})
    estranho.pede("POST", "/login", data={"_csrf": "x" * 32, "email": "a", "senha": "b"})
    estranho.pede("POST", "/api/produtos", json={"codigo": "X"})


def arquivos(url):
    """O navegador confere o que já tem em cache e retoma um download."""
    visita = Pessoa(url, "visita")
    pagina = visita.ve("/login")
    for caminho in dict.fromkeys(re.findall(r'(?:href|src)="(/static/[^"]+)"', pagina.text)):
        primeira = visita.ve(caminho)
        etag, data = primeira.headers.get("ETag", ""), primeira.headers.get("Last-Modified", "")
        for cabecalhos in (
            {"If-None-Match": etag},
            {"If-None-Match": '"outra"'},
            {"If-None-Match": "*"},
            {"If-Modified-Since": data},
            {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
            {"Range": "bytes=0-99"},
            {"Range": "bytes=-50"},
            {"Range": "bytes=100-"},
            {"Range": "bytes=999999-"},
            {"Range": "linhas=1-2"},
            {"Range": "bytes=0-9", "If-Range": etag},
            {"Range": "bytes=0-9", "If-Range": '"outra"'},
        ):
            visita.pede("GET", caminho, headers=cabecalhos)
        visita.pede("HEAD", caminho)
        visita.pede("POST", caminho)


def manha_da_ana(url):
    """A administradora começa o dia: senha errada, painel, locais e usuários."""
    ana = Pessoa(url, "ana")
    ana.ve("/login", next="/conta")
    ana.envia("/login", {"email": "ana@estoque.local", "senha": "errada"})
    ana.envia("/login?next=/conta", {"email": " Ana@Estoque.local ", "senha": "admin123", "lembrar": "1"})
    ana.ve("/login")
    ana.ve("/")
    for dias in ("7", "0", "muitos"):
        ana.ve("/painel", dias=dias)
    ana.envia("/preferencias/tema", {"tema": "escuro"})
    ana.envia("/preferencias/tema", {"tema": "roxo"})
    ana.ve("/api/sessao")
    for dias in ("365", "0", "400", "x"):
        ana.ve("/api/dashboard", dias=dias)

    ana.ve("/conta")
    for campos in (
        {"atual": "errada", "nova": "nova-senha", "confirmacao": "nova-senha"},
        {"atual": "admin123", "nova": "curta", "confirmacao": "curta"},
        {"atual": "admin123", "nova": "nova-senha", "confirmacao": "outra"},
        {"atual": "admin123", "nova": "nova-senha", "confirmacao": "nova-senha"},
        {"nova": "faltou a atual"},
    ):
        ana.envia("/conta/senha", campos)

    for parametros in (
        {}, {"nivel": 1}, {"nivel": 4, "por_pagina": 5, "pagina": 3}, {"busca": "sul"},
        {"busca": "  NORTE 2 "}, {"busca": ".*"}, {"com_saldo": 1, "por_pagina": 100},
        {"nivel": "alto"}, {"pagina": -3}, {"pagina": 999}, {"pai_id": "naoexiste"},
        {"produto_id": "65a000020000000000000001", "com_saldo": "1"}, {"produto_id": "0" * 24},
    ):  # fmt: skip
        ana.ve("/api/estoque/hierarquia", **parametros)
    centrais = ana.ve("/api/estoque/hierarquia", nivel=1).json()["itens"]
    ana.ve("/api/estoque/hierarquia", pai_id=centrais[0]["id"])

    ana.segue(ana.ve("/locais"))
    ana.ve("/locais/")
    for nivel in (1, 4, 5, 0):
        ana.ve(f"/locais/nivel/{nivel}")
    ana.ve(f"/locais/{centrais[1]['id']}")
    ana.ve("/locais/abc")
    novo = ana.api("POST", "/api/locais", {"codigo": "c3", "nome": "Central Oeste"}).json()
    ana.api("POST", "/api/locais", {"codigo": "C3-A1", "nome": "Almoxarifado Oeste", "pai_id": novo["id"]})
    ana.api("POST", "/api/locais", {"codigo": "", "nome": "Sem código"})
    ana.api("POST", "/api/locais", {"codigo": "C9", "nome": "Órfão", "pai_id": "0" * 24})
    ana.api("POST", "/api/locais", {"codigo": "C8", "nome": "Órfão", "pai_id": "abc"})
    ana.cru("POST", "/api/locais", b"{codigo: 1", "application/json")
    ana.cru("POST", "/api/locais", b"[1, 2]", "application/json")
    ana.cru("POST", "/api/locais", b"codigo=C7", "application/x-www-form-urlencoded")
    ana.ve(f"/locais/{novo['id']}")

    usuarios_da_ana(ana)
    ana.sai()
    ana.ve("/conta")


def usuarios_da_ana(ana):
    ana.segue(ana.ve("/usuarios"))
    ana.ve("/usuarios/", perfil="operador")
    ana.ve("/usuarios/", perfil="nenhum")
    formulario = ana.ve("/usuarios/novo")
    locais = re.findall(r'value="([0-9a-f]{24})"', formulario.text)[:3]
    heitor = {"nome": "Heitor Paz", "email": "Heitor@estoque.local", "perfil": "operador", "senha": "operador123"}
    for campos in (
        {"nome": "", "email": "sem-arroba", "perfil": "chefe", "senha": "123456"},
        {**heitor, "senha": "123"},
        {**heitor, "locais": [*locais, "abc"]},
        {**heitor, "locais": locais},
        heitor,
    ):
        ana.envia("/usuarios/novo", campos)
    lista = ana.ve("/usuarios/").text
    ids = list(dict.fromkeys(re.findall(r"/usuarios/([0-9a-f]{24})/editar", lista)))
    for usuario in ids[:3]:
        ana.ve(f"/usuarios/{usuario}/editar")
    campos = {"nome": "Bruno Lima Neto", "email": "bruno@estoque.local", "perfil": "gestor"}
    bruno = next(u for u in ids if "bruno@estoque.local" in ana.ve(f"/usuarios/{u}/editar").text)
    ana.envia(f"/usuarios/{bruno}/editar", campos)
    ana.envia(f"/usuarios/{bruno}/editar", {**campos, "email": "ana@estoque.local"})
    ana.envia(f"/usuarios/{bruno}/editar", {**campos, "perfil": "chefe"})
    gilda = next(u for u in ids if "gilda@estoque.local" in ana.ve(f"/usuarios/{u}/editar").text)
    ana.envia(f"/usuarios/{gilda}/ativo")
    ana.envia(f"/usuarios/{gilda}/ativo")
    eu = ana.ve("/api/sessao").json()["usuario"]["id"]
    ana.envia(f"/usuarios/{eu}/ativo")
    ana.envia("/usuarios/000000000000000000000000/ativo")
    ana.ve("/usuarios/xyz/editar")
    ana.ve("/usuarios/auditoria")
    ana.ve("/usuarios/auditoria", acao="usuario.ativo", por_pagina=1, pagina=2)


def produtos_do_bruno(url):
    """O gestor cuida do cadastro: procura, cria, altera, fotografa e aposenta produtos."""
    bruno = Pessoa(url, "bruno")
    bruno.entra("bruno@estoque.local", "gestor123")
    for parametros in (
        {}, {"pagina": 2}, {"pagina": 14}, {"pagina": 99}, {"busca": "cabo"}, {"busca": "ÁGUA"},
        {"busca": "p0(", "categoria": "EPI"}, {"categoria": "Elétrica", "tag": ["fragil", "importado"]},
        {"inativos": 1, "por_pagina": 50}, {"busca": "nada disso"}, {"por_pagina": 0},
    ):  # fmt: skip
        bruno.ve("/produtos", **parametros)
        bruno.ve("/api/produtos", **parametros)
    for termo in ("ca", "c", "  ", "luva", "P00"):
        bruno.ve("/api/produtos/sugestoes", q=termo)
    bruno.ve("/api/produtos/sugestoes")
    bruno.ve("/api/produtos/sugestoes?q=tomada&q=luva")

    novo = {
        "codigo": "z001", "nome": "Paquímetro digital", "descricao": "Aço inox, 150 mm",
        "categoria": "Ferramentas", "unidade": "UN", "preco_custo": "189,90", "estoque_minimo": "5",
        "tags": ["fragil", "importado"],
    }  # fmt: skip
    bruno.ve("/produtos/novo")
    bruno.envia("/produtos/novo", {**novo, "nome": "", "preco_custo": "caro", "unidade": "??"})
    pagina = bruno.envia("/produtos/novo", novo)
    bruno.envia("/produtos/novo", novo)
    produto = re.search(r"/produtos/([0-9a-f]{24})/editar", pagina.text)[1]
    bruno.ve(f"/produtos/{produto}/editar")
    bruno.envia(f"/produtos/{produto}/editar", {**novo, "nome": "Paquímetro digital 200 mm"})
    bruno.envia(f"/produtos/{produto}/editar", {**novo, "codigo": "", "estoque_minimo": "-1"})
    bruno.ve("/produtos/abc")
    bruno.ve("/produtos/000000000000000000000000")

    foto = f"/produtos/{produto}/imagem"
    for arquivo in (
        ("foto.png", png(8, (200, 30, 30)), "image/png"),
        ("foto.gif", b"GIF89a", "image/gif"),
        ("", b"", "application/octet-stream"),
        ("foto nova ção.png", png(16, (30, 30, 200)), "image/png"),
    ):
        bruno.envia(foto, files={"imagem": arquivo}, headers=FORMULARIO_COM_ARQUIVO)
    bruno.envia(foto)
    imagem = bruno.ve("/uploads/z001.png")
    bruno.pede("GET", "/uploads/z001.png", headers={"If-None-Match": imagem.headers.get("ETag", "")})
    bruno.pede("GET", "/uploads/z001.png", headers={"Range": "bytes=0-7"})
    bruno.ve("/uploads/../config.py")
    bruno.ve("/uploads/sub/nada.png")

    cadastro = {**novo, "codigo": "Z002", "nome": "Esquadro", "preco_custo": 32.5, "estoque_minimo": 2}
    criado = bruno.api("POST", "/api/produtos", cadastro)
    bruno.ve(criado.headers["Location"])
    bruno.api("POST", "/api/produtos", cadastro)
    bruno.api("POST", "/api/produtos", {**cadastro, "codigo": "Z003", "tags": None, "preco_custo": True})
    bruno.api("POST", "/api/produtos", {})
    bruno.cru("POST", "/api/produtos", b'{"codigo": "Z004"', "application/json")
    bruno.cru("POST", "/api/produtos", b"", "application/json")
    bruno.cru("POST", "/api/produtos", b'{"codigo": "Z004"}', "text/plain")
    caminho = f"/api/produtos/{criado.json()['id']}"
    bruno.api("PATCH", caminho, {"preco_custo": "29,99", "tags": ["Perecivel", "perecivel "]})
    bruno.api("PUT", caminho, {**cadastro, "nome": "Esquadro de aço 12\""})
    bruno.api("PUT", caminho, {"nome": "Incompleto"})
    bruno.cru("PATCH", caminho, b"nao e json", "application/json")
    bruno.cru("PATCH", caminho, b"{}", "text/plain")
    bruno.pede("DELETE", caminho)
    bruno.api("DELETE", caminho)
    bruno.api("DELETE", caminho)
    movimentado = bruno.ve("/api/produtos", por_pagina=1).json()["itens"][0]["id"]
    bruno.api("DELETE", f"/api/produtos/{movimentado}")
    bruno.ve(f"/produtos/{movimentado}")
    bruno.ve(f"/api/produtos/{movimentado}")
    bruno.envia(f"/produtos/{movimentado}/desativar")
    bruno.envia(f"/produtos/{produto}/desativar")
    bruno.ve("/usuarios/")
    bruno.ve("/usuarios/auditoria")
    bruno.sai()


def saldo_no_local(pessoa, local):
    """O maior saldo de um local, como a tela de saída mostra."""
    return pessoa.ve("/api/estoque/saldos", local_id=local, por_pagina=3).json()["itens"]


def tarde_da_carla(url):
    """A operadora registra o que entra e sai do almoxarifado dela."""
    carla = Pessoa(url, "carla")
    carla.entra("carla@estoque.local", "operador123")
    carla.ve("/conta")
    locais = carla.ve("/api/estoque/hierarquia", nivel=2).json()["itens"]
    meu = locais[0]["id"]
    carla.ve("/api/estoque/saldos")
    carla.ve("/api/estoque/saldos", local_id="65a00001000000000000001f")
    carla.ve("/api/estoque/saldos", local_id="abc")
    carla.ve("/locais/65a00001000000000000001f")
    carla.ve(f"/locais/{meu}")
    produto = carla.ve("/api/produtos/sugestoes", q="P0010").json()[0]["id"]

    carla.ve("/movimentacoes/nova")
    entrada = {"tipo": "entrada", "produto_id": produto, "destino_id": meu, "quantidade": "40", "observacao": " NF 1234 "}
    for campos in (
        entrada,
        {**entrada, "quantidade": "zero"},
        {**entrada, "tipo": "doação"},
        {**entrada, "tipo": "saida", "origem_id": meu, "quantidade": "7"},
        {**entrada, "tipo": "saida", "origem_id": meu, "quantidade": "5000"},
        {**entrada, "tipo": "transferencia", "origem_id": meu, "destino_id": meu},
        {**entrada, "destino_id": "65a00001000000000000001f"},
        {},
    ):
        carla.envia("/movimentacoes/nova", campos)

    nova = {"tipo": "entrada", "produto_id": produto, "destino_id": meu, "quantidade": 12}
    carla.api("POST", "/api/movimentacoes", nova)
    carla.api("POST", "/api/movimentacoes", {**nova, "tipo": "saida", "origem_id": meu, "quantidade": 3})
    carla.api("POST", "/api/movimentacoes", {**nova, "tipo": "saida", "origem_id": meu, "quantidade": 10**6})
    carla.api("POST", "/api/movimentacoes", {**nova, "quantidade": 0})
    carla.api("POST", "/api/movimentacoes", {**nova, "quantidade": "12"})
    carla.api("POST", "/api/movimentacoes", {**nova, "quantidade": 1.5})
    carla.api("POST", "/api/movimentacoes", {**nova, "produto_id": "0" * 24, "destino_id": None})
    carla.api("POST", "/api/movimentacoes", {"tipo": ["entrada"]})
    carla.cru("POST", "/api/movimentacoes", b"\xff\xfe", "application/json")
    destino = carla.ve("/api/estoque/hierarquia", pai_id=meu).json()["itens"][0]["id"]
    passe = {"produto_id": produto, "origem_id": meu, "destino_id": destino, "quantidade": 5}
    feita = carla.api("POST", "/api/movimentacoes/transferencia", passe).json()
    carla.api("POST", "/api/movimentacoes/transferencia", {**passe, "quantidade": 99999})
    carla.api("POST", "/api/movimentacoes/transferencia", {**passe, "origem_id": "65a00001000000000000001f"})
    carla.ve(f"/movimentacoes/{feita['numero']}")
    carla.ve(f"/api/movimentacoes/{feita['numero']}")
    carla.ve("/movimentacoes/999999")
    carla.ve("/api/movimentacoes/999999")
    carla.api("POST", f"/api/movimentacoes/{feita['numero']}/cancelar", {"motivo": "engano"})

    carla.ve("/movimentacoes/", local_id=meu)
    itens = saldo_no_local(carla, meu)
    lote = {"origem_id": meu, "produto_id": [i["produto_id"] for i in itens[:2]], "observacao": "obra 7"}
    carla.envia("/movimentacoes/lote", {**lote, "quantidade": ["1", "1"]})
    carla.envia("/movimentacoes/lote", {**lote, "quantidade": ["1"]})
    carla.envia("/movimentacoes/lote", {**lote, "quantidade": ["1", "muito"]})
    carla.envia("/movimentacoes/lote", {**lote, "quantidade": ["99999", "99999"]})
    carla.envia("/movimentacoes/lote", {"origem_id": meu})
    carla.envia("/movimentacoes/lote", {"produto_id": "x"})
    for caminho in ("/produtos/novo", "/relatorios/abc", "/relatorios/saldos.csv", "/usuarios/"):
        carla.ve(caminho)
    carla.api("POST", "/api/locais", {"codigo": "C5", "nome": "Sem permissão"})
    carla.ve("/api/alertas")
    carla.api("POST", "/api/alertas/lidos", {"ids": [a["id"] for a in carla.ve("/api/alertas", limite=2).json()["itens"]]})
    carla.api("POST", "/api/alertas/sincronizar")
    carla.sai()


def tarde_do_fabio(url):
    """O gestor da Central Norte confere as listagens e desfaz lançamentos."""
    fabio = Pessoa(url, "fabio")
    fabio.entra("fabio@estoque.local", "gestor123", lembrar="1")
    for consulta in (
        "", "?tipo=entrada", "?tipo=entrada&tipo=saida&pagina=3", "?abertas=1&por_pagina=5",
        "?de=2026-02-01&ate=2026-03-01", "?de=ontem", "?tipo=roubo", "?produto_id=abc",
        "?produto_id=65a000020000000000000007", "?local_id=65a000010000000000000002&pagina=2",
        "?por_pagina=1000", "?pagina=2&pagina=5", "?de=&ate=", "?pagina=0x10",
    ):  # fmt: skip
        fabio.ve(f"/movimentacoes/{consulta}")
        fabio.ve(f"/api/movimentacoes{consulta}")
    fabio.segue(fabio.ve("/movimentacoes?tipo=saida"))
    ultimas = fabio.ve("/api/movimentacoes", abertas=1, por_pagina=40).json()["itens"]
    for mov in ultimas[:6]:
        fabio.ve(f"/movimentacoes/{mov['numero']}")
        fabio.api("POST", f"/api/movimentacoes/{mov['numero']}/cancelar", {"motivo": "Conferência"})
    numero = ultimas[0]["numero"]
    fabio.api("POST", f"/api/movimentacoes/{numero}/cancelar", {"motivo": "De novo"})
    fabio.api("POST", f"/api/movimentacoes/{numero}/cancelar", {"motivo": "  "})
    fabio.cru("POST", f"/api/movimentacoes/{numero}/cancelar", b"nada", "text/plain")
    fabio.api("POST", "/api/movimentacoes/999999/cancelar", {"motivo": "Não existe"})
    fabio.ve("/api/alertas", todos=1, limite=500)
    fabio.api("POST", "/api/alertas/sincronizar")
    fabio.api("POST", "/api/alertas/lidos", {"ids": ["abc"]})
    fabio.cru("POST", "/api/alertas/lidos", b"", "application/json")
    fabio.api("POST", "/api/alertas/lidos", {})
    fabio.ve("/painel")
    fabio.ve("/locais/")


def fim_do_dia(url):
    """A consulta tira os relatórios; o Diego fecha o caixa da Central Sul."""
    elisa = Pessoa(url, "elisa")
    elisa.entra("elisa@estoque.local", "consulta123")
    elisa.segue(elisa.ve("/relatorios"))
    for caminho in (
        "/relatorios/consumo", "/relatorios/consumo?tipo=saida&de=2026-02-01", "/relatorios/consumo?de=x",
        "/relatorios/abc", "/relatorios/abc?classe=a", "/relatorios/abc?classe=z",
        "/relatorios/movimentacoes.csv?de=2026-06-01", "/relatorios/movimentacoes.csv?tipo=nada",
        "/relatorios/saldos.csv", "/relatorios/inventario.ndjson", "/relatorios/nada.csv",
    ):  # fmt: skip
        elisa.ve(caminho)
    elisa.pede("HEAD", "/relatorios/saldos.csv")
    elisa.pede("HEAD", "/relatorios/movimentacoes.csv")
    elisa.pede("POST", "/relatorios/saldos.csv", data={"_csrf": elisa.token})
    elisa.api("POST", "/api/movimentacoes", {"tipo": "entrada"})
    elisa.api("POST", "/api/alertas/lidos", {})
    elisa.ve("/movimentacoes/nova")
    elisa.sai()

    diego = Pessoa(url, "diego")
    diego.entra("diego@estoque.local", "operador123")
    locais = diego.ve("/api/estoque/hierarquia", nivel=2).json()["itens"]
    origem, destino = locais[0]["id"], locais[1]["id"]
    for item in saldo_no_local(diego, origem):
        passe = {"produto_id": item["produto_id"], "origem_id": origem, "destino_id": destino, "quantidade": 1}
        diego.api("POST", "/api/movimentacoes/transferencia", passe)
        diego.ve("/api/estoque/saldos", produto_id=item["produto_id"])
    diego.ve("/painel", dias=1)
    diego.ve("/api/dashboard", dias=1)
    diego.sai()


def main(url):
    for turno in (
        madrugada, arquivos, manha_da_ana, produtos_do_bruno, tarde_da_carla, tarde_do_fabio, fim_do_dia
    ):  # fmt: skip
        turno(url)


if __name__ == "__main__":
    main(sys.argv[1])
