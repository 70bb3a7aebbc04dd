"""Carga de exemplo, sempre igual: ``MONGO_URI=... python seed.py`` apaga e refaz o banco."""

import random
from datetime import datetime, timedelta

from bson import ObjectId
from pymongo import MongoClient

from config import Config
from extensions import criar_indices
from models.usuario import gerar_hash

INICIO = datetime(2026, 1, 5, 8, 0)
CATEGORIAS = {
    "Elétrica": ["Disjuntor", "Cabo flexível", "Lâmpada LED", "Tomada", "Contator"],
    "Hidráulica": ["Registro", "Joelho PVC", "Tubo soldável", "Válvula", "Sifão"],
    "EPI": ["Luva de vaqueta", "Capacete", "Óculos de proteção", "Protetor auricular", "Botina"],
    "Escritório": ["Papel A4", "Caneta", "Grampeador", "Pasta suspensa", "Toner"],
    "Limpeza": ["Detergente", "Água sanitária", "Vassoura", "Saco de lixo", "Desinfetante"],
    "Ferramentas": ["Chave de fenda", "Alicate", "Furadeira", "Trena", "Martelo"],
}
VARIACOES = ["padrão", "reforçado", "compacto", "industrial", "econômico", "premium"]
UNIDADES = ["UN", "CX", "PC", "KG", "L", "M"]
TAGS = ["fragil", "importado", "inflamavel", "perecivel"]

PERMISSOES = ["locais.editar", "movimentacoes.criar", "produtos.editar", "relatorios.ver"]
PERFIS = [
    ("admin", "Administrador", PERMISSOES),
    ("gestor", "Gestor", PERMISSOES),
    ("operador", "Operador", ["movimentacoes.criar"]),
    ("consulta", "Consulta", ["relatorios.ver"]),
]

# nome, e-mail, senha, perfil, códigos dos locais (vazio: enxerga tudo), ativo
USUARIOS = [
    ("Ana Souza", "ana@estoque.local", "admin123", "admin", [], True),
    ("Bruno Lima", "bruno@estoque.local", "gestor123", "gestor", [], True),
    ("Carla Dias", "carla@estoque.local", "operador123", "operador", ["C1-A1"], True),
    ("Diego Reis", "diego@estoque.local", "operador123", "operador", ["C2-A1", "C2-A2"], True),
    ("Elisa Nunes", "elisa@estoque.local", "consulta123", "consulta", [], True),
    ("Fábio Rocha", "fabio@estoque.local", "gestor123", "gestor", ["C1"], True),
    ("Gilda Prado", "gilda@estoque.local", "operador123", "operador", [], False),
]

COLECOES = [
    "alertas",
    "auditoria",
    "contadores",
    "locais",
    "movimentacoes",
    "perfis",
    "produtos",
    "saldos",
    "usuarios",
]


def oid(tipo, numero):
    """ObjectId fixo: o tipo da coleção na frente, o número atrás."""
    return ObjectId(f"{0x65A00000 + tipo:08x}{numero:016x}")


def montar_locais():
    """Duas centrais, 6 almoxarifados, 18 sub-almoxarifados e 36 setores: 62 locais."""
    locais = []

    def criar(codigo, nome, tipo, pai=None):
        local = {
            "_id": oid(1, len(locais) + 1),
            "codigo": codigo,
            "nome": nome,
            "nivel": pai["nivel"] + 1 if pai else 1,
            "pai_id": pai["_id"] if pai else None,
            "ancestrais": [*pai["ancestrais"], pai["_id"]] if pai else [],
            "tipo": tipo,
            "ativo": True,
        }
        locais.append(local)
        return local

    for c, regiao in enumerate(["Norte", "Sul"], 1):
        central = criar(f"C{c}", f"Central {regiao}", "central")
        for a in range(1, 4):
            almox = criar(
                f"{central['codigo']}-A{a}", f"Almoxarifado {regiao} {a}", "almoxarifado", central
            )
            for s in range(1, 4):
                sub = criar(f"{almox['codigo']}-S{s}", f"Sub {a}.{s}", "sub_almoxarifado", almox)
                for t in range(1, 3):
                    criar(f"{sub['codigo']}-T{t}", f"Setor {a}.{s}.{t}", "setor", sub)
    return locais


def montar_produtos(sorteio, total):
    nomes = [(categoria, nome) for categoria, nomes in CATEGORIAS.items() for nome in nomes]
    produtos = []
    for n in range(1, total + 1):
        categoria, nome = nomes[n % len(nomes)]
        variacao = VARIACOES[(n // len(nomes)) % len(VARIACOES)]
        criado_em = INICIO + timedelta(minutes=n)
        produtos.append(
            {
                "_id": oid(2, n),
                "codigo": f"P{n:04d}",
                "nome": f"{nome} {variacao}",
                "descricao": f"{nome} {variacao}, linha {1 + n % 7}.",
                "categoria": categoria,
                "unidade": sorteio.choice(UNIDADES),
                "preco_custo": round(sorteio.uniform(2, 400), 2),
                "estoque_minimo": sorteio.choice([5, 10, 20, 50, 100]),
                "tags": sorted(sorteio.sample(TAGS, sorteio.randint(0, 2))),
                "ativo": n % 25 != 0,
                "imagem": None,
                "criado_em": criado_em,
                "atualizado_em": criado_em,
            }
        )
    return produtos


def montar_usuarios(locais):
    por_codigo = {local["codigo"]: local["_id"] for local in locais}
    return [
        {
            "_id": oid(3, n),
            "nome": nome,
            "email": email,
            "senha_hash": gerar_hash(senha),
            "perfil": perfil,
            "locais": [por_codigo[codigo] for codigo in codigos],
            "ativo": ativo,
            "criado_em": INICIO,
        }
        for n, (nome, email, senha, perfil, codigos, ativo) in enumerate(USUARIOS, 1)
    ]


def montar_movimentacoes(sorteio, total, produtos, locais, usuarios):
    """Movimentações em ordem de data; o saldo sai delas, então as contas sempre fecham."""
    saldos = {}
    movimentacoes = []
    ativos = [p for p in produtos if p["ativo"]]
    autores = [u for u in usuarios if u["perfil"] != "consulta" and u["ativo"]]
    data = INICIO
    for numero in range(1, total + 1):
        data += timedelta(minutes=sorteio.randint(30, 360))
        com_saldo = [chave for chave, quantidade in saldos.items() if quantidade > 0]
        tipo = sorteio.choices(["entrada", "saida", "transferencia"], [5, 3, 2])[0]
        if not com_saldo:
            tipo = "entrada"
        origem = destino = None
        if tipo == "entrada":
            produto_id = sorteio.choice(ativos)["_id"]
            quantidade = sorteio.randint(1, 60)
        else:
            produto_id, origem = sorteio.choice(com_saldo)
            quantidade = sorteio.randint(1, saldos[produto_id, origem])
        if tipo != "saida":
            destino = sorteio.choice([d["_id"] for d in locais if d["_id"] != origem])

        cancelada = sorteio.random() < 0.04
        mov = {
            "_id": oid(4, numero),
            "numero": numero,
            "tipo": tipo,
            "produto_id": produto_id,
            "origem_id": origem,
            "destino_id": destino,
            "quantidade": quantidade,
            "usuario_id": sorteio.choice(autores)["_id"],
            "data": data,
            "observacao": "",
            "cancelada": cancelada,
        }
        if cancelada:
            mov["cancelada_em"] = data + timedelta(minutes=20)
            mov["cancelada_por"] = usuarios[0]["_id"]
            mov["motivo"] = "Lançamento em duplicidade"
        else:
            if origem:
                saldos[produto_id, origem] -= quantidade
            if destino:
                saldos[produto_id, destino] = saldos.get((produto_id, destino), 0) + quantidade
        movimentacoes.append(mov)

    docs = [
        {
            "_id": oid(5, n),
            "produto_id": produto_id,
            "local_id": local_id,
            "quantidade": quantidade,
            "atualizado_em": data,
        }
        for n, ((produto_id, local_id), quantidade) in enumerate(saldos.items(), 1)
    ]
    return movimentacoes, docs


def montar_alertas(produtos, saldos):
    """Alertas por ler dos dez primeiros produtos abaixo do mínimo."""
    totais = {}
    for saldo in saldos:
        totais[saldo["produto_id"]] = totais.get(saldo["produto_id"], 0) + saldo["quantidade"]
    criticos = [p for p in produtos if p["ativo"] and totais.get(p["_id"], 0) < p["estoque_minimo"]]
    return [
        {
            "_id": oid(6, n),
            "produto_id": produto["_id"],
            "total": totais.get(produto["_id"], 0),
            "minimo": produto["estoque_minimo"],
            "data": INICIO + timedelta(days=n),
            "lido": False,
        }
        for n, produto in enumerate(criticos[:10], 1)
    ]


def montar(total_produtos, total_movimentacoes):
    """Os documentos de cada coleção, sem tocar no banco."""
    sorteio = random.Random(2026)
    locais = montar_locais()
    produtos = montar_produtos(sorteio, total_produtos)
    usuarios = montar_usuarios(locais)
    movimentacoes, saldos = montar_movimentacoes(
        sorteio, total_movimentacoes, produtos, locais, usuarios
    )
    return {
        "perfis": [
            {"_id": chave, "nome": nome, "ordem": n, "permissoes": permissoes}
            for n, (chave, nome, permissoes) in enumerate(PERFIS, 1)
        ],
        "usuarios": usuarios,
        "locais": locais,
        "produtos": produtos,
        "movimentacoes": movimentacoes,
        "saldos": saldos,
        "alertas": montar_alertas(produtos, saldos),
        "contadores": [{"_id": "movimentacoes", "valor": total_movimentacoes}],
    }


def semear(db, total_produtos=300, total_movimentacoes=2000):
    """Apaga as coleções, grava a carga e recria os índices; devolve as contagens."""
    carga = montar(total_produtos, total_movimentacoes)
    for nome in COLECOES:
        db.drop_collection(nome)
    for nome, docs in carga.items():
        db[nome].insert_many(docs)
    criar_indices(db)
    return {nome: len(docs) for nome, docs in carga.items()}


def main():
    cliente = MongoClient(Config.MONGO_URI, serverSelectionTimeoutMS=5000)
    nome = Config.MONGO_DB
    db = cliente[nome] if nome else cliente.get_default_database("estoque")
    for colecao, total in semear(db).items():
        print(f"{colecao:15} {total:5}")
    cliente.close()


if __name__ == "__main__":
    main()
